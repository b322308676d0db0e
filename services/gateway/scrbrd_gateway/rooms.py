"""Manages the watched matches of a process: opened for the first reader, closed after the last.

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
from scrbrd_gateway.room import (
    ENDED,
    SILENT,
    MatchRoom,
    RoomListeners,
    cache_of_pages,
    has_gone_back,
    outdated_targets,
)
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import Source

LOG = logging.getLogger(__name__)


@dataclass
class OpenRoom:
    """A room that is open or being opened, its number of users, and the timer that closes it."""

    opening: asyncio.Task[RoomListeners]
    users: int = 0
    closing: asyncio.TimerHandle | None = field(default=None)

    def opened(self) -> RoomListeners | None:
        """Return the listeners of the room; None if it is not open."""
        is_open = self.opening.done() and not self.opening.cancelled()
        return self.opening.result() if is_open and self.opening.exception() is None else None

    @property
    def has_failed(self) -> bool:
        """Return True if the room could not be opened."""
        return self.opening.done() and self.opened() is None


class WatchedRooms:
    """All watched matches of this process, independent of the database they are read from."""

    def __init__(self, source: Source, settings: Settings, metrics: Metrics) -> None:
        self._source = source
        self._settings = settings
        self._metrics = metrics
        self._pages = cache_of_pages()
        self._rooms: dict[str, OpenRoom] = {}
        self._idle: dict[str, OpenRoom] = {}
        """Rooms without users, the longest idle first."""
        self._tasks: set[asyncio.Task[None]] = set()

    def view(self, match_id: str) -> MatchView | None:
        """Return the state of a watched match; None if the match is not watched."""
        open_room = self._rooms.get(match_id)
        listeners = open_room.opened() if open_room else None
        return listeners.room.view if listeners else None

    @property
    def is_full(self) -> bool:
        """True if no further match can be watched, except in place of one without users."""
        return len(self._rooms) >= self._settings.most_rooms

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[Room]:
        """Yield the room of a match. Raises UnknownMatch and TooManyRooms."""
        open_room = self._occupy(match_id)
        try:
            listeners = await asyncio.shield(open_room.opening)
            yield listeners.room
        finally:
            self._release(match_id, open_room)

    async def watch(self) -> None:
        """Check all rooms for listeners that ended or went silent, until cancelled."""
        while True:
            await asyncio.sleep(self._settings.watch_interval)
            opened = [each.opened() for each in self._rooms.values()]
            checks = [self.check_listeners(each) for each in opened if each is not None]
            for outcome in await asyncio.gather(*checks, return_exceptions=True):
                if isinstance(outcome, Exception):  # checked again in the next round
                    LOG.error("listeners could not be looked after", exc_info=outcome)

    async def check_listeners(self, listeners: RoomListeners) -> None:
        """Restart the listeners of a room that have ended or missed changes in the database.

        Silence alone proves nothing: perhaps no ball was bowled. But whatever a read finds must
        reach the listener within some seconds. If a match was restored to an earlier state or
        deleted, its room is closed and readers start again with a new one: otherwise later changes
        would not count against the newer known state, or the known state would no longer be in the
        database.
        """
        if listeners.is_outdated:
            self._replace_room(listeners)
            return
        if ended_targets := listeners.ended_targets():
            await listeners.restart(ended_targets, ENDED)
        if not (silent_targets := listeners.silent_targets(self._settings.silent_after)):
            return
        before = listeners.room.view
        stored = await self._source.versions(before.match_id)
        listeners.mark_checked(silent_targets)
        if has_gone_back(before, stored):
            self._replace_room(listeners)
            return
        if silent_targets & outdated_targets(listeners.room.view, stored):
            await asyncio.sleep(self._settings.settle)
            still_silent = silent_targets & outdated_targets(listeners.room.view, stored)
            await listeners.restart(still_silent, SILENT)

    async def close(self) -> None:
        """Close every room; rooms still being opened are cancelled."""
        for match_id, open_room in [*self._rooms.items()]:
            open_room.opening.cancel()
            self._close(match_id, open_room)
        await asyncio.gather(*self._tasks)

    def _replace_room(self, listeners: RoomListeners) -> None:
        match_id = listeners.room.match_id
        LOG.warning(
            "match %s was restored or deleted, or came in part: readers begin anew", match_id
        )
        open_room = self._rooms.get(match_id)
        if open_room is not None and open_room.opened() is listeners:
            self._close(match_id, open_room)
            listeners.room.end()

    def _occupy(self, match_id: str) -> OpenRoom:
        open_room = self._rooms.get(match_id)
        if open_room is not None and open_room.has_failed:  # while no user was waiting for it
            self._close(match_id, open_room)
            open_room = None
        if open_room is None:
            if self.is_full and not self._idle:
                raise TooManyRooms(f"{len(self._rooms)} matches are watched already")
            if self.is_full:
                self._close(*next(iter(self._idle.items())))
            loop = asyncio.get_running_loop()
            open_room = OpenRoom(loop.create_task(self._open(match_id)))
            self._rooms[match_id] = open_room
            self._metrics.rooms.set(len(self._rooms))
        if open_room.closing is not None:
            open_room.closing.cancel()
            open_room.closing = None
            del self._idle[match_id]
        open_room.users += 1
        return open_room

    def _release(self, match_id: str, open_room: OpenRoom) -> None:
        open_room.users -= 1
        if open_room.users or self._rooms.get(match_id) is not open_room:
            return
        if open_room.has_failed:
            self._close(match_id, open_room)
        else:
            loop = asyncio.get_running_loop()
            self._idle[match_id] = open_room
            open_room.closing = loop.call_later(
                self._settings.grace, self._close, match_id, open_room
            )

    def _close(self, match_id: str, open_room: OpenRoom) -> None:
        if open_room.closing is not None:
            open_room.closing.cancel()
        if self._rooms.get(match_id) is open_room:
            del self._rooms[match_id]
            self._idle.pop(match_id, None)
            self._metrics.rooms.set(len(self._rooms))
        self._start_task(self._end(open_room))

    async def _end(self, open_room: OpenRoom) -> None:
        await asyncio.wait([open_room.opening])
        listeners = open_room.opened()
        if listeners is not None:
            await listeners.close()

    async def _open(self, match_id: str) -> RoomListeners:
        opening = await self._source.open(match_id, self._settings.tail)
        feed = MatchFeed(
            match_id,
            self._settings.tail,
            opening.update,
            is_whole=opening.is_whole,
        )
        room = MatchRoom(self._source, feed, self._pages, self._on_new_state)
        listeners = RoomListeners(self._source, room, self._settings, self._on_restart)
        try:
            await listeners.start()
        except BaseException:
            await listeners.close()
            raise
        return listeners

    def _on_new_state(self, view: MatchView) -> None:
        if view.score is not None and view.score.version:
            self._metrics.update_latency.observe(max(0.0, time.time() - view.score.version / 1e6))

    def _on_restart(self, **labels: str) -> None:
        self._metrics.listener_restarts.labels(**labels).inc()

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
