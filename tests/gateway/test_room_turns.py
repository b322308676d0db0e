"""Tests delivery to a match's readers in turns: to a crowd, to slow ones and to one that fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from scrbrd_gateway.match_feed import MatchFeed, MatchUpdate
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView
from scrbrd_gateway.reader import Reader, SendNow
from scrbrd_gateway.room import READERS_PER_TURN, MatchRoom, cache_of_pages
from scrbrd_gateway.sockets.match_follower import ClientPosition
from scrbrd_gateway.sockets.resume import Beginning
from tests.gateway.fakes import MATCH_ID, FakeSource, event


class SlowChannel:
    """A channel that blocks for some time with each message."""

    wants_events, needs_matching_score = True, False
    seconds = 0.02

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Do nothing."""

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Do nothing."""

    async def send_new(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Do nothing."""

    def send_new_now(self, _view: MatchView, _events: Sequence[FeedEvent], /) -> bool:
        """Block for `seconds`."""
        time.sleep(self.seconds)
        return True


def empty_room() -> MatchRoom:
    """Return the room of a match without events."""
    feed = MatchFeed(MATCH_ID, 9, MatchUpdate(), is_whole=True)
    return MatchRoom(FakeSource(), feed, cache_of_pages(), lambda _: None)


def test_the_latency_behind_slow_readers_is_measured_from_the_change() -> None:
    room, metrics = empty_room(), Metrics()
    with ExitStack() as stack:
        for _ in range(4):
            reader = Reader()
            room.join(reader)
            position = ClientPosition(SlowChannel(), metrics, room.view, START)
            stack.enter_context(reader.sending_directly(position.send_now))
        room.apply(MatchUpdate(events=(event(1),)))
    value = metrics.registry.get_sample_value
    assert value("broadcast_latency_seconds_count") == 4
    assert (value("broadcast_latency_seconds_sum") or 0) >= SlowChannel.seconds * (1 + 2 + 3 + 4)


def test_a_crowd_of_readers_is_served_in_turns_that_let_other_tasks_run() -> None:
    async def run() -> None:
        room, received = empty_room(), list[tuple[int, int]]()
        count = 2 * READERS_PER_TURN + 1
        with ExitStack() as stack:
            readers = [Reader() for _ in range(count)]
            for number, reader in enumerate(readers):
                room.join(reader)
                stack.enter_context(reader.sending_directly(recording_send(number, received)))
            room.apply(MatchUpdate(events=(event(1),)))
            assert len(received) == READERS_PER_TURN
            room.apply(MatchUpdate(events=(event(2),)))
            late_reader = Reader()
            assert room.join(late_reader).newest == Cursor(2, "1_2")
            [leaving, *_] = set(range(count)) - {number for number, _ in received}
            room.leave(readers[leaving])
            turns = 0
            while len(received) < 2 * (count - 1):
                turns += 1
                await asyncio.sleep(0)
            await asyncio.sleep(0.01)
        assert turns >= 3
        staying = set(range(count)) - {leaving}
        assert received[: count - 1] == [(number, 1) for number, _ in received[: count - 1]]
        assert sorted(received) == [
            (number, revision) for number in sorted(staying) for revision in (1, 2)
        ]
        assert late_reader.take() == (None, [])

    asyncio.run(run())


def recording_send(number: int, received: list[tuple[int, int]]) -> SendNow:
    """Return a send function that records the reader's number and the revision of each event."""

    def send_now(_: MatchView | None, events: Sequence[FeedEvent], _at: float) -> bool:
        received.extend((number, each.cursor.revision) for each in events)
        return True

    return send_now


def test_a_failing_reader_is_disconnected_and_the_others_get_the_events(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = empty_room()
    readers = [Reader() for _ in range(9)]

    def fail(*_: object) -> bool:
        raise RuntimeError("broken")

    for reader in readers:
        room.join(reader)
    with readers[4].sending_directly(fail):
        room.apply(MatchUpdate(events=(event(1),)))
        assert caplog.text.count("could not be sent a change") == 1
        room.apply(MatchUpdate(events=(event(2),)))
    assert caplog.text.count("could not be sent a change") == 1
    assert [each.is_over for each in readers] == [number == 4 for number in range(9)]
    for reader in (*readers[:4], *readers[5:]):
        assert [each.cursor.revision for each in reader.take()[1]] == [1, 2]
