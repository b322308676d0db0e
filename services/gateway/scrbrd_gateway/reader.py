"""Holds what waits to be sent to one connection: the latest state and a bounded queue of events."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from scrbrd_gateway.model import FeedEvent, MatchView

SendNow = Callable[[MatchView | None, Sequence[FeedEvent], float], bool]
"""Sends state and events at once; the last argument is the time of their arrival in the process.
Returns False, and sends nothing, if the connection is not ready."""

MOST_EVENTS = 256
"""Greatest number of events that wait for one connection. On one more, the client must reconnect
and resume."""

EVENTS_PER_TURN = 10
"""Number of missed events that a returning client is sent before other connections have their turn
of the event loop. A send alone gives them none while the connection's buffer has room."""

ItemT = TypeVar("ItemT")


async def in_turns(items: Iterable[ItemT]) -> AsyncGenerator[ItemT, None]:
    """Yield items; other tasks run after every EVENTS_PER_TURN of them."""
    for number, item in enumerate(items, 1):
        yield item
        if number % EVENTS_PER_TURN == 0:
            await asyncio.sleep(0)


class Reader:
    """The unsent state and events of one match for one connection. Its memory is bounded.

    A newer state replaces one that has not been sent yet. Every method is called on the event loop.
    """

    def __init__(self, most_events: int = MOST_EVENTS) -> None:
        self._most_events = most_events
        self._view: MatchView | None = None
        self._events: deque[FeedEvent] = deque()
        self._changed = asyncio.Event()
        self._send_now: SendNow | None = None
        self.has_overflowed = False
        self.is_over = False
        """True if nothing more comes: the client must reconnect and start with the whole state."""
        self.waiting_since: float | None = None
        """Arrival time of the oldest waiting state or event, by `time.monotonic`."""

    def add(
        self, view: MatchView | None, events: Sequence[FeedEvent], at: float | None = None
    ) -> None:
        """Add a state and events that arrived together. Send them at once if possible, else let
        them wait.

        `at` is the time of their arrival in the process, by `time.monotonic`, before the turns of
        all other readers; None means now.
        """
        at = time.monotonic() if at is None else at
        nothing_waits = not self._changed.is_set()
        if nothing_waits and self._send_now is not None and self._send_now(view, events, at):
            return
        if self.waiting_since is None:
            self.waiting_since = at
        for event in events:
            self.add_event(event)
        if view is not None:
            self.set_view(view)

    @contextmanager
    def sending_directly(self, send_now: SendNow) -> Iterator[None]:
        """Send new states and events at once while the context lasts, as long as nothing waits."""
        self._send_now = send_now
        try:
            yield
        finally:
            self._send_now = None

    def set_view(self, view: MatchView) -> None:
        """Replace the unsent state by a newer one."""
        self._view = view
        self._wake()

    def add_event(self, event: FeedEvent) -> None:
        """Add an event. If too many wait already, drop all of them and set `has_overflowed`."""
        if self.has_overflowed:
            return
        if len(self._events) >= self._most_events:
            self._events.clear()
            self.has_overflowed = True
        else:
            self._events.append(event)
        self._wake()

    def end(self) -> None:
        """Mark the reader as over: nothing more comes."""
        self.is_over = True
        self._wake()

    def _wake(self) -> None:
        if self.waiting_since is None:
            self.waiting_since = time.monotonic()
        self._changed.set()

    async def wait(self) -> None:
        """Wait until there is something to send."""
        await self._changed.wait()

    def take(self) -> tuple[MatchView | None, list[FeedEvent]]:
        """Return the waiting state and events, and remove them."""
        view, events = self._view, list(self._events)
        self._view = self.waiting_since = None
        self._events.clear()
        self._changed.clear()
        return view, events
