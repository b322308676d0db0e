"""Defines the holders of a seat, in succession, and the part of each book that counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scrbrd.consensus.entries import (
    Book,
    BookEntry,
    BookInnings,
    Entry,
    OpeningStatement,
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
    """A person's time in a seat: the part of their book between `opened` and `end` that counts.

    `opened` is the statement that begins it (None: from the beginning), `end` the last place that
    counts (None: open-ended).
    """

    book: Book
    opened: OpeningStatement | None = None
    end: Place | None = None

    @property
    def person_id(self) -> str:
        """The person who held the seat."""
        return self.book.person_id

    def has_begun(self, place: Place) -> bool:
        """Return whether the stint had begun at a place of the person's book.

        A ball inserted behind the statement has the statement's place.
        """
        return self.opened is None or place >= self.opened.place

    def covers(self, place: Place) -> bool:
        """Return whether an entry at a place of the person's book counts."""
        return self.has_begun(place) and (self.end is None or place <= self.end)


@dataclass(frozen=True, slots=True)
class SeatBooks:
    """The books kept for a seat; `first` is the first holder's.

    `ruled_holder` is the book of the person to whom a tier ruling gives the seat.
    """

    seat: Seat
    first: Book
    books: tuple[Book, ...]
    ruled_holder: Book | None = None

    @property
    def is_alone(self) -> bool:
        """Whether no other person keeps or names a book for the seat."""
        return len(self.books) == 1 and not self.first.takeovers

    def state(self, number: int) -> tuple[str, ...]:
        """Return the amendments of all books in an innings, their takeovers, and the ruled holder.

        None of it depends on the log.
        """
        found = [] if self.ruled_holder is None else [self.ruled_holder.person_id]
        for book in sorted(self.books, key=lambda each: each.person_id):
            part = book.innings.get(number)
            found.append(book.person_id)
            found.extend(part.amendments if part is not None else ())
            found.extend(f"{each.place}{'-' if each.is_voided else ''}" for each in book.takeovers)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Succession:
    """The holders of a seat, one after the other.

    `refused` are takeover statements with a wrong score, or that name a person who never had the
    seat. `is_open`: a person continues behind an entry of the last holder that the log has not
    reached, or the last holder states to continue a book that has not arrived yet. `state` is
    everything but the log that could change who holds the seat, where there is more than one book.
    """

    stints: tuple[Stint, ...]
    refused: tuple[tuple[str, OpeningStatement], ...] = ()
    is_open: bool = False
    state: tuple[str, ...] = ()

    def has_held(self, book: Book) -> bool:
        """Return whether a book has counted for the seat."""
        return any(stint.book is book for stint in self.stints)


def stints_until(stints: Sequence[Stint], entry_id: str) -> tuple[Stint, ...]:
    """Return the stints with the last one ending at an entry."""
    *earlier, last = stints
    return (*earlier, Stint(last.book, last.opened, parse_action_id(entry_id)))


def counted_part(stints: Sequence[Stint], number: int) -> BookInnings:
    """Return the part of a person's book of an innings that counts, by their stints."""
    book = stints[0].book
    part = book.innings.get(number) or BookInnings(book.person_id, ())
    if any(stint.opened is None and stint.end is None for stint in stints):
        return part
    counted = (
        entry
        for entry in part.entries
        if any(stint.covers(place_in_book(entry)) for stint in stints)
    )
    return BookInnings(book.person_id, tuple(counted))


def is_left_early(stints: Sequence[Stint], number: int) -> bool:
    """Return whether a seat's book ends before the innings does, so that it does not lack the rest.

    The holder began in a later innings, or the last one continued in a later innings behind an
    action of the log without having recorded an end.
    """
    books = [each.book for each in stints if number in each.book.innings]
    book = books[-1] if books else stints[-1].book
    later = [key for key, each in book.innings.items() if key > number and has_entries(each)]
    if not books or not later:
        return bool(later)
    if book.innings[number].is_complete:
        return False
    following = book.innings[min(later)]
    opening_turn = following.openings[0].place[1] if following.openings else None
    return opening_turn is not None and all(
        each.turn > opening_turn for each in following.effective_entries
    )


def has_entries(part: BookInnings) -> bool:
    """Return whether an innings has any effective entry or opening."""
    return bool(part.effective_entries or part.openings)


def is_complete(stint: Stint, number: int) -> bool:
    """Return whether a book has everything of an innings, apart from mistakes."""
    if any(each > number and part.effective_entries for each, part in stint.book.innings.items()):
        return True
    part = stint.book.innings.get(number)
    if part is None or stint.opened is None:
        return part is not None and part.is_complete
    return any(ends_innings(each) and stint.covers(place_in_book(each)) for each in part.entries)


def seat_books(seat: Seat, books: Sequence[Book], named: str | None) -> SeatBooks | None:
    """Return the books of a seat; None where none of them has a beginning of its own.

    The first is the one that was opened first, by the server's times.
    """
    ordered = sorted(books, key=opening_key)
    first = next((book for book in ordered if any(entries_before_takeover(book))), None)
    if first is None:
        return None
    ruled_holder = next((book for book in ordered if book.person_id == named), None)
    return SeatBooks(seat, first, tuple(ordered), ruled_holder)


def entries_before_takeover(book: Book) -> Iterator[BookEntry]:
    """Yield a book's entries before the person first took over another's book.

    Withdrawn statements are left out, voided balls are not.
    """
    standing = (statement.place for statement in book.takeovers if not statement.is_voided)
    end = next(standing, None)
    for each in book.entries:
        is_counted = isinstance(each, Entry) or not each.is_voided
        if is_counted and (end is None or place_in_book(each) < end):
            yield each


def opening_key(book: Book) -> tuple[bool, str, str]:
    """Return the sort key of a book: when it was opened, by the server, and its person.

    A book with nothing but withdrawn statements comes last.
    """
    times = [
        created_at(each) for each in book.entries if isinstance(each, Entry) or not each.is_voided
    ]
    texts = [time_text(each) for each in times if each]
    return not times, min(texts, default=""), book.person_id


def takeovers_in(books: Sequence[Book]) -> list[tuple[Book, OpeningStatement]]:
    """Return the takeover statements of a seat's books, by time, without withdrawn ones."""
    found = [
        (book, statement)
        for book in books
        for statement in book.takeovers
        if not statement.is_voided
    ]
    return sorted(
        found, key=lambda each: (time_text(each[1].created_at), each[0].person_id, each[1].place)
    )


def time_text(moment: Moment | None) -> str:
    """Return a time as a text that can be compared; an empty one for None."""
    return moment.isoformat() if isinstance(moment, datetime) else moment or ""
