"""Runs the application under uvicorn, with limits that uvicorn itself does not have."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from scrbrd_gateway.problems import Problem, problem_of_status
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import hide_tokens, uvicorn_options
from scrbrd_gateway.sockets.limits import CROWDED
from scrbrd_gateway.web.app import Application
from scrbrd_gateway.web.garbage import FrozenObjects
from scrbrd_gateway.web.sockets import socket_limits
from scrbrd_gateway.web.wire import refusal

CHECK_TICKS = 3
TOO_LONG_ADDRESS, TOO_LONG_HEADERS, UNREADABLE = 414, 431, 400


class TimedHttp(HttpToolsProtocol):
    """HTTP with time limits for headers and for answers to be read, and a size limit for headers.

    A connection that exceeds one is closed. A request that cannot be parsed is answered with a
    problem document.
    """

    header_seconds = 10.0
    most_header_bytes = 32_768
    most_connections = 10_000
    stall_seconds = 30.0
    _timer: asyncio.TimerHandle | None = None
    _stall_timer: asyncio.TimerHandle | None = None
    _bytes = 0
    _fault: Problem | None = None

    def connection_made(self, transport: Any) -> None:
        """Start the timer for the first request."""
        super().connection_made(transport)
        self._start_timer()

    def on_message_begin(self) -> None:
        """Start the timer for the headers of a request."""
        super().on_message_begin()
        self._bytes = 0
        if self._timer is None:
            self._start_timer()

    def on_url(self, url: bytes) -> None:
        """Count the bytes of the request line."""
        super().on_url(url)
        self._count(len(url), TOO_LONG_ADDRESS)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count the bytes of a header."""
        self._count(len(name) + len(value), TOO_LONG_HEADERS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the timer; mark the request of a connection above the limit."""
        self._stop_timer()
        self.scope["state"][CROWDED] = len(self.connections) > self.most_connections
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer a request that cannot be parsed, and close the connection.

        Send nothing while the answer to the request before it is being sent: the problem would be
        written into its middle.
        """
        cycle: Any = self.cycle  # None before the first request
        if cycle is None or cycle.response_complete or not cycle.response_started:
            problem = self._fault or problem_of_status(UNREADABLE, msg)
            target = getattr(self, "url", b"").decode("latin-1")
            self.transport.write(refusal(problem, target))
        if cycle is not None:
            cycle.disconnected = True
        self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to a socket, and release the parser.

        The parser refers to this object: together they would stay until Python's next full
        collection, which `FrozenObjects` makes rare.
        """
        super().handle_websocket_upgrade()
        del self.parser

    def pause_writing(self) -> None:
        """Start the timer that closes the connection of a client that stops reading."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop that timer: the client has read something."""
        self._stop_stall_timer()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._stop_timer()
        self._stop_stall_timer()
        super().connection_lost(exc)

    def _count(self, size: int, status: int) -> None:
        self._bytes += size
        if self._bytes > self.most_header_bytes:
            # The error ends the parser, which then calls `send_400_response`.
            why = f"an address and its headers have at most {self.most_header_bytes} bytes"
            self._fault = problem_of_status(status, why)
            raise ValueError(why)

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class DrainingServer(uvicorn.Server):
    """A server that notifies streams and sockets of its end before it waits for them.

    With `frozen_objects`, which concern the whole process, it keeps garbage collections short.
    """

    frozen_objects: FrozenObjects | None = None

    async def on_tick(self, counter: int) -> bool:
        """Check the frozen objects every CHECK_TICKS of uvicorn's ticks, which are 0.1 s."""
        if self.frozen_objects is not None and counter % CHECK_TICKS == 0:
            self.frozen_objects.check(len(self.server_state.connections))
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Notify every stream and socket, then shut down as uvicorn does."""
        app = self.config.app
        gateway = getattr(app.state, "gateway", None) if isinstance(app, Application) else None
        if gateway is not None:
            seconds, started = gateway.settings.drain, time.monotonic()
            gateway.draining.begin()
            await gateway.process.drain.drain(seconds / 2)
            left = int(seconds - (time.monotonic() - started))
            self.config.timeout_graceful_shutdown = max(1, left)
        await super().shutdown(sockets)


def make_server(app: Application, settings: Settings) -> DrainingServer:
    """Return a server for an application, not yet started."""
    limits = {
        "header_seconds": settings.header_timeout,
        "stall_seconds": settings.stall,
        "most_header_bytes": settings.most_header_bytes,
        "most_connections": settings.most_connections,
    }
    hide_tokens()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=type("Http", (TimedHttp,), limits),
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=settings.drain,
        proxy_headers=False,  # `ClientAddress` decides which proxies are trusted
        access_log=False,  # a URL may hold a token
        server_header=False,
        **uvicorn_options(socket_limits(settings)),
    )
    return DrainingServer(config)
