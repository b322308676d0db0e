"""Tests resuming from a cursor anywhere in the feed, even if many events share its revision."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.resume import Reason, Start, find_start
from scrbrd_gateway.rooms import WatchedRooms
from tests.gateway.fakes import MATCH_ID, FakeSource, event_document
from tests.gateway.served_gateway import SETTINGS

REVISION = 7
"""The revision of all events of a match that was rebuilt or imported."""

TAIL_EVENTS = 3
MANY_EVENTS = 600
"""More events than a page holds."""


def rebuilt_match(balls: int) -> FakeSource:
    """Return a match whose events all have the same revision."""
    source = FakeSource()
    names = [f"1_{number}" for number in range(1, balls + 1)]
    score = {"version": REVISION, "status": "live", "lastActionId": names[-1]}
    source.write(score, None, {name: event_document(name, REVISION) for name in names})
    return source


async def find_starts(source: FakeSource, *cursors: Cursor, missed_balls: int = 0) -> list[Start]:
    """Return the starting points of readers with these cursors.

    The listeners of the process miss `missed_balls` new balls and then a change of every old event.
    """
    rooms = WatchedRooms(source, SETTINGS.model_copy(update={"tail": TAIL_EVENTS}), Metrics())
    try:
        async with rooms.enter(MATCH_ID) as room:
            if missed_balls:
                for listener in source.listeners:
                    listener.misses_updates = True
                old = [*source.feed]
                new = {f"2_{each}": REVISION + each for each in range(1, missed_balls + 1)}
                new |= dict.fromkeys(old, REVISION + missed_balls + 1)
                source.write(None, None, {name: event_document(name, new[name]) for name in new})
            return [
                await find_start(room, each.text(MATCH_ID), 2 * MANY_EVENTS) for each in cursors
            ]
    finally:
        await rooms.close()


@pytest.mark.parametrize("balls", [20, MANY_EVENTS])
def test_every_event_of_a_rebuilt_match_can_be_resumed_from(balls: int) -> None:
    source = rebuilt_match(balls)
    cursors = [each.cursor for each in source.sorted_feed()]
    indexes = [0, 1, balls // 2, balls - TAIL_EVENTS - 1, balls - 2, balls - 1]
    starts = asyncio.run(find_starts(source, *(cursors[each] for each in indexes)))
    assert [each.reason for each in starts] == [None] * len(indexes)
    received = [[event.cursor for event in each.events] for each in starts]
    assert received == [cursors[each + 1 :] for each in indexes]


def test_an_event_changed_only_in_the_database_can_be_resumed_from() -> None:
    source = rebuilt_match(20)
    cursors = [each.cursor for each in source.sorted_feed()]
    starts = asyncio.run(find_starts(source, *cursors, missed_balls=MANY_EVENTS))
    assert [each.reason for each in starts] == [None] * len(cursors)


def test_the_cursor_of_a_deleted_event_is_a_gap() -> None:
    source = rebuilt_match(20)
    deleted_cursor = source.feed.pop("1_9").cursor
    [starts] = asyncio.run(find_starts(source, deleted_cursor))
    assert starts.reason is Reason.GAP


def test_a_cursor_newer_than_its_event_is_a_gap() -> None:
    source = rebuilt_match(20)
    source.bowl(REVISION + 2)  # 1_9, which had a later version before the match was rebuilt
    source.feed |= {each.cursor.id: each for each in rebuilt_match(1).sorted_feed()}
    [starts] = asyncio.run(find_starts(source, Cursor(REVISION + 1, "1_3")))
    assert starts.reason is Reason.GAP


@pytest.mark.parametrize(
    ("number", "reads"), [(20, 0), (18, 0), (2, 1)], ids=["newest", "in memory", "before the tail"]
)
def test_a_resuming_reader_costs_at_most_one_read_besides_its_events(
    number: int, reads: int
) -> None:
    source = FakeSource()
    for revision in range(1, 21):
        source.bowl(revision)
    [starts] = asyncio.run(find_starts(source, Cursor(number, f"1_{number}")))
    assert [each.cursor.revision for each in starts.events] == [*range(number + 1, 21)]
    assert (starts.reason, source.queries) == (None, 2 * reads)
