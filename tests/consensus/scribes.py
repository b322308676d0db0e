"""Scorers of a test: what happened and what they wrote, in the notation of the domain's tests.

1 . 4   happened and was written
1=4     1 happened, 4 was written
-1      happened, and was passed over
1x2     happened once and was written twice
1~      written with the batters at the other ends
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
    """A scorer and their book of one innings. `n` counts the balls that happened, from 1."""

    def __init__(self, seat: Seat, balls: str = "", person: str = "", started: int = 0) -> None:
        self.seat, self.person = seat, person or f"scorer_{seat}"
        self.field = notation.Book()
        self.entries: dict[ActionId, BookEntry] = {}
        self.sequence, self.started = 0, started
        self.happened: list[Action] = []
        self.by_ball: dict[int, ActionId] = {}
        self.field.innings()
        self.note(self.field.entries[-1])
        self.balls(balls)

    def note(self, action: Any, **fields: Any) -> ActionId:
        """Write an action down as the next entry."""
        self.sequence += 1
        name = action_id(1, self.sequence)
        made = NOON + timedelta(seconds=self.started + self.sequence)
        identity = {"id": name, "sequence_number": self.sequence, "recorded_by": self.person}
        times = {"created_at": made, "updated_at": made, "recorded_as": ROLES[self.seat]}
        self.entries[name] = entry_of(action.model_copy(update={**identity, **times, **fields}))
        return name

    def balls(self, text: str) -> Scribe:
        """Record balls in the notation."""
        for token in text.split():
            self.ball(token)
        return self

    def ball(self, token: str) -> None:
        """Record one ball."""
        token, _, twice = token.partition("x")
        happened, _, wrong = token.lstrip("-").rstrip("~").partition("=")
        before = self.field.striker, self.field.non_striker
        action = self.field.ball(happened)
        self.happened.append(action)
        if token.startswith("-"):
            return
        if wrong:
            action = self.wrong(action, wrong)
        if token.endswith("~"):
            action = action.model_copy(
                update={"striker_id": before[1], "non_striker_id": before[0]}
            )
        for _ in range(2 if twice else 1):
            name = self.note(action)
            self.by_ball.setdefault(len(self.happened), name)

    def wrong(self, action: Delivery, token: str) -> Delivery:
        """Return a ball with the runs of another."""
        scored = notation.parse_ball(token, 1)
        return action.model_copy(update={"runs_off_bat": scored["runs_off_bat"]})

    def fact(self, kind: str, **fields: Any) -> Scribe:
        """Record a fact that is no ball."""
        self.field.fact(kind, **fields)
        self.note(self.field.entries[-1])
        return self

    # -- amending ----------------------------------------------------------------------------

    def last(self) -> ActionId:
        """The id of the last entry."""
        return list(self.entries)[-1]

    def entry(self, n: int) -> ActionId:
        """The id of the entry for the n-th ball."""
        return self.by_ball[n]

    def correct(self, n: int, token: str) -> Scribe:
        """Amend the entry of the n-th ball."""
        happened = self.happened[n - 1]
        assert isinstance(happened, Delivery)
        self.note(self.wrong(happened, token), corrects=self.by_ball[n])
        return self

    def mend(self, n: int) -> Scribe:
        """Correct the n-th ball to what happened."""
        self.note(self.happened[n - 1], corrects=self.by_ball[n])
        return self

    def put_in(self, n: int, token: str = "") -> Scribe:
        """Insert the n-th ball, which was passed over, behind the one before."""
        action = self.happened[n - 1]
        assert isinstance(action, Delivery)
        before = self.by_ball.get(n - 1, action_id(1, 1))
        self.by_ball[n] = self.note(self.wrong(action, token) if token else action, after=before)
        return self

    def void(self, name: str, at: int = 0) -> Scribe:
        """Void an entry, with its corrections, by its id, `at` seconds after noon."""
        return self.set_voided(name, is_voided=True, at=NOON + timedelta(seconds=at))

    def redo(self, name: str) -> Scribe:
        """Redo a voided entry."""
        return self.set_voided(name, is_voided=False)

    def set_voided(self, name: str, *, is_voided: bool, at: datetime | None = None) -> Scribe:
        """Void an entry, or redo it."""
        entry = self.entries[ActionId(name)]
        if not isinstance(entry, Entry):
            self.entries[ActionId(name)] = replace(entry, is_voided=is_voided)
            return self
        update = {"is_voided": is_voided, "voided_at": at}
        action = entry.action.model_copy(update=update)
        self.entries[ActionId(name)] = Entry(action, entry.content)
        return self

    # -- statements --------------------------------------------------------------------------

    def open_behind(self, action: str, runs: int, wickets: int, balls: int) -> Scribe:
        """State that the book continues behind an action of the log."""
        return self.state(
            OpeningStatement(
                self.next(), Totals(runs, wickets, balls), after_action_id=ActionId(action)
            )
        )

    def take_over(self, person: str, entry: str, runs: int, wickets: int, balls: int) -> Scribe:
        """State that this book continues another person's."""
        totals = Totals(runs, wickets, balls)
        return self.state(
            OpeningStatement(
                self.next(), totals, takes_over_from=person, after_entry_id=ActionId(entry)
            )
        )

    def end(self) -> Scribe:
        """Agree the score at the end of the innings."""
        return self.state(AgreedScore(self.next(), Totals(0, 0, 0), AgreedAt.INNINGS))

    def next(self) -> tuple[int, int]:
        """The next place of the book."""
        self.sequence += 1
        return 1, self.sequence

    def state(self, statement: OpeningStatement | AgreedScore) -> Scribe:
        """Write a statement down."""
        made = NOON + timedelta(seconds=self.started + self.sequence)
        self.entries[action_id(*statement.place)] = replace(statement, created_at=made)
        return self

    @property
    def book(self) -> Book:
        """The book as it stands."""
        return Book(self.person, self.seat, tuple(self.entries.values()))


def reserve(seat: Seat, person: str, balls: str = "") -> Scribe:
    """A scorer who comes later, with no entries; the balls they saw are given as passed over."""
    found = Scribe(seat, "", person, started=1000)
    found.entries.clear()
    found.sequence = 0
    return found.balls(balls)


class Match:
    """Books, rulings and a log, folded as often as a test wants.

    `at`: seconds after noon at which rulings are made; None: unknown.
    """

    at: int | None = None

    def __init__(self, *scribes: Scribe, tier: ValidationTier | None = None) -> None:
        self.scribes = list(scribes)
        self.tier = tier or (TRIPLE if len(scribes) > 2 else DUAL)
        self.rulings: list[AnyRuling] = []
        self.log: tuple[LoggedAction, ...] = ()
        self.laws = FoldedLaws(notation.Book().setup)

    def fold(self) -> Consensus:
        """Fold once and apply the operations; a second fold must find no more."""
        found = self.again()
        assert apply_operations(self.log, found.operations) == found.log
        self.log = found.log
        more = self.again()
        assert not more.operations
        assert more.disputes == found.disputes
        books = [scribe.book for scribe in self.scribes]
        assert evidence_faults(self.log, books, self.rulings) == []
        return found

    def again(self) -> Consensus:
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
        made = None if self.at is None else NOON + timedelta(seconds=self.at)
        self.rulings.append(
            Ruling(
                number, method, named, ball, missing, decided_as, named_persons, decided_by, made
            )
        )
        return self

    def change_tier(
        self, tier: ValidationTier, seats: Sequence[Scribe], seat: Seat, entry: str
    ) -> Match:
        """Let a tier be in force from an entry on."""
        persons = {scribe.seat: scribe.person for scribe in seats}
        number = len(self.rulings) + 1
        self.rulings.append(TierRuling(number, tier, persons, seat, ActionId(entry)))
        return self


def log_text(log: Iterable[LoggedAction]) -> str:
    """Return the effective log in the notation: runs, `W` for a wicket, facts by type."""
    actions = effective_log([each.action for each in log]).actions
    return " ".join(map(token, actions[1:]))


def token(action: Action) -> str:
    """One action in the notation."""
    if not isinstance(action, Delivery):
        return str(action.type)
    return f"{action.runs_off_bat or '.'}{'W' if action.wicket else ''}"


def dual(home: str, away: str) -> tuple[Match, Scribe, Scribe]:
    """A match of two scorers."""
    one, other = Scribe(HOME, home), Scribe(AWAY, away)
    return Match(one, other), one, other


def triple(umpire: str, home: str, away: str) -> tuple[Match, Scribe, Scribe, Scribe]:
    """A match of three."""
    first, one, other = Scribe(UMPIRE, umpire), Scribe(HOME, home), Scribe(AWAY, away)
    return Match(first, one, other), first, one, other
