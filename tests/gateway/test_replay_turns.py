"""Tests that a long replay lets other connections run, also if the client's buffer has room for all
of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from scrbrd_gateway.event_stream import MatchStream
from scrbrd_gateway.gateway import Process, make_gateway
from scrbrd_gateway.reader import EVENTS_PER_TURN
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.sockets.channels import LiveChannel
from scrbrd_gateway.sockets.encoding import Encoder
from tests.gateway.fake_rooms import FakeRoom, ball, feed_event
from tests.gateway.fakes import FakeLibrary, FakeSource
from tests.gateway.served_gateway import SETTINGS
from tests.gateway.served_sockets import run
from tests.gateway.test_resume import PacedConnection

EVENTS = 100
Replay = Callable[[FakeRoom, Callable[[object], None]], Awaitable[None]]


async def replay_on_socket(room: FakeRoom, take: Callable[[object], None]) -> None:
    """Send all events of a room on a match's live socket."""
    channel = LiveChannel(PacedConnection(take), Encoder())
    await channel.replay(tuple(room.feed.values()))


async def replay_on_stream(room: FakeRoom, take: Callable[[object], None]) -> None:
    """Send all events of a room as server-sent events."""
    source, process = FakeSource(), Process()
    rooms = WatchedRooms(source, SETTINGS, process.metrics)
    gateway = make_gateway(SETTINGS, process, rooms, FakeLibrary(source))
    async with aclosing(MatchStream(gateway, room, "earliest").parts()) as parts:
        for _ in range(EVENTS + 1):
            take(await anext(parts))


@pytest.mark.parametrize("replay", [replay_on_socket, replay_on_stream])
def test_a_long_replay_is_sent_in_turns_that_let_other_tasks_run(replay: Replay) -> None:
    async def scenario() -> None:
        room, sent = FakeRoom("m"), list[object]()
        for number in range(1, EVENTS + 1):
            room.publish_event(feed_event(number, f"1_{number}", ball(number)))
        replaying = asyncio.ensure_future(replay(room, sent.append))
        before = longest = 0
        while not replaying.done():
            await asyncio.sleep(0)
            longest, before = max(longest, len(sent) - before), len(sent)
        await replaying
        assert len(sent) >= EVENTS
        assert longest <= EVENTS_PER_TURN + 1  # the first event of a stream is its start

    run(scenario())
