"""Closes all sockets of a process that stops, so that their clients do not reconnect all at
once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from scrbrd_gateway.sockets.closes import RESTART, Close
from scrbrd_gateway.sockets.encoding import dumps


def going_away(spread_seconds: float, random_share: Callable[[], float] = random.random) -> str:
    """Return the notice of the end, with a random wait of at most `spread_seconds`."""
    wait = int(random_share() * spread_seconds * 1000)
    return dumps({"type": "server_going_away", "reconnectInMs": wait})


class Drain:
    """The open sockets of a process, to be closed when it stops."""

    def __init__(self) -> None:
        self.has_begun = False
        self._ends: set[Callable[[Close], None]] = set()
        self._empty = asyncio.Event()

    @property
    def sockets(self) -> int:
        """Return the number of open sockets."""
        return len(self._ends)

    @contextmanager
    def open(self, end: Callable[[Close], None]) -> Iterator[None]:
        """Register a socket while the context lasts. `end` starts closing it, and returns at
        once."""
        self._ends.add(end)
        self._empty.clear()
        try:
            yield
        finally:
            self._ends.discard(end)
            if not self._ends:
                self._empty.set()

    async def drain(self, within_seconds: float) -> int:
        """Send the notice to every socket and close it. Return the number of sockets still open
        after `within_seconds`.

        New connections get only the notice. Call it before the server stops.
        """
        self.has_begun = True
        for end in tuple(self._ends):
            end(RESTART)
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                while self._ends:  # another socket may open in the same turn as the last one closes
                    await self._empty.wait()
        return len(self._ends)
