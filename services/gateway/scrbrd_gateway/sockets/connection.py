"""Sends and receives on one socket within its limits, and closes it once, for one reason."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.ports import NotNow
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
from scrbrd_gateway.sockets.draining import going_away
from scrbrd_gateway.sockets.encoding import dumps
from scrbrd_gateway.sockets.limits import AddressUse, SocketLimits, TokenBucket
from scrbrd_gateway.sockets.messages import ErrorCode
from scrbrd_gateway.sockets.timers import Timers

LOG = logging.getLogger(__name__)
PROTOCOL = "socket_protocol"
"""Where in the scope's state the server leaves its own side of a connection."""

HEARTBEAT = dumps({"type": "heartbeat"})


class ServerSide(Protocol):
    """What the server can do with a connection beside what ASGI has for it."""

    @property
    def is_clear(self) -> bool:
        """Whether it is open, and what is written goes out without waiting."""

    def write(self, frames: bytes) -> None:
        """Write whole frames."""

    def abort(self) -> None:
        """Drop the connection at once."""


class Gone(Exception):
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
        self._scope: asyncio.Timeout | None = None
        self._server: ServerSide | None = socket.scope.get("state", {}).get(PROTOCOL)
        self._sent = metrics.messages.labels("out")

    @property
    def is_clear(self) -> bool:
        """Whether a frame can be written now without waiting."""
        if self._server is None or self._is_lost or self._close is not None:
            return False
        return self._server.is_clear

    def send_now(self, frames: bytes, count: int) -> None:
        """Write frames with so many texts on a clear connection, in one turn of the system."""
        if self._server is not None:
            self.timers.touch(time.monotonic())
            self._server.write(frames)
            self._sent.inc(count)

    def end(self, close: Close) -> None:
        """Make the connection end soon, for the first reason that is given."""
        if self._close is None:
            self._close = close
            if self._scope is not None:
                self._scope.reschedule(asyncio.get_running_loop().time())

    def put_off(self, error: NotNow) -> None:
        """Have the client come back later: something behind the gateway does not answer."""
        LOG.warning("a socket is put off: %s", error)
        self.end(TRY_LATER)

    async def run(self, talk: Callable[[], Awaitable[None]]) -> None:
        """Talk until either side ends it, then close."""
        try:
            async with asyncio.timeout(0 if self._close else None) as self._scope:
                await talk()
        except Exception as error:
            if not (isinstance(error, TimeoutError) and self._scope and self._scope.expired()):
                self._close = INTERNAL
                raise
        finally:
            self._scope = None
            await self._finish()

    async def send(self, text: str) -> None:
        """Send a text that is no heartbeat. Raises Gone."""
        self.timers.touch(time.monotonic())
        await self._send({"type": "websocket.send", "text": text})

    async def _send(self, message: Message) -> None:
        if self._is_lost or self._close:
            raise Gone
        try:
            async with asyncio.timeout(self.limits.send_seconds):
                await self._socket.send(message)
        except TimeoutError:
            self.end(TOO_SLOW)
            raise Gone from None
        except WebSocketDisconnect:
            self._lose(is_dead=True)
            raise Gone from None
        self._sent.inc()

    async def error(self, code: ErrorCode, text: str, match_id: str | None = None) -> None:
        """Tell that a message was refused. Raises Gone where too many were: the connection ends."""
        self.metrics.refused.labels(code).inc()
        self._refused += 1
        if self._refused > self.limits.refused_messages:
            self.end(FLOODING if code is ErrorCode.RATE_LIMITED else BAD_MESSAGES)
            raise Gone
        of_match = {} if match_id is None else {"match_id": match_id}
        await self.send(dumps({"type": "error", "code": code, "message": text} | of_match))

    async def receive(self) -> str:
        """Return the client's next message that is within the rate. Raises Gone."""
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
            raise Gone
        if len(text) > self.limits.message_bytes:
            self.end(TOO_BIG)
            raise Gone
        return text

    async def _next(self) -> Message:
        while True:
            now = time.monotonic()
            close = self.timers.close(now)
            if close:
                self.end(close)
            if self._close or self._is_lost:
                raise Gone
            if self.timers.heartbeat(now):
                await self._send({"type": "websocket.send", "text": HEARTBEAT})
            try:
                async with asyncio.timeout(self.timers.seconds(now)):
                    message = await self._socket.receive()
            except TimeoutError:
                continue
            if message["type"] == "websocket.disconnect":
                # Uvicorn gives a reason, be it empty, of a connection that the client closed.
                self._lose(is_dead="reason" not in message)
                raise Gone
            return message

    def _lose(self, is_dead: bool) -> None:
        if is_dead and not self._is_lost:
            self.metrics.dead.inc()
        self._is_lost = True

    async def _finish(self) -> None:
        """Say why, and close; drop the connection if that cannot be sent."""
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
