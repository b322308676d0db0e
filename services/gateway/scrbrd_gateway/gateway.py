"""Holds what an application's routes share, for as long as it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from google.cloud.firestore import AsyncClient
from starlette.requests import HTTPConnection

from scrbrd_gateway.draining import Draining
from scrbrd_gateway.firestore.library import FirestoreLibrary
from scrbrd_gateway.firestore.presence_store import FirestorePresence, PresenceWriter
from scrbrd_gateway.firestore.rooms import firestore_rooms
from scrbrd_gateway.library import Library
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.presence import Watching
from scrbrd_gateway.reads import MatchReads
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import Addresses, Drain, SocketLimits


@dataclass(frozen=True)
class Process:
    """What one process measures, whom it counts, and how its streams and sockets end."""

    metrics: Metrics = field(default_factory=Metrics)
    watching: Watching = field(default_factory=Watching)
    draining: Draining = field(default_factory=Draining)
    drain: Drain = field(default_factory=Drain)
    addresses: Addresses = field(default_factory=lambda: Addresses(SocketLimits()))


@dataclass(frozen=True)
class Gateway:
    """The parts of one running application: what it knows of matches, and what it reads."""

    settings: Settings
    process: Process
    rooms: WatchedRooms
    library: Library
    reads: MatchReads

    @property
    def metrics(self) -> Metrics:
        """What the process measures."""
        return self.process.metrics

    @property
    def draining(self) -> Draining:
        """How the event streams end."""
        return self.process.draining


Connect = Callable[[Settings, Process], AbstractAsyncContextManager[Gateway]]
"""Opens what an application needs, and closes it in the end."""


def gateway_with(
    settings: Settings, process: Process, rooms: WatchedRooms, library: Library
) -> Gateway:
    """Return a gateway of its parts."""
    return Gateway(settings, process, rooms, library, MatchReads(settings, rooms, library))


@asynccontextmanager
async def firestore_gateway(settings: Settings, process: Process) -> AsyncIterator[Gateway]:
    """Yield a gateway to the Firestore that settings and environment name."""
    async with AsyncExitStack() as stack:
        stack.enter_context(process.metrics.served(settings.metrics_port))
        listening = await stack.enter_async_context(firestore_rooms(settings, process.metrics))
        if settings.presence:
            await stack.enter_async_context(presence_written(settings, process))
        library = FirestoreLibrary(listening.source)
        yield gateway_with(settings, process, listening.rooms, library)


@asynccontextmanager
async def presence_written(settings: Settings, process: Process) -> AsyncIterator[None]:
    """Write how many follow each match here while the context lasts."""
    client = AsyncClient(project=settings.project or None)
    store = FirestorePresence(client)
    writer = PresenceWriter(process.watching, store, process.metrics, lambda: datetime.now(UTC))
    async with writer.running():
        yield


def gateway_of(connection: HTTPConnection) -> Gateway:
    """Return the gateway that a request or a socket came to."""
    gateway: Gateway = connection.app.state.gateway
    return gateway
