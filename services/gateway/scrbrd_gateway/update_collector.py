"""Collects the updates of all listeners of a match for a moment, so that readers get a commit at
once.

A ball is one commit and arrives through three listeners, some milliseconds apart. Sent separately,
it would take three passes over all readers and two messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from scrbrd_gateway.match_feed import MatchUpdate, newer_state
from scrbrd_gateway.source import Target


class UpdateCollector:
    """The updates of one match that have not been passed on yet. Every method is called on the
    event loop."""

    def __init__(self, seconds: float, on_update: Callable[[MatchUpdate], None]) -> None:
        self._seconds = seconds
        self._on_update = on_update
        self._loop = asyncio.get_running_loop()
        self._update = MatchUpdate()
        self._targets: set[Target] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, target: Target, update: MatchUpdate) -> None:
        """Add an update of a listener. Pass all updates on once every listener has brought one, and
        at the latest `seconds` after the first."""
        collected = self._update
        self._update = MatchUpdate(
            newer_state(collected.score, update.score),
            newer_state(collected.ticker, update.ticker),
            collected.events + update.events,
        )
        self._targets.add(target)
        if len(self._targets) == len(Target) or not self._seconds:
            self.flush()
        elif self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self.flush)

    def flush(self) -> None:
        """Pass the collected updates on."""
        update = self._update
        self.drop()
        self._on_update(update)

    def drop(self) -> None:
        """Discard the collected updates."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._update = MatchUpdate()
        self._targets.clear()
