"""An entry of an innings whose event comes before those of the innings before: what a phone brings
that was out of reach arrives in any order."""

from __future__ import annotations

import pytest

from scrbrd.consensus.entries import Entry
from scrbrd.domain.actions import action_id
from scrbrd.handlers.books.model import BookChange
from tests.consensus.scribes import AWAY, HOME, ROLES, Scribe
from tests.consensus.test_next_innings import closed, next_innings
from tests.handlers.books.playing import Ground, entry_document

BALLS = "1 . 4 2 . 1"


def write_next(ground: Ground, scribe: Scribe) -> list[BookChange]:
    """Write the beginning of the same scorer's next innings; its events."""
    found: list[BookChange] = []
    for entry in next_innings(scribe, "1"):
        assert isinstance(entry, Entry)
        name = action_id(2, entry.action.sequence_number)
        document = entry_document(scribe.person, ROLES[scribe.seat], entry)
        found.append(ground.store.put(scribe.person, name, document))
    return found


@pytest.mark.parametrize("known", [0, 1, 5])
def test_who_has_begun_an_innings_lacks_nothing_of_the_one_before_that_they_have_written(
    known: int,
) -> None:
    ground, home = Ground(), closed(Scribe(HOME, BALLS))
    ground.arrive(closed(Scribe(AWAY, BALLS)))
    of_home, of_the_next = ground.write(home), write_next(ground, home)
    ground.agree(*of_home[:known])
    ground.agree(*of_the_next)
    assert ground.store.disputes == {}
    assert ground.log() == ["1", "0", "4", "2", "0", "1"]
    ground.agree(*of_home)
    assert ground.store.disputes == {}


def test_an_innings_costs_one_read_more_for_each_book() -> None:
    ground = Ground()
    scribes = [closed(Scribe(seat, BALLS)) for seat in (HOME, AWAY)]
    ground.arrive(*scribes)
    reads = []
    for each in scribes:
        for moved in write_next(ground, each):
            before = ground.store.reads
            ground.agree(moved)
            reads.append(ground.store.reads - before)
    assert ground.log() == ["1", "0", "4", "2", "0", "1", "1"]
    assert reads == [3, 2, 3, 2]
