"""Readers of a match are told in turns: a crowd, slow ones, one that fails."""

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
from scrbrd_gateway.room import READERS_PER_TURN, MatchRoom
from scrbrd_gateway.sockets.following import ClientPosition
from scrbrd_gateway.sockets.resume import Beginning
from tests.gateway.fakes import MATCH_ID, FakeSource, event


class SlowChannel:
    """Takes some time to be told of something."""

    wants_events, needs_matching_score = True, False
    seconds = 0.02

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Nothing begins."""

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Nothing was missed."""

    async def send_new(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Nothing waits."""

    def send_new_now(self, _view: MatchView, _events: Sequence[FeedEvent], /) -> bool:
        """Take the time."""
        time.sleep(self.seconds)
        return True


def room_of_nothing() -> MatchRoom:
    """A room in which nothing has happened."""
    feed = MatchFeed(MATCH_ID, 9, MatchUpdate(), is_whole=True)
    return MatchRoom(FakeSource(), feed, lambda _: None)


def test_who_has_its_turn_behind_slow_readers_is_measured_from_when_the_change_came() -> None:
    room, metrics = room_of_nothing(), Metrics()
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


def test_a_crowd_is_told_in_turns_between_which_others_have_theirs() -> None:
    async def run() -> None:
        room, received = room_of_nothing(), list[tuple[int, int]]()
        count = 2 * READERS_PER_TURN + 1
        with ExitStack() as stack:
            readers = [Reader() for _ in range(count)]
            for number, reader in enumerate(readers):
                room.join(reader)
                stack.enter_context(reader.sending_directly(noting(number, received)))
            room.apply(MatchUpdate(events=(event(1),)))
            assert len(received) == READERS_PER_TURN
            room.apply(MatchUpdate(events=(event(2),)))
            late = Reader()
            assert room.join(late).newest == Cursor(2, "1_2")
            [gone, *_] = set(range(count)) - {number for number, _ in received}
            room.leave(readers[gone])
            turns = 0
            while len(received) < 2 * (count - 1):
                turns += 1
                await asyncio.sleep(0)
            await asyncio.sleep(0.01)
        assert turns >= 3
        staying = set(range(count)) - {gone}
        assert received[: count - 1] == [(number, 1) for number, _ in received[: count - 1]]
        assert sorted(received) == [
            (number, revision) for number in sorted(staying) for revision in (1, 2)
        ]
        assert late.take() == (None, [])

    asyncio.run(run())


def noting(number: int, received: list[tuple[int, int]]) -> SendNow:
    """A reader that notes its number and the revision of each event."""

    def send_now(_: MatchView | None, events: Sequence[FeedEvent], _at: float) -> bool:
        received.extend((number, each.cursor.revision) for each in events)
        return True

    return send_now


def test_a_reader_that_fails_is_sent_away_and_the_others_are_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = room_of_nothing()
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
