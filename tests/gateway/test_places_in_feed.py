"""A cursor is gone on from wherever its event is in the feed, however many share its revision."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.model import Cursor, FeedEvent
from scrbrd_gateway.resume import id_before, is_of_feed
from tests.gateway.fake_rooms import FakeRoom, ball, feed_event

REVISION = 7
"""Of all events of a match that was rebuilt or imported."""


def rebuilt(balls: int, innings: int = 2) -> FakeRoom:
    """A room of a match whose events have one revision."""
    room = FakeRoom("m1")
    for inning in range(1, innings + 1):
        for number in range(1, balls + 1):
            event = feed_event(REVISION, f"{inning}_{number}", ball(number, runs=1))
            room.feed[event.cursor.id] = event
    return room


@pytest.mark.parametrize("page", [3, 100])
def test_every_event_of_a_rebuilt_match_is_found_with_few_reads(page: int) -> None:
    room = rebuilt(140)
    for event in room.feed.values():
        room.reads = 0
        assert asyncio.run(is_of_feed(room.since, event.cursor, page)), event.cursor
        assert room.reads == 1


def test_one_that_was_deleted_is_not_found() -> None:
    room = rebuilt(20)
    gone = room.feed.pop("1_9").cursor
    assert not asyncio.run(is_of_feed(room.since, gone, 5))


def test_one_that_changes_while_it_is_looked_for_is_found() -> None:
    room = rebuilt(3)
    old = room.feed.pop("1_2").cursor
    changed = feed_event(REVISION + 1, "1_2", ball(2, runs=4))
    answers = [[changed]]  # the database is ahead of what is kept here

    async def behind(_cursor: Cursor, _most: int) -> list[FeedEvent]:
        return answers.pop() if answers else []

    assert asyncio.run(is_of_feed(behind, old))


@pytest.mark.parametrize(
    ("name", "before"),
    [("1_9", "1_8~"), ("1_10", "1_1"), ("2_1", "2_0~"), ("b", "a~"), ("0", ""), ("é", "è~")],
)
def test_an_id_before_another(name: str, before: str) -> None:
    assert id_before(name) == before < name
