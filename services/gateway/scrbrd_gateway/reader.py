"""Holds what waits to be sent to one connection: the latest state, a bounded queue of events."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from scrbrd_gateway.model import FeedEvent, MatchView

HandOver = Callable[[MatchView | None, Sequence[FeedEvent], float], bool]
"""Sends at once what came, with when it came to the process; False, and nothing is sent, where it
cannot."""

MOST_EVENTS = 256
"""Events that wait for one connection; one more and it is told to come back and resume."""


class Reader:
    """What one connection has still to send of one match; nothing in it grows without bound.

    A state that was not sent yet gives way to a newer one. Every method is called on the loop.
    """

    def __init__(self, most_events: int = MOST_EVENTS) -> None:
        self._most_events = most_events
        self._view: MatchView | None = None
        self._events: deque[FeedEvent] = deque()
        self._changed = asyncio.Event()
        self._hand_over: HandOver | None = None
        self.has_overflowed = False
        self.is_over = False
        """Whether nothing more comes: the reader is to come back and begin with the whole."""
        self.waiting_since: float | None = None
        """When the oldest of what waits came, by `time.monotonic`."""

    def hear(
        self, view: MatchView | None, events: Sequence[FeedEvent], at: float | None = None
    ) -> None:
        """Take in what came together: hand it over at once if that can be, else let it wait.

        `at`: when it came to the process, by `time.monotonic`, which is before the turns of all
        other readers; None: now.
        """
        at = time.monotonic() if at is None else at
        nothing_waits = not self._changed.is_set()
        if nothing_waits and self._hand_over is not None and self._hand_over(view, events, at):
            return
        if self.waiting_since is None:
            self.waiting_since = at
        for event in events:
            self.tell(event)
        if view is not None:
            self.show(view)

    @contextmanager
    def handing_over(self, hand_over: HandOver) -> Iterator[None]:
        """Hand over what comes meanwhile, as long as nothing waits."""
        self._hand_over = hand_over
        try:
            yield
        finally:
            self._hand_over = None

    def show(self, view: MatchView) -> None:
        """Put a newer state in the place of what was not sent yet."""
        self._view = view
        self._wake()

    def tell(self, event: FeedEvent) -> None:
        """Add an event; where too many wait already all are dropped and `has_overflowed` is set."""
        if self.has_overflowed:
            return
        if len(self._events) >= self._most_events:
            self._events.clear()
            self.has_overflowed = True
        else:
            self._events.append(event)
        self._wake()

    def end(self) -> None:
        """Tell nothing more."""
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
        """Return what waits, and forget it."""
        view, events = self._view, list(self._events)
        self._view = self.waiting_since = None
        self._events.clear()
        self._changed.clear()
        return view, events
