"""Runs sockets under uvicorn: which options they need, and a server that drains them first."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn
from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from scrbrd_gateway.sockets.connection import PROTOCOL
from scrbrd_gateway.sockets.draining import Drain
from scrbrd_gateway.sockets.limits import SocketLimits
from scrbrd_gateway.sockets.redaction import hide_tokens


class SocketProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, with which a connection whose client reads nothing can be dropped."""

    def handle_connect(self, event: Request) -> None:
        """Leave this side of the connection in the scope's state."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["state"][PROTOCOL] = self

    @property
    def is_clear(self) -> bool:
        """Whether the connection is open, and what is written goes out without waiting."""
        is_open = self.handshake_complete and not self.close_sent and not self.disconnected
        return is_open and self.writable.is_set() and not self.transport.is_closing()

    def write(self, frame: bytes) -> None:
        """Write a whole frame; messages are never sent in parts, so it comes between two."""
        self.transport.write(frame)

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
        "ws": SocketProtocol,
        "ws_max_size": limits.message_bytes,
        "ws_ping_interval": limits.heartbeat_seconds,
        "ws_ping_timeout": limits.heartbeat_seconds,
        "ws_per_message_deflate": False,
    }


class DrainingServer(uvicorn.Server):
    """A server that, told to stop, first sends every socket a notice and closes it.

    Uvicorn itself closes sockets before the application hears of the end (lifespan shutdown).
    """

    def __init__(self, config: uvicorn.Config, drain: Drain, limits: SocketLimits) -> None:
        super().__init__(config)
        hide_tokens()
        self._drain = drain
        self._seconds = limits.drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then stop."""
        await self._drain.drain(self._seconds)
        await super().shutdown(sockets)
