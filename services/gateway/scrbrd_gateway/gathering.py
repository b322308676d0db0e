"""Waits a moment for all listeners of a match, so that its readers are told of a commit at once.

A ball is one commit and comes by three listeners, some milliseconds apart. Told apart it would be
three turns of all readers, and two messages that are written one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from scrbrd_gateway.match_feed import Seen, newer
from scrbrd_gateway.source import Target


class Gathering:
    """What came of one match and was not told yet. Every method is called on the loop."""

    def __init__(self, seconds: float, tell: Callable[[Seen], None]) -> None:
        self._seconds = seconds
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._seen = Seen()
        self._heard: set[Target] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, target: Target, seen: Seen) -> None:
        """Take in what a listener brought; tell it once each of them has brought something, at the
        latest when the time since the first of it is over."""
        known = self._seen
        self._seen = Seen(
            newer(known.score, seen.score),
            newer(known.ticker, seen.ticker),
            known.events + seen.events,
        )
        self._heard.add(target)
        if len(self._heard) == len(Target) or not self._seconds:
            self.flush()
        elif self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self.flush)

    def flush(self) -> None:
        """Tell what came."""
        seen = self._seen
        self.drop()
        self._tell(seen)

    def drop(self) -> None:
        """Forget what came."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._seen = Seen()
        self._heard.clear()
