"""Sends and receives on one socket within its limits, and closes it once with one reason."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.ports import TemporarilyUnavailable
from scrbrd_gateway.sockets.closes import (
    BAD_MESSAGES,
    FLOODING,
    INTERNAL,
    RESTART,
    TOO_BIG,
    TOO_SLOW,
    TRY_LATER,
    Close,
)
from scrbrd_gateway.sockets.drain import going_away
from scrbrd_gateway.sockets.encoding import dumps
from scrbrd_gateway.sockets.limits import AddressUse, SocketLimits, TokenBucket
from scrbrd_gateway.sockets.messages import ErrorCode
from scrbrd_gateway.sockets.timers import Timers

LOG = logging.getLogger(__name__)
PROTOCOL = "socket_protocol"
"""The key in the scope's state under which the server stores its side of a connection."""

HEARTBEAT = dumps({"type": "heartbeat"})


class ServerSide(Protocol):
    """Operations of the server on a connection that ASGI does not offer."""

    @property
    def is_clear(self) -> bool:
        """True if the connection is open and a written frame goes out without waiting."""

    def write(self, frames: bytes) -> None:
        """Write whole frames."""

    def abort(self) -> None:
        """Drop the connection at once."""


class ConnectionGone(Exception):
    """The connection is lost or about to be closed; nothing more can be sent or received."""


class Connection:
    """One accepted socket. Several tasks may send; one receives."""

    def __init__(
        self, socket: WebSocket, limits: SocketLimits, metrics: Metrics, use: AddressUse
    ) -> None:
        self.limits = limits
        self.metrics = metrics
        self.timers = Timers(limits, time.monotonic())
        self._socket = socket
        self.use = use
        self._bucket = TokenBucket(limits.messages_per_second, limits.messages_at_once)
        self._refused = 0
        self._close: Close | None = None
        self._is_lost = False
        self._timeout: asyncio.Timeout | None = None
        self._server: ServerSide | None = socket.scope.get("state", {}).get(PROTOCOL)
        self._sent = metrics.messages.labels("out")

    @property
    def is_clear(self) -> bool:
        """True if a frame can be written now without waiting."""
        if self._server is None or self._is_lost or self._close is not None:
            return False
        return self._server.is_clear

    def send_now(self, frames: bytes, count: int) -> None:
        """Write the frames of `count` texts on a clear connection, in one system call."""
        if self._server is not None:
            self.timers.touch(time.monotonic())
            self._server.write(frames)
            self._sent.inc(count)

    def end(self, close: Close) -> None:
        """Close the connection soon. The first reason given is the one that is sent."""
        if self._close is None:
            self._close = close
            if self._timeout is not None:
                self._timeout.reschedule(asyncio.get_running_loop().time())

    def close_until_later(self, error: TemporarilyUnavailable) -> None:
        """Close the connection because a service behind the gateway does not answer; the client
        should try again later."""
        LOG.warning("a socket is closed until later: %s", error)
        self.end(TRY_LATER)

    async def run(self, run_session: Callable[[], Awaitable[None]]) -> None:
        """Run a session until either side ends it, then close the connection."""
        try:
            async with asyncio.timeout(0 if self._close else None) as self._timeout:
                await run_session()
        except Exception as error:
            if not (isinstance(error, TimeoutError) and self._timeout and self._timeout.expired()):
                self._close = INTERNAL
                raise
        finally:
            self._timeout = None
            await self._finish()

    async def send(self, text: str) -> None:
        """Send a text other than a heartbeat. Raises ConnectionGone."""
        self.timers.touch(time.monotonic())
        await self._send({"type": "websocket.send", "text": text})

    async def _send(self, message: Message) -> None:
        if self._is_lost or self._close:
            raise ConnectionGone
        try:
            async with asyncio.timeout(self.limits.send_seconds):
                await self._socket.send(message)
        except TimeoutError:
            self.end(TOO_SLOW)
            raise ConnectionGone from None
        except WebSocketDisconnect:
            self._lose(is_dead=True)
            raise ConnectionGone from None
        self._sent.inc()

    async def error(self, code: ErrorCode, text: str, match_id: str | None = None) -> None:
        """Send an error for a refused message. Raises ConnectionGone, and closes the connection,
        after too many of them."""
        self.metrics.refused.labels(code).inc()
        self._refused += 1
        if self._refused > self.limits.refused_messages:
            self.end(FLOODING if code is ErrorCode.RATE_LIMITED else BAD_MESSAGES)
            raise ConnectionGone
        match_field = {} if match_id is None else {"match_id": match_id}
        await self.send(dumps({"type": "error", "code": code, "message": text} | match_field))

    async def receive(self) -> str:
        """Return the client's next message that is within the rate. Raises ConnectionGone."""
        while True:
            message = await self._next()
            self.metrics.messages.labels("in").inc()
            text = self._text_of(message)
            now = time.monotonic()
            self.timers.touch(now)
            if self._bucket.take(now) and self.use.bucket.take(now):
                return text
            await self.error(ErrorCode.RATE_LIMITED, "more messages than the rate allows")

    def _text_of(self, message: Message) -> str:
        text: str | None = message.get("text")
        if text is None:
            self.end(BAD_MESSAGES)
            raise ConnectionGone
        if len(text) > self.limits.message_bytes:
            self.end(TOO_BIG)
            raise ConnectionGone
        return text

    async def _next(self) -> Message:
        while True:
            now = time.monotonic()
            close = self.timers.close(now)
            if close:
                self.end(close)
            if self._close or self._is_lost:
                raise ConnectionGone
            if self.timers.heartbeat(now):
                await self._send({"type": "websocket.send", "text": HEARTBEAT})
            try:
                async with asyncio.timeout(self.timers.seconds(now)):
                    message = await self._socket.receive()
            except TimeoutError:
                continue
            if message["type"] == "websocket.disconnect":
                # Uvicorn gives a reason, perhaps empty, only if the client closed the connection.
                self._lose(is_dead="reason" not in message)
                raise ConnectionGone
            return message

    def _lose(self, is_dead: bool) -> None:
        if is_dead and not self._is_lost:
            self.metrics.dead.inc()
        self._is_lost = True

    async def _finish(self) -> None:
        """Send the close and its reason; drop the connection if they cannot be sent."""
        close = self._close
        if self._is_lost or close is None:
            return
        self.metrics.closes.labels(str(close.code)).inc()
        if close is TOO_SLOW:
            self.metrics.slow.inc()
        try:
            async with asyncio.timeout(self.limits.close_seconds):
                if close is RESTART:
                    notice = going_away(self.limits.reconnect_spread_seconds)
                    await self._socket.send({"type": "websocket.send", "text": notice})
                await self._socket.close(close.code, close.reason)
        except (TimeoutError, WebSocketDisconnect):
            if self._server is not None:
                self._server.abort()
