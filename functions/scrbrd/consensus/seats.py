"""Finds whose book speaks for each seat: of the first to open it, then of who takes it over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scrbrd.consensus.agreement import digest
from scrbrd.consensus.entries import SEATS, Agreed, Book, BookInnings, Entry, Opened, Said, Seat
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.rulings import Panel, Rulings
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ActionId, ValidationTier


@dataclass(frozen=True, slots=True)
class SeatBook:
    """What a seat says of one innings. `digest` changes with what was amended in it.

    `opened`: the book goes on behind an action of the log. `refused` are statements whose totals
    are not those of what they go on behind: what follows them does not count. `stated` are scores
    stated as agreed, each with whose statement it is.
    """

    seat: Seat
    person_id: str
    said: tuple[Said, ...] = ()
    versions: Mapping[tuple[str, ActionId], Entry] = field(default_factory=dict)
    opened: Opened | None = None
    refused: tuple[Opened, ...] = ()
    is_complete: bool = False
    digest: str = ""
    stated: tuple[tuple[str, Agreed], ...] = ()


def base_panel(
    tier: ValidationTier, seats: Sequence[Seat] | None, holders: Mapping[Seat, Sequence[Book]]
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
    first = sorted(holders, key=lambda seat: opening_of(holders[seat][0]))
    return Panel(tier, tuple(first[:1]))


def holders_of(books: Sequence[Book], rulings: Rulings) -> dict[Seat, list[Book]]:
    """Return the books of each seat that has one: who held it first, then who took it over.

    A ruling on the tier that names another person for a seat gives it to that person's book.
    """
    named = {seat: person for ruling in rulings.tiers for seat, person in ruling.seats.items()}
    holders: dict[Seat, list[Book]] = {}
    for seat in SEATS:
        of_seat = [book for book in books if book.seat == seat]
        if len(of_seat) > 1:
            of_seat.sort(key=opening_of)
        first = [book for book in of_seat if takeover_of(book) is None] or of_seat
        if first:
            line = taken_over(first[0], of_seat)
            other = [book for book in of_seat if book.person_id == named.get(seat)]
            holders[seat] = other if other and other[0] not in line else line
    return holders


def taken_over(first: Book, books: Sequence[Book]) -> list[Book]:
    """Return a book and those that go on with it, one after the other."""
    line = [first]
    while True:
        following = [
            book for book in books if book not in line and taken_from(book) == line[-1].person_id
        ]
        if not following:
            return line
        line.append(following[0])


def opening_of(book: Book) -> tuple[str, str]:
    """Return when a book was opened, by the server, and whose it is."""
    times = [each.action.created_at for each in book.entries if isinstance(each, Entry)]
    texts = [each.isoformat() if isinstance(each, datetime) else each for each in times if each]
    return min(texts, default=""), book.person_id


def takeover_of(book: Book) -> Opened | None:
    """Return the statement that a book goes on with another person's."""
    found = [
        each
        for each in book.entries
        if isinstance(each, Opened) and each.takes_over_from and not each.is_voided
    ]
    return min(found, key=lambda each: each.place) if found else None


def taken_from(book: Book) -> str | None:
    """Return the person whose book it goes on with."""
    opened = takeover_of(book)
    return None if opened is None else opened.takes_over_from


def seat_book(seat: Seat, line: Sequence[Book], number: int, laws: Laws) -> SeatBook:
    """Return what a seat says of an innings, through all who held it."""
    said: list[Said] = []
    versions: dict[tuple[str, ActionId], Entry] = {}
    amended: list[str] = []
    refused: list[Opened] = []
    stated: list[tuple[str, Agreed]] = []
    part = None
    for book, following in zip(line, (*line[1:], None), strict=True):
        opened = takeover_of(book)
        if opened is not None and book is not line[0] and is_wrong(opened, said, number, laws):
            refused.append(opened)
            break
        part = until(book, number, following)
        said.extend(part.said)
        versions.update({(book.person_id, name): each for name, each in part.actions.items()})
        amended.extend(part.amended)
        stated.extend((book.person_id, each) for each in statements_of(part))
    last = line[-1]
    return SeatBook(
        seat,
        last.person_id,
        tuple(said),
        versions,
        part.opened if part is not None else None,
        tuple(refused),
        is_complete(last, number),
        digest(amended),
        tuple(stated),
    )


def statements_of(part: BookInnings) -> list[Agreed]:
    """Return the scores that a book states as agreed, in their order."""
    found = (each for each in part.entries if isinstance(each, Agreed) and not each.is_voided)
    return sorted(found, key=lambda each: each.place)


def until(book: Book, number: int, following: Book | None) -> BookInnings:
    """Return a book's innings up to where the next person went on with it."""
    part = book.innings.get(number) or BookInnings(book.person_id, ())
    opened = None if following is None else takeover_of(following)
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


def is_wrong(opened: Opened, said: Sequence[Said], number: int, laws: Laws) -> bool:
    """Return whether the totals stated at a handover are not those of the book taken over."""
    if opened.after_entry_id is None or parse_action_id(opened.after_entry_id)[0] != number:
        return False
    totals = laws.totals([each.entry.action for each in said])
    return totals is not None and totals != opened.totals


def is_complete(book: Book, number: int) -> bool:
    """Return whether a book lacks nothing of an innings but by mistake."""
    part = book.innings.get(number)
    is_later = any(each > number for each in book.innings)
    return is_later or (part is not None and part.is_complete)
