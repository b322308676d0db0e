"""A cursor is gone on from wherever its event is in the feed, however many share its revision."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.resume import Reason, Start, find_start
from scrbrd_gateway.rooms import WatchedRooms
from tests.gateway.fakes import MATCH_ID, FakeSource, event_document
from tests.gateway.serving import SETTINGS

REVISION = 7
"""Of all events of a match that was rebuilt or imported."""

TAIL = 3
MANY = 600
"""More than a page."""


def rebuilt(balls: int) -> FakeSource:
    """A match whose events have one revision."""
    source = FakeSource()
    names = [f"1_{number}" for number in range(1, balls + 1)]
    score = {"version": REVISION, "status": "live", "lastActionId": names[-1]}
    source.write(score, None, {name: event_document(name, REVISION) for name in names})
    return source


async def starts(source: FakeSource, *cursors: Cursor, deaf_to: int = 0) -> list[Start]:
    """Return where readers with these cursors begin, in a process whose listeners miss so many new
    balls and then a change of every event that was there."""
    rooms = WatchedRooms(source, SETTINGS.model_copy(update={"tail": TAIL}), Metrics())
    try:
        async with rooms.enter(MATCH_ID) as room:
            if deaf_to:
                for listener in source.listeners:
                    listener.misses_updates = True
                old = [*source.feed]
                new = {f"2_{each}": REVISION + each for each in range(1, deaf_to + 1)}
                new |= dict.fromkeys(old, REVISION + deaf_to + 1)
                source.write(None, None, {name: event_document(name, new[name]) for name in new})
            return [await find_start(room, each.text(MATCH_ID), 2 * MANY) for each in cursors]
    finally:
        await rooms.close()


@pytest.mark.parametrize("balls", [20, MANY])
def test_every_event_of_a_rebuilt_match_is_gone_on_from(balls: int) -> None:
    source = rebuilt(balls)
    places = [each.cursor for each in source.ordered()]
    requested = [0, 1, balls // 2, balls - TAIL - 1, balls - 2, balls - 1]
    found = asyncio.run(starts(source, *(places[each] for each in requested)))
    assert [each.reason for each in found] == [None] * len(requested)
    received = [[event.cursor for event in each.events] for each in found]
    assert received == [places[each + 1 :] for each in requested]


def test_an_event_that_changed_in_the_database_and_not_here_yet_is_gone_on_from() -> None:
    source = rebuilt(20)
    places = [each.cursor for each in source.ordered()]
    found = asyncio.run(starts(source, *places, deaf_to=MANY))
    assert [each.reason for each in found] == [None] * len(places)


def test_one_that_was_deleted_is_a_gap() -> None:
    source = rebuilt(20)
    gone = source.feed.pop("1_9").cursor
    [found] = asyncio.run(starts(source, gone))
    assert found.reason is Reason.GAP


def test_one_that_is_older_than_the_cursor_is_a_gap() -> None:
    source = rebuilt(20)
    source.bowl(REVISION + 2)  # 1_9, of which another life of the match had a later version
    source.feed |= {each.cursor.id: each for each in rebuilt(1).ordered()}
    [found] = asyncio.run(starts(source, Cursor(REVISION + 1, "1_3")))
    assert found.reason is Reason.GAP


@pytest.mark.parametrize(
    ("number", "reads"), [(20, 0), (18, 0), (2, 1)], ids=["newest", "in memory", "from before"]
)
def test_who_comes_back_costs_one_document_beside_what_is_told(number: int, reads: int) -> None:
    source = FakeSource()
    for revision in range(1, 21):
        source.bowl(revision)
    [found] = asyncio.run(starts(source, Cursor(number, f"1_{number}")))
    assert [each.cursor.revision for each in found.events] == [*range(number + 1, 21)]
    assert (found.reason, source.queries) == (None, 2 * reads)
