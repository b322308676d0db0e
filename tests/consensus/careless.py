"""Careless scorers of a real innings: their entries in order of arrival, with mistakes.

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
from tests.admin.committed import committed_logs
from tests.consensus.scribes import NOON, ROLES

LEFT = 0.2
"""Probability that a wrong ball is left to an umpire, where rulings are possible."""


def innings_of(stem: str, number: int, most: int = 70) -> list[Action]:
    """The first actions of an innings of a committed match."""
    [path] = [path for path in committed_logs() if path.stem == stem]
    actions = load_match(path).actions
    [innings] = [list(each) for key, each in groupby(actions, innings_number_of) if key == number]
    return innings[:most]


def laws_of_match(stem: str) -> FoldedLaws:
    """The laws of a committed match."""
    return FoldedLaws(load_match(next(p for p in committed_logs() if p.stem == stem)).inputs.setup)


def innings_number_of(action: Action) -> int:
    """The number of an action's innings."""
    return action.innings_number


def effective_contents(log: Sequence[LoggedAction]) -> list[object]:
    """The effective contents of a log, in order."""
    return [content_of(each) for each in effective_log([each.action for each in log]).actions]


@dataclass(frozen=True)
class Slip:
    """A mistake, and the ball from which on it is corrected."""

    due: int
    kind: str
    name: ActionId
    action: Action
    ball: int


@dataclass
class Careless:
    """A scorer's entries in order of arrival, in `sent`: those of one list arrive together.

    `by_ball` names the entry of each ball, `put_in` that of a ball which was missed at first;
    `left` are the balls that stay wrong; `seen` is how many actions of the truth its scorer has
    seen.
    """

    seat: Seat
    name: str = ""
    sent: list[list[BookEntry]] = field(default_factory=list)
    by_ball: dict[int, ActionId] = field(default_factory=dict)
    put_in: dict[int, ActionId] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    slips: list[Slip] = field(default_factory=list)
    seen: int = 0

    @property
    def person(self) -> str:
        """The scorer of the book."""
        return self.name or f"scorer_{self.seat}"

    def count(self) -> int:
        """How many entries it has."""
        return len({id_of(each) for row in self.sent for each in row})

    def write(self, action: Action, **fields: Any) -> Entry:
        """Write the next entry."""
        sequence = 1 + self.count()
        name = action_id(action.innings_number, sequence)
        identity = {
            "id": name,
            "sequence_number": sequence,
            "recorded_by": self.person,
            "recorded_as": ROLES[self.seat],
            "created_at": NOON,
        }
        entry = entry_of(action.model_copy(update={**identity, **fields}))
        self.sent.append([entry])
        return entry

    def mend(self, slip: Slip) -> None:
        """Correct a mistake."""
        if slip.kind == "missed":
            self.put_in[slip.ball] = self.write(slip.action, after=slip.name).action.id
        elif slip.kind == "wrong":
            self.write(slip.action, corrects=slip.name)
        else:
            self.sent.append([entry_of(slip.action.model_copy(update={"is_voided": True}))])


def id_of(entry: BookEntry) -> ActionId:
    """The id of an entry or a statement."""
    return entry.action.id if isinstance(entry, Entry) else action_id(*entry.place)


def careless_book(
    seat: Seat,
    truth: Sequence[Action],
    rate: float,
    chance: random.Random,
    left: float = 0.0,
) -> Careless:
    """Return a scorer who errs at a rate and corrects the mistakes a few balls later.

    A share of wrong balls, `left`, stays wrong.
    """
    book = Careless(seat)
    book.write(truth[0])
    return score_from(book, truth, 1, rate, chance, left)


def newcomer(
    book: Careless,
    truth: Sequence[Action],
    laws: Laws,
    chance: random.Random,
    *,
    wrong_by: int = 0,
    rate: float = 0.0,
    left: float = 0.0,
) -> Careless:
    """Return a scorer who takes over a book that ends early, stating a score wrong by some runs.

    Errs as `careless_book` does.
    """
    made = NOON + timedelta(hours=1 + wrong_by)
    opened = takeover_statement(book, truth, laws, made, wrong_by)
    found = Careless(book.seat, f"{book.person}_{wrong_by}", [[opened]])
    return score_from(found, truth, book.seen, rate, chance, left)


def takeover_statement(
    book: Careless, truth: Sequence[Action], laws: Laws, made: datetime, wrong_by: int = 0
) -> OpeningStatement:
    """Return the statement with which a scorer takes over a book."""
    totals = laws.totals(truth[: book.seen]) or Totals(0, 0, 0)
    number = truth[0].innings_number
    return OpeningStatement(
        (number, 1),
        replace(totals, runs=totals.runs + wrong_by),
        takes_over_from=book.person,
        after_entry_id=action_id(number, book.count()),
        created_at=made,
    )


def come_back(
    book: Careless,
    other: Careless,
    truth: Sequence[Action],
    laws: Laws,
    chance: random.Random,
    *,
    rate: float = 0.0,
    left: float = 0.0,
    wrong_by: int = 0,
) -> Careless:
    """Let a scorer take back the seat from the scorer who took it over.

    A wrong stated score is withdrawn and stated again.
    """
    for wrong in (wrong_by, 0) if wrong_by else (0,):
        place = truth[0].innings_number, 1 + book.count()
        made = NOON + timedelta(hours=100 + place[1])
        opened = replace(takeover_statement(other, truth, laws, made, wrong), place=place)
        book.sent.append([opened])
        if wrong:
            book.sent.append([replace(opened, is_voided=True)])
    return score_from(book, truth, other.seen, rate, chance, left)


def alternating_books(
    truth: Sequence[Action], laws: Laws, chance: random.Random, rate: float, left: float
) -> tuple[Careless, Careless]:
    """Return the books of two scorers who alternate in a seat; the second book holds it last."""
    ends = sorted(chance.sample(range(3, len(truth)), chance.randint(2, 5)))
    first = other = careless_book(Seat.HOME, truth[: ends[0]], rate, chance, left)
    second = holder = newcomer(first, truth[: ends[1]], laws, chance, rate=rate, left=left)
    for end in [*ends[2:], len(truth)]:
        holder, other = other, holder
        wrong_by, errs = chance.choice([0, 0, 7]), {"rate": rate, "left": left}
        come_back(holder, other, truth[:end], laws, chance, **errs, wrong_by=wrong_by)
    return (second, first) if holder is first else (first, second)


def score_from(
    book: Careless,
    truth: Sequence[Action],
    first: int,
    rate: float,
    chance: random.Random,
    left: float = 0.0,
) -> Careless:
    """Return the book after a careless scorer has scored from a ball on."""
    before = book.sent[-1][0]
    last = before if isinstance(before, Entry) else None
    for number, action in enumerate(truth[first:], start=first):
        for slip in [each for each in book.slips if each.due <= number]:
            book.slips.remove(slip)
            book.mend(slip)
        kind = chance.choices(["none", "wrong", "missed", "double"], [1 - rate, *[rate / 3] * 3])[0]
        due = number + chance.randint(1, 5)
        if kind == "missed" and last is not None:
            # two in a row are inserted behind the same entry, so in their order
            due = max([due, *(each.due for each in book.slips if each.kind == "missed")])
            book.slips.append(Slip(due, kind, last.action.id, action, number))
            continue
        runs = {"runs_off_bat": 5} if kind == "wrong" and isinstance(action, Delivery) else {}
        last = book.write(action, **runs)
        book.by_ball[number] = last.action.id
        if runs and chance.random() < left:
            book.left.add(number)
        elif runs:
            book.slips.append(Slip(due, kind, last.action.id, action, number))
        if kind == "double":
            twin = book.write(action)
            book.slips.append(Slip(due, kind, twin.action.id, twin.action, number))
    while book.slips:
        book.mend(book.slips.pop(0))
    book.seen = len(truth)
    return book
