"""Runs sockets under uvicorn: the options that they need, and the protocol of one connection."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.frames import Frame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from scrbrd_gateway.problems import problem_of_status
from scrbrd_gateway.sockets.closes import FLOODING
from scrbrd_gateway.sockets.connection import PROTOCOL
from scrbrd_gateway.sockets.limits import CROWDED, SocketLimits, TokenBucket
from scrbrd_gateway.sockets.redaction import without_tokens
from scrbrd_gateway.web.wire import headers_of, path_of, refusal

UNREADABLE = 400


class Handshake(ServerProtocol):
    """The library's side of a connection, which refuses with problem documents. `target` is the
    target of the client's request."""

    target = ""

    def reject(self, status: Any, text: str) -> Response:
        """Return the answer that refuses a handshake."""
        response = super().reject(status, text)
        why = without_tokens(text.partition("\n")[0]) or "no socket is here"
        problem = problem_of_status(response.status_code, why)
        response.body = problem.encoded(path_of(self.target))
        response.headers = Headers(headers_of(problem, response.body))
        return response


class SocketProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, extended so that the connection of a client that stops reading can be
    dropped.

    Frames that are no messages do not reach the application, so their rate is limited here.
    """

    limits = SocketLimits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn.parser.close()  # or the replaced object would stay until it is collected
        self._handshake = Handshake(max_size=self.config.ws_max_size, logger=self.logger)
        self.conn = self._handshake
        self._bucket = TokenBucket(self.limits.frames_per_second, self.limits.frames_at_once)
        self._abort_timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Handle data from the client; answer a handshake that cannot be parsed, and close."""
        if not self._handshake.target:
            self._handshake.target = data.split(b" ", 2)[1].decode("latin-1")
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            answer = b"".join(self.conn.data_to_send())
            problem = problem_of_status(UNREADABLE, "this is no handshake of a WebSocket")
            self.transport.write(answer or refusal(problem, self._handshake.target))
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Store this side of the connection, and whether it is one too many, in the scope's
        state."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["state"][PROTOCOL] = self
            self.scope["state"][CROWDED] = len(self.connections) > self.limits.connections

    def shutdown(self) -> None:
        """Close the connection when the server stops. A handshake that waits for its answer is left
        to the application, which accepts it, sends the notice and closes it."""
        if self.handshake_complete or not self.handshake_initiated:
            super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Release the library's parser: its frame refers to the parser's own connection."""
        super().connection_lost(exc)
        self.conn.parser.close()
        if self._abort_timer is not None:
            self._abort_timer.cancel()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """Release what the application found in the scope, which holds this object.

        A client that reads nothing more would keep the connection open: what is not sent after a
        time is dropped with it.
        """
        super().on_task_complete(task)
        self.scope["state"].clear()
        if not self.disconnected:
            seconds = self.close_timeout + self.limits.close_seconds
            self._abort_timer = self.loop.call_later(seconds, self.transport.abort)

    def handle_ping(self) -> None:
        """Answer a ping that is within the rate."""
        if self._is_within_rate():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Handle a pong that is within the rate."""
        if self._is_within_rate():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Handle a part of a message that is within the rate. Parts are limited because each is
        stored, even an empty one."""
        if self._is_within_rate():
            super().handle_cont(event)

    def _is_within_rate(self) -> bool:
        """Return True if one more frame is within the rate; close the connection if it is not."""
        if self.close_sent:
            return False
        if self._bucket.take(time.monotonic()):
            return True
        self.frames = []
        self.queue.put_nowait(
            {"type": "websocket.disconnect", "code": FLOODING.code, "reason": FLOODING.reason}
        )
        self.stop_keepalive()
        self.conn.fail(FLOODING.code, FLOODING.reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        # A client that reads nothing does not receive the close frame either.
        self.loop.call_later(self.limits.close_seconds, self.transport.abort)
        return False

    @property
    def is_clear(self) -> bool:
        """True if the connection is open and a written frame goes out without waiting."""
        is_open = self.handshake_complete and not self.close_sent and not self.disconnected
        return is_open and self.writable.is_set() and not self.transport.is_closing()

    def write(self, frames: bytes) -> None:
        """Write whole frames. Messages are never sent in parts, so these frames come between two
        messages."""
        self.transport.write(frames)

    def abort(self) -> None:
        """Drop the connection, with all data not sent yet."""
        self.transport.abort()

    def keepalive_timeout(self) -> None:
        """Drop a connection that answers no ping: its buffer would never become empty."""
        super().keepalive_timeout()
        self.transport.abort()

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message. If uvicorn has closed the connection, raise the error that the
        application expects for a lost connection."""
        if self.close_sent:
            raise ClientDisconnected
        await super().send(message)


def uvicorn_options(limits: SocketLimits) -> dict[str, Any]:
    """Return the options of `uvicorn.Config` that the sockets rely on.

    Messages are not compressed: compression would be done again for each socket and cost memory for
    each.
    """
    return {
        "ws": type("Socket", (SocketProtocol,), {"limits": limits}),
        "ws_max_size": limits.message_bytes,
        "ws_ping_interval": limits.heartbeat_seconds,
        "ws_ping_timeout": limits.heartbeat_seconds,
        "ws_per_message_deflate": False,
    }
