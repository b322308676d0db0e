"""Ends all sockets of a process that stops, so that their clients do not come back all at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from scrbrd_gateway.sockets.closes import RESTART, Close
from scrbrd_gateway.sockets.encoding import dumps


def going_away(spread_seconds: float, chance: Callable[[], float] = random.random) -> str:
    """Return a notice with a random wait, at most `spread_seconds`."""
    wait = int(chance() * spread_seconds * 1000)
    return dumps({"type": "server_going_away", "reconnectInMs": wait})


class Drain:
    """Knows the open sockets, and ends them when the process stops."""

    def __init__(self) -> None:
        self.has_begun = False
        self._ends: set[Callable[[Close], None]] = set()
        self._empty = asyncio.Event()

    @property
    def sockets(self) -> int:
        """Return how many are open."""
        return len(self._ends)

    @contextmanager
    def open(self, end: Callable[[Close], None]) -> Iterator[None]:
        """Hold a socket while the context lasts: `end` makes it close soon, and returns at once."""
        self._ends.add(end)
        self._empty.clear()
        try:
            yield
        finally:
            self._ends.discard(end)
            if not self._ends:
                self._empty.set()

    async def drain(self, within_seconds: float) -> int:
        """Send every socket the notice and close it; return how many were still open after that
        time. New connections are sent the notice alone. To be called before the server stops."""
        self.has_begun = True
        for end in tuple(self._ends):
            end(RESTART)
        if self._ends:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), within_seconds)
        return len(self._ends)
