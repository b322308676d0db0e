"""Follows one match for one client: sends the state, the missed events, then all changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.ports import Room, Rooms
from scrbrd_gateway.presence import FollowerCounts
from scrbrd_gateway.reader import Reader
from scrbrd_gateway.sockets.closes import RESTART, TOO_SLOW, Close
from scrbrd_gateway.sockets.innings_state import is_behind
from scrbrd_gateway.sockets.limits import AddressUse, SocketLimits
from scrbrd_gateway.sockets.resume import Beginning, find_beginning, missed_events


class MatchFull(Exception):
    """The match has as many sockets here as it may."""


class AddressFull(Exception):
    """The client's address follows as many matches as it may."""


class Channel(Protocol):
    """Sends a match to one client."""

    @property
    def wants_events(self) -> bool:
        """True if events are sent at all."""

    @property
    def needs_matching_score(self) -> bool:
        """True if an event must wait for the score that counts it."""

    async def begin(self, view: MatchView, start: Beginning) -> None:
        """Send the whole state, and the place where the events begin."""

    async def replay(self, events: Sequence[FeedEvent]) -> None:
        """Send events that the client missed."""

    async def send_new(self, view: MatchView, events: Sequence[FeedEvent]) -> None:
        """Send what is new: the state if it has changed, and any events."""

    def send_new_now(self, view: MatchView, events: Sequence[FeedEvent]) -> bool:
        """Send it at once. Return False, and send nothing, if it would have to wait."""


LacksScore = Callable[[MatchView, Sequence[FeedEvent]], bool]
"""Returns True if a state is older than events, or than something else that it should count."""


class ClientPosition:
    """The place that one client has reached: the last state it was sent, and the newest event."""

    def __init__(self, channel: Channel, metrics: Metrics, view: MatchView, cursor: Cursor) -> None:
        self.channel = channel
        self.view = view
        self.cursor = cursor
        self._metrics = metrics

    def new_events(self, events: Sequence[FeedEvent]) -> Sequence[FeedEvent]:
        """Return the events that are new to the client, and count them as sent.

        A listener that was restarted may bring an event twice. If all events are new, the result is
        the same sequence object.
        """
        if not events:
            return events
        if events[0].cursor > self.cursor and is_in_order(events):
            self.cursor = events[-1].cursor
            return events
        new: list[FeedEvent] = []
        for each in events:
            if each.cursor > self.cursor:
                new.append(each)
                self.cursor = each.cursor
        return new

    def send_now(
        self, new_view: MatchView | None, events: Sequence[FeedEvent], arrived_at: float
    ) -> bool:
        """Send new state and events at once, in one pass over all clients without waking a task for
        each. Return False, and send nothing, if the client or the events have to wait."""
        view = new_view or self.view
        if self.channel.needs_matching_score and is_ahead(view, events):
            return False
        before = self.cursor
        if not self.channel.send_new_now(view, self.new_events(events)):
            self.cursor = before
            return False
        self.view = view
        self._metrics.broadcast.observe(time.monotonic() - arrived_at)
        return True


class Follower:
    """Follows matches with the rooms, counters and limits that all connections of a process
    share."""

    def __init__(
        self, rooms: Rooms, followers: FollowerCounts, limits: SocketLimits, metrics: Metrics
    ) -> None:
        self._rooms = rooms
        self._followers = followers
        self._limits = limits
        self._metrics = metrics
        self._sockets = FollowerCounts()
        """Followers by socket. `followers` counts event streams too, which have a limit of their
        own."""

    async def follow(
        self, match_id: str, after: str | None, channel: Channel, use: AddressUse
    ) -> Close:
        """Send a match to a channel until the client is too slow or must start anew; return the
        close for that. Raises UnknownMatch, TemporarilyUnavailable, MatchFull, AddressFull, and
        what the channel raises."""
        if not use.may_follow(match_id):
            raise AddressFull
        with use.follows(match_id):
            return await self._follow(match_id, after, channel)

    async def _follow(self, match_id: str, after: str | None, channel: Channel) -> Close:
        async with self._rooms.enter(match_id) as room:
            if self._sockets.count(match_id) >= self._limits.connections_per_match:
                raise MatchFull
            with self._sockets.follows(match_id), self._followers.follows(match_id):
                reader = Reader(self._limits.events_waiting)
                view = room.join(reader)
                try:
                    position = await self._catch_up(room, reader, view, after, channel)
                    return await self._send_changes(position, reader)
                finally:
                    room.leave(reader)

    async def _catch_up(
        self, room: Room, reader: Reader, joined: MatchView, after: str | None, channel: Channel
    ) -> ClientPosition:
        """Send the state and the missed events. Return the place that the client has reached, which
        may be ahead of the room if another process was ahead of this one."""
        page = self._limits.replay_page
        start = await find_beginning(room, joined.newest, after)
        if start.reason:
            self._metrics.not_resumed.labels(start.reason).inc()
        view, cursor = joined, max(joined.newest, start.cursor)
        if channel.needs_matching_score and is_behind(view.score, cursor):
            view = await self._view_counting(cursor, view, reader)
        await channel.begin(view, start)
        if channel.wants_events:
            async for events in missed_events(room, start, page):
                await channel.replay(events)
                self._metrics.replayed.inc(len(events))
        return ClientPosition(channel, self._metrics, view, cursor)

    async def _send_changes(self, position: ClientPosition, reader: Reader) -> Close:
        channel = position.channel
        while True:
            with reader.sending_directly(position.send_now):
                await reader.wait()
            waiting_since = reader.waiting_since
            new_view, events = reader.take()
            position.view = new_view or position.view
            if channel.needs_matching_score and is_ahead(position.view, events):
                position.view, events = await self._wait_for_score(
                    position.view, events, reader, is_ahead
                )
            if reader.is_over:
                return RESTART
            if reader.has_overflowed and channel.wants_events:
                return TOO_SLOW
            await channel.send_new(position.view, position.new_events(events))
            if waiting_since is not None:
                self._metrics.broadcast.observe(time.monotonic() - waiting_since)

    async def _view_counting(self, cursor: Cursor, view: MatchView, reader: Reader) -> MatchView:
        """Return a state that counts the event of a cursor, if one arrives in a short time. What
        arrives with it waits to be sent."""

        def lacks_it(view: MatchView, _: Sequence[FeedEvent]) -> bool:
            return is_behind(view.score, cursor)

        view, events = await self._wait_for_score(view, [], reader, lacks_it)
        reader.add(view, events)
        return view

    async def _wait_for_score(
        self, view: MatchView, events: list[FeedEvent], reader: Reader, lacks_score: LacksScore
    ) -> tuple[MatchView, list[FeedEvent]]:
        """Wait a short time for a score that is missing; more events may arrive meanwhile."""
        try:
            async with asyncio.timeout(self._limits.state_seconds):
                while lacks_score(view, events) and not reader.is_over:
                    await reader.wait()
                    new_view, more = reader.take()
                    view, events = new_view or view, events + more
        except TimeoutError:
            pass
        return view, events


def is_in_order(events: Sequence[FeedEvent]) -> bool:
    """Return True if each event comes after the one before it."""
    return len(events) == 1 or all(one.cursor < two.cursor for one, two in pairwise(events))


def is_ahead(view: MatchView, events: Sequence[FeedEvent]) -> bool:
    """Return True if an event is newer than the score that would be sent with it."""
    return any(is_behind(view.score, each.cursor) for each in events)
