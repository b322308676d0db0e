"""Finds whose book speaks for each seat: of the first to open it, then of who takes it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import digest
from scrbrd.consensus.entries import (
    SEATS,
    Agreed,
    Book,
    BookEntry,
    BookInnings,
    Entry,
    Opened,
    Said,
    Seat,
)
from scrbrd.consensus.rulings import Panel, Rulings
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.document import Moment
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier


@dataclass(frozen=True, slots=True)
class SeatBook:
    """What a seat says of one innings. `digest` changes with what was amended in it.

    `openings`: it goes on behind an action of the log. `refused` are statements whose totals are
    not those of what they go on behind: what follows them does not count. `stated` are scores
    stated as agreed; of all three each with whose statement it is. `persons`: who has held the
    seat, one after the other.
    """

    seat: Seat
    person_id: str
    said: tuple[Said, ...] = ()
    versions: Mapping[tuple[str, ActionId], Entry] = field(default_factory=dict)
    openings: tuple[tuple[str, Opened], ...] = ()
    refused: tuple[tuple[str, Opened], ...] = ()
    is_complete: bool = False
    digest: str = ""
    persons: tuple[str, ...] = ()
    stated: tuple[tuple[str, Agreed], ...] = ()

    def is_before(self, said: Said, person: str, opened: Opened) -> bool:
        """Return whether an entry stands before a statement, in the same book or an earlier one."""
        if said.person_id == person:
            return said.turn < opened.place[1]
        return self.persons.index(said.person_id) < self.persons.index(person)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """The books of a seat: that of who held it first, and the others that may go on with it, in the
    order in which they were opened. `named`: whose a ruling on the tier says that it is."""

    seat: Seat
    first: Book
    others: tuple[Book, ...] = ()
    named: Book | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The books that speak for a seat, one after the other. `refused` are the statements of those
    who would go on with the last but state another score.

    `waits`: somebody goes on behind an entry of the last that the log has not come to.
    """

    books: tuple[Book, ...]
    refused: tuple[tuple[str, Opened], ...] = ()
    waits: Opened | None = None


def base_panel(
    tier: ValidationTier, seats: Sequence[Seat] | None, holders: Mapping[Seat, SeatLine]
) -> Panel:
    """Return who votes before any ruling: the seats given, or those of the tier.

    DUAL are the scorers of both sides, TRIPLE an umpire or a neutral scorer with them; SINGLE the
    first to open a book.
    """
    if seats is not None:
        return Panel(tier, tuple(seats))
    if tier is ValidationTier.DUAL:
        return Panel(tier, (Seat.HOME, Seat.AWAY))
    if tier is ValidationTier.TRIPLE:
        is_neutral = Seat.NEUTRAL in holders and Seat.UMPIRE not in holders
        third = Seat.NEUTRAL if is_neutral else Seat.UMPIRE
        return Panel(tier, (third, Seat.HOME, Seat.AWAY))
    first = sorted(holders, key=lambda seat: opening_of(holders[seat].first))
    return Panel(tier, tuple(first[:1]))


def holders_of(books: Sequence[Book], rulings: Rulings) -> dict[Seat, SeatLine]:
    """Return the books of each seat that has one: who held it first, then who may take it over.

    A ruling on the tier that names another person for a seat gives it to that person's book.
    """
    named = {seat: person for ruling in rulings.tiers for seat, person in ruling.seats.items()}
    holders: dict[Seat, SeatLine] = {}
    for seat in SEATS:
        of_seat = [book for book in books if book.seat == seat]
        if len(of_seat) > 1:
            of_seat.sort(key=opening_of)
        first = [book for book in of_seat if takeover_of(book) is None] or of_seat
        if first:
            others = tuple(book for book in of_seat if book is not first[0])
            other = [book for book in of_seat if book.person_id == named.get(seat)]
            holders[seat] = SeatLine(seat, first[0], others, other[0] if other else None)
    return holders


def opening_of(book: Book) -> tuple[bool, str, str]:
    """Return when a book was opened, by the server, and whose it is; one in which nothing was
    written but statements that were withdrawn comes last."""
    times = [
        created_at(each) for each in book.entries if isinstance(each, Entry) or not each.is_voided
    ]
    texts = [each.isoformat() if isinstance(each, datetime) else each for each in times if each]
    return not times, min(texts, default=""), book.person_id


def created_at(entry: BookEntry) -> Moment | None:
    """Return when an entry was created, by the server."""
    return entry.action.created_at if isinstance(entry, Entry) else entry.created_at


def takeover_of(book: Book) -> Opened | None:
    """Return the statement that a book goes on with another person's."""
    found = [
        each
        for each in book.entries
        if isinstance(each, Opened) and each.takes_over_from and not each.is_voided
    ]
    return min(found, key=lambda each: each.place) if found else None


def seat_book(seat: Seat, line: Line, number: int) -> SeatBook:
    """Return what a seat says of an innings, through all who held it."""
    said: list[Said] = []
    versions: dict[tuple[str, ActionId], Entry] = {}
    amended: list[str] = []
    stated: list[tuple[str, Agreed]] = []
    openings: list[tuple[str, Opened]] = []
    for index, book in enumerate(line.books):
        own = takeover_of(book) if index else None
        following = line.books[index + 1 : index + 2]
        part = until(book, number, takeover_of(following[0]) if following else line.waits)
        said.extend(each for each in part.said if is_behind(each, number, own))
        versions.update({(book.person_id, name): each for name, each in part.actions.items()})
        amended.extend(part.amended)
        stated.extend((book.person_id, each) for each in statements_of(part))
        behind = (each for each in part.openings if own is None or each.place > own.place)
        openings.extend((book.person_id, each) for each in behind)
    last = line.books[-1]
    return SeatBook(
        seat,
        last.person_id,
        tuple(said),
        versions,
        tuple(openings),
        tuple(each for each in line.refused if each[1].place[0] == number),
        is_complete(last, number) and line.waits is None,
        digest(amended),
        tuple(book.person_id for book in line.books),
        tuple(stated),
    )


def is_behind(said: Said, number: int, opened: Opened | None) -> bool:
    """Return whether an entry counts of a book that goes on with another's: none before it does."""
    return opened is None or (number, said.turn) > opened.place


def statements_of(part: BookInnings) -> list[Agreed]:
    """Return the scores that a book states as agreed, in their order."""
    found = (each for each in part.entries if isinstance(each, Agreed) and not each.is_voided)
    return sorted(found, key=lambda each: each.place)


def until(book: Book, number: int, opened: Opened | None) -> BookInnings:
    """Return a book's innings up to where the next person goes on with it."""
    part = book.innings.get(number) or BookInnings(book.person_id, ())
    if opened is None or opened.after_entry_id is None:
        return part
    end: Place = parse_action_id(opened.after_entry_id)
    kept = tuple(entry for entry in part.entries if place_in_book(entry) <= end)
    return BookInnings(book.person_id, kept)


def place_in_book(entry: object) -> Place:
    """Return where an entry stands in its book."""
    if isinstance(entry, Entry):
        return entry.action.innings_number, entry.action.sequence_number
    place: Place = getattr(entry, "place", (0, 0))
    return place


def is_complete(book: Book, number: int) -> bool:
    """Return whether a book lacks nothing of an innings but by mistake."""
    part = book.innings.get(number)
    is_later = any(each > number for each in book.innings)
    return is_later or (part is not None and part.is_complete)
