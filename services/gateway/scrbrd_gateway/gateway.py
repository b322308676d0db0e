"""Holds what all routes of a running application share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from google.cloud.firestore import AsyncClient
from starlette.requests import HTTPConnection

from scrbrd_gateway.drain_notice import Draining
from scrbrd_gateway.firestore.library import FirestoreLibrary
from scrbrd_gateway.firestore.presence_store import FirestorePresence, PresenceWriter
from scrbrd_gateway.firestore.rooms import firestore_rooms
from scrbrd_gateway.library import Library
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.presence import FollowerCounts
from scrbrd_gateway.reads import MatchReads
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import Addresses, Drain, SocketLimits


@dataclass(frozen=True)
class Process:
    """What all applications of one process share: metrics, follower counts, address limits,
    shutdown."""

    metrics: Metrics = field(default_factory=Metrics)
    followers: FollowerCounts = field(default_factory=FollowerCounts)
    draining: Draining = field(default_factory=Draining)
    drain: Drain = field(default_factory=Drain)
    addresses: Addresses = field(default_factory=lambda: Addresses(SocketLimits()))


@dataclass(frozen=True)
class Gateway:
    """The parts of one running application: its watched matches and its readers of documents."""

    settings: Settings
    process: Process
    rooms: WatchedRooms
    library: Library
    reads: MatchReads

    @property
    def metrics(self) -> Metrics:
        """The metrics of the process."""
        return self.process.metrics

    @property
    def draining(self) -> Draining:
        """The callbacks that end the event streams."""
        return self.process.draining


Connect = Callable[[Settings, Process], AbstractAsyncContextManager[Gateway]]
"""Opens the gateway of an application; closes its connections when the context ends."""


def make_gateway(
    settings: Settings, process: Process, rooms: WatchedRooms, library: Library
) -> Gateway:
    """Return a gateway made of the given rooms and library."""
    return Gateway(settings, process, rooms, library, MatchReads(settings, rooms, library))


@asynccontextmanager
async def firestore_gateway(settings: Settings, process: Process) -> AsyncIterator[Gateway]:
    """Yield a gateway connected to the Firestore that settings and environment name."""
    async with AsyncExitStack() as stack:
        stack.enter_context(process.metrics.serving(settings.metrics_port))
        firestore = await stack.enter_async_context(firestore_rooms(settings, process.metrics))
        if settings.presence:
            await stack.enter_async_context(presence_writing(settings, process))
        library = FirestoreLibrary(firestore.source)
        yield make_gateway(settings, process, firestore.rooms, library)


@asynccontextmanager
async def presence_writing(settings: Settings, process: Process) -> AsyncIterator[None]:
    """Write the number of followers of each match while the context lasts."""
    client = AsyncClient(project=settings.project or None)
    store = FirestorePresence(client)
    writer = PresenceWriter(process.followers, store, process.metrics, lambda: datetime.now(UTC))
    async with writer.running():
        yield


def gateway_of(connection: HTTPConnection) -> Gateway:
    """Return the gateway of the application that handles a request or a socket."""
    gateway: Gateway = connection.app.state.gateway
    return gateway
