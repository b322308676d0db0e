"""Runs the demo with two scorers: both keep a book through the rules, one of them errs at times.

In the same run, one scorer scores the same overs in a second match, ball by ball in turn. The two
matches show how much longer spectators wait when two scorers must agree.
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
from scrbrd.consensus.content import content_of, is_same_ball
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import Books, laws_of
from scrbrd.handlers.books.decide import fold_kept
from scrbrd.handlers.verify import verify

OVERS = 6
WRONG_EVERY, MISSED_EVERY = 11, 17
"""The away scorer records wrong runs for every 11th action, and misses every 17th."""

ROLES = {"home": "scorer_home", "away": "scorer_away"}
"""The roles of the two scorers, by seat."""


@dataclasses.dataclass
class BookReport(Report):
    """The results of the demo; `direct` are the milliseconds of the match with one scorer."""

    disputes: int = 0
    resolved: int = 0
    direct: list[float] = dataclasses.field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that the demo prints as its last line."""
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
    """A match under DUAL and the same match under SINGLE (`direct`).

    `report.milliseconds` are the times from the commit of the slower scorer's entry to the
    listener's snapshot. `ahead` is the index of an action that the away scorer has recorded before
    the missed one; -1 if there is none.
    """

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
        """Close the listener of disputes and the client."""
        self.disputes.close()
        self.client.close()

    def score_match(self, screen: Screen, balls_per_second: float) -> None:
        """Score the overs in both matches, ball by ball in turn."""
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
        """Let both scorers record the action at an index; the away scorer errs at some."""
        self.home.record(action)
        before = self.away.last_id
        if isinstance(action, Delivery) and place % WRONG_EVERY == WRONG_EVERY - 1:
            entry = self.away.record(action, (action.runs_off_bat + 1) % 7)
            self.await_dispute(action, screen)
            self.away.correct(entry, action)
        elif place % MISSED_EVERY == MISSED_EVERY - 1 and self.differs_from_next(place):
            self.away.record(self.log.actions[place + 1])
            self.ahead = place + 1
            self.await_dispute(action, screen)
            self.away.insert_after(before, action)
        elif place != self.ahead:
            self.away.record(action)
        self.await_fold(action)
        self.report.resolved = self.report.disputes

    def differs_from_next(self, place: int) -> bool:
        """Return True if an action differs from the next one.

        If they are alike, the books do not show which of the two is missing.
        """
        pair = [content_of(each) for each in self.log.actions[place : place + 2]]
        return len(pair) == 2 and not is_same_ball(*pair)

    def await_dispute(self, action: Action, screen: Screen) -> None:
        """Wait until `live/consensus` shows that the log is blocked at an action."""
        self.disputes.wait_for(
            lambda state: state.get("blockedAt") == action.id, f"the dispute at {action.id}"
        )
        self.report.disputes += 1
        screen.print_line(f"{action.id} is disputed: the score waits")

    def compare(self, public_client: RestClient) -> None:
        """Compare `live/score` with the fold, the log with the books, documents with the log."""
        super().compare(public_client)
        match_id = self.log.match_id
        books = Books(
            FirestoreBookStore(self.client), FirestoreMatchStore(self.client), utc_now, match_id
        )
        kept = books.store.read_all(match_id)
        tier = books.store.read_tier(match_id)
        found = [] if tier is None else fold_kept(kept, tier, laws_of(books)).operations
        self.report.disagreements += [f"{each.action.id} is not as the books say" for each in found]
        differing = verify(books.matches, utc_now, match_id)
        self.report.disagreements += [f"{each} is not as the log says" for each in differing]


def first_overs(log: MatchLog, match_id: str, overs: int = OVERS) -> MatchLog:
    """Return the first overs of a match as a match with another id."""
    actions = tuple(
        action.model_copy(update={"match_id": match_id})
        for action in log.actions
        if action.innings_number == 1 and is_within(action, overs)
    )
    return dataclasses.replace(log, match_id=match_id, actions=actions, stated=None)


def is_within(action: Action, overs: int) -> bool:
    """Return True if an action belongs to the first `overs` overs; actions without a ball do."""
    return not isinstance(action, Delivery) or action.over_number < overs


@contextmanager
def two_scorers(suite: EmulatorSuite, log: MatchLog) -> Iterator[BookDemo]:
    """Set up both matches on running emulators with signed-in scorers and open listeners."""
    dual, single = (first_overs(log, f"{log.match_id}-{tier}") for tier in ("dual", "single"))
    with ExitStack() as stack:
        client = stack.enter_context(closing(Client(project=suite.project)))
        lone = sign_up(suite.auth_host, f"scorer-{single.match_id}@example.com")
        write_match_setup(client, single, {ROLE: lone})
        rest = open_rest_client(stack, suite, lone)
        listener = open_listener(stack, client, single.match_id)
        direct = Demo(single, single.inputs, Scorer(rest, lone, single.match_id), listener)
        home, away = book_scorers(stack, suite, client, dual)
        demo = BookDemo(dual, home, away, open_listener(stack, client, dual.match_id), direct)
        yield stack.enter_context(closing(demo))


def open_rest_client(stack: ExitStack, suite: EmulatorSuite, account: Any) -> RestClient:
    """Return a REST client of an account; the stack closes it."""
    return stack.enter_context(closing(RestClient(suite.firestore_host, suite.project, account)))


def open_listener(stack: ExitStack, client: Client, match_id: str) -> Listener:
    """Return a spectator's listener; the stack closes it."""
    return stack.enter_context(closing(Listener(client, match_id)))


def book_scorers(
    stack: ExitStack,
    suite: EmulatorSuite,
    client: Client,
    log: MatchLog,
    selected_by: str | None = None,
) -> tuple[BookScorer, BookScorer]:
    """Write a match before its first ball, under DUAL; return the home and the away scorer.

    They are signed in and have their roles. For `selected_by` see `write_match_setup`.
    """
    accounts = {
        role: sign_up(suite.auth_host, f"{seat}-{log.match_id}@example.com")
        for seat, role in ROLES.items()
    }
    write_match_setup(client, log, accounts, tier=ValidationTier.DUAL, selected_by=selected_by)
    home, away = (
        BookScorer(open_rest_client(stack, suite, account), account, log.match_id, role)
        for role, account in accounts.items()
    )
    return home, away
