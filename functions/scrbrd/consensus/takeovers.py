"""Judges who may go on with another person's book: the score they state must be the log's there.

What follows a wrong statement does not count, and the book that it names goes on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.consensus.agreement import Logged
from scrbrd.consensus.entries import Book, Opened, Seat, Totals, place_in_book
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.linked import LinkedInnings
from scrbrd.consensus.openings import StatementVerdict, is_in_the_log
from scrbrd.consensus.places import LogPlace, effective_of
from scrbrd.consensus.seats import SeatBook, seat_book
from scrbrd.consensus.stints import Line, SeatLine, Stint, takeovers_in, until
from scrbrd.consensus.words import STOPPAGES
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier

Logs = Mapping[int, Sequence[Logged]]
"""The logs of innings by number."""

Link = Callable[[SeatBook, Logs, int], LinkedInnings]
"""Sets one book beside the log of an innings."""

Refused = list[tuple[str, Opened]]


@dataclass(frozen=True, slots=True)
class Successor:
    """Who goes on with the last book of a line, and whether the log has come to where they do."""

    book: Book
    opened: Opened
    verdict: StatementVerdict


class Takeovers:
    """Finds who holds a seat. `logs` are those of the innings up to the one looked at, `number`."""

    def __init__(self, number: int, logs: Logs, laws: Laws, link: Link) -> None:
        self.number, self.logs, self.laws, self.link = number, logs, laws, link

    def line(self, seat: SeatLine) -> Line:
        """Return who has held a seat, as far as each took it over rightly.

        The person whom a ruling gives the seat begins anew, unless they have had it; not while it
        is open whether that person goes on with the line.
        """
        if seat.is_alone:
            return Line((Stint(seat.first),))
        line = self.line_from(seat, seat.first)
        if seat.named is None or line.has_held(seat.named):
            return line
        may_follow = line.is_open and any(not each.is_voided for each in seat.named.takeovers)
        return line if may_follow else self.line_from(seat, seat.named)

    def line_from(self, seat: SeatLine, first: Book) -> Line:
        """Return who has held a seat from a person's book on.

        Of several who go on with a book the first counts whose statement is not wrong.
        """
        stints: tuple[Stint, ...] = (Stint(first),)
        while True:
            refused: Refused = []
            found, end = self.following(seat, stints, refused)
            if found is None:
                is_open = end is not None
                stints = (*stints[:-1], replace(stints[-1], end=end))
                return Line(stints, (*refused, *self.unfounded(seat, stints, refused)), is_open)
            assert found.opened.after_entry_id is not None
            ended = until(stints, found.opened.after_entry_id)
            if found.verdict is StatementVerdict.WAITS:
                return Line(ended, tuple(refused), is_open=True)
            stints = (*ended, Stint(found.book, found.opened))

    def following(
        self, seat: SeatLine, stints: Sequence[Stint], refused: Refused
    ) -> tuple[Successor | None, Place | None]:
        """Return who goes on with the last book of a line, and note whose statement is wrong; where
        nobody does, where the last book ends that says itself that it goes on with another's.

        That one counts for nothing if the other was refused, or has withdrawn.
        """
        last = stints[-1]
        own = [each for each in last.book.takeovers if not each.is_voided and is_own(each, last)]
        for end in [*(each for each in own), None]:
            found = self.successor(seat, stints, end, refused)
            if found is not None or end is None:
                return found, None
            if not self.is_idle(seat, last, end, refused):
                innings, sequence = end.place
                return None, (innings, sequence - 1)
        return None, None

    def successor(
        self, seat: SeatLine, stints: Sequence[Stint], end: Opened | None, refused: Refused
    ) -> Successor | None:
        """Return who goes on with the last book of a line behind an entry before a statement."""
        for book, opened in takeovers_in(seat.books):
            if (book.person_id, opened) in refused or not may_follow(stints, book, opened, end):
                continue
            verdict = self.verdict(seat.seat, stints, book, opened)
            if verdict is not StatementVerdict.WRONG:
                return Successor(book, opened, verdict)
            refused.append((book.person_id, opened))
        return None

    def is_idle(self, seat: SeatLine, last: Stint, own: Opened, refused: Refused) -> bool:
        """Return whether a person says that they go on with the book of somebody who never went on
        with theirs: who was refused, or has withdrawn."""
        named = (book for book in seat.books if book.person_id == own.takes_over_from)
        from_last = [
            (book.person_id, opened)
            for book in named
            for opened in book.takeovers
            if opened.takes_over_from == last.person_id
        ]
        return bool(from_last) and all(
            opened.is_voided or (person, opened) in refused for person, opened in from_last
        )

    def unfounded(
        self, seat: SeatLine, stints: Sequence[Stint], refused: Refused
    ) -> list[tuple[str, Opened]]:
        """Return the statements that name somebody who never had the seat."""
        persons = {stint.person_id for stint in stints} | {person for person, _ in refused}
        books = {book.person_id: book for book in seat.books}
        return [
            (book.person_id, opened)
            for book, opened in takeovers_in(seat.books)
            if opened.takes_over_from not in persons
            and not has_named(books.get(opened.takes_over_from or ""), book)
        ]

    def verdict(
        self, seat: Seat, stints: Sequence[Stint], book: Book, opened: Opened
    ) -> StatementVerdict:
        """Return what a statement is worth, by the log of the innings that it names.

        Who has taken over stays: the log stands on their entries, whatever is found of earlier
        balls.
        """
        assert opened.after_entry_id is not None
        number = parse_action_id(opened.after_entry_id)[0]
        log = (each for log in self.logs.values() for each in log)
        later = (each.place for each in book.takeovers if each.place > opened.place)
        end = min(later, default=None)
        if number > self.number or is_in_the_log(log, seat, book.person_id, opened, end):
            return StatementVerdict.RIGHT
        taken = seat_book(seat, Line(until(stints, opened.after_entry_id), (), True), number)
        innings = self.link(taken, self.logs, number)
        linked = innings.seats[seat]
        ahead, last = linked.ahead(), max([linked.first - 1, *innings.said[seat]])
        has_come = not ahead and is_written(stints[-1].book, opened)
        count = last + 1 if has_come else len(innings.live)
        known = [*expected_log(innings, seat, count), *(said.entry.action for said in ahead)]
        totals = self.laws.totals([*self.before(number), *known])
        if totals is not None and not known:  # they are those of the innings before
            totals = Totals(0, 0, 0)
        if totals is not None and totals != opened.totals:
            return StatementVerdict.WRONG
        return StatementVerdict.RIGHT if has_come else StatementVerdict.WAITS

    def before(self, number: int) -> list[Action]:
        """Return the effective actions of the innings before one."""
        earlier = sorted(each for each in self.logs if each < number)
        return [action for each in earlier for action in effective_of(self.logs[each])]


def expected_log(innings: LinkedInnings, seat: Seat, count: int) -> Iterator[Action]:
    """Yield the first balls of the log of an innings as they will be with a seat's book: those that
    the seat decided alone as the book has them. Else the verdict on who goes on with the book would
    depend on what the log has of it meanwhile, and that on the verdict."""
    extras = innings.seats[seat].extras()
    for number, place in enumerate(innings.live[:count]):
        if not is_alone(place, seat):
            yield place.word.action
            continue
        said = innings.said[seat].get(number)
        if said is not None:
            yield said.entry.action
        elif number not in innings.lacked[seat]:
            yield place.word.action
        yield from (each.entry.action for behind, each in extras if behind == number)


def is_alone(place: LogPlace, seat: Seat) -> bool:
    """Return whether a seat decided a ball alone, and nobody ruled on it."""
    is_of_one = place.tier is ValidationTier.SINGLE and set(place.evidence) == {seat}
    return is_of_one and not place.rulings and place.words.kind not in STOPPAGES


def has_named(book: Book | None, other: Book) -> bool:
    """Return whether somebody has said, be it withdrawn, that they go on with another's book."""
    takeovers = book.takeovers if book is not None else ()
    return any(each.takes_over_from == other.person_id for each in takeovers)


def is_own(opened: Opened, last: Stint) -> bool:
    """Return whether a statement in the last book of a line is not the one that it came in by, nor
    what the book begins with."""
    if last.opened is not None:
        return opened.place > last.opened.place
    return any(place_in_book(each) < opened.place for each in last.book.entries)


def may_follow(stints: Sequence[Stint], book: Book, opened: Opened, end: Opened | None) -> bool:
    """Return whether a statement goes on with the last book of a line, behind an entry of when the
    seat was that person's and before the statement `end` in their book; and is not one of before
    its own person handed the seat over."""
    last = stints[-1]
    if opened.takes_over_from != last.person_id or opened.after_entry_id is None:
        return False
    after = parse_action_id(opened.after_entry_id)
    if not last.has_begun(after) or (end is not None and after >= end.place):
        return False
    own = (stint.end for stint in stints if stint.book is book)
    return all(each is not None and opened.place > each for each in own)


def is_written(book: Book, opened: Opened) -> bool:
    """Return whether the entry that a statement goes on behind has come."""
    assert opened.after_entry_id is not None
    place = parse_action_id(opened.after_entry_id)
    part = book.innings.get(place[0])
    return part is not None and any(place_in_book(each) == place for each in part.entries)
