"""Provides clients of several gateways that reconnect to any of them after losing a connection."""

from __future__ import annotations

import asyncio
import json
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from devtools.gateway_process import GatewayProcess
from scrbrd.domain.json_types import Json
from tests.gateway.client_models import ManySpectator, Spectator, decode_cursor

LONGEST_RECONNECT_SECONDS = 0.1
"""The longest time in seconds until a client reconnects."""

CONNECTION_SECONDS = (0.2, 5.0)
"""Shortest and longest time in seconds until a client closes its connection by itself.

In the end none does: five hundred clients that keep reconnecting leave a busy machine no time to
bring them up to date.
"""

MOST_BYTES = 2**24
SCOREBOARD, SCORE = 0, 2
EARLIEST = "earliest"
LOST = (httpx.TransportError, ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


class Follower(ABC):
    """One client of a match.

    `run` raises AssertionError for a refused cursor and for an event out of order or repeated.
    """

    def __init__(self, gateways: Sequence[GatewayProcess], match_id: str, seed: int) -> None:
        self.match_id = match_id
        self.connections = 0
        self.keeps_connection = False
        """Whether the client keeps the next connection for as long as the gateway does."""
        self._gateways, self._chance = gateways, random.Random(seed)

    @property
    @abstractmethod
    def spectator(self) -> Spectator:
        """The client's model of the feed."""

    @property
    @abstractmethod
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score that the client last received."""

    def has_reached(self, cursor: str, states: tuple[Json | None, Json | None]) -> bool:
        """Return whether the client has reached a cursor and has these states."""
        return self.spectator.cursor == cursor and self.states == states

    async def run(self) -> None:
        """Follow the match until cancelled."""
        while True:
            with suppress(*LOST):
                longest = (
                    None if self.keeps_connection else self._chance.uniform(*CONNECTION_SECONDS)
                )
                async with asyncio.timeout(longest):
                    await self._follow(self._chance.choice(self._gateways))
            await asyncio.sleep(self._chance.uniform(0, LONGEST_RECONNECT_SECONDS))

    @abstractmethod
    async def _follow(self, gateway: GatewayProcess) -> None:
        """Follow over one connection until it ends; raises one of `LOST`."""


class SocketFollower(Follower):
    """A client of the socket `/v1/ws` that subscribes to all tiers."""

    def __init__(self, gateways: Sequence[GatewayProcess], match_id: str, seed: int) -> None:
        super().__init__(gateways, match_id, seed)
        self._spectator = ManySpectator()

    @property
    def spectator(self) -> Spectator:
        """The client's model of the feed."""
        return self._spectator

    @property
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score that the client last received."""
        documents = self._spectator.documents
        return documents.get(SCOREBOARD), documents.get(SCORE)

    async def _follow(self, gateway: GatewayProcess) -> None:
        address = f"ws://127.0.0.1:{gateway.port}/v1/ws"
        subscribe = {"type": "subscribe", "match_id": self.match_id, "tiers": [0, 1, 2]}
        async with connect(address, proxy=None, max_size=MOST_BYTES) as socket:
            await socket.send(json.dumps(subscribe | {"after": self._spectator.after}))
            self.connections += 1
            async for text in socket:
                assert isinstance(text, str)
                message = json.loads(text)
                assert message["type"] in {"snapshot", "delta", "heartbeat"}, text
                assert message.get("resumed", True), text
                if message["type"] != "heartbeat":
                    self._spectator.receive(text)


class StreamFollower(Follower):
    """A client of a match's event stream."""

    def __init__(
        self,
        gateways: Sequence[GatewayProcess],
        match_id: str,
        seed: int,
        client: httpx.AsyncClient,
    ) -> None:
        super().__init__(gateways, match_id, seed)
        self._client = client
        self._spectator = Spectator()
        self._states: dict[str, Json] = {}

    @property
    def spectator(self) -> Spectator:
        """The client's model of the feed."""
        return self._spectator

    @property
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score that the client last received."""
        return self._states.get("ticker"), self._states.get("score")

    async def _follow(self, gateway: GatewayProcess) -> None:
        address = f"{gateway.address}/v1/matches/{self.match_id}/stream"
        headers = {"Last-Event-ID": self._spectator.cursor or EARLIEST}
        async with self._client.stream("GET", address, headers=headers) as answer:
            if answer.status_code != 200:
                return
            self.connections += 1
            async for name, cursor, data in events_of(answer):
                self._receive(name, cursor, data)

    def _receive(self, name: str, cursor: str, data: Json) -> None:
        if name == "start":
            assert data["resumed"], data
            assert data["cursor"] == (self._spectator.cursor or EARLIEST)
        elif name == "feed":
            self._spectator.take(cursor, decode_cursor(cursor).id, data)
        elif name in {"score", "ticker"}:
            self._states[name] = data


async def events_of(answer: httpx.Response) -> AsyncIterator[tuple[str, str, Json]]:
    """Yield each event of a stream as its name, id and data."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
            fields = {}
        else:
            fields = {}
