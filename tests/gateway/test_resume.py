"""Tests that a resuming client ends with the same feed and state as one that stayed connected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.presence import FollowerCounts
from scrbrd_gateway.sockets.channels import LiveChannel, TiersChannel
from scrbrd_gateway.sockets.encoding import Encoder
from scrbrd_gateway.sockets.limits import AddressUse, SocketLimits, TokenBucket
from scrbrd_gateway.sockets.match_follower import Channel, Follower
from scrbrd_gateway.sockets.requests import Tier
from tests.gateway.client_models import LiveSpectator, ManySpectator, SocketSpectator, decode_cursor
from tests.gateway.fake_rooms import (
    FakeRoom,
    FakeRooms,
    ball,
    encoded_state,
    feed_event,
    over_complete,
    ticker,
)
from tests.gateway.fake_rooms import score as score_document

ADDRESS_USE = AddressUse(TokenBucket(1.0, 1.0), most_matches=1)
"""The usage of the single client address."""

LIMITS = SocketLimits(events_waiting=4, replay_page=3, state_seconds=0)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(1, 9)),
        st.tuples(st.just("again"), st.integers(1, 3)),
        st.tuples(st.just("state"), st.just(0)),
        st.tuples(st.just("rest"), st.integers(1, 9)),
        st.tuples(st.just("drop"), st.integers(0, 3)),
    ),
    max_size=40,
)


class PublishedMatch:
    """A match whose feed and score change."""

    def __init__(self, room: FakeRoom) -> None:
        self.room = room
        self.revision = 0

    def event(self, number: int) -> None:
        """Publish an action's document, as new or changed."""
        self.revision += 1
        document = ball(number, runs=self.revision)
        document["events"] += [over_complete()] * (self.revision % 3)
        self.room.publish_event(feed_event(self.revision, f"1_{number}", document))

    def again(self, count: int) -> None:
        """Deliver the newest events once more, as a reopened listener does."""
        newest = sorted(self.room.feed.values(), key=lambda each: each.cursor)[-count:]
        for event in newest:
            for reader in self.room.readers:
                reader.add(None, (event,))

    def state(self, _: int) -> None:
        """Publish another score."""
        self.revision += 1
        version = self.revision * 10
        score = encoded_state(version, score_document(self.revision))
        self.room.publish_state(score, encoded_state(version, ticker(self.revision)))


class PacedConnection:
    """Passes texts to a client at once if it is clear, else after `pace` turns of the loop.

    It is clear at every `clear_every`-th check; 0: never.
    """

    def __init__(self, take: Callable[[str], None], pace: int = 0, clear_every: int = 1) -> None:
        self._take = take
        self._pace = pace
        self._clear_every = clear_every
        self._clear_checks = 0

    @property
    def is_clear(self) -> bool:
        self._clear_checks += 1
        return self._clear_every > 0 and self._clear_checks % self._clear_every == 0

    def send_now(self, frames: bytes, count: int) -> None:
        texts = decode_frames(frames)
        assert len(texts) == count
        for text in texts:
            self._take(text)

    async def send(self, text: str) -> None:
        for _ in range(self._pace):
            await asyncio.sleep(0)
        self._take(text)


def decode_frames(frames: bytes) -> list[str]:
    """Return the texts of a server's frames."""
    parser = ClientProtocol(parse_uri("ws://gateway/"), state=State.OPEN)
    parser.receive_data(frames)
    events = [each for each in parser.events_received() if isinstance(each, Frame)]
    assert all(each.opcode is Opcode.TEXT for each in events)
    return [bytes(each.data).decode() for each in events]


class ReconnectingClient:
    """A client that connects again whenever it is dropped or closed, at its own pace."""

    def __init__(
        self, follower: Follower, spectator: SocketSpectator, connection: PacedConnection
    ) -> None:
        self.follower = follower
        self.spectator = spectator
        self.connection = connection
        self.encoder = Encoder(most_cached=5)
        self.task = asyncio.create_task(self.keep_following())

    def channel(self) -> Channel:
        """Return a new channel of the client's kind."""
        if isinstance(self.spectator, LiveSpectator):
            return LiveChannel(self.connection, self.encoder)
        return TiersChannel(self.connection, self.encoder, "m", tuple(Tier))

    async def keep_following(self) -> None:
        """Follow the match, and again whenever the connection ends."""
        while True:
            await self.follower.follow("m", self.spectator.after, self.channel(), ADDRESS_USE)

    async def drop(self, forever: bool = False) -> None:
        """Drop the connection; connect again unless `forever` is true."""
        self.task.cancel()
        await asyncio.wait([self.task])
        assert self.task.cancelled(), self.task.exception()
        if not forever:
            self.task = asyncio.create_task(self.keep_following())


def connect_client(
    follower: Follower, spectator: SocketSpectator, pace: int, clear_every: int
) -> ReconnectingClient:
    """Return a client that follows the match at a pace."""
    return ReconnectingClient(
        follower, spectator, PacedConnection(spectator.receive, pace, clear_every)
    )


async def wait_until_up_to_date(room: FakeRoom, clients: list[ReconnectingClient]) -> None:
    """Wait until every client has read everything."""
    newest = room.view.newest.text("m") if room.feed else None
    for _ in range(5000):
        if all(
            each.task.done() or (each.spectator.cursor == newest and is_up_to_date(room, each))
            for each in clients
        ):
            return
        await asyncio.sleep(0)
    pytest.fail("some client never read everything")


def is_up_to_date(room: FakeRoom, client: ReconnectingClient) -> bool:
    """Return True if the states of a client have the versions of the room's states."""
    if not isinstance(client.spectator, ManySpectator):
        return True
    versions = [each.version if each else None for each in (room.view.ticker, room.view.score)]
    return [client.spectator.versions.get(tier, 0) for tier in (0, 2)] == versions


async def play_steps(
    steps: list[tuple[str, int]], spectator_type: type[SocketSpectator], pause: int
) -> None:
    """Run steps with four clients of different pace, and check what each has at the end."""
    rooms = FakeRooms("m")
    room = rooms["m"]
    room.pause = pause
    follower = Follower(rooms, FollowerCounts(), LIMITS, Metrics())
    clients = [
        connect_client(follower, spectator_type(), *each)
        for each in ((0, 1), (0, 0), (1, 2), (5, 3))
    ]
    match = PublishedMatch(room)
    for name, value in steps:
        if name == "rest":
            for _ in range(value):
                await asyncio.sleep(0)
        elif name == "drop":
            await clients[value].drop()
        else:
            getattr(match, name)(value)
    await wait_until_up_to_date(room, clients)
    for each in clients:
        await each.drop(forever=True)
        assert_is_complete(each.spectator, room)


def assert_is_complete(spectator: SocketSpectator, room: FakeRoom) -> None:
    """Fail unless a client has the whole feed and the latest states."""
    documents = {name: json.loads(each.encoded) for name, each in room.feed.items()}
    if isinstance(spectator, ManySpectator):
        assert spectator.feed == documents
        view = {0: room.view.ticker, 2: room.view.score}
        states = {tier: each and json.loads(each.encoded) for tier, each in view.items()}
        assert spectator.documents == states
    else:
        assert spectator.feed == {name: each["events"] for name, each in documents.items()}


@pytest.mark.parametrize("spectator_type", [ManySpectator, LiveSpectator])
@given(steps=STEPS, pause=st.integers(0, 4))
def test_every_client_ends_with_the_same_feed_and_state(
    spectator_type: type[SocketSpectator], steps: list[tuple[str, int]], pause: int
) -> None:
    asyncio.run(play_steps(steps, spectator_type, pause))


@settings(max_examples=20)
@given(
    after=st.one_of(
        st.text(max_size=9), st.builds(Cursor, st.integers(1, 9), st.text(min_size=1)).map(str)
    )
)
def test_a_client_with_an_arbitrary_cursor_ends_with_the_whole_feed(after: str) -> None:
    async def scenario() -> None:
        rooms = FakeRooms("m")
        match = PublishedMatch(rooms["m"])
        for number in range(1, 8):
            match.event(number)
        received: list[dict[str, Any]] = []

        connection = PacedConnection(lambda text: received.append(json.loads(text)))
        follower = Follower(rooms, FollowerCounts(), LIMITS, Metrics())
        channel = TiersChannel(connection, Encoder(), "m", [Tier.EVENTS])
        task = asyncio.create_task(follower.follow("m", after, channel, ADDRESS_USE))
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        ids = [entry["id"] for each in received for entry in each["events"]]
        if not received[0]["resumed"]:
            assert ids == [f"1_{number}" for number in range(1, 8)]
        else:
            assert ids == [f"1_{number}" for number in range(decode_cursor(after).revision + 1, 8)]

    asyncio.run(scenario())


def test_a_cursor_of_a_process_that_is_ahead_can_be_resumed_from() -> None:
    async def scenario() -> None:
        rooms = FakeRooms("m")
        room, received = rooms["m"], list[dict[str, Any]]()
        events = [feed_event(number, f"1_{number}", ball(number)) for number in range(1, 5)]
        room.publish_event(events[0])
        room.feed |= {each.cursor.id: each for each in events[:3]}  # this listener is behind

        connection = PacedConnection(lambda text: received.append(json.loads(text)))
        follower = Follower(rooms, FollowerCounts(), LIMITS, Metrics())
        channel = TiersChannel(connection, Encoder(), "m", [Tier.EVENTS])
        task = asyncio.create_task(
            follower.follow("m", events[2].cursor.text("m"), channel, ADDRESS_USE)
        )
        for _ in range(20):
            await asyncio.sleep(0)
        for each in events[1:]:
            room.publish_event(each)
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert received[0]["resumed"] is True
        assert [entry["id"] for each in received for entry in each["events"]] == ["1_4"]

    asyncio.run(scenario())


@pytest.mark.parametrize("tier", Tier)
def test_readers_of_a_restored_match_are_disconnected_to_reconnect(tier: Tier) -> None:
    async def scenario() -> None:
        rooms, received = FakeRooms("m"), list[str]()
        follower = Follower(rooms, FollowerCounts(), LIMITS, Metrics())
        channel = TiersChannel(PacedConnection(received.append), Encoder(), "m", [tier])
        task = asyncio.create_task(follower.follow("m", None, channel, ADDRESS_USE))
        while not rooms["m"].readers:
            await asyncio.sleep(0)
        rooms["m"].readers[0].end()
        assert (await task).reconnect
        assert received

    asyncio.run(scenario())
