"""Judges the statements that a book continues behind an action of the log, by their score.

They divide a book: the balls in between are not in it, which is no objection to the log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto

from scrbrd.consensus.agreement import LoggedAction
from scrbrd.consensus.ball_changes import EarlierActions
from scrbrd.consensus.entries import EffectiveEntry, OpeningStatement, Seat
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.linked_seat import continuation_ball
from scrbrd.consensus.places import effective_actions, places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place


class StatementVerdict(Enum):
    """The verdict on a stated score. It waits while the log has not reached its ball."""

    RIGHT = auto()
    WAITS = auto()
    WRONG = auto()


def check_openings(
    book: SeatBook, log: Sequence[LoggedAction], before: EarlierActions, laws: Laws
) -> SeatBook:
    """Return the part of a book that counts.

    Entries between a wrong statement and the next one do not count, nor those behind an action that
    the log has not reached.
    """
    if not book.openings:
        return book
    counted: list[EffectiveEntry] = []
    rest, verdict = list(book.effective_entries), StatementVerdict.RIGHT
    openings: list[tuple[str, OpeningStatement]] = []
    refused: list[tuple[str, OpeningStatement]] = []
    for person, statement in book.openings:
        behind = [each for each in rest if not book.is_before(each, person, statement.place[1])]
        if verdict is StatementVerdict.RIGHT:
            counted += rest[: len(rest) - len(behind)]
        rest, verdict = behind, statement_verdict(book, person, statement, log, before, laws)
        if verdict is StatementVerdict.WAITS:
            break
        refused = [(person, statement)] if verdict is StatementVerdict.WRONG else []
        openings += [(person, statement)] if verdict is StatementVerdict.RIGHT else []
    if verdict is StatementVerdict.RIGHT:
        counted += rest
    return replace(
        book,
        effective_entries=tuple(counted),
        openings=tuple(openings),
        refused=(*book.refused, *refused),
    )


def statement_verdict(
    book: SeatBook,
    person: str,
    statement: OpeningStatement,
    log: Sequence[LoggedAction],
    before: EarlierActions,
    laws: Laws,
) -> StatementVerdict:
    """Return the verdict on a statement, by the log of its innings up to the action it names.

    The stated score may be the log's at that time, or with the changes of those balls since. Once
    the log rests on entries behind it, a statement stays right, whatever changes in earlier balls.
    """
    assert statement.after_action_id is not None
    sequence = parse_action_id(statement.after_action_id)[1]
    if all(each.action.sequence_number < sequence for each in log):
        return StatementVerdict.WAITS
    following = (each for one, each in book.openings if one == person)
    end = min((each.place for each in following if each.place > statement.place), default=None)
    if is_confirmed_by_log(log, book.seat, person, statement, end):
        return StatementVerdict.RIGHT
    earlier = [each for each in log if each.action.sequence_number <= sequence]
    if laws.totals([*before(), *effective_actions(earlier)]) in (None, statement.totals):
        return StatementVerdict.RIGHT
    live = [place for place in places_of(log, Rulings()) if place.is_live]
    standing = [place.current.action for place in live[: continuation_ball(statement, live)]]
    is_right = laws.totals([*before(), *standing]) == statement.totals
    return StatementVerdict.RIGHT if is_right else StatementVerdict.WRONG


def is_confirmed_by_log(
    log: Iterable[LoggedAction],
    seat: Seat,
    person: str,
    statement: OpeningStatement,
    end: Place | None = None,
) -> bool:
    """Return whether a ball of the log rests on a person's entry behind a statement.

    Only entries before the place `end` count.
    """
    cited = (
        each.agreement.entries.get(seat)
        for each in log
        if each.agreement is not None and not each.action.is_voided
    )
    places = (
        parse_action_id(each.entry_id)
        for each in cited
        if each is not None and each.person_id == person
    )
    return any(each > statement.place and (end is None or each < end) for each in places)
