"""Follows one match for one client: begins, tells what was missed, then all that comes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.ports import Room, Rooms
from scrbrd_gateway.presence import Watching
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.sockets.closes import RESTART, TOO_SLOW, Close
from scrbrd_gateway.sockets.innings_state import is_behind
from scrbrd_gateway.sockets.limits import AddressUse, SocketLimits
from scrbrd_gateway.sockets.resume import Beginning, beginning, missed


class MatchFull(Exception):
    """As many sockets follow the match here as may."""


class AddressFull(Exception):
    """The client's address follows as many matches as it may."""


class Channel(Protocol):
    """How a client is told of a match."""

    @property
    def wants_events(self) -> bool:
        """Whether events are told at all."""

    @property
    def wants_pairs(self) -> bool:
        """Whether an event waits for the score that counts it."""

    async def begin(self, view: MatchView, begins: Beginning) -> None:
        """Send the whole state, and where the events begin."""

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send events that were missed."""

    async def tell(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Send what is new: the state if it is another one, and the events, none or more."""

    def tell_now(self, view: MatchView, events: Sequence[FeedEvent]) -> bool:
        """Do so at once; False, and nothing is sent, where that would have to wait."""


Lacks = Callable[[MatchView, Sequence[FeedEvent]], bool]
"""Says whether a state is older than events, or than something else that it should count."""


class Told:
    """Where one client has come to: the state it was told last, and the newest event."""

    def __init__(self, channel: Channel, metrics: Metrics, view: MatchView, cursor: Cursor) -> None:
        self.channel = channel
        self.view = view
        self.cursor = cursor
        self._metrics = metrics

    def fresh(self, events: Sequence[FeedEvent]) -> Sequence[FeedEvent]:
        """Return the events that are new, which count as told from now on; one that a listener
        opened again brings twice, once. Where all are, it is the very same sequence."""
        if not events:
            return events
        if events[0].cursor > self.cursor and is_in_order(events):
            self.cursor = events[-1].cursor
            return events
        fresh: list[FeedEvent] = []
        for each in events:
            if each.cursor > self.cursor:
                fresh.append(each)
                self.cursor = each.cursor
        return fresh

    def hand_over(
        self, shown: MatchView | None, events: Sequence[FeedEvent], came_at: float
    ) -> bool:
        """Tell what came at once: a crowd is told in one pass, without waking a task for each.
        Return False, and tell nothing, where the client or the events have to wait."""
        view = shown or self.view
        if self.channel.wants_pairs and is_ahead(view, events):
            return False
        before = self.cursor
        if not self.channel.tell_now(view, self.fresh(events)):
            self.cursor = before
            return False
        self.view = view
        self._metrics.broadcast.observe(time.monotonic() - came_at)
        return True


class Follower:
    """Follows matches with what all connections of a process share."""

    def __init__(
        self, rooms: Rooms, watching: Watching, limits: SocketLimits, metrics: Metrics
    ) -> None:
        self._rooms = rooms
        self._watching = watching
        self._limits = limits
        self._metrics = metrics
        self._sockets = Watching()
        """Who follows by a socket: `watching` counts event streams too, which have a limit of
        their own."""

    async def follow(
        self, match_id: str, after: str | None, channel: Channel, use: AddressUse
    ) -> Close:
        """Tell a channel of a match until it is too slow or is to begin anew, which is returned.
        Raises UnknownMatch, NotNow, MatchFull, AddressFull, and what the channel raises."""
        if not use.may_follow(match_id):
            raise AddressFull
        with use.follows(match_id):
            return await self._follow(match_id, after, channel)

    async def _follow(self, match_id: str, after: str | None, channel: Channel) -> Close:
        async with self._rooms.enter(match_id) as room:
            if self._sockets.of(match_id) >= self._limits.connections_per_match:
                raise MatchFull
            with self._sockets.follows(match_id), self._watching.follows(match_id):
                reader = Reader(self._limits.events_waiting)
                view = room.join(reader)
                try:
                    told = await self._catch_up(room, reader, view, after, channel)
                    return await self._go_on(told, reader)
                finally:
                    room.leave(reader)

    async def _catch_up(
        self, room: Room, reader: Reader, joined: MatchView, after: str | None, channel: Channel
    ) -> Told:
        """Send the state and what was missed; return where the client has come to, which is further
        than the room where another process was ahead of this one."""
        page = self._limits.replay_page
        begins = await beginning(room, joined.newest, after)
        if begins.reason:
            self._metrics.not_resumed.labels(begins.reason).inc()
        view, cursor = joined, max(joined.newest, begins.cursor)
        if channel.wants_pairs and is_behind(view.score, cursor):
            view = await self._with_score_of(cursor, view, reader)
        await channel.begin(view, begins)
        if channel.wants_events:
            async for events in missed(room, begins, page):
                await channel.replay(events)
                self._metrics.replayed.inc(len(events))
        return Told(channel, self._metrics, view, cursor)

    async def _go_on(self, told: Told, reader: Reader) -> Close:
        channel = told.channel
        while True:
            with reader.handing_over(told.hand_over):
                await reader.wait()
            began = reader.waiting_since
            shown, events = reader.take()
            told.view = shown or told.view
            if channel.wants_pairs and is_ahead(told.view, events):
                told.view, events = await self._wait(told.view, events, reader, is_ahead)
            if reader.is_over:
                return RESTART
            if reader.has_overflowed and channel.wants_events:
                return TOO_SLOW
            await channel.tell(told.view, told.fresh(events))
            if began is not None:
                self._metrics.broadcast.observe(time.monotonic() - began)

    async def _with_score_of(self, cursor: Cursor, view: MatchView, reader: Reader) -> MatchView:
        """Return a state that counts the event of a cursor, where it comes in a short time; what
        came with it waits to be told."""

        def lacks_it(view: MatchView, _: Sequence[FeedEvent]) -> bool:
            return is_behind(view.score, cursor)

        view, events = await self._wait(view, [], reader, lacks_it)
        reader.hear(view, events)
        return view

    async def _wait(
        self, view: MatchView, events: list[FeedEvent], reader: Reader, lacks: Lacks
    ) -> tuple[MatchView, list[FeedEvent]]:
        """Wait a short time for a score that is lacking; more events may come."""
        try:
            async with asyncio.timeout(self._limits.state_seconds):
                while lacks(view, events) and not reader.is_over:
                    await reader.wait()
                    shown, more = reader.take()
                    view, events = shown or view, events + more
        except TimeoutError:
            pass
        return view, events


def is_in_order(events: Sequence[FeedEvent]) -> bool:
    """Return whether each event is behind the one before it."""
    return len(events) == 1 or all(one.cursor < two.cursor for one, two in pairwise(events))


def is_ahead(view: MatchView, events: Sequence[FeedEvent]) -> bool:
    """Return whether an event is newer than the score that a client would be told with it."""
    return any(is_behind(view.score, each.cursor) for each in events)
