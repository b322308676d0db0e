"""Decides who may continue another person's book: the score they state must be the log's.

Entries behind a wrong statement do not count, and the holder whom it names keeps the seat.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.book_links import LinkedInnings
from scrbrd.consensus.content import STOPPAGES
from scrbrd.consensus.entries import Book, OpeningStatement, Seat, Totals, place_in_book
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.openings import StatementVerdict, is_confirmed_by_log
from scrbrd.consensus.places import LogPlace, effective_actions
from scrbrd.consensus.seats import SeatBook, seat_book
from scrbrd.consensus.stints import SeatBooks, Stint, Succession, stints_until, takeovers_in
from scrbrd.domain.actions import Action, parse_action_id
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier

Logs = Mapping[int, Sequence[LoggedAction]]
"""The logs of innings by number."""

LinkBook = Callable[[SeatBook, Logs, int], LinkedInnings]
"""Links one book to the log of an innings."""

RefusedStatements = list[tuple[str, OpeningStatement]]


@dataclass(frozen=True, slots=True)
class Successor:
    """The next holder of a seat, and the verdict on the statement that they take over."""

    book: Book
    opened: OpeningStatement
    verdict: StatementVerdict


class Takeovers:
    """Finds who holds a seat. `logs` are those of the innings up to number `number`."""

    def __init__(self, number: int, logs: Logs, laws: Laws, link: LinkBook) -> None:
        self.number, self.logs, self.laws, self.link_book = number, logs, laws, link

    def succession(self, seat: SeatBooks) -> Succession:
        """Return the holders of a seat, as far as each takeover was right.

        The person to whom a ruling gives the seat begins anew, unless they have held it; not while
        it is open whether that person continues the succession.
        """
        if seat.is_alone:
            return Succession((Stint(seat.first),))
        found = self.succession_from(seat, seat.first)
        if seat.ruled_holder is None or found.has_held(seat.ruled_holder):
            return found
        may_follow = found.is_open and any(
            not each.is_voided for each in seat.ruled_holder.takeovers
        )
        return found if may_follow else self.succession_from(seat, seat.ruled_holder)

    def succession_from(self, seat: SeatBooks, first: Book) -> Succession:
        """Return the holders of a seat from a person's book on.

        Of several who take over a book, the first whose statement is not wrong counts.
        """
        stints: tuple[Stint, ...] = (Stint(first),)
        while True:
            refused: RefusedStatements = []
            found, end = self.next_holder(seat, stints, refused)
            if found is None:
                is_open = end is not None
                stints = (*stints[:-1], replace(stints[-1], end=end))
                return Succession(
                    stints, (*refused, *self.unfounded_statements(seat, stints, refused)), is_open
                )
            assert found.opened.after_entry_id is not None
            ended = stints_until(stints, found.opened.after_entry_id)
            if found.verdict is StatementVerdict.WAITS:
                return Succession(ended, tuple(refused), is_open=True)
            stints = (*ended, Stint(found.book, found.opened))

    def next_holder(
        self, seat: SeatBooks, stints: Sequence[Stint], refused: RefusedStatements
    ) -> tuple[Successor | None, Place | None]:
        """Return the next holder, and where the last book ends if there is none.

        Adds wrong statements to `refused`. The last book ends before its own statement that it
        continues another book, except where that other person was refused or has withdrawn.
        """
        last = stints[-1]
        own = [
            each
            for each in last.book.takeovers
            if not each.is_voided and is_later_statement(each, last)
        ]
        for end in [*(each for each in own), None]:
            found = self.successor(seat, stints, end, refused)
            if found is not None or end is None:
                return found, None
            if not self.is_unanswered(seat, last, end, refused):
                innings, sequence = end.place
                return None, (innings, sequence - 1)
        return None, None

    def successor(
        self,
        seat: SeatBooks,
        stints: Sequence[Stint],
        end: OpeningStatement | None,
        refused: RefusedStatements,
    ) -> Successor | None:
        """Return the person who takes over the last book before its holder's statement `end`."""
        for book, statement in takeovers_in(seat.books):
            if (book.person_id, statement) in refused or not may_follow(
                stints, book, statement, end
            ):
                continue
            verdict = self.verdict(seat.seat, stints, book, statement)
            if verdict is not StatementVerdict.WRONG:
                return Successor(book, statement, verdict)
            refused.append((book.person_id, statement))
        return None

    def is_unanswered(
        self, seat: SeatBooks, last: Stint, own: OpeningStatement, refused: RefusedStatements
    ) -> bool:
        """Return whether a statement names the book of a person who never took over the holder's.

        The named person's own statement was refused or withdrawn.
        """
        named = (book for book in seat.books if book.person_id == own.takes_over_from)
        from_last = [
            (book.person_id, statement)
            for book in named
            for statement in book.takeovers
            if statement.takes_over_from == last.person_id
        ]
        return bool(from_last) and all(
            statement.is_voided or (person, statement) in refused for person, statement in from_last
        )

    def unfounded_statements(
        self, seat: SeatBooks, stints: Sequence[Stint], refused: RefusedStatements
    ) -> list[tuple[str, OpeningStatement]]:
        """Return the statements that name a person who never had the seat."""
        persons = {stint.person_id for stint in stints} | {person for person, _ in refused}
        books = {book.person_id: book for book in seat.books}
        return [
            (book.person_id, statement)
            for book, statement in takeovers_in(seat.books)
            if statement.takes_over_from not in persons
            and not names_book_of(books.get(statement.takes_over_from or ""), book)
        ]

    def verdict(
        self, seat: Seat, stints: Sequence[Stint], book: Book, statement: OpeningStatement
    ) -> StatementVerdict:
        """Return the verdict on a statement, by the log of the innings that it names.

        A takeover stays once the log rests on the new holder's entries, whatever changes in earlier
        balls.
        """
        assert statement.after_entry_id is not None
        number = parse_action_id(statement.after_entry_id)[0]
        log = (each for log in self.logs.values() for each in log)
        later = (each.place for each in book.takeovers if each.place > statement.place)
        end = min(later, default=None)
        if number > self.number or is_confirmed_by_log(log, seat, book.person_id, statement, end):
            return StatementVerdict.RIGHT
        taken = seat_book(
            seat, Succession(stints_until(stints, statement.after_entry_id), (), True), number
        )
        innings = self.link_book(taken, self.logs, number)
        linked = innings.seats[seat]
        ahead, last = linked.entries_ahead(), max([linked.first_ball - 1, *innings.entries[seat]])
        is_reached = not ahead and is_entry_written(stints[-1].book, statement)
        count = last + 1 if is_reached else len(innings.live)
        known = [*expected_log(innings, seat, count), *(entry.version.action for entry in ahead)]
        totals = self.laws.totals([*self.earlier_actions(number), *known])
        if totals is not None and not known:  # the laws returned those of the innings before
            totals = Totals(0, 0, 0)
        if totals is not None and totals != statement.totals:
            return StatementVerdict.WRONG
        return StatementVerdict.RIGHT if is_reached else StatementVerdict.WAITS

    def earlier_actions(self, number: int) -> list[Action]:
        """Return the effective actions of the innings before one."""
        earlier = sorted(each for each in self.logs if each < number)
        return [action for each in earlier for action in effective_actions(self.logs[each])]


def expected_log(innings: LinkedInnings, seat: Seat, count: int) -> Iterator[Action]:
    """Yield the first balls of an innings as the log will be with a seat's book.

    Balls that the seat decided alone are taken from the book. Otherwise the verdict on a takeover
    would depend on what the log has of the book meanwhile, and that on the verdict.
    """
    extras = innings.seats[seat].extras()
    for number, place in enumerate(innings.live[:count]):
        if not was_decided_alone(place, seat):
            yield place.current.action
            continue
        entry = innings.entries[seat].get(number)
        if entry is not None:
            yield entry.version.action
        elif number not in innings.missing_balls[seat]:
            yield place.current.action
        yield from (each.version.action for behind, each in extras if behind == number)


def was_decided_alone(place: LogPlace, seat: Seat) -> bool:
    """Return whether a seat decided a ball alone, without a ruling on it."""
    is_of_one = place.tier is ValidationTier.SINGLE and set(place.evidence) == {seat}
    return is_of_one and not place.rulings and place.content.kind not in STOPPAGES


def names_book_of(book: Book | None, other: Book) -> bool:
    """Return whether a person has stated, even if withdrawn, to continue another's book."""
    takeovers = book.takeovers if book is not None else ()
    return any(each.takes_over_from == other.person_id for each in takeovers)


def is_later_statement(statement: OpeningStatement, last: Stint) -> bool:
    """Return whether a statement of the last holder is later than the one that began their stint.

    Nor is it the first entry of their book.
    """
    if last.opened is not None:
        return statement.place > last.opened.place
    return any(place_in_book(each) < statement.place for each in last.book.entries)


def may_follow(
    stints: Sequence[Stint], book: Book, statement: OpeningStatement, end: OpeningStatement | None
) -> bool:
    """Return whether a statement takes over the last book of a succession.

    It must name an entry from the holder's stint and before their own statement `end`, and come
    after its own person's last stint.
    """
    last = stints[-1]
    if statement.takes_over_from != last.person_id or statement.after_entry_id is None:
        return False
    after = parse_action_id(statement.after_entry_id)
    if not last.has_begun(after) or (end is not None and after >= end.place):
        return False
    own = (stint.end for stint in stints if stint.book is book)
    return all(each is not None and statement.place > each for each in own)


def is_entry_written(book: Book, statement: OpeningStatement) -> bool:
    """Return whether the entry that a statement names has arrived."""
    assert statement.after_entry_id is not None
    place = parse_action_id(statement.after_entry_id)
    part = book.innings.get(place[0])
    return part is not None and any(place_in_book(each) == place for each in part.entries)
