"""Combines the books of all who have held a seat into the seat's book of an innings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import digest
from scrbrd.consensus.entries import (
    SEATS,
    AgreedScore,
    Book,
    BookInnings,
    EffectiveEntry,
    Entry,
    OpeningStatement,
    Seat,
    chains_of,
)
from scrbrd.consensus.rulings import Panel, Rulings
from scrbrd.consensus.stints import (
    SeatBooks,
    Stint,
    Succession,
    counted_part,
    is_complete,
    is_left_early,
    opening_key,
    seat_books,
    time_text,
)
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

THIRD_SEATS = (Seat.UMPIRE, Seat.NEUTRAL)
"""One of these votes under TRIPLE, in addition to the scorers of both sides."""


@dataclass(frozen=True, slots=True)
class SeatBook:
    """A seat's book of one innings, `number`.

    `digest` changes with the amendments of the book, and with nothing in the log: otherwise balls
    would be voided and redone in turns forever. `openings` are statements that it continues behind
    an action of the log. `refused` are statements whose totals are wrong: the entries behind them
    do not count. `agreed_scores` are scores stated as agreed. All three come with the person.
    `stints` are the holders of the seat, one after the other. `is_left_early`: it was not kept to
    the end of the innings, see `stints`.
    """

    seat: Seat
    person_id: str
    number: int
    stints: tuple[Stint, ...]
    effective_entries: tuple[EffectiveEntry, ...] = ()
    versions: Mapping[tuple[str, ActionId], Entry] = field(default_factory=dict)
    openings: tuple[tuple[str, OpeningStatement], ...] = ()
    refused: tuple[tuple[str, OpeningStatement], ...] = ()
    is_complete: bool = False
    digest: str = ""
    agreed_scores: tuple[tuple[str, AgreedScore], ...] = ()
    is_left_early: bool = False

    def is_before(self, entry: EffectiveEntry, person: str, turn: int) -> bool:
        """Return whether an entry stands before a turn of a person's book.

        It is earlier in the same book, or from an earlier stint of another person.
        """
        if entry.person_id == person:
            return entry.turn < turn
        stint = self.stint_at(person, turn)
        return stint is None or self.stint_index(entry) < stint

    def version_at(self, entry: EffectiveEntry, at: datetime) -> Entry | None:
        """Return the version of an entry that was effective at a time; None without one."""
        of_person = [
            each for (person, _), each in self.versions.items() if person == entry.person_id
        ]
        (members,) = (
            chain.members
            for chain in chains_of(of_person)
            if chain.members[0].action.id == entry.root
        )
        found = [each for each in members if was_effective_at(each.action, time_text(at))]
        return found[-1] if found else None

    def stint_index(self, entry: EffectiveEntry) -> int:
        """Return the index of the stint in which an entry was made."""
        return self.stint_at(entry.person_id, entry.turn) or 0

    def stint_at(self, person: str, turn: int) -> int | None:
        """Return the index of a person's stint at, or last before, a turn of their book.

        None if they have never held the seat.
        """
        found = None
        for index, stint in enumerate(self.stints):
            if stint.person_id == person:
                is_first = found is None
                found = index if is_first or stint.has_begun((self.number, turn)) else found
        return found


def was_effective_at(action: Action, at: str) -> bool:
    """Return whether an entry was written by a time, and not withdrawn by then."""
    is_withdrawn = action.is_voided and time_text(action.voided_at) <= at
    return "" < time_text(action.created_at) <= at and not is_withdrawn


def base_panel(
    tier: ValidationTier, seats: Sequence[Seat] | None, holders: Mapping[Seat, SeatBooks]
) -> Panel:
    """Return the panel before any ruling: the seats given, or those of the tier.

    DUAL has the scorers of both sides. TRIPLE has these and an umpire or a neutral scorer,
    whichever opened a book first. SINGLE has the first to open a book.
    """
    if seats is not None:
        return Panel(tier, tuple(seats))
    if tier is ValidationTier.DUAL:
        return Panel(tier, (Seat.HOME, Seat.AWAY))
    if tier is ValidationTier.TRIPLE:
        return Panel(tier, (third_seat(holders), Seat.HOME, Seat.AWAY))
    first = sorted(holders, key=lambda seat: opening_key(holders[seat].first))
    return Panel(tier, tuple(first[:1]))


def third_seat(holders: Mapping[Seat, SeatBooks]) -> Seat:
    """Return the one of THIRD_SEATS that votes: the first whose book was opened, by the server.

    The other's book is kept too, and votes once a tier ruling names it.
    """
    kept = [seat for seat in THIRD_SEATS if seat in holders]
    return min(kept, key=lambda seat: opening_key(holders[seat].first)[:2], default=Seat.UMPIRE)


def holders_of(books: Sequence[Book], rulings: Rulings) -> dict[Seat, SeatBooks]:
    """Return the books of each seat that has one of its own.

    A tier ruling that names another person for a seat gives it to that person's book.
    """
    named = {seat: person for ruling in rulings.tiers for seat, person in ruling.seats.items()}
    lines = (
        seat_books(seat, [book for book in books if book.seat == seat], named.get(seat))
        for seat in SEATS
    )
    return {line.seat: line for line in lines if line is not None}


def seat_book(seat: Seat, line: Succession, number: int) -> SeatBook:
    """Return a seat's book of an innings, from all who held the seat."""
    stints, last = line.stints, line.stints[-1]
    of_person: dict[str, list[Stint]] = {}
    for stint in stints:
        of_person.setdefault(stint.person_id, []).append(stint)
    parts = {person: counted_part(each, number) for person, each in of_person.items()}
    entry: list[EffectiveEntry] = []
    openings: list[tuple[str, OpeningStatement]] = []
    stated: list[tuple[str, AgreedScore]] = []
    for stint in stints:
        person, part = stint.person_id, parts[stint.person_id]
        entry.extend(each for each in part.effective_entries if stint.covers((number, each.turn)))
        openings.extend((person, each) for each in part.openings if stint.covers(each.place))
        stated.extend((person, each) for each in agreed_scores(part) if stint.covers(each.place))
    return SeatBook(
        seat,
        last.person_id,
        number,
        stints,
        tuple(entry),
        {
            (person, name): each
            for person, part in parts.items()
            for name, each in part.actions.items()
        },
        tuple(openings),
        tuple(each for each in line.refused if each[1].place[0] == number),
        is_complete(last, number) and not line.is_open,
        digest(line.state or [each for part in parts.values() for each in part.amendments]),
        tuple(stated),
        is_left_early(stints, number),
    )


def agreed_scores(part: BookInnings) -> list[AgreedScore]:
    """Return the effective agreed scores of a book, in order."""
    found = (each for each in part.entries if isinstance(each, AgreedScore) and not each.is_voided)
    return sorted(found, key=lambda each: each.place)
