"""Sends a match to one reader as server-sent events: its state, then every change."""

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
from scrbrd_gateway.reader import Reader, in_turns

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b":\n\n"
SLOW, RESTART, FULL, UNAVAILABLE = "slow", "restart", "full", "unavailable"
LONGEST_WAIT = 5_000
"""Milliseconds over which rejected readers spread their return, at random."""


class EventStream(StreamingResponse):
    """A response of server-sent events."""

    def __init__(self, parts: AsyncGenerator[bytes, None]) -> None:
        super().__init__(parts, headers=HEADERS, media_type=MEDIA_TYPE)
        self._parts = parts

    async def stream_response(self, send: Send) -> None:
        """Send the stream. However it ends, its reader leaves the room at once."""
        async with aclosing(self._parts):
            await super().stream_response(send)


class MatchStream:
    """The event stream of one match for one reader."""

    def __init__(self, gateway: Gateway, room: Room, last_event_id: str | None) -> None:
        self._gateway = gateway
        self._room = room
        self._last_event_id = last_event_id
        self._match_id = room.view.match_id
        self._reader = Reader(gateway.settings.queue)
        self._last: Cursor = START
        self._sent: MatchView = MatchView(room.view.match_id)

    async def parts(self) -> AsyncGenerator[bytes, None]:
        """Yield the frames of the stream until the reader is too slow or the process ends."""
        view = self._room.join(self._reader)
        self._gateway.draining.add(self._wake)
        try:
            start = await resume.find_start(
                self._room, self._last_event_id, self._gateway.settings.replay
            )
            yield self._start_frame(start)
            for part in self._state_frames(view):
                yield part
            async for part in in_turns(self._feed_frames(start.events)):
                yield part
            async for part in self._change_frames():
                yield part
        finally:
            self._gateway.draining.discard(self._wake)
            self._room.leave(self._reader)

    def _start_frame(self, start: resume.Start) -> bytes:
        """Return the first event, which tells the reader where the stream begins."""
        self._last = start.cursor
        data = {
            "matchId": self._match_id,
            "resumed": start.reason is None,
            "reason": start.reason,
            "cursor": resume.cursor_text(start.cursor, self._match_id),
        }
        retry = f"retry: {self._gateway.settings.retry}\n".encode()
        return retry + event_frame(
            "start", encode(data), resume.cursor_text(start.cursor, self._match_id)
        )

    async def _change_frames(self) -> AsyncIterator[bytes]:
        while True:
            if self._gateway.draining.has_begun or self._reader.is_over:
                yield end_frame(RESTART, random.randrange(LONGEST_WAIT))
                return
            if self._reader.has_overflowed:
                self._gateway.metrics.slow_streams.inc()
                yield end_frame(SLOW, self._gateway.settings.retry)
                return
            waiting_since = self._reader.waiting_since
            view, events = self._reader.take()
            for part in self._feed_frames(events):
                yield part
            if view is not None:
                for part in self._state_frames(view):
                    yield part
            self._measure_latency(waiting_since)
            try:
                async with asyncio.timeout(self._gateway.settings.heartbeat):
                    await self._reader.wait()
            except TimeoutError:
                yield HEARTBEAT

    def _measure_latency(self, waiting_since: float | None) -> None:
        if waiting_since is not None:
            self._gateway.metrics.broadcast.observe(time.monotonic() - waiting_since)

    def _feed_frames(self, events: list[FeedEvent] | tuple[FeedEvent, ...]) -> Iterator[bytes]:
        """Yield the events that have not been sent yet."""
        for event in events:
            if event.cursor > self._last:
                self._last = event.cursor
                yield event_frame("feed", event.encoded, event.cursor.text(self._match_id))

    def _state_frames(self, view: MatchView) -> Iterator[bytes]:
        """Yield score and ticker, each if it is newer than the one sent last."""
        before, self._sent = self._sent, view
        if view.score is not None and view.score is not before.score:
            yield event_frame("score", view.score.encoded)
        if view.ticker is not None and view.ticker is not before.ticker:
            yield event_frame("ticker", view.ticker.encoded)

    def _wake(self) -> None:
        self._reader.set_view(self._room.view)


async def rejection_stream(reason: str, retry: int) -> AsyncGenerator[bytes, None]:
    """Yield the stream for a reader that is rejected: an `end` event alone.

    `retry` is the least time in milliseconds until a reader comes back to a full process. After a
    restart it may come back sooner. A random wait is added.
    """
    wait = random.randrange(LONGEST_WAIT)
    yield end_frame(reason, wait if reason == RESTART else retry + wait)


def event_frame(name: str, data: bytes, cursor: str | None = None) -> bytes:
    """Return one event of the stream. With a cursor's text as its id, a reader that reconnects
    resumes after it."""
    place = "" if cursor is None else f"id: {cursor}\n"
    return f"event: {name}\n{place}data: ".encode() + data + b"\n\n"


def end_frame(reason: str, retry: int) -> bytes:
    """Return the last event of a stream; `retry` is the time in milliseconds until the reader comes
    back."""
    data = encode({"reason": reason, "retryMs": retry})
    return f"retry: {retry}\n".encode() + event_frame("end", data)
