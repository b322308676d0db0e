"""Runs the gateway's sockets under uvicorn on a free local port, and connects to them."""

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
from scrbrd_gateway.sockets.drain import Drain
from tests.gateway.fake_rooms import FakeRooms

ANONYMOUS_LIMITS = SocketLimits(anonymous_allowed=True)
LIVE_PATH = "/api/v1/cricket/ws/matches/{}/live"
DRAIN_SECONDS = 5.0
SECONDS = 30.0


@dataclass(frozen=True)
class TokenOwner:
    """The user of a valid token."""

    uid: str
    expires_at: float


@dataclass
class FakeTokens:
    """Verifies the tokens of a test; `lifetimes` are their validity periods in seconds."""

    lifetimes: dict[str, float] = field(default_factory=lambda: {"good": 3600.0})

    async def verify(self, token: str) -> TokenOwner:
        """Return the owner of a token; raise TokenRefused for an unknown one."""
        if token not in self.lifetimes:
            raise TokenRefused("not a valid token")
        return TokenOwner(f"uid-{token}", time.time() + self.lifetimes[token])


class DrainingServer(uvicorn.Server):
    """A server of only the sockets, which ends them before it stops, as the gateway's does."""

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
    """A running server and the objects that it shares with the test."""

    rooms: FakeRooms
    port: int
    server: DrainingServer
    metrics: Metrics
    drain: Drain
    followers: FollowerCounts
    encoder: Encoder

    def address(self, path: str) -> str:
        """Return the WebSocket address of a path."""
        return f"ws://127.0.0.1:{self.port}{path}"

    @asynccontextmanager
    async def live(self, match_id: str = "m", query: str = "") -> AsyncIterator[Client]:
        """Yield a client of a match's `/live` socket."""
        async with self.open(LIVE_PATH.format(match_id) + query) as client:
            yield client

    @asynccontextmanager
    async def many(self) -> AsyncIterator[Client]:
        """Yield a client of `/v1/ws`."""
        async with self.open("/v1/ws") as client:
            yield client

    @asynccontextmanager
    async def open(self, path: str, **options: Any) -> AsyncIterator[Client]:
        """Yield a client of a path."""
        async with connect(
            self.address(path), compression=None, max_size=None, ping_interval=None, **options
        ) as socket:
            yield Client(socket)


class Client:
    """The client's end of a socket; messages are JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, message: dict[str, Any] | str) -> None:
        """Send a text, or a message as JSON."""
        text = message if isinstance(message, str) else json.dumps(message)
        await self.socket.send(text)

    async def subscribe(self, match_id: str = "m", **fields: Any) -> None:
        """Send a subscription to a match."""
        await self.send({"type": "subscribe", "match_id": match_id, **fields})

    async def receive_text(self) -> str:
        """Return the next text that the server sends."""
        received = await asyncio.wait_for(self.socket.recv(), SECONDS)
        assert isinstance(received, str)
        return received

    async def receive_message(self) -> dict[str, Any]:
        """Return the next message that the server sends."""
        message: dict[str, Any] = json.loads(await self.receive_text())
        return message

    async def receive_until(self, message_type: str) -> dict[str, Any]:
        """Return the next message of a type; others before it are skipped."""
        while True:
            message = await self.receive_message()
            if message["type"] == message_type:
                return message

    async def close_code(self) -> int:
        """Return the close code of the server; messages before it are skipped."""
        try:
            while True:
                await asyncio.wait_for(self.socket.recv(), SECONDS)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def serve_sockets(
    *match_ids: str,
    limits: SocketLimits = ANONYMOUS_LIMITS,
    tokens: FakeTokens | None = None,
    **config: Any,
) -> AsyncIterator[Gateway]:
    """Run a server of some matches until the context ends."""
    metrics, drain, encoder = Metrics(), Drain(), Encoder()
    rooms, followers = FakeRooms(*(match_ids or ("m",))), FollowerCounts(metrics.rooms.set)
    app = FastAPI()
    app.include_router(
        router(
            rooms, tokens or FakeTokens(), limits,
            metrics=metrics, drain=drain, followers=followers, encoder=encoder,
        )
    )  # fmt: skip
    options = uvicorn_options(limits) | {"log_level": "warning"} | config
    server = DrainingServer(
        uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", **options), drain
    )
    server_task = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Gateway(rooms, port, server, metrics, drain, followers, encoder)
    finally:
        server.should_exit = True
        await asyncio.wait_for(server_task, 20)


async def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a test's scenario, which must leave no task running."""

    async def run_alone() -> None:
        async with asyncio.timeout(30):
            await scenario
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run_alone())
