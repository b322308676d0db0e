"""Provides scorers for tests: the balls and each scorer's entries, in the notation of tests.domain.

1 . 4   bowled and recorded
1=4     1 bowled, 4 recorded
-1      bowled, not recorded
1x2     bowled once, recorded twice
1~      recorded with striker and non-striker interchanged
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scrbrd.consensus.agreement import LoggedAction, apply_operations
from scrbrd.consensus.entries import (
    AgreedAt,
    AgreedScore,
    Book,
    BookEntry,
    Entry,
    OpeningStatement,
    Seat,
    Totals,
    entry_of,
)
from scrbrd.consensus.evidence import evidence_faults
from scrbrd.consensus.fold import Consensus, consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.consensus.rulings import AnyRuling, Method, Ruling, TierRuling
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.effective import effective_log
from scrbrd.domain.vocabulary import ActionId, ValidationTier
from tests.domain import notation

HOME, AWAY, UMPIRE, NEUTRAL = Seat.HOME, Seat.AWAY, Seat.UMPIRE, Seat.NEUTRAL
DUAL, TRIPLE, SINGLE = ValidationTier.DUAL, ValidationTier.TRIPLE, ValidationTier.SINGLE
NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
ROLES = {
    HOME: "scorer_home",
    AWAY: "scorer_away",
    UMPIRE: "umpire_on_field",
    NEUTRAL: "scorer_neutral",
}


class Scribe:
    """A scorer and their book of one innings. `n` counts the balls bowled, from 1."""

    def __init__(self, seat: Seat, balls: str = "", person: str = "", started: int = 0) -> None:
        self.seat, self.person = seat, person or f"scorer_{seat}"
        self.field = notation.Book()
        self.entries: dict[ActionId, BookEntry] = {}
        self.sequence, self.started = 0, started
        self.actual_balls: list[Action] = []
        self.ids_by_ball: dict[int, ActionId] = {}
        self.field.innings()
        self.add_entry(self.field.entries[-1])
        self.balls(balls)

    def add_entry(self, action: Any, **fields: Any) -> ActionId:
        """Record an action as the next entry and return the entry's id."""
        self.sequence += 1
        name = action_id(1, self.sequence)
        created_at = NOON + timedelta(seconds=self.started + self.sequence)
        identity = {"id": name, "sequence_number": self.sequence, "recorded_by": self.person}
        times = {
            "created_at": created_at,
            "updated_at": created_at,
            "recorded_as": ROLES[self.seat],
        }
        self.entries[name] = entry_of(action.model_copy(update={**identity, **times, **fields}))
        return name

    def balls(self, text: str) -> Scribe:
        """Record balls in the notation."""
        for token in text.split():
            self.ball(token)
        return self

    def ball(self, token: str) -> None:
        """Record one ball in the notation."""
        token, _, twice = token.partition("x")
        happened, _, wrong = token.lstrip("-").rstrip("~").partition("=")
        before = self.field.striker, self.field.non_striker
        action = self.field.ball(happened)
        self.actual_balls.append(action)
        if token.startswith("-"):
            return
        if wrong:
            action = self.with_runs_of(action, wrong)
        if token.endswith("~"):
            action = action.model_copy(
                update={"striker_id": before[1], "non_striker_id": before[0]}
            )
        for _ in range(2 if twice else 1):
            name = self.add_entry(action)
            self.ids_by_ball.setdefault(len(self.actual_balls), name)

    def with_runs_of(self, action: Delivery, token: str) -> Delivery:
        """Return the ball with the runs off the bat of the notation's ball."""
        scored = notation.parse_ball(token, 1)
        return action.model_copy(update={"runs_off_bat": scored["runs_off_bat"]})

    def fact(self, kind: str, **fields: Any) -> Scribe:
        """Record an action other than a ball."""
        self.field.fact(kind, **fields)
        self.add_entry(self.field.entries[-1])
        return self

    # -- amending ----------------------------------------------------------------------------

    def last_entry_id(self) -> ActionId:
        """Return the id of the last entry."""
        return list(self.entries)[-1]

    def entry_id(self, n: int) -> ActionId:
        """Return the id of the entry for the n-th ball."""
        return self.ids_by_ball[n]

    def correct(self, n: int, token: str) -> Scribe:
        """Correct the entry of the n-th ball to the runs of the notation's ball."""
        happened = self.actual_balls[n - 1]
        assert isinstance(happened, Delivery)
        self.add_entry(self.with_runs_of(happened, token), corrects=self.ids_by_ball[n])
        return self

    def correct_to_actual(self, n: int) -> Scribe:
        """Correct the entry of the n-th ball to the ball as bowled."""
        self.add_entry(self.actual_balls[n - 1], corrects=self.ids_by_ball[n])
        return self

    def insert_late(self, n: int, token: str = "") -> Scribe:
        """Insert the n-th ball, which was not recorded, after the ball before it."""
        action = self.actual_balls[n - 1]
        assert isinstance(action, Delivery)
        before = self.ids_by_ball.get(n - 1, action_id(1, 1))
        self.ids_by_ball[n] = self.add_entry(
            self.with_runs_of(action, token) if token else action, after=before
        )
        return self

    def void(self, name: str, at: int = 0) -> Scribe:
        """Void an entry and its corrections by the entry's id, `at` seconds after noon."""
        return self.set_voided(name, is_voided=True, at=NOON + timedelta(seconds=at))

    def redo(self, name: str) -> Scribe:
        """Redo a voided entry."""
        return self.set_voided(name, is_voided=False)

    def set_voided(self, name: str, *, is_voided: bool, at: datetime | None = None) -> Scribe:
        """Set whether an entry is voided."""
        entry = self.entries[ActionId(name)]
        if not isinstance(entry, Entry):
            self.entries[ActionId(name)] = replace(entry, is_voided=is_voided)
            return self
        update = {"is_voided": is_voided, "voided_at": at}
        action = entry.action.model_copy(update=update)
        self.entries[ActionId(name)] = Entry(action, entry.content)
        return self

    # -- statements --------------------------------------------------------------------------

    def continue_after(self, action: str, runs: int, wickets: int, balls: int) -> Scribe:
        """State that the book continues after an action of the log, with the score there."""
        return self.add_statement(
            OpeningStatement(
                self.next_place(), Totals(runs, wickets, balls), after_action_id=ActionId(action)
            )
        )

    def take_over(self, person: str, entry: str, runs: int, wickets: int, balls: int) -> Scribe:
        """State that this book continues another person's after an entry, with the score there."""
        totals = Totals(runs, wickets, balls)
        return self.add_statement(
            OpeningStatement(
                self.next_place(), totals, takes_over_from=person, after_entry_id=ActionId(entry)
            )
        )

    def agree_innings_score(self) -> Scribe:
        """Agree the score at the end of the innings."""
        return self.add_statement(AgreedScore(self.next_place(), Totals(0, 0, 0), AgreedAt.INNINGS))

    def next_place(self) -> tuple[int, int]:
        """Return the book's next place: innings number and sequence number."""
        self.sequence += 1
        return 1, self.sequence

    def add_statement(self, statement: OpeningStatement | AgreedScore) -> Scribe:
        """Add a statement to the book."""
        created_at = NOON + timedelta(seconds=self.started + self.sequence)
        self.entries[action_id(*statement.place)] = replace(statement, created_at=created_at)
        return self

    @property
    def book(self) -> Book:
        """The book with its present entries."""
        return Book(self.person, self.seat, tuple(self.entries.values()))


def reserve_scorer(seat: Seat, person: str, balls: str = "") -> Scribe:
    """Return a later scorer without entries; balls that they saw are given as not recorded."""
    found = Scribe(seat, "", person, started=1000)
    found.entries.clear()
    found.sequence = 0
    return found.balls(balls)


class Match:
    """Books, rulings and a log, which a test can fold any number of times.

    `ruled_at`: seconds after noon at which rulings are made; None: unknown.
    """

    ruled_at: int | None = None

    def __init__(self, *scribes: Scribe, tier: ValidationTier | None = None) -> None:
        self.scribes = list(scribes)
        self.tier = tier or (TRIPLE if len(scribes) > 2 else DUAL)
        self.rulings: list[AnyRuling] = []
        self.log: tuple[LoggedAction, ...] = ()
        self.laws = FoldedLaws(notation.Book().setup)

    def fold(self) -> Consensus:
        """Fold once and apply the operations; check that a second fold finds none."""
        found = self.fold_unapplied()
        assert apply_operations(self.log, found.operations) == found.log
        self.log = found.log
        second_fold = self.fold_unapplied()
        assert not second_fold.operations
        assert second_fold.disputes == found.disputes
        books = [scribe.book for scribe in self.scribes]
        assert evidence_faults(self.log, books, self.rulings) == []
        return found

    def fold_unapplied(self) -> Consensus:
        """Fold without applying the operations."""
        books = [scribe.book for scribe in self.scribes]
        return consensus(self.log, books, self.rulings, tier=self.tier, laws=self.laws)

    def rule(
        self,
        accepts: Seat | Action | None,
        missed: Iterable[Seat] = (),
        method: Method = Method.UMPIRE,
        decided_as: str = "umpire_on_field",
        persons: Mapping[Seat, str] | None = None,
        decided_by: str = "",
        **entries: str,
    ) -> Match:
        """Add a ruling on entries by seat, with their persons."""
        named = {Seat(seat): ActionId(name) for seat, name in entries.items()}
        ball = entry_of(accepts) if isinstance(accepts, Action) else accepts
        number = len(self.rulings) + 1
        missing, named_persons = frozenset(missed), persons or {}
        created_at = None if self.ruled_at is None else NOON + timedelta(seconds=self.ruled_at)
        self.rulings.append(
            Ruling(
                number,
                method,
                named,
                ball,
                missing,
                decided_as,
                named_persons,
                decided_by,
                created_at,
            )
        )
        return self

    def change_tier(
        self, tier: ValidationTier, seats: Sequence[Scribe], seat: Seat, entry: str
    ) -> Match:
        """Add a ruling that a tier is in force from an entry on, with the scorers of its seats."""
        persons = {scribe.seat: scribe.person for scribe in seats}
        number = len(self.rulings) + 1
        self.rulings.append(TierRuling(number, tier, persons, seat, ActionId(entry)))
        return self


def log_text(log: Iterable[LoggedAction]) -> str:
    """Return the effective log in the notation: runs, `W` for a wicket, facts by type."""
    actions = effective_log([each.action for each in log]).actions
    return " ".join(map(action_text, actions[1:]))


def action_text(action: Action) -> str:
    """Return one action in the notation."""
    if not isinstance(action, Delivery):
        return str(action.type)
    return f"{action.runs_off_bat or '.'}{'W' if action.wicket else ''}"


def dual_match(home: str, away: str) -> tuple[Match, Scribe, Scribe]:
    """Return a match of two scorers."""
    one, other = Scribe(HOME, home), Scribe(AWAY, away)
    return Match(one, other), one, other


def triple_match(umpire: str, home: str, away: str) -> tuple[Match, Scribe, Scribe, Scribe]:
    """Return a match of three scorers: umpire, home, away."""
    first, one, other = Scribe(UMPIRE, umpire), Scribe(HOME, home), Scribe(AWAY, away)
    return Match(first, one, other), first, one, other
