"""Judges the statements that a book goes on behind an action of the log, by the score they state.

They part a book: what is between is not kept by it, and is no objection to what the log has there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto

from scrbrd.consensus.agreement import Logged
from scrbrd.consensus.decided import Before
from scrbrd.consensus.entries import Opened, Said, Seat
from scrbrd.consensus.laws import Laws
from scrbrd.consensus.linked_seat import goes_on_at
from scrbrd.consensus.places import effective_of, places_of
from scrbrd.consensus.rulings import Rulings
from scrbrd.consensus.seats import SeatBook
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place


class StatementVerdict(Enum):
    """What a statement of a score is worth. It waits while the log has not come to its ball."""

    RIGHT = auto()
    WAITS = auto()
    WRONG = auto()


def checked_openings(book: SeatBook, log: Sequence[Logged], before: Before, laws: Laws) -> SeatBook:
    """Return a book as it counts: nothing of it between a wrong statement and the next one, nor
    behind an action that the log has not come to."""
    if not book.openings:
        return book
    counted: list[Said] = []
    rest, worth = list(book.said), StatementVerdict.RIGHT
    openings: list[tuple[str, Opened]] = []
    refused: list[tuple[str, Opened]] = []
    for person, opened in book.openings:
        behind = [each for each in rest if not book.is_before(each, person, opened.place[1])]
        if worth is StatementVerdict.RIGHT:
            counted += rest[: len(rest) - len(behind)]
        rest, worth = behind, verdict(book, person, opened, log, before, laws)
        if worth is StatementVerdict.WAITS:
            break
        refused = [(person, opened)] if worth is StatementVerdict.WRONG else []
        openings += [(person, opened)] if worth is StatementVerdict.RIGHT else []
    if worth is StatementVerdict.RIGHT:
        counted += rest
    return replace(
        book,
        said=tuple(counted),
        openings=tuple(openings),
        refused=(*book.refused, *refused),
    )


def verdict(
    book: SeatBook,
    person: str,
    opened: Opened,
    log: Sequence[Logged],
    before: Before,
    laws: Laws,
) -> StatementVerdict:
    """Return what a statement is worth, by the log of its innings up to the action it names: as it
    was then, or with what was done to those balls since.

    One that the log stands on entries behind stays right, whatever is found of earlier balls.
    """
    assert opened.after_action_id is not None
    sequence = parse_action_id(opened.after_action_id)[1]
    if all(each.action.sequence_number < sequence for each in log):
        return StatementVerdict.WAITS
    following = (each for one, each in book.openings if one == person)
    end = min((each.place for each in following if each.place > opened.place), default=None)
    if is_in_the_log(log, book.seat, person, opened, end):
        return StatementVerdict.RIGHT
    earlier = [each for each in log if each.action.sequence_number <= sequence]
    if laws.totals([*before(), *effective_of(earlier)]) in (None, opened.totals):
        return StatementVerdict.RIGHT
    live = [place for place in places_of(log, Rulings()) if place.is_live]
    standing = [place.word.action for place in live[: goes_on_at(opened, live)]]
    is_right = laws.totals([*before(), *standing]) == opened.totals
    return StatementVerdict.RIGHT if is_right else StatementVerdict.WRONG


def is_in_the_log(
    log: Iterable[Logged], seat: Seat, person: str, opened: Opened, end: Place | None = None
) -> bool:
    """Return whether a ball of the log stands on an entry of a person behind a statement, and
    before a place."""
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
    return any(each > opened.place and (end is None or each < end) for each in places)
