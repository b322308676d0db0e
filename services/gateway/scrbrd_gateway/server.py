"""Runs the application under uvicorn, with limits that it has not itself."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scrbrd_gateway.app import Application
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import hide_tokens, uvicorn_options
from scrbrd_gateway.sockets_of_app import socket_limits


class TimedHttp(HttpToolsProtocol):
    """HTTP whose headers arrive in time and are not too long, and whose answers are taken; or the
    connection ends."""

    header_seconds = 10.0
    most_header_bytes = 32_768
    stall_seconds = 30.0
    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _bytes = 0

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._start_timer()

    def on_message_begin(self) -> None:
        """Wait for the headers of a request."""
        super().on_message_begin()
        self._bytes = 0
        if self._timer is None:
            self._start_timer()

    def on_url(self, url: bytes) -> None:
        """Count what a request line has."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count what a header has."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop waiting."""
        self._stop_timer()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Give who takes nothing more some time, then cut the connection."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with who has taken something."""
        self._stop_stalled()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        self._stop_stalled()
        super().connection_lost(exc)

    def _count(self, more: int) -> None:
        self._bytes += more
        if self._bytes > self.most_header_bytes:  # the parser's error: answered with 400
            raise ValueError("the headers are too long")

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class DrainingServer(uvicorn.Server):
    """A server that lets streams know of its end before it waits for them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell every stream and socket, then end as uvicorn does."""
        app = self.config.app
        gateway = getattr(app.state, "gateway", None) if isinstance(app, Application) else None
        if gateway is not None:
            seconds, began = gateway.settings.drain, time.monotonic()
            gateway.draining.begin()
            await gateway.process.drain.drain(seconds / 2)
            left = int(seconds - (time.monotonic() - began))
            self.config.timeout_graceful_shutdown = max(1, left)
        await super().shutdown(sockets)


def make_server(app: Application, settings: Settings) -> DrainingServer:
    """Return a server of an application, not yet started."""
    limits = {
        "header_seconds": settings.header_timeout,
        "stall_seconds": settings.stall,
        "most_header_bytes": settings.most_header_bytes,
    }
    hide_tokens()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=type("Http", (TimedHttp,), limits),
        limit_concurrency=settings.most_connections,
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=settings.drain,
        proxy_headers=False,  # `ClientAddress` says which are believed
        access_log=False,  # an address may hold a token
        server_header=False,
        **uvicorn_options(socket_limits(settings)),
    )
    return DrainingServer(config)
