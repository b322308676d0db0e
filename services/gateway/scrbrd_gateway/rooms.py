"""Keeps the watched matches of a process: opened for the first reader, closed after the last.

It knows no Firestore.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from scrbrd_gateway.match_feed import MatchFeed
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import MatchView
from scrbrd_gateway.ports import Room, TooManyRooms
from scrbrd_gateway.room import ENDED, SILENT, MatchRoom, RoomListeners, behind, has_gone_back
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import Source

LOG = logging.getLogger(__name__)


@dataclass
class Occupied:
    """A room that is being opened or is open, how many are in it, and when it is closed."""

    opening: asyncio.Task[RoomListeners]
    users: int = 0
    closing: asyncio.TimerHandle | None = field(default=None)

    def opened(self) -> RoomListeners | None:
        """Return its listeners, once it is open."""
        is_open = self.opening.done() and not self.opening.cancelled()
        return self.opening.result() if is_open and self.opening.exception() is None else None

    @property
    def has_failed(self) -> bool:
        """Return whether it could not be opened."""
        return self.opening.done() and self.opened() is None


class WatchedRooms:
    """All watched matches of this process, whatever database they are read from."""

    def __init__(self, source: Source, settings: Settings, metrics: Metrics) -> None:
        self._source = source
        self._settings = settings
        self._metrics = metrics
        self._rooms: dict[str, Occupied] = {}
        self._idle: dict[str, Occupied] = {}
        """Those that nobody is in, the longest idle first."""
        self._tasks: set[asyncio.Task[None]] = set()

    def view(self, match_id: str) -> MatchView | None:
        """Return what is known of a match that is watched; None of one that is not."""
        occupied = self._rooms.get(match_id)
        listeners = occupied.opened() if occupied else None
        return listeners.room.view if listeners else None

    @property
    def is_full(self) -> bool:
        """Whether no further match can be watched, but in the place of one that nobody watches."""
        return len(self._rooms) >= self._settings.most_rooms

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[Room]:
        """Yield the room of a match. Raises UnknownMatch and TooManyRooms."""
        occupied = self._occupy(match_id)
        try:
            listeners = await asyncio.shield(occupied.opening)
            yield listeners.room
        finally:
            self._release(match_id, occupied)

    async def watch(self) -> None:
        """Look for listeners that went silent, until cancelled."""
        while True:
            await asyncio.sleep(self._settings.watch_interval)
            opened = [each.opened() for each in self._rooms.values()]
            looks = [self.look_after(each) for each in opened if each is not None]
            for outcome in await asyncio.gather(*looks, return_exceptions=True):
                if isinstance(outcome, Exception):  # the next look comes
                    LOG.error("listeners could not be looked after", exc_info=outcome)

    async def look_after(self, listeners: RoomListeners) -> None:
        """Begin those listeners of a room again that have ended, or missed what is stored.

        A listener that is silent is no sign by itself: nothing may have been bowled. What a read
        sees must have come to it some seconds later. A match that was restored as it was before, or
        deleted, begins anew, with a new room: nothing that comes would count beside what is known,
        or what is known is not stored any more.
        """
        if listeners.is_outdated:
            self._begin_anew(listeners)
            return
        if ended := listeners.ended():
            await listeners.begin_again(ended, ENDED)
        if not (silent := listeners.silent(self._settings.silent_after)):
            return
        before = listeners.room.view
        stored = await self._source.versions(before.match_id)
        listeners.looked(silent)
        if has_gone_back(before, stored):
            self._begin_anew(listeners)
            return
        if silent & behind(listeners.room.view, stored):
            await asyncio.sleep(self._settings.settle)
            still = silent & behind(listeners.room.view, stored)
            await listeners.begin_again(still, SILENT)

    async def close(self) -> None:
        """Close every room; one that waits for the database is opened no more."""
        for match_id, occupied in [*self._rooms.items()]:
            occupied.opening.cancel()
            self._close(match_id, occupied)
        await asyncio.gather(*self._tasks)

    def _begin_anew(self, listeners: RoomListeners) -> None:
        match_id = listeners.room.match_id
        LOG.warning("match %s was restored or deleted: its readers begin anew", match_id)
        occupied = self._rooms.get(match_id)
        if occupied is not None and occupied.opened() is listeners:
            self._close(match_id, occupied)
            listeners.room.end()

    def _occupy(self, match_id: str) -> Occupied:
        occupied = self._rooms.get(match_id)
        if occupied is not None and occupied.has_failed:  # while nobody waited for it
            self._close(match_id, occupied)
            occupied = None
        if occupied is None:
            if self.is_full and not self._idle:
                raise TooManyRooms(f"{len(self._rooms)} matches are watched already")
            if self.is_full:
                self._close(*next(iter(self._idle.items())))
            loop = asyncio.get_running_loop()
            occupied = Occupied(loop.create_task(self._open(match_id)))
            self._rooms[match_id] = occupied
            self._metrics.rooms.set(len(self._rooms))
        if occupied.closing is not None:
            occupied.closing.cancel()
            occupied.closing = None
            del self._idle[match_id]
        occupied.users += 1
        return occupied

    def _release(self, match_id: str, occupied: Occupied) -> None:
        occupied.users -= 1
        if occupied.users or self._rooms.get(match_id) is not occupied:
            return
        if occupied.has_failed:
            self._close(match_id, occupied)
        else:
            loop = asyncio.get_running_loop()
            self._idle[match_id] = occupied
            occupied.closing = loop.call_later(
                self._settings.grace, self._close, match_id, occupied
            )

    def _close(self, match_id: str, occupied: Occupied) -> None:
        if occupied.closing is not None:
            occupied.closing.cancel()
        if self._rooms.get(match_id) is occupied:
            del self._rooms[match_id]
            self._idle.pop(match_id, None)
            self._metrics.rooms.set(len(self._rooms))
        self._go(self._end(occupied))

    async def _end(self, occupied: Occupied) -> None:
        await asyncio.wait([occupied.opening])
        listeners = occupied.opened()
        if listeners is not None:
            await listeners.close()

    async def _open(self, match_id: str) -> RoomListeners:
        opening = await self._source.open(match_id, self._settings.tail)
        feed = MatchFeed(match_id, self._settings.tail, opening.seen, is_whole=opening.is_whole)
        room = MatchRoom(self._source, feed, self._told)
        listeners = RoomListeners(self._source, room, self._settings, self._begun_again)
        try:
            await listeners.start()
        except BaseException:
            await listeners.close()
            raise
        return listeners

    def _told(self, view: MatchView) -> None:
        if view.score is not None and view.score.version:
            self._metrics.update_latency.observe(max(0.0, time.time() - view.score.version / 1e6))

    def _begun_again(self, **labels: str) -> None:
        self._metrics.listener_restarts.labels(**labels).inc()

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
