"""Reads what each seat says of an innings, through all who have held it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import digest
from scrbrd.consensus.entries import (
    SEATS,
    Agreed,
    Book,
    BookInnings,
    Entry,
    Opened,
    Said,
    Seat,
    chains_of,
)
from scrbrd.consensus.rulings import Panel, Rulings
from scrbrd.consensus.stints import (
    Line,
    SeatLine,
    Stint,
    is_complete,
    is_left,
    opening_of,
    part_of,
    seat_line,
    text_of,
)
from scrbrd.domain.actions import Action
from scrbrd.domain.vocabulary import ActionId, ValidationTier

THIRD_SEATS = (Seat.UMPIRE, Seat.NEUTRAL)
"""Of these one votes under TRIPLE beside the scorers of both sides."""


@dataclass(frozen=True, slots=True)
class SeatBook:
    """What a seat says of one innings, `number`. `digest` changes with what was amended in it, and
    with nothing that the log has: else balls would be voided and redone in turns for ever.

    `openings`: it goes on behind an action of the log. `refused` are statements whose totals are
    not those of what they go on behind: what follows them does not count. `stated` are scores
    stated as agreed; of all three each with whose statement it is. `stints`: who has held the seat,
    one after the other. `is_left`: it was not kept to the end of the innings, see `stints`.
    """

    seat: Seat
    person_id: str
    number: int
    stints: tuple[Stint, ...]
    said: tuple[Said, ...] = ()
    versions: Mapping[tuple[str, ActionId], Entry] = field(default_factory=dict)
    openings: tuple[tuple[str, Opened], ...] = ()
    refused: tuple[tuple[str, Opened], ...] = ()
    is_complete: bool = False
    digest: str = ""
    stated: tuple[tuple[str, Agreed], ...] = ()
    is_left: bool = False

    def is_before(self, said: Said, person: str, turn: int) -> bool:
        """Return whether an entry stands before a turn of a person's book, in the same book or
        while somebody else held the seat earlier."""
        if said.person_id == person:
            return said.turn < turn
        stint = self.stint_of(person, turn)
        return stint is None or self.index_of(said) < stint

    def stood_at(self, said: Said, at: datetime) -> Entry | None:
        """Return what counted of an entry at a time, whatever its scorer did to it since; None if
        there was nothing yet."""
        of_person = [
            each for (person, _), each in self.versions.items() if person == said.person_id
        ]
        (members,) = (
            chain.members
            for chain in chains_of(of_person)
            if chain.members[0].action.id == said.root
        )
        found = [each for each in members if counted_at(each.action, text_of(at))]
        return found[-1] if found else None

    def index_of(self, said: Said) -> int:
        """Return in which stint an entry was made."""
        return self.stint_of(said.person_id, said.turn) or 0

    def stint_of(self, person: str, turn: int) -> int | None:
        """Return in which stint a person was at a turn of their book, or had been last; None if
        they have never held the seat."""
        found = None
        for index, stint in enumerate(self.stints):
            if stint.person_id == person:
                is_first = found is None
                found = index if is_first or stint.has_begun((self.number, turn)) else found
        return found


def counted_at(action: Action, at: str) -> bool:
    """Return whether an entry was written by a time, and not withdrawn by then."""
    is_withdrawn = action.is_voided and text_of(action.voided_at) <= at
    return "" < text_of(action.created_at) <= at and not is_withdrawn


def base_panel(
    tier: ValidationTier, seats: Sequence[Seat] | None, holders: Mapping[Seat, SeatLine]
) -> Panel:
    """Return who votes before any ruling: the seats given, or those of the tier.

    DUAL are the scorers of both sides, TRIPLE an umpire or a neutral scorer with them, whichever
    opened a book first; SINGLE the first to open a book.
    """
    if seats is not None:
        return Panel(tier, tuple(seats))
    if tier is ValidationTier.DUAL:
        return Panel(tier, (Seat.HOME, Seat.AWAY))
    if tier is ValidationTier.TRIPLE:
        return Panel(tier, (third_seat(holders), Seat.HOME, Seat.AWAY))
    first = sorted(holders, key=lambda seat: opening_of(holders[seat].first))
    return Panel(tier, tuple(first[:1]))


def third_seat(holders: Mapping[Seat, SeatLine]) -> Seat:
    """Return which of THIRD_SEATS votes: whose book was opened first, by the server's times. The
    other's is kept beside until a ruling on the tier names it."""
    kept = [seat for seat in THIRD_SEATS if seat in holders]
    return min(kept, key=lambda seat: opening_of(holders[seat].first)[:2], default=Seat.UMPIRE)


def holders_of(books: Sequence[Book], rulings: Rulings) -> dict[Seat, SeatLine]:
    """Return the books of each seat that has one of its own.

    A ruling on the tier that names another person for a seat gives it to that person's book.
    """
    named = {seat: person for ruling in rulings.tiers for seat, person in ruling.seats.items()}
    lines = (
        seat_line(seat, [book for book in books if book.seat == seat], named.get(seat))
        for seat in SEATS
    )
    return {line.seat: line for line in lines if line is not None}


def seat_book(seat: Seat, line: Line, number: int) -> SeatBook:
    """Return what a seat says of an innings, through all who held it."""
    stints, last = line.stints, line.stints[-1]
    of_person: dict[str, list[Stint]] = {}
    for stint in stints:
        of_person.setdefault(stint.person_id, []).append(stint)
    parts = {person: part_of(each, number) for person, each in of_person.items()}
    said: list[Said] = []
    openings: list[tuple[str, Opened]] = []
    stated: list[tuple[str, Agreed]] = []
    for stint in stints:
        person, part = stint.person_id, parts[stint.person_id]
        said.extend(each for each in part.said if stint.covers((number, each.turn)))
        openings.extend((person, each) for each in part.openings if stint.covers(each.place))
        stated.extend((person, each) for each in statements_of(part) if stint.covers(each.place))
    return SeatBook(
        seat,
        last.person_id,
        number,
        stints,
        tuple(said),
        {
            (person, name): each
            for person, part in parts.items()
            for name, each in part.actions.items()
        },
        tuple(openings),
        tuple(each for each in line.refused if each[1].place[0] == number),
        is_complete(last, number) and not line.is_open,
        digest(line.state or [each for part in parts.values() for each in part.amended]),
        tuple(stated),
        is_left(stints, number),
    )


def statements_of(part: BookInnings) -> list[Agreed]:
    """Return the scores that a book states as agreed, in their order."""
    found = (each for each in part.entries if isinstance(each, Agreed) and not each.is_voided)
    return sorted(found, key=lambda each: each.place)
