"""Tests entries of an innings whose events arrive before those of the previous innings, as from a
phone that was offline."""

from __future__ import annotations

import pytest

from scrbrd.consensus.entries import Entry
from scrbrd.domain.actions import action_id
from scrbrd.handlers.books.model import BookChange
from tests.consensus.scribes import AWAY, HOME, ROLES, Scribe
from tests.consensus.test_next_innings import close_innings, next_innings_entries
from tests.handlers.books.playing import BookMatch, entry_document

BALLS = "1 . 4 2 . 1"


def write_next_innings(match: BookMatch, scribe: Scribe) -> list[BookChange]:
    """Write the start of the same scorer's next innings; return its events."""
    found: list[BookChange] = []
    for entry in next_innings_entries(scribe, "1"):
        assert isinstance(entry, Entry)
        name = action_id(2, entry.action.sequence_number)
        document = entry_document(scribe.person, ROLES[scribe.seat], entry)
        found.append(match.store.put(scribe.person, name, document))
    return found


@pytest.mark.parametrize("delivered", [0, 1, 5])
def test_starting_an_innings_disputes_no_written_ball_of_the_previous_one(
    delivered: int,
) -> None:
    match, home = BookMatch(), close_innings(Scribe(HOME, BALLS))
    match.deliver(close_innings(Scribe(AWAY, BALLS)))
    home_events, next_innings_events = match.write(home), write_next_innings(match, home)
    match.agree(*home_events[:delivered])
    match.agree(*next_innings_events)
    assert match.store.disputes == {}
    assert match.log() == ["1", "0", "4", "2", "0", "1"]
    match.agree(*home_events)
    assert match.store.disputes == {}


def test_the_first_ball_of_an_innings_costs_one_more_read_per_book() -> None:
    match = BookMatch()
    scribes = [close_innings(Scribe(seat, BALLS)) for seat in (HOME, AWAY)]
    match.deliver(*scribes)
    reads = []
    for each in scribes:
        for event in write_next_innings(match, each):
            before = match.store.reads
            match.agree(event)
            reads.append(match.store.reads - before)
    assert match.log() == ["1", "0", "4", "2", "0", "1", "1"]
    assert reads == [3, 2, 3, 2]
