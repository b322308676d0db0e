"""Runs the demo: writes each action through the rules and compares each score with the fold."""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog, differences_from_stated
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
from scrbrd.handlers.commit.build import COMMIT_FIELDS, is_same_document
from scrbrd.handlers.refold.match_fold import MatchFold, initial_progress, progress_after
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.live.documents import LiveScore, as_document
from scrbrd.projections.live.live_score import live_score

UNDONE_AT = (0.1, 0.5, 0.9)
"""The points of the log, as shares of its length, at which a ball is voided and redone."""


@dataclass
class Report:
    """The results of the demo.

    `milliseconds` are the times from a commit's answer to the listener's snapshot. `undone` counts
    balls that were voided and redone.
    """

    match_id: str
    actions: int
    undone: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    score: LiveScore | None = None
    disagreements: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that the demo prints as its last line."""
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
    """A match on running emulators: a scorer appends, a listener receives, the fold verifies."""

    def __init__(self, log: MatchLog, inputs: Inputs, scorer: Scorer, listener: Listener) -> None:
        self.log, self.inputs, self.scorer, self.listener = log, inputs, scorer, listener
        self.state = MatchState(inputs.setup)
        self.fold = MatchFold(initial_progress(inputs), inputs)
        self.report = Report(log.match_id, len(log.actions))

    def score_match(self, screen: Screen, balls_per_second: float) -> None:
        """Append the whole log, one action at a time, and wait for each at the listener.

        A pace of 0 is as fast as the listener receives.
        """
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
        """Append one action and wait until the listener receives exactly the folded score."""
        self.scorer.append(action)
        self.await_fold(action)

    def await_fold(self, action: Action) -> None:
        """Fold a committed action and wait until the listener receives the same score."""
        committed = time.perf_counter()
        self.state = evolve(self.state, action)
        self.fold.add(action)
        feed = self.fold.progress.feed_state
        seen = self.wait_for(self.state, feed, action.id, f"action {action.id}")
        self.report.milliseconds.append(max(0.0, seen - committed) * 1000)

    def undo_and_redo(self, place: int, screen: Screen) -> None:
        """Void the last ball, wait for the score without it, redo it, and wait for its return."""
        action = self.log.actions[place]
        self.scorer.void(action, "the demo undoes a ball")
        voided = action.model_copy(update={"is_voided": True})
        without, log = fold_log(self.inputs.setup, (*self.log.actions[:place], voided))
        self.wait_for(without, self.feed_of(log), action.id, f"void of {action.id}")
        screen.print_line(f"{action.id} voided: {format_score(without)}")
        self.scorer.redo(action)
        feed = self.fold.progress.feed_state
        self.wait_for(self.state, feed, action.id, f"redo of {action.id}")
        screen.print_line(f"{action.id} redone: {format_score(self.state)}")
        self.report.undone += 1

    def feed_of(self, log: EffectiveLog) -> FeedState:
        """Return the feed's state at the end of a log."""
        return progress_after(self.inputs, log.actions).feed_state

    def wait_for(self, state: MatchState, feed: FeedState, last_action_id: str, what: str) -> float:
        """Wait until the listener's score equals the projection of a state; return the time."""
        wanted = without_clock(as_document(live_score(state, self.inputs, last_action_id, feed)))
        return self.listener.wait_for(
            lambda score: is_same_document(without_clock(score or {}), wanted, COMMIT_FIELDS), what
        )

    def compare(self, public_client: RestClient) -> None:
        """Compare the public `live/score` with the fold, and the fold with the source's result.

        Differences are added to `report.disagreements`.
        """
        stored = without_clock(public_client.get(paths.live_score(self.log.match_id)))
        self.report.score = LiveScore.model_validate(stored)
        state, log = self.log.fold()
        feed = self.feed_of(log)
        wanted = without_clock(
            as_document(live_score(state, self.inputs, log.last_action_id, feed))
        )
        differing = [key for key, value in wanted.items() if stored.get(key) != value]
        self.report.disagreements += [
            f"live/score.{key} differs from the fold" for key in differing
        ]
        self.report.disagreements += differences_from_stated(self.log)
        match = public_client.get(paths.match(self.log.match_id))
        if match["status"] != stored["status"]:
            self.report.disagreements.append("the match document's status differs from live/score")


def without_clock(score: dict[str, Any]) -> dict[str, Any]:
    """Return a live score without the time of the last ball.

    That time is taken from the scorer's clock and is not in the source of the log.
    """
    if "lastBall" not in score:
        return score
    ball = {name: value for name, value in score["lastBall"].items() if name != "timestamp"}
    return score | {"lastBall": ball}


def format_score(state: MatchState) -> str:
    """Return a score as text, such as `120/3`."""
    innings = state.current
    return f"{innings.runs}/{innings.wickets}" if innings else "no score"


@contextmanager
def one_scorer(suite: EmulatorSuite, log: MatchLog) -> Iterator[Demo]:
    """Set up the match on running emulators with a signed-in scorer and an open listener."""
    account = sign_up(suite.auth_host, f"scorer-{log.match_id}@example.com")
    with (
        closing(Client(project=suite.project)) as client,
        closing(RestClient(suite.firestore_host, suite.project, account)) as rest,
    ):
        write_match_setup(client, log, {ROLE: account})
        with closing(Listener(client, log.match_id)) as listener:
            yield Demo(log, log.inputs, Scorer(rest, account, log.match_id), listener)
