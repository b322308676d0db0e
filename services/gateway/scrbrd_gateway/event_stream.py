"""Sends a match as server-sent events: the state, then what is new, to one reader."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Send

from scrbrd_gateway import resume
from scrbrd_gateway.encoding import encode
from scrbrd_gateway.gateway import Gateway
from scrbrd_gateway.model import START, Cursor, FeedEvent, MatchView
from scrbrd_gateway.ports import Room
from scrbrd_gateway.reader import Reader

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b":\n\n"
SLOW, RESTART, FULL, UNAVAILABLE = "slow", "restart", "full", "unavailable"
LONGEST_WAIT = 5_000
"""Milliseconds within which readers who were sent away come back, each at another time."""


class EventStream(StreamingResponse):
    """A response of server-sent events."""

    def __init__(self, parts: AsyncGenerator[bytes, None]) -> None:
        super().__init__(parts, headers=HEADERS, media_type=MEDIA_TYPE)
        self._parts = parts

    async def stream_response(self, send: Send) -> None:
        """Send the stream; whatever ends it, its reader leaves the room at once."""
        async with aclosing(self._parts):
            await super().stream_response(send)


class MatchStream:
    """What one reader is sent of one match."""

    def __init__(self, gateway: Gateway, room: Room, asked: str | None) -> None:
        self._gateway = gateway
        self._room = room
        self._asked = asked
        self._match_id = room.view.match_id
        self._reader = Reader(gateway.settings.queue)
        self._last: Cursor = START
        self._sent: MatchView = MatchView(room.view.match_id)

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the stream until the reader is too slow or the process ends."""
        view = self._room.join(self._reader)
        self._gateway.draining.add(self._wake)
        try:
            start = await resume.start(self._room, self._asked, self._gateway.settings.replay)
            yield self._opening(start)
            for part in self._state(view):
                yield part
            for part in self._news(start.events):
                yield part
            async for part in self._rest():
                yield part
        finally:
            self._gateway.draining.discard(self._wake)
            self._room.leave(self._reader)

    def _opening(self, start: resume.Start) -> bytes:
        """Return the first event, which says where the stream really begins."""
        self._last = start.cursor
        told = {
            "matchId": self._match_id,
            "resumed": start.reason is None,
            "reason": start.reason,
            "cursor": resume.cursor_text(start.cursor, self._match_id),
        }
        retry = f"retry: {self._gateway.settings.retry}\n".encode()
        return retry + framed(
            "start", encode(told), resume.cursor_text(start.cursor, self._match_id)
        )

    async def _rest(self) -> AsyncIterator[bytes]:
        while True:
            if self._gateway.draining.has_begun or self._reader.is_over:
                yield ending(RESTART, random.randrange(LONGEST_WAIT))
                return
            if self._reader.has_overflowed:
                self._gateway.metrics.slow_streams.inc()
                yield ending(SLOW, self._gateway.settings.retry)
                return
            came_at = self._reader.waiting_since
            view, events = self._reader.take()
            for part in self._news(events):
                yield part
            if view is not None:
                for part in self._state(view):
                    yield part
            self._measure(came_at)
            try:
                async with asyncio.timeout(self._gateway.settings.heartbeat):
                    await self._reader.wait()
            except TimeoutError:
                yield HEARTBEAT

    def _measure(self, came_at: float | None) -> None:
        if came_at is not None:
            self._gateway.metrics.broadcast.observe(time.monotonic() - came_at)

    def _news(self, events: list[FeedEvent] | tuple[FeedEvent, ...]) -> Iterator[bytes]:
        """Yield the events that were not sent yet."""
        for event in events:
            if event.cursor > self._last:
                self._last = event.cursor
                yield framed("feed", event.encoded, event.cursor.text(self._match_id))

    def _state(self, view: MatchView) -> Iterator[bytes]:
        """Yield score and ticker, each where it is newer than what was sent."""
        before, self._sent = self._sent, view
        if view.score is not None and view.score is not before.score:
            yield framed("score", view.score.encoded)
        if view.ticker is not None and view.ticker is not before.ticker:
            yield framed("ticker", view.ticker.encoded)

    def _wake(self) -> None:
        self._reader.show(self._room.view)


async def turning_away(reason: str, retry: int) -> AsyncGenerator[bytes, None]:
    """Yield the stream of a reader whom nothing can be sent now; `retry`: milliseconds until it
    comes back where the process is full, and not before."""
    wait = random.randrange(LONGEST_WAIT)
    yield ending(reason, wait if reason == RESTART else retry + wait)


def framed(name: str, data: bytes, cursor: str | None = None) -> bytes:
    """Return one event of the stream; with a cursor's text, the reader comes back behind it."""
    place = "" if cursor is None else f"id: {cursor}\n"
    return f"event: {name}\n{place}data: ".encode() + data + b"\n\n"


def ending(reason: str, retry: int) -> bytes:
    """Return the last event of a stream; `retry`: milliseconds until the reader comes back."""
    data = encode({"reason": reason, "retryMs": retry})
    return f"retry: {retry}\n".encode() + framed("end", data)
