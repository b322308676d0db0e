"""Runs the demo with two scorers: both keep a book through the rules, one of them errs at times.

Beside it the same overs are scored directly by one, ball by ball in turn: what the spectators of
the one match wait longer than those of the other is measured in one run.
"""

import dataclasses
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from admin.rest_client import RestClient, sign_up
from devtools.demo.book_scorer import BookScorer
from devtools.demo.listener import Listener
from devtools.demo.match_setup import ROLE, write_match_setup
from devtools.demo.run import Demo, Report
from devtools.demo.scorer import Scorer
from devtools.demo.screen import Screen
from devtools.emulators import EmulatorSuite
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.words import same, words_of
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import Books, laws_of
from scrbrd.handlers.books.decide import folded
from scrbrd.handlers.verify import verify

OVERS = 6
WRONG_EVERY, MISSED_EVERY = 11, 17
"""Balls after which the away scorer writes other runs, and passes one over."""

ROLES = {"home": "scorer_home", "away": "scorer_away"}
"""The roles of the two, by their seats."""


@dataclasses.dataclass
class BookReport(Report):
    """What the demo measured; `direct` are the milliseconds of the match that one scorer scores."""

    disputes: int = 0
    resolved: int = 0
    direct: list[float] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the demo's last line."""
        plain = super().as_json()
        median = statistics.median(self.direct) if self.direct else None
        dual = plain["medianMs"]
        return plain | {
            "scorers": 2,
            "disputes": self.disputes,
            "resolved": self.resolved,
            "directMedianMs": None if median is None else round(median, 1),
            "dualOverDirect": None if median is None or dual is None else round(dual / median, 2),
        }


class BookDemo(Demo):
    """A match under DUAL beside one under SINGLE; `report.milliseconds` are from the commit of the
    slower scorer's entry to the listener's snapshot. `ahead` is the place of an action that the
    away scorer recorded before the one that they had passed over."""

    report: BookReport

    def __init__(
        self, log: MatchLog, home: BookScorer, away: BookScorer, listener: Listener, direct: Demo
    ) -> None:
        super().__init__(log, log.inputs, direct.scorer, listener)
        self.home, self.away, self.direct = home, away, direct
        self.report = BookReport(log.match_id, len(log.actions))
        self.ahead = -1
        self.client = Client(project=home.rest.root.split("/")[1])
        self.disputes = Listener(self.client, log.match_id, paths.live_consensus(log.match_id))

    def close(self) -> None:
        """Stop listening."""
        self.disputes.close()
        self.client.close()

    def score_match(self, screen: Screen, balls_per_second: float) -> None:
        """Score the overs in both matches, ball by ball."""
        began = time.perf_counter()
        for place, action in enumerate(self.log.actions):
            self.direct.append(self.direct.log.actions[place])
            self.play(place, action, screen)
            screen.show(self.listener.score or {}, place + 1)
            if balls_per_second:
                due = began + (place + 1) / balls_per_second
                time.sleep(max(0.0, due - time.perf_counter()))
        self.report.direct = self.direct.report.milliseconds
        self.report.seconds = time.perf_counter() - began

    def play(self, place: int, action: Action, screen: Screen) -> None:
        """Let both record one ball; the away scorer errs in some of them."""
        self.home.record(action)
        before = self.away.last_id
        if isinstance(action, Delivery) and place % WRONG_EVERY == WRONG_EVERY - 1:
            entry = self.away.record(action, (action.runs_off_bat + 1) % 7)
            self.await_dispute(action, screen)
            self.away.correct(entry, action)
        elif place % MISSED_EVERY == MISSED_EVERY - 1 and self.is_told_apart(place):
            self.away.record(self.log.actions[place + 1])
            self.ahead = place + 1
            self.await_dispute(action, screen)
            self.away.put_in(before, action)
        elif place != self.ahead:
            self.away.record(action)
        self.await_fold(action)
        self.report.resolved = self.report.disputes

    def is_told_apart(self, place: int) -> bool:
        """Return whether an action does not look like the next one: else nobody sees which of the
        two is missing."""
        pair = [words_of(each) for each in self.log.actions[place : place + 2]]
        return len(pair) == 2 and not same(*pair)

    def await_dispute(self, action: Action, screen: Screen) -> None:
        """Wait until everybody sees that the log waits at a ball."""
        self.disputes.wait_for(
            lambda shown: shown.get("blockedAt") == action.id, f"the dispute at {action.id}"
        )
        self.report.disputes += 1
        screen.say(f"{action.id} is disputed: the score waits")

    def compare(self, anybody: RestClient) -> None:
        """Hold `live/score` against the fold of what happened, the log against the books, and every
        stored document against the log."""
        super().compare(anybody)
        match_id = self.log.match_id
        books = Books(
            FirestoreBookStore(self.client), FirestoreMatchStore(self.client), utc_now, match_id
        )
        kept = books.store.read_all(match_id)
        tier = books.store.read_tier(match_id)
        found = [] if tier is None else folded(kept, tier, laws_of(books)).operations
        self.report.disagreements += [f"{each.action.id} is not as the books say" for each in found]
        differing = verify(books.matches, utc_now, match_id)
        self.report.disagreements += [f"{each} is not as the log says" for each in differing]


def first_overs(log: MatchLog, match_id: str, overs: int = OVERS) -> MatchLog:
    """Return the first overs of a match under an id of their own."""
    actions = tuple(
        action.model_copy(update={"match_id": match_id})
        for action in log.actions
        if action.innings_number == 1 and is_within(action, overs)
    )
    return dataclasses.replace(log, match_id=match_id, actions=actions, stated=None)


def is_within(action: Action, overs: int) -> bool:
    """Return whether an action is before the end of an over, 0-based; facts are."""
    return not isinstance(action, Delivery) or action.over_number < overs


@contextmanager
def two_scorers(suite: EmulatorSuite, log: MatchLog) -> Iterator[BookDemo]:
    """Both matches set up on running emulators, scorers signed in, listeners listening."""
    dual, single = (first_overs(log, f"{log.match_id}-{tier}") for tier in ("dual", "single"))
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(project=suite.project)))
        lone = sign_up(suite.auth_host, f"scorer-{single.match_id}@example.com")
        write_match_setup(client, single, {ROLE: lone})
        rest = rest_of(stack, suite, lone)
        listener = listening(stack, client, single.match_id)
        direct = Demo(single, single.inputs, Scorer(rest, lone, single.match_id), listener)
        home, away = book_scorers(stack, suite, client, dual)
        demo = BookDemo(dual, home, away, listening(stack, client, dual.match_id), direct)
        yield stack.enter_context(closing(demo))


def rest_of(stack: ExitStack, suite: EmulatorSuite, account: Any) -> RestClient:
    """Return a client of an account, closed with the rest."""
    return stack.enter_context(closing(RestClient(suite.firestore_host, suite.project, account)))


def listening(stack: ExitStack, client: Client, match_id: str) -> Listener:
    """Return a spectator's listener, closed with the rest."""
    return stack.enter_context(closing(Listener(client, match_id)))


def book_scorers(
    stack: ExitStack,
    suite: EmulatorSuite,
    client: Client,
    log: MatchLog,
    selected_by: str | None = None,
) -> tuple[BookScorer, BookScorer]:
    """Write a match before its first ball, under DUAL; return the home and the away scorer.

    They are signed in and have their roles. `selected_by` as of `write_match_setup`.
    """
    accounts = {
        role: sign_up(suite.auth_host, f"{seat}-{log.match_id}@example.com")
        for seat, role in ROLES.items()
    }
    write_match_setup(client, log, accounts, tier=ValidationTier.DUAL, selected_by=selected_by)
    home, away = (
        BookScorer(rest_of(stack, suite, account), account, log.match_id, role)
        for role, account in accounts.items()
    )
    return home, away
