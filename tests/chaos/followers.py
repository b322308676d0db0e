"""Clients of several gateways, which go on at any of them when a connection is lost."""

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
from tests.gateway.client_models import ManySpectator, Spectator, place_of

LONGEST_WAIT = 0.1
"""Seconds until a client comes back."""

STAY = (0.2, 5.0)
"""Seconds until a client loses its connection by itself, though the gateway lives. In the end none
does: five hundred that come back all the time leave a busy machine no time to bring them up."""

MOST_BYTES = 2**24
SCOREBOARD, SCORE = 0, 2
EARLIEST = "earliest"
LOST = (httpx.TransportError, ConnectionClosed, InvalidHandshake, OSError, TimeoutError)


class Follower(ABC):
    """One client of a match. A cursor that is refused, or an event that comes out of order or
    twice, raises AssertionError out of `run`."""

    def __init__(self, gateways: Sequence[GatewayProcess], match_id: str, seed: int) -> None:
        self.match_id = match_id
        self.connections = 0
        self.stays = False
        """Whether it keeps the next connection for as long as the gateway does."""
        self._gateways, self._chance = gateways, random.Random(seed)

    @property
    @abstractmethod
    def spectator(self) -> Spectator:
        """What it knows of the feed."""

    @property
    @abstractmethod
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score as it knows them."""

    def has(self, cursor: str, states: tuple[Json | None, Json | None]) -> bool:
        """Whether it has come so far, and has these states."""
        return self.spectator.cursor == cursor and self.states == states

    async def run(self) -> None:
        """Follow until it is cancelled."""
        while True:
            with suppress(*LOST):
                longest = None if self.stays else self._chance.uniform(*STAY)
                async with asyncio.timeout(longest):
                    await self._follow(self._chance.choice(self._gateways))
            await asyncio.sleep(self._chance.uniform(0, LONGEST_WAIT))

    @abstractmethod
    async def _follow(self, gateway: GatewayProcess) -> None:
        """Follow over one connection until it ends. Raises what is `LOST`."""


class SocketFollower(Follower):
    """A client on `/v1/ws`, of all tiers."""

    def __init__(self, gateways: Sequence[GatewayProcess], match_id: str, seed: int) -> None:
        super().__init__(gateways, match_id, seed)
        self._spectator = ManySpectator()

    @property
    def spectator(self) -> Spectator:
        """What it knows of the feed."""
        return self._spectator

    @property
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score as it knows them."""
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
    """A client of the event stream."""

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
        """What it knows of the feed."""
        return self._spectator

    @property
    def states(self) -> tuple[Json | None, Json | None]:
        """The ticker and the score as it knows them."""
        return self._states.get("ticker"), self._states.get("score")

    async def _follow(self, gateway: GatewayProcess) -> None:
        address = f"{gateway.address}/v1/matches/{self.match_id}/stream"
        headers = {"Last-Event-ID": self._spectator.cursor or EARLIEST}
        async with self._client.stream("GET", address, headers=headers) as answer:
            if answer.status_code != 200:
                return
            self.connections += 1
            async for name, cursor, data in events_of(answer):
                self._take(name, cursor, data)

    def _take(self, name: str, cursor: str, data: Json) -> None:
        if name == "start":
            assert data["resumed"], data
            assert data["cursor"] == (self._spectator.cursor or EARLIEST)
        elif name == "feed":
            self._spectator.take(cursor, place_of(cursor).id, data)
        elif name in {"score", "ticker"}:
            self._states[name] = data


async def events_of(answer: httpx.Response) -> AsyncIterator[tuple[str, str, Json]]:
    """Each event of a stream: its name, its id, its data."""
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
