"""Defines who has held a seat, one after the other, and what of each book counts meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scrbrd.consensus.entries import (
    Book,
    BookEntry,
    BookInnings,
    Entry,
    Opened,
    Seat,
    created_at,
    ends_innings,
    place_in_book,
)
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.document import Moment
from scrbrd.domain.places import Place


@dataclass(frozen=True, slots=True)
class Stint:
    """A person's time in a seat: of their book what stands behind the statement `opened`, up to
    `end`, the last entry that counts. None: from the beginning, and for as long as it goes on."""

    book: Book
    opened: Opened | None = None
    end: Place | None = None

    @property
    def person_id(self) -> str:
        """Return who had the seat."""
        return self.book.person_id

    def has_begun(self, place: Place) -> bool:
        """Return whether the seat was theirs at a place of their book, or before it; a ball that is
        put in behind the statement has its place."""
        return self.opened is None or place >= self.opened.place

    def covers(self, place: Place) -> bool:
        """Return whether what stands at a place of their book counts."""
        return self.has_begun(place) and (self.end is None or place <= self.end)


@dataclass(frozen=True, slots=True)
class SeatLine:
    """The books that are kept for a seat, and whose it was first. `named`: whose a ruling on the
    tier says that it is."""

    seat: Seat
    first: Book
    books: tuple[Book, ...]
    named: Book | None = None

    @property
    def is_alone(self) -> bool:
        """Return whether nobody else keeps or names a book for the seat."""
        return len(self.books) == 1 and not self.first.takeovers

    def state(self, number: int) -> tuple[str, ...]:
        """Return what was amended in all books of an innings, what they state of the seat, and
        whose it was ruled to be: none of it depends on the log."""
        found = [] if self.named is None else [self.named.person_id]
        for book in sorted(self.books, key=lambda each: each.person_id):
            part = book.innings.get(number)
            found.append(book.person_id)
            found.extend(part.amended if part is not None else ())
            found.extend(f"{each.place}{'-' if each.is_voided else ''}" for each in book.takeovers)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Line:
    """Who has held a seat, one after the other. `refused` are the statements of those who would go
    on with the last but state another score, or name who never had the seat.

    `is_open`: somebody goes on behind an entry of the last that the log has not come to, or the
    last says that they go on with a book which is not here yet. `state` is all that could make a
    difference to who holds the seat but the log, where there is more than one book.
    """

    stints: tuple[Stint, ...]
    refused: tuple[tuple[str, Opened], ...] = ()
    is_open: bool = False
    state: tuple[str, ...] = ()

    def has_held(self, book: Book) -> bool:
        """Return whether a book has spoken for the seat."""
        return any(stint.book is book for stint in self.stints)


def until(stints: Sequence[Stint], entry_id: str) -> tuple[Stint, ...]:
    """Return stints of which the last ends with an entry."""
    *earlier, last = stints
    return (*earlier, Stint(last.book, last.opened, parse_action_id(entry_id)))


def part_of(stints: Sequence[Stint], number: int) -> BookInnings:
    """Return what counts of a person's book of an innings, by their stints."""
    book = stints[0].book
    part = book.innings.get(number) or BookInnings(book.person_id, ())
    if any(stint.opened is None and stint.end is None for stint in stints):
        return part
    kept = (
        entry
        for entry in part.entries
        if any(stint.covers(place_in_book(entry)) for stint in stints)
    )
    return BookInnings(book.person_id, tuple(kept))


def is_left(stints: Sequence[Stint], number: int) -> bool:
    """Return whether a seat's book was not kept to the end of an innings, which is nothing that it
    lacks: who has the seat began in a later one, or whoever had it went on in a later one behind an
    action of the log and had stated no end."""
    kept = [each.book for each in stints if number in each.book.innings]
    book = kept[-1] if kept else stints[-1].book
    later = [key for key, each in book.innings.items() if key > number and has_any(each)]
    if not kept or not later:
        return bool(later)
    if book.innings[number].is_complete:
        return False
    following = book.innings[min(later)]
    opened = following.openings[0].place[1] if following.openings else None
    return opened is not None and all(each.turn > opened for each in following.said)


def has_any(part: BookInnings) -> bool:
    """Return whether anything of an innings counts."""
    return bool(part.said or part.openings)


def is_complete(stint: Stint, number: int) -> bool:
    """Return whether a book lacks nothing of an innings but by mistake."""
    if any(each > number and part.said for each, part in stint.book.innings.items()):
        return True
    part = stint.book.innings.get(number)
    if part is None or stint.opened is None:
        return part is not None and part.is_complete
    return any(ends_innings(each) and stint.covers(place_in_book(each)) for each in part.entries)


def seat_line(seat: Seat, books: Sequence[Book], named: str | None) -> SeatLine | None:
    """Return the books of a seat; None where none of them begins by itself.

    The first is the one that was opened first, by the server's times.
    """
    ordered = sorted(books, key=opening_of)
    first = next((book for book in ordered if any(own_beginning(book))), None)
    if first is None:
        return None
    given = next((book for book in ordered if book.person_id == named), None)
    return SeatLine(seat, first, tuple(ordered), given)


def own_beginning(book: Book) -> Iterator[BookEntry]:
    """Yield what a book has before the person first went on with another's; nothing of it that was
    withdrawn, but a ball is there even so."""
    standing = (opened.place for opened in book.takeovers if not opened.is_voided)
    end = next(standing, None)
    for each in book.entries:
        is_there = isinstance(each, Entry) or not each.is_voided
        if is_there and (end is None or place_in_book(each) < end):
            yield each


def opening_of(book: Book) -> tuple[bool, str, str]:
    """Return when a book was opened, by the server, and whose it is; one in which nothing was
    written but statements that were withdrawn comes last."""
    times = [
        created_at(each) for each in book.entries if isinstance(each, Entry) or not each.is_voided
    ]
    texts = [text_of(each) for each in times if each]
    return not times, min(texts, default=""), book.person_id


def takeovers_in(books: Sequence[Book]) -> list[tuple[Book, Opened]]:
    """Return the statements of a seat's books that go on with another's, in order of their times;
    none that was withdrawn."""
    found = [(book, opened) for book in books for opened in book.takeovers if not opened.is_voided]
    return sorted(
        found, key=lambda each: (text_of(each[1].created_at), each[0].person_id, each[1].place)
    )


def text_of(moment: Moment | None) -> str:
    """Return a time as a text that can be compared; an empty one for none."""
    return moment.isoformat() if isinstance(moment, datetime) else moment or ""
