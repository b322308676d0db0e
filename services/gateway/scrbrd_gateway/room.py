"""Holds the state of one watched match, sends changes to its readers, and manages its listeners."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from scrbrd_gateway.cache import Cache
from scrbrd_gateway.match_feed import Changes, MatchFeed, MatchUpdate
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import Listener, Source, Target, Versions
from scrbrd_gateway.update_collector import UpdateCollector

LOG = logging.getLogger(__name__)

MOST_PAGES, MOST_EVENTS_OF_PAGES = 100, 10_000
"""Number of cached pages of feeds from before the events in memory, of all rooms together, and of
the events in them: some five kilobytes each."""

MOST_SINGLE_EVENTS = 64
"""Number of cached single events from before the events in memory."""

PAGE_SECONDS = 60.0
"""How long both are cached, while nothing new happens."""

READERS_PER_TURN = 250
"""Number of readers that get a change before other connections have their turn of the event loop.
"""

RENEWED, ENDED, SILENT = "renewed", "ended", "silent"
"""Why a listener was restarted."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A change that is being sent: its arrival time, by `time.monotonic`, and the remaining
    readers."""

    changes: Changes
    arrived_at: float
    readers: Iterator[Reader]


def cache_of_pages() -> Cache:
    """Return the cache of feed pages that all rooms share."""
    return Cache(MOST_PAGES, most_weight=MOST_EVENTS_OF_PAGES, weigh=len)


class MatchRoom:
    """One watched match. `pages` is the cache of feed pages that all rooms share.

    Every method is called on the event loop.
    """

    def __init__(
        self,
        source: Source,
        feed: MatchFeed,
        pages: Cache,
        on_new_state: Callable[[MatchView], None],
    ) -> None:
        self._source = source
        self._feed = feed
        self._on_new_state = on_new_state
        self._readers: set[Reader] = set()
        self._pages = pages
        self._of_this_room = object()
        """Part of the keys of this room's pages: a recreated match has another room."""
        self._single_events = Cache(MOST_SINGLE_EVENTS)
        self._broadcasts: deque[Broadcast] = deque()

    @property
    def match_id(self) -> str:
        """The id of the match."""
        return self._feed.view.match_id

    @property
    def view(self) -> MatchView:
        """The current state of the match."""
        return self._feed.view

    @property
    def is_inconsistent(self) -> bool:
        """True if readers must begin anew: documents of the match were deleted and created again
        since it is watched, or an event came too late."""
        return self._feed.is_inconsistent

    async def events_after(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events after a cursor, oldest first, at most `limit`.

        They come from memory if it reaches back far enough, else from the database. The database
        may have events that the listeners here have not brought yet, so a reader ignores those that
        it has.
        """
        found = self._feed.events_after(cursor, limit)
        if found is not None:
            return found

        async def read() -> list[FeedEvent]:
            return await self._source.events_after(self.match_id, cursor, limit)

        # Many readers at the same place share one query; after the next event it is made again.
        key = (self._of_this_room, cursor, limit, self.view.newest)
        return await self._pages.get(key, PAGE_SECONDS, read)

    async def find_event(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event with a cursor's id from the feed; None if it is not there.

        It comes from memory, or else from the database: one read, also for many readers.
        """
        found = self._feed.find_event(cursor)
        if found is not None:
            return found

        async def read() -> FeedEvent | None:
            return await self._source.event(self.match_id, cursor.id)

        return await self._single_events.get((cursor, self.view.newest), PAGE_SECONDS, read)

    def join(self, reader: Reader) -> MatchView:
        """Add a reader; return the current state. The reader gets everything that is newer."""
        self._readers.add(reader)
        return self.view

    def leave(self, reader: Reader) -> None:
        """Remove a reader; it gets nothing more."""
        self._readers.discard(reader)

    def end(self) -> None:
        """Disconnect every reader; each must start again with the whole state."""
        for reader in self._readers:
            reader.end()

    def apply(self, update: MatchUpdate) -> None:
        """Apply an update of a listener, and send its changes to the readers, many in one turn."""
        changes = self._feed.apply(update)
        if changes.view is not None or changes.events:
            readers = iter(tuple(self._readers))
            self._broadcasts.append(Broadcast(changes, time.monotonic(), readers))
            if len(self._broadcasts) == 1:
                self._broadcast_next()
        if changes.view is not None:
            self._on_new_state(changes.view)

    def _broadcast_next(self) -> None:
        """Send a change to the next readers; continue in the next turn of the loop if there are
        more."""
        broadcast = self._broadcasts[0]
        readers = tuple(islice(broadcast.readers, READERS_PER_TURN))
        for reader in readers:
            if reader in self._readers:
                self._send(reader, broadcast.changes, broadcast.arrived_at)
        if len(readers) < READERS_PER_TURN:
            self._broadcasts.popleft()
        if self._broadcasts:
            asyncio.get_running_loop().call_soon(self._broadcast_next)

    def _send(self, reader: Reader, changes: Changes, at: float) -> None:
        """Send a change to one reader. A reader that fails is disconnected; the others continue."""
        try:
            reader.add(changes.view, changes.events, at)
        except Exception:
            LOG.exception("a reader of match %s could not be sent a change", self.match_id)
            self.leave(reader)
            reader.end()


class RoomListeners:
    """The listeners of one room, one for each target."""

    def __init__(
        self,
        source: Source,
        room: MatchRoom,
        settings: Settings,
        on_restart: Callable[..., None],
    ) -> None:
        self.room = room
        self._source = source
        self._most_events = settings.events_per_listener
        self._gatherer = UpdateCollector(settings.gather, room.apply)
        self._on_restart = on_restart
        self._loop = asyncio.get_running_loop()
        self._listeners: dict[Target, Listener] = {}
        self._updated_at: dict[Target, float] = {}
        self._events = 0
        self._has_lost_documents = False
        self._is_closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._restart_lock = asyncio.Lock()

    async def start(self) -> None:
        """Begin to listen to every target."""
        for target in Target:
            await self._listen(target)

    async def restart(self, targets: Iterable[Target], reason: str) -> None:
        """Replace the listeners of some targets by new ones."""
        async with self._restart_lock:
            for target in targets:
                if self._is_closed:
                    return
                old = self._listeners[target]
                if reason == SILENT:
                    old.reconnect()
                self._has_lost_documents |= old.has_lost_documents
                await self._listen(target)  # before the old one closes: nothing is missed
                await old.close()
                self._on_restart(target=target.value, reason=reason)

    async def close(self) -> None:
        """End all listeners; later updates are ignored."""
        self._is_closed = True
        self._gatherer.drop()
        async with self._restart_lock:
            for listener in self._listeners.values():
                await listener.close()
            self._listeners.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_outdated(self) -> bool:
        """True if documents that are known here were deleted, or if an event came too late.

        Deleting a match deletes document by document, and the match may be created again under the
        same id.
        """
        has_lost_documents = self._has_lost_documents or any(
            each.has_lost_documents for each in self._listeners.values()
        )
        return has_lost_documents or self.room.is_inconsistent

    def ended_targets(self) -> frozenset[Target]:
        """Return the targets whose listeners have ended."""
        return frozenset(each for each, found in self._listeners.items() if not found.is_alive)

    def silent_targets(self, seconds: float) -> frozenset[Target]:
        """Return the targets without an update or a check in the last `seconds`."""
        before = self._loop.time() - seconds
        return frozenset(each for each, at in self._updated_at.items() if at <= before)

    def mark_checked(self, targets: Iterable[Target]) -> None:
        """Record that a check found nothing newer for some targets."""
        self._updated_at |= dict.fromkeys(targets, self._loop.time())

    async def _listen(self, target: Target) -> None:
        if target is Target.EVENTS:
            self._events = 0
        on_update = partial(self._on_update_in_thread, target)
        newest = self.room.view.newest
        self._listeners[target] = await self._source.listen(
            self.room.match_id, target, newest, on_update
        )
        self._updated_at[target] = self._loop.time()

    def _on_update_in_thread(self, target: Target, update: MatchUpdate) -> None:
        if not self._is_closed:
            self._loop.call_soon_threadsafe(self._on_update, target, update)

    def _on_update(self, target: Target, update: MatchUpdate) -> None:
        # Until the room is replaced, its readers keep the match that they know.
        if self._is_closed or self.is_outdated:
            return
        self._updated_at[target] = self._loop.time()
        self._gatherer.add(target, update)
        before, self._events = self._events, self._events + len(update.events)
        # The emulator sends the whole result of a query again on each change.
        if before < self._most_events <= self._events:
            task = self._loop.create_task(self.restart((Target.EVENTS,), RENEWED))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


def has_gone_back(view: MatchView, stored: Versions) -> bool:
    """Return True if the database is older than the state known before it was read: the match was
    restored or deleted."""
    known = known_versions(view)
    return stored.score < known.score or stored.newest < known.newest


def known_versions(view: MatchView) -> Versions:
    """Return the versions of the documents that are known here."""
    return Versions(
        view.score.version if view.score else 0,
        view.ticker.version if view.ticker else 0,
        view.newest,
    )


def outdated_targets(view: MatchView, stored: Versions) -> frozenset[Target]:
    """Return the targets for which the database has something newer than this process."""
    known = known_versions(view)
    found = {
        Target.SCORE: stored.score > known.score,
        Target.TICKER: stored.ticker > known.ticker,
        Target.EVENTS: stored.newest > known.newest,
    }
    return frozenset(target for target, is_outdated in found.items() if is_outdated)
