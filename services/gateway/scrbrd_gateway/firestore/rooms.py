"""Connects the watched matches of a process with Firestore."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from weakref import WeakSet

from google.cloud.firestore import Client

from scrbrd_gateway.firestore.clients import ClientPool
from scrbrd_gateway.firestore.listen_protocol import FirestoreListenApi
from scrbrd_gateway.firestore.listen_stream import ListenStream
from scrbrd_gateway.firestore.read_threads import ReadThreads
from scrbrd_gateway.firestore.source import FirestoreSource
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.rooms import WatchedRooms
from scrbrd_gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class FirestoreRooms:
    """The Firestore side of a process: its rooms, and its reader of documents."""

    rooms: WatchedRooms
    source: FirestoreSource


@asynccontextmanager
async def firestore_rooms(settings: Settings, metrics: Metrics) -> AsyncIterator[FirestoreRooms]:
    """Yield the rooms of a project, with their listeners checked in the background; close rooms and
    connections at the end."""
    project = settings.project or None
    opened: WeakSet[ListenStream] = WeakSet()

    def open_stream() -> ListenStream:
        stream = ListenStream(FirestoreListenApi(project), interleaves_results=settings.is_emulated)
        opened.add(stream)
        return stream

    # The emulator writes commits of several matches to a stream at once, which corrupts it.
    is_shared = not settings.is_emulated
    streams = ClientPool(open_stream, settings.listeners_per_client, is_shared=is_shared)
    metrics.clients.set_function(lambda: len(streams))
    metrics.listeners.set_function(lambda: streams.listeners)
    client = Client(project=project)
    threads = ReadThreads(settings.read_threads, settings.read_wait, settings.read_timeout)
    ping_thread = ReadThreads(1, settings.read_wait, settings.read_timeout)
    source = FirestoreSource(client, streams, threads, ping_thread)
    rooms = WatchedRooms(source, settings, metrics)
    watching = asyncio.create_task(rooms.watch())
    try:
        yield FirestoreRooms(rooms, source)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await rooms.close()
        threads.close()
        ping_thread.close()
        streams.close()
        await asyncio.gather(*(each.wait_closed() for each in opened))
        client.close()
