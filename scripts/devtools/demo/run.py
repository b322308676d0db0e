"""Runs the demo: every action goes through the rules, every score is compared with the fold."""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, agrees_with_stated
from admin.rest_client import RestClient, sign_up
from devtools.demo.listener import Listener
from devtools.demo.match_setup import ROLE, write_match_setup
from devtools.demo.scorer import Scorer
from devtools.demo.screen import Screen
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import EffectiveLog
from scrbrd.domain.fold import evolve, fold_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.handlers.commit.build import COMMIT_FIELDS, same
from scrbrd.handlers.refold.match_fold import MatchFold, at_start, progress_after
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.documents import LiveScore, as_document
from scrbrd.projections.live.live_score import live_score

UNDONE_AT = (0.1, 0.5, 0.9)
"""How far into the log a ball is voided and redone, as parts of the whole."""


@dataclass
class Report:
    """What the demo measured. Milliseconds from a commit's answer to the listener's snapshot."""

    match_id: str
    actions: int
    undone: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    score: LiveScore | None = None
    disagreements: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the demo's last line."""
        ordered = sorted(self.milliseconds)
        return {
            "matchId": self.match_id,
            "actions": self.actions,
            "undone": self.undone,
            "seconds": round(self.seconds, 1),
            "medianMs": round(statistics.median(ordered), 1) if ordered else None,
            "p95Ms": round(ordered[int(len(ordered) * 0.95)], 1) if ordered else None,
            "agrees": self.score is not None and not self.disagreements,
        }


class Demo:
    """One match on running emulators: the scorer appends, the listener sees, the fold judges."""

    def __init__(self, log: MatchLog, inputs: Inputs, scorer: Scorer, listener: Listener) -> None:
        self.log, self.inputs, self.scorer, self.listener = log, inputs, scorer, listener
        self.state = MatchState(inputs.setup)
        self.fold = MatchFold(at_start(inputs), inputs)
        self.report = Report(log.match_id, len(log.actions))

    def score_match(self, screen: Screen, balls_per_second: float) -> None:
        """Append the whole log, a ball at a time, each awaited at the listener."""
        began = time.perf_counter()
        undo_at = {int(len(self.log.actions) * part) for part in UNDONE_AT}
        for place, action in enumerate(self.log.actions):
            self.append(action)
            if place in undo_at and isinstance(action, Delivery):
                self.undo_and_redo(place, screen)
            screen.show(self.listener.score or {}, place + 1)
            if balls_per_second:
                due = began + (place + 1) / balls_per_second
                time.sleep(max(0.0, due - time.perf_counter()))
        self.report.seconds = time.perf_counter() - began

    def append(self, action: Action) -> None:
        """One action, until the listener sees exactly what the fold says."""
        self.scorer.append(action)
        self.await_fold(action)

    def await_fold(self, action: Action) -> None:
        """Fold an action that was just committed, and wait until the listener sees the same."""
        committed = time.perf_counter()
        self.state = evolve(self.state, action)
        self.fold.add(action)
        feed = self.fold.progress.memory
        seen = self.wait_for(self.state, feed, action.id, f"action {action.id}")
        self.report.milliseconds.append(max(0.0, seen - committed) * 1000)

    def undo_and_redo(self, place: int, screen: Screen) -> None:
        """Void the ball just bowled, see the score go back, redo it, see it return."""
        action = self.log.actions[place]
        self.scorer.void(action, "the demo undoes a ball")
        voided = action.model_copy(update={"is_voided": True})
        without, log = fold_log(self.inputs.setup, (*self.log.actions[:place], voided))
        self.wait_for(without, self.feed_of(log), action.id, f"void of {action.id}")
        screen.say(f"{action.id} voided: {format_score(without)}")
        self.scorer.redo(action)
        feed = self.fold.progress.memory
        self.wait_for(self.state, feed, action.id, f"redo of {action.id}")
        screen.say(f"{action.id} redone: {format_score(self.state)}")
        self.report.undone += 1

    def feed_of(self, log: EffectiveLog) -> FeedState:
        """Return what the feed knows of a log at its end."""
        return progress_after(self.inputs, log.actions).memory

    def wait_for(self, state: MatchState, feed: FeedState, last_action_id: str, what: str) -> float:
        """Wait until the listener sees the projection of a state, field by field."""
        wanted = without_clock(as_document(live_score(state, self.inputs, last_action_id, feed)))
        return self.listener.wait_for(
            lambda score: same(without_clock(score or {}), wanted, COMMIT_FIELDS), what
        )

    def compare(self, anybody: RestClient) -> None:
        """Hold `live/score`, as anybody may read it, against the fold and the source's outcome."""
        stored = without_clock(anybody.get(paths.live_score(self.log.match_id)))
        self.report.score = LiveScore.model_validate(stored)
        state, log = self.log.folded()
        feed = self.feed_of(log)
        wanted = without_clock(
            as_document(live_score(state, self.inputs, log.last_action_id, feed))
        )
        differing = [key for key, value in wanted.items() if stored.get(key) != value]
        self.report.disagreements += [
            f"live/score.{key} differs from the fold" for key in differing
        ]
        self.report.disagreements += agrees_with_stated(self.log)
        match = anybody.get(paths.match(self.log.match_id))
        if match["status"] != stored["status"]:
            self.report.disagreements.append("the match document's status differs from live/score")


def without_clock(score: dict[str, Any]) -> dict[str, Any]:
    """Return a live score without the time of the last ball: the scorer's clock now, which is not
    in the source of the log."""
    if "lastBall" not in score:
        return score
    ball = {name: value for name, value in score["lastBall"].items() if name != "timestamp"}
    return score | {"lastBall": ball}


def format_score(state: MatchState) -> str:
    """Return a score in a few characters."""
    innings = state.current
    return f"{innings.runs}/{innings.wickets}" if innings else "no score"


@contextmanager
def prepared(suite: EmulatorSuite, log: MatchLog) -> Iterator[Demo]:
    """The match set up on running emulators, a scorer signed in, a listener listening."""
    account = sign_up(suite.auth_host, f"scorer-{log.match_id}@example.com")
    with (
        closing(Client(project=suite.project)) as client,
        closing(RestClient(suite.firestore_host, suite.project, account)) as rest,
    ):
        write_match_setup(client, log, {ROLE: account})
        with closing(Listener(client, log.match_id)) as listener:
            yield Demo(log, log.inputs, Scorer(rest, account, log.match_id), listener)
