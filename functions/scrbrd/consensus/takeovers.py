"""Judges who may go on with another person's book: the score they state must be the log's there.

What follows a wrong statement does not count, and the book that it names goes on.
"""

from collections.abc import Callable, Mapping, Sequence

from scrbrd.consensus.agreement import Logged
from scrbrd.consensus.entries import Book, Opened
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.openings import Verdict, is_in_the_log
from scrbrd.consensus.places import effective_of
from scrbrd.consensus.seats import (
    Line,
    SeatBook,
    SeatLine,
    place_in_book,
    seat_book,
    takeover_of,
)
from scrbrd.domain.actions import Action, parse_action_id

Logs = Mapping[int, Sequence[Logged]]
"""The logs of innings by number."""

Link = Callable[[SeatBook, Logs, int], LinkedInnings]
"""Sets one book beside the log of an innings."""


class Takeovers:
    """Finds who holds a seat. `logs` are those of the innings up to the one looked at, `number`."""

    def __init__(self, number: int, logs: Logs, laws: Laws, link: Link) -> None:
        self.number, self.logs, self.laws, self.link = number, logs, laws, link

    def line(self, seat: SeatLine) -> Line:
        """Return the books of a seat one after the other, as far as each was rightly taken over.

        Of several who go on with a book the first counts whose statement is not wrong.
        """
        books = [seat.first]
        while True:
            refused: list[tuple[str, Opened]] = []
            found = self.following(seat, books, refused)
            if found is None:
                break
            book, opened, verdict = found
            if verdict is Verdict.WAITS:
                return self.named(seat, Line(tuple(books), tuple(refused), opened))
            books.append(book)
        return self.named(seat, Line(tuple(books), tuple(refused)))

    def named(self, seat: SeatLine, line: Line) -> Line:
        """Return a line, or the book alone of the person whom a ruling gives the seat; not while it
        is open whether that book goes on with the line."""
        if seat.named is None or seat.named in line.books:
            return line
        may_follow = line.waits is not None and takeover_of(seat.named) is not None
        return line if may_follow else Line((seat.named,))

    def following(
        self, seat: SeatLine, books: Sequence[Book], refused: list[tuple[str, Opened]]
    ) -> tuple[Book, Opened, Verdict] | None:
        """Return who goes on with the last of some books, and note whose statement is wrong."""
        for book in seat.others:
            opened = takeover_of(book)
            if book in books or opened is None or opened.takes_over_from != books[-1].person_id:
                continue
            verdict = self.verdict(seat, books, book, opened)
            if verdict is not Verdict.WRONG:
                return book, opened, verdict
            refused.append((book.person_id, opened))
        return None

    def verdict(self, seat: SeatLine, books: Sequence[Book], book: Book, opened: Opened) -> Verdict:
        """Return what a statement is worth, by the log of the innings that it names.

        Who has taken over stays: the log stands on their entries, whatever is found of earlier
        balls.
        """
        if opened.after_entry_id is None:
            return Verdict.WRONG
        number = parse_action_id(opened.after_entry_id)[0]
        log = (each for log in self.logs.values() for each in log)
        if number > self.number or is_in_the_log(log, seat.seat, book.person_id, opened):
            return Verdict.RIGHT
        taken = seat_book(seat.seat, Line(tuple(books), (), opened), number)
        innings = self.link(taken, self.logs, number)
        ahead = innings.seats[seat.seat].ahead()
        last = max(innings.said[seat.seat], default=-1)
        has_come = not ahead and is_written(books[-1], opened)
        counted = innings.live[: last + 1] if has_come else innings.live
        actions = [*self.before(number), *(place.word.action for place in counted)]
        totals = self.laws.totals([*actions, *(said.entry.action for said in ahead)])
        if totals is not None and totals != opened.totals:
            return Verdict.WRONG
        return Verdict.RIGHT if has_come else Verdict.WAITS

    def before(self, number: int) -> list[Action]:
        """Return the effective actions of the innings before one."""
        earlier = sorted(each for each in self.logs if each < number)
        return [action for each in earlier for action in effective_of(self.logs[each])]


def is_written(book: Book, opened: Opened) -> bool:
    """Return whether the entry that a statement goes on behind has come."""
    assert opened.after_entry_id is not None
    place = parse_action_id(opened.after_entry_id)
    part = book.innings.get(place[0])
    return part is not None and any(place_in_book(each) == place for each in part.entries)
