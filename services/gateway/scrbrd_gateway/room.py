"""Holds what is known of one match, tells its readers what is new, and keeps its listeners."""

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
from scrbrd_gateway.gathering import Gathering
from scrbrd_gateway.match_feed import Changes, MatchFeed, Seen
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.source import Listener, Source, Target, Versions

LOG = logging.getLogger(__name__)

MOST_PAGES = 8
"""Pages of the feed from before the memory that are kept, each of hundreds of events."""

MOST_FOUND = 64
"""Single events from before the memory that are kept."""

PAGE_SECONDS = 60.0
"""For how long both are, while nothing new happens."""

READERS_PER_TURN = 250
"""Readers who are told of a change before other connections have their turn of the loop."""

RENEWED, ENDED, SILENT = "renewed", "ended", "silent"
"""Why a listener was begun again."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A change that is being told: when it came, by `time.monotonic`, and who is to be told yet."""

    changes: Changes
    came_at: float
    readers: Iterator[Reader]


class MatchRoom:
    """One watched match. Every method is called on the loop."""

    def __init__(self, source: Source, feed: MatchFeed, told: Callable[[MatchView], None]) -> None:
        self._source = source
        self._feed = feed
        self._told = told
        self._readers: set[Reader] = set()
        self._pages = Cache(MOST_PAGES)
        self._found = Cache(MOST_FOUND)
        self._telling: deque[Telling] = deque()

    @property
    def match_id(self) -> str:
        """The id of the match."""
        return self._feed.view.match_id

    @property
    def view(self) -> MatchView:
        """What is known of the match now."""
        return self._feed.view

    @property
    def is_made_again(self) -> bool:
        """Whether the match's score was deleted and made again since it is watched."""
        return self._feed.is_made_again

    async def since(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events behind a cursor, oldest first, at most `limit`.

        From memory where it reaches back so far, else from the database: that may have events
        which the listeners here have not brought yet, so a reader passes over those that it has.
        """
        found = self._feed.since(cursor, limit)
        if found is not None:
            return found

        async def read() -> list[FeedEvent]:
            return await self._source.events_behind(self.match_id, cursor, limit)

        # A crowd that begins at the same place is one query; the next event makes it another.
        return await self._pages.get((cursor, limit, self.view.newest), PAGE_SECONDS, read)

    async def find(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event of a cursor as it is in the feed; None where it is not there.

        From memory where it is known, else from the database: one document, for a crowd too.
        """
        found = self._feed.find(cursor)
        if found is not None:
            return found

        async def read() -> FeedEvent | None:
            return await self._source.event(self.match_id, cursor.id)

        return await self._found.get((cursor, self.view.newest), PAGE_SECONDS, read)

    def join(self, reader: Reader) -> MatchView:
        """Begin to show and tell a reader everything that is newer than the state returned here."""
        self._readers.add(reader)
        return self.view

    def leave(self, reader: Reader) -> None:
        """Show and tell nothing more."""
        self._readers.discard(reader)

    def end(self) -> None:
        """Send every reader away, to begin with the whole."""
        for reader in self._readers:
            reader.end()

    def hear(self, seen: Seen) -> None:
        """Take in what a listener saw, and tell the readers what of it is new, many in a turn."""
        changes = self._feed.take(seen)
        if changes.view is not None or changes.events:
            readers = iter(tuple(self._readers))
            self._telling.append(Telling(changes, time.monotonic(), readers))
            if len(self._telling) == 1:
                self._go_on()
        if changes.view is not None:
            self._told(changes.view)

    def _go_on(self) -> None:
        """Tell the next readers; go on in the next turn of the loop where there are more."""
        telling = self._telling[0]
        readers = tuple(islice(telling.readers, READERS_PER_TURN))
        for reader in readers:
            if reader in self._readers:
                self._tell(reader, telling.changes, telling.came_at)
        if len(readers) < READERS_PER_TURN:
            self._telling.popleft()
        if self._telling:
            asyncio.get_running_loop().call_soon(self._go_on)

    def _tell(self, reader: Reader, changes: Changes, at: float) -> None:
        """Tell one reader; one that fails is sent away to come back, the others go on."""
        try:
            reader.hear(changes.view, changes.events, at)
        except Exception:
            LOG.exception("a reader of match %s could not be told", self.match_id)
            self.leave(reader)
            reader.end()


class RoomListeners:
    """The listeners of one room, one for each target."""

    def __init__(
        self,
        source: Source,
        room: MatchRoom,
        settings: Settings,
        begun_again: Callable[..., None],
    ) -> None:
        self.room = room
        self._source = source
        self._most_events = settings.events_per_listener
        self._gathering = Gathering(settings.gather, room.hear)
        self._begun_again = begun_again
        self._loop = asyncio.get_running_loop()
        self._listeners: dict[Target, Listener] = {}
        self._heard_at: dict[Target, float] = {}
        self._events = 0
        self._has_lost = False
        self._is_closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._moving = asyncio.Lock()

    async def start(self) -> None:
        """Begin to listen to everything."""
        for target in Target:
            await self._listen(target)

    async def begin_again(self, targets: Iterable[Target], reason: str) -> None:
        """Put new listeners in the place of some."""
        async with self._moving:
            for target in targets:
                if self._is_closed:
                    return
                old = self._listeners[target]
                if reason == SILENT:
                    old.distrust()
                self._has_lost |= old.has_lost
                await self._listen(target)  # first: between the two nothing is missed
                await old.close()
                self._begun_again(target=target.value, reason=reason)

    async def close(self) -> None:
        """End all listeners; nothing is heard from now on."""
        self._is_closed = True
        self._gathering.drop()
        async with self._moving:
            for listener in self._listeners.values():
                await listener.close()
            self._listeners.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_outdated(self) -> bool:
        """Whether documents that are known here were deleted: a match is, document by document,
        and then it may be made again under the same id."""
        has_lost = self._has_lost or any(each.has_lost for each in self._listeners.values())
        return has_lost or self.room.is_made_again

    def ended(self) -> frozenset[Target]:
        """Return the targets whose listener will bring nothing more."""
        return frozenset(each for each, found in self._listeners.items() if not found.is_alive)

    def silent(self, seconds: float) -> frozenset[Target]:
        """Return the targets of which nothing was heard for so long, nor looked for."""
        before = self._loop.time() - seconds
        return frozenset(each for each, at in self._heard_at.items() if at <= before)

    def looked(self, targets: Iterable[Target]) -> None:
        """Note that nothing newer was found of some targets."""
        self._heard_at |= dict.fromkeys(targets, self._loop.time())

    async def _listen(self, target: Target) -> None:
        if target is Target.EVENTS:
            self._events = 0
        hear = partial(self._hear_in_thread, target)
        behind = self.room.view.newest
        self._listeners[target] = await self._source.listen(
            self.room.match_id, target, behind, hear
        )
        self._heard_at[target] = self._loop.time()

    def _hear_in_thread(self, target: Target, seen: Seen) -> None:
        if not self._is_closed:
            self._loop.call_soon_threadsafe(self._hear, target, seen)

    def _hear(self, target: Target, seen: Seen) -> None:
        if self._is_closed:
            return
        self._heard_at[target] = self._loop.time()
        self._gathering.add(target, seen)
        before, self._events = self._events, self._events + len(seen.events)
        # The emulator sends the whole result of a query again at each change.
        if before < self._most_events <= self._events:
            task = self._loop.create_task(self.begin_again((Target.EVENTS,), RENEWED))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


def has_gone_back(view: MatchView, stored: Versions) -> bool:
    """Return whether the database is older than what was known before it was read: the match was
    restored or deleted."""
    known = known_versions(view)
    return stored.score < known.score or stored.newest < known.newest


def known_versions(view: MatchView) -> Versions:
    """Return how new the documents are that are known here."""
    return Versions(
        view.score.version if view.score else 0,
        view.ticker.version if view.ticker else 0,
        view.newest,
    )


def behind(view: MatchView, stored: Versions) -> frozenset[Target]:
    """Return the targets of which the database has something newer than is known here."""
    known = known_versions(view)
    found = {
        Target.SCORE: stored.score > known.score,
        Target.TICKER: stored.ticker > known.ticker,
        Target.EVENTS: stored.newest > known.newest,
    }
    return frozenset(target for target, is_behind in found.items() if is_behind)
