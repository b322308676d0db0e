"""Provides careless scorers of a real innings: their entries in order of arrival, with mistakes.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from admin.logfile import load_match
from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.content import content_of
from scrbrd.consensus.entries import BookEntry, Entry, OpeningStatement, Seat, Totals, entry_of
from scrbrd.consensus.laws import FoldedLaws, Laws
from scrbrd.domain.actions import Action, Delivery, action_id
from scrbrd.domain.effective import effective_log
from scrbrd.domain.vocabulary import ActionId
from tests.admin.committed_matches import committed_logs
from tests.consensus.scribes import NOON, ROLES


def innings_actions(stem: str, number: int, most: int = 70) -> list[Action]:
    """Return the first actions of an innings of a committed match."""
    [path] = [path for path in committed_logs() if path.stem == stem]
    actions = load_match(path).actions
    [innings] = [list(each) for key, each in groupby(actions, innings_number_of) if key == number]
    return innings[:most]


def laws_of_match(stem: str) -> FoldedLaws:
    """Return the laws of a committed match."""
    return FoldedLaws(load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup)


def innings_number_of(action: Action) -> int:
    """Return the number of an action's innings."""
    return action.innings_number


def effective_contents(log: Sequence[LoggedAction]) -> list[object]:
    """Return the effective contents of a log, in order."""
    return [content_of(each) for each in effective_log([each.action for each in log]).actions]


@dataclass(frozen=True)
class Mistake:
    """A mistake in an entry, and the number of the ball at which it is corrected."""

    due: int
    kind: str
    entry_id: ActionId
    action: Action
    ball: int


@dataclass
class CarelessScorer:
    """A scorer's entries in order of arrival, in `arrivals`: those of one list arrive together.

    `ids_by_ball` has the entry id of each ball, `inserted_ids` that of each ball which was missed
    at first; `left_wrong` are the balls that stay wrong; `seen` is the number of actions of the
    truth that the scorer has seen.
    """

    seat: Seat
    name: str = ""
    arrivals: list[list[BookEntry]] = field(default_factory=list)
    ids_by_ball: dict[int, ActionId] = field(default_factory=dict)
    inserted_ids: dict[int, ActionId] = field(default_factory=dict)
    left_wrong: set[int] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)
    seen: int = 0

    @property
    def person(self) -> str:
        """The id of the scorer."""
        return self.name or f"scorer_{self.seat}"

    def count(self) -> int:
        """Return the number of entries."""
        return len({book_entry_id(each) for row in self.arrivals for each in row})

    def write(self, action: Action, **fields: Any) -> Entry:
        """Record an action as the next entry."""
        sequence = 1 + self.count()
        entry_id = action_id(action.innings_number, sequence)
        identity = {
            "id": entry_id,
            "sequence_number": sequence,
            "recorded_by": self.person,
            "recorded_as": ROLES[self.seat],
            "created_at": NOON,
        }
        entry = entry_of(action.model_copy(update={**identity, **fields}))
        self.arrivals.append([entry])
        return entry

    def correct(self, mistake: Mistake) -> None:
        """Correct a mistake."""
        if mistake.kind == "missed":
            self.inserted_ids[mistake.ball] = self.write(
                mistake.action, after=mistake.entry_id
            ).action.id
        elif mistake.kind == "wrong":
            self.write(mistake.action, corrects=mistake.entry_id)
        else:
            self.arrivals.append([entry_of(mistake.action.model_copy(update={"is_voided": True}))])


def book_entry_id(entry: BookEntry) -> ActionId:
    """Return the id of an entry or a statement."""
    return entry.action.id if isinstance(entry, Entry) else action_id(*entry.place)


def careless_book(
    seat: Seat,
    truth: Sequence[Action],
    rate: float,
    chance: random.Random,
    left_wrong: float = 0.0,
) -> CarelessScorer:
    """Return a scorer who errs at a rate and corrects the mistakes a few balls later.

    A share of the wrong balls, `left_wrong`, is never corrected.
    """
    book = CarelessScorer(seat)
    book.write(truth[0])
    return score_from(book, truth, 1, rate, chance, left_wrong)


def takeover_scorer(
    book: CarelessScorer,
    truth: Sequence[Action],
    laws: Laws,
    chance: random.Random,
    *,
    wrong_by: int = 0,
    rate: float = 0.0,
    left_wrong: float = 0.0,
) -> CarelessScorer:
    """Return a scorer who takes over a book that ends early, with a score `wrong_by` runs too high.

    Makes mistakes as in `careless_book`.
    """
    created_at = NOON + timedelta(hours=1 + wrong_by)
    statement = takeover_statement(book, truth, laws, created_at, wrong_by)
    found = CarelessScorer(book.seat, f"{book.person}_{wrong_by}", [[statement]])
    return score_from(found, truth, book.seen, rate, chance, left_wrong)


def takeover_statement(
    book: CarelessScorer,
    truth: Sequence[Action],
    laws: Laws,
    created_at: datetime,
    wrong_by: int = 0,
) -> OpeningStatement:
    """Return the statement with which a scorer takes over a book."""
    totals = laws.totals(truth[: book.seen]) or Totals(0, 0, 0)
    number = truth[0].innings_number
    return OpeningStatement(
        (number, 1),
        replace(totals, runs=totals.runs + wrong_by),
        takes_over_from=book.person,
        after_entry_id=action_id(number, book.count()),
        created_at=created_at,
    )


def retake_seat(
    book: CarelessScorer,
    other: CarelessScorer,
    truth: Sequence[Action],
    laws: Laws,
    chance: random.Random,
    *,
    rate: float = 0.0,
    left_wrong: float = 0.0,
    wrong_by: int = 0,
) -> CarelessScorer:
    """Return the book after its scorer has taken the seat back from the scorer who took it over.

    A wrong stated score is withdrawn and stated again.
    """
    for wrong in (wrong_by, 0) if wrong_by else (0,):
        place = truth[0].innings_number, 1 + book.count()
        created_at = NOON + timedelta(hours=100 + place[1])
        statement = replace(takeover_statement(other, truth, laws, created_at, wrong), place=place)
        book.arrivals.append([statement])
        if wrong:
            book.arrivals.append([replace(statement, is_voided=True)])
    return score_from(book, truth, other.seen, rate, chance, left_wrong)


def alternating_books(
    truth: Sequence[Action], laws: Laws, chance: random.Random, rate: float, left_wrong: float
) -> tuple[CarelessScorer, CarelessScorer]:
    """Return the books of two scorers who alternate in a seat; the second book holds it last."""
    handovers = sorted(chance.sample(range(3, len(truth)), chance.randint(2, 5)))
    first = other = careless_book(Seat.HOME, truth[: handovers[0]], rate, chance, left_wrong)
    second = holder = takeover_scorer(
        first, truth[: handovers[1]], laws, chance, rate=rate, left_wrong=left_wrong
    )
    for handover in [*handovers[2:], len(truth)]:
        holder, other = other, holder
        wrong_by, error_rates = chance.choice([0, 0, 7]), {"rate": rate, "left_wrong": left_wrong}
        retake_seat(holder, other, truth[:handover], laws, chance, **error_rates, wrong_by=wrong_by)
    return (second, first) if holder is first else (first, second)


def score_from(
    book: CarelessScorer,
    truth: Sequence[Action],
    first: int,
    rate: float,
    chance: random.Random,
    left_wrong: float = 0.0,
) -> CarelessScorer:
    """Return the book after its careless scorer has scored from the ball number `first` on."""
    before = book.arrivals[-1][0]
    last = before if isinstance(before, Entry) else None
    for number, action in enumerate(truth[first:], start=first):
        for mistake in [each for each in book.mistakes if each.due <= number]:
            book.mistakes.remove(mistake)
            book.correct(mistake)
        kind = chance.choices(["none", "wrong", "missed", "double"], [1 - rate, *[rate / 3] * 3])[0]
        due = number + chance.randint(1, 5)
        if kind == "missed" and last is not None:
            # two in a row are inserted after the same entry, so they are inserted in their order
            due = max([due, *(each.due for each in book.mistakes if each.kind == "missed")])
            book.mistakes.append(Mistake(due, kind, last.action.id, action, number))
            continue
        runs = {"runs_off_bat": 5} if kind == "wrong" and isinstance(action, Delivery) else {}
        last = book.write(action, **runs)
        book.ids_by_ball[number] = last.action.id
        if runs and chance.random() < left_wrong:
            book.left_wrong.add(number)
        elif runs:
            book.mistakes.append(Mistake(due, kind, last.action.id, action, number))
        if kind == "double":
            duplicate = book.write(action)
            book.mistakes.append(Mistake(due, kind, duplicate.action.id, duplicate.action, number))
    while book.mistakes:
        book.correct(book.mistakes.pop(0))
    book.seen = len(truth)
    return book
