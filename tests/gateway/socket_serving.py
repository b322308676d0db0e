"""Runs the sockets under uvicorn on a free port of this machine, and connects to them."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.presence import FollowerCounts
from scrbrd_gateway.sockets import (
    Encoder,
    SocketLimits,
    TokenRefused,
    hide_tokens,
    router,
    uvicorn_options,
)
from scrbrd_gateway.sockets.draining import Drain
from tests.gateway.fake_rooms import FakeRooms

OPEN = SocketLimits(anonymous_allowed=True)
LIVE = "/api/v1/cricket/ws/matches/{}/live"
DRAIN_SECONDS = 5.0
SECONDS = 30.0


@dataclass(frozen=True)
class Person:
    uid: str
    expires_at: float


@dataclass
class Tokens:
    """Knows the tokens of a test, and how long each lasts, in seconds."""

    lasts: dict[str, float] = field(default_factory=lambda: {"good": 3600.0})

    async def verify(self, token: str) -> Person:
        if token not in self.lasts:
            raise TokenRefused("not a valid token")
        return Person(f"uid-{token}", time.time() + self.lasts[token])


class DrainingServer(uvicorn.Server):
    """A server of the sockets alone, which ends them before it stops, as the gateway's does."""

    def __init__(self, config: uvicorn.Config, drain: Drain) -> None:
        super().__init__(config)
        hide_tokens()
        self._drain = drain

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then stop."""
        await self._drain.drain(DRAIN_SECONDS)
        await super().shutdown(sockets)


@dataclass
class Gateway:
    """A running server, and what it shares with the test."""

    rooms: FakeRooms
    port: int
    server: DrainingServer
    metrics: Metrics
    drain: Drain
    followers: FollowerCounts
    encoder: Encoder

    def address(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"

    @asynccontextmanager
    async def live(self, match_id: str = "m", query: str = "") -> AsyncIterator[Client]:
        async with self.open(LIVE.format(match_id) + query) as client:
            yield client

    @asynccontextmanager
    async def many(self) -> AsyncIterator[Client]:
        async with self.open("/v1/ws") as client:
            yield client

    @asynccontextmanager
    async def open(self, path: str, **options: Any) -> AsyncIterator[Client]:
        async with connect(
            self.address(path), compression=None, max_size=None, ping_interval=None, **options
        ) as socket:
            yield Client(socket)


class Client:
    """One end of a socket, in JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, message: dict[str, Any] | str) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        await self.socket.send(text)

    async def subscribe(self, match_id: str = "m", **fields: Any) -> None:
        await self.send({"type": "subscribe", "match_id": match_id, **fields})

    async def text(self) -> str:
        received = await asyncio.wait_for(self.socket.recv(), SECONDS)
        assert isinstance(received, str)
        return received

    async def message(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(await self.text())
        return read

    async def until(self, kind: str) -> dict[str, Any]:
        """Return the first message of a type; those before it are passed over."""
        while True:
            message = await self.message()
            if message["type"] == kind:
                return message

    async def close_code(self) -> int:
        """Return the code with which the server closes; what it sends before is passed over."""
        try:
            while True:
                await asyncio.wait_for(self.socket.recv(), SECONDS)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def serving(
    *match_ids: str, limits: SocketLimits = OPEN, tokens: Tokens | None = None, **config: Any
) -> AsyncIterator[Gateway]:
    """Serve some matches while the context lasts."""
    metrics, drain, encoder = Metrics(), Drain(), Encoder()
    rooms, followers = FakeRooms(*(match_ids or ("m",))), FollowerCounts(metrics.rooms.set)
    app = FastAPI()
    app.include_router(
        router(
            rooms, tokens or Tokens(), limits,
            metrics=metrics, drain=drain, followers=followers, encoder=encoder,
        )
    )  # fmt: skip
    options = uvicorn_options(limits) | {"log_level": "warning"} | config
    server = DrainingServer(
        uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", **options), drain
    )
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Gateway(rooms, port, server, metrics, drain, followers, encoder)
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, 20)


async def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


def run(talk: Coroutine[Any, Any, None]) -> None:
    """Run a test's talk; nothing may be left running behind it."""

    async def alone() -> None:
        async with asyncio.timeout(30):
            await talk
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(alone())
