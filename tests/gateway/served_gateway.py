"""Runs a gateway on a free port, in a thread of this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.datastructures import State

from scrbrd_gateway.gateway import Connect, Gateway, Process, firestore_gateway, make_gateway
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.web.app import create_app
from scrbrd_gateway.web.server import DrainingServer, make_server
from tests.gateway.fakes import FakeLibrary, FakeSource

SECONDS = 60.0
SETTINGS = Settings(port=0, grace=20.0, fresh=0.05, heartbeat=0.2, retry=10, drain=2)


def connect_to(source: FakeSource, library: FakeLibrary) -> Connect:
    """Return a function that opens a gateway with a fake source."""

    def connect(settings: Settings, process: Process) -> AbstractAsyncContextManager[Gateway]:
        return fake_gateway(settings, process, source, library)

    return connect


@asynccontextmanager
async def fake_gateway(
    settings: Settings, process: Process, source: FakeSource, library: FakeLibrary
) -> AsyncIterator[Gateway]:
    """Yield a gateway with a fake source."""
    rooms = WatchedRooms(source, settings, process.metrics)
    yield make_gateway(settings, process, rooms, library)
    await rooms.close()


@dataclass(frozen=True)
class ServedGateway:
    """A running gateway."""

    url: str
    gateway: Gateway
    server: DrainingServer
    state: State

    def stop(self) -> None:
        """Stop the gateway, as SIGTERM does."""
        self.server.should_exit = True

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and port that the gateway listens on."""
        url = httpx.URL(self.url)
        return url.host, url.port or 0


class StartedServer(DrainingServer):
    """A server whose start another thread can wait for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_tried = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the server, and record the attempt even if it fails."""
        try:
            await super().startup(sockets)
        finally:
            self.has_tried.set()


@contextmanager
def serve_gateway(
    settings: Settings = SETTINGS, connect: Connect = firestore_gateway
) -> Iterator[ServedGateway]:
    """Yield a gateway that runs in a thread until the context ends."""
    app = create_app(settings, connect)
    server = StartedServer(make_server(app, settings).config)
    thread = threading.Thread(target=server.run, name="gateway", daemon=True)
    thread.start()
    assert server.has_tried.wait(SECONDS)
    assert server.started
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield ServedGateway(f"http://127.0.0.1:{port}", app.state.gateway, server, app.state)
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most a minute."""
    ends_at = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.005)


@contextmanager
def serve_with_settings(**settings: object) -> Iterator[ServedGateway]:
    """Yield a gateway with changed settings and a fake match of one ball."""
    source = FakeSource()
    source.bowl(1)
    changed_settings = SETTINGS.model_copy(update=settings)
    with serve_gateway(changed_settings, connect_to(source, FakeLibrary(source))) as gateway:
        yield gateway
