"""Runs sockets under uvicorn: which options they need, and the protocol of one connection."""

from __future__ import annotations

import time
from typing import Any

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.frames import Frame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from scrbrd_gateway.problems import of_status
from scrbrd_gateway.sockets.closes import FLOODING
from scrbrd_gateway.sockets.connection import PROTOCOL
from scrbrd_gateway.sockets.limits import CROWDED, SocketLimits, TokenBucket
from scrbrd_gateway.sockets.redaction import without_tokens
from scrbrd_gateway.web.wire import headers_of, path_of, refusal

UNREADABLE = 400


class Handshake(ServerProtocol):
    """The library's side of a connection, which refuses with problem documents; `target` is what
    the client asked for."""

    target = ""

    def reject(self, status: Any, text: str) -> Response:
        """Return the answer to a handshake that is refused."""
        response = super().reject(status, text)
        why = without_tokens(text.partition("\n")[0]) or "no socket is here"
        problem = of_status(response.status_code, why)
        response.body = problem.encoded(path_of(self.target))
        response.headers = Headers(headers_of(problem, response.body))
        return response


class SocketProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, with which a connection whose client reads nothing can be dropped.

    Frames that are no message do not come to the application, so their rate is limited here.
    """

    limits = SocketLimits()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._handshake = Handshake(max_size=self.config.ws_max_size, logger=self.logger)
        self.conn = self._handshake
        self._bucket = TokenBucket(self.limits.frames_per_second, self.limits.frames_at_once)

    def data_received(self, data: bytes) -> None:
        """Take in what the client sent; answer a handshake that cannot be read, and end."""
        if not self._handshake.target:
            self._handshake.target = data.split(b" ", 2)[1].decode("latin-1")
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            answer = b"".join(self.conn.data_to_send())
            problem = of_status(UNREADABLE, "this is no handshake of a WebSocket")
            self.transport.write(answer or refusal(problem, self._handshake.target))
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Leave this side of the connection in the scope's state, and whether it is one too
        many."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["state"][PROTOCOL] = self
            self.scope["state"][CROWDED] = len(self.connections) > self.limits.connections

    def handle_ping(self) -> None:
        """Answer a ping that is within the rate."""
        if self._is_within_rate():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Take a pong that is within the rate."""
        if self._is_within_rate():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Go on with a message whose parts are within the rate: each may be empty, and is kept."""
        if self._is_within_rate():
            super().handle_cont(event)

    def _is_within_rate(self) -> bool:
        """Return whether one more frame is within the rate; close the connection if it is not."""
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
        # Who reads nothing does not take the close frame either.
        self.loop.call_later(self.limits.close_seconds, self.transport.abort)
        return False

    @property
    def is_clear(self) -> bool:
        """Whether the connection is open, and what is written goes out without waiting."""
        is_open = self.handshake_complete and not self.close_sent and not self.disconnected
        return is_open and self.writable.is_set() and not self.transport.is_closing()

    def write(self, frames: bytes) -> None:
        """Write whole frames; messages are never sent in parts, so they come between two."""
        self.transport.write(frames)

    def abort(self) -> None:
        """Drop the connection, with what was not sent yet."""
        self.transport.abort()

    def keepalive_timeout(self) -> None:
        """Drop a connection that answers no ping: its buffer would never be empty."""
        super().keepalive_timeout()
        self.transport.abort()

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message; raise what the application takes for a lost connection if uvicorn has
        closed this one by itself."""
        if self.close_sent:
            raise ClientDisconnected
        await super().send(message)


def uvicorn_options(limits: SocketLimits) -> dict[str, Any]:
    """Return the options of `uvicorn.Config` that the sockets rely on.

    Messages are not compressed: that would be done for each socket anew, and cost it memory.
    """
    return {
        "ws": type("Socket", (SocketProtocol,), {"limits": limits}),
        "ws_max_size": limits.message_bytes,
        "ws_ping_interval": limits.heartbeat_seconds,
        "ws_ping_timeout": limits.heartbeat_seconds,
        "ws_per_message_deflate": False,
    }
