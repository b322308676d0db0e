"""Limits how many tasks do something at once and how many wait for it; refuses any further one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scrbrd_gateway.problems import unavailable


class Turns:
    """Turns that are given in the order of the requests: `most` at a time, with `most_waiting` in
    line."""

    def __init__(self, most: int, most_waiting: int) -> None:
        self._free = asyncio.Semaphore(most)
        self._most_waiting = most_waiting
        self._waiting = 0

    @asynccontextmanager
    async def turn(self, what: str, seconds: int) -> AsyncIterator[None]:
        """Hold a turn while the context lasts. Raises a Problem with `seconds` as its `Retry-After`
        if too many wait for `what`."""
        if self._free.locked() and self._waiting >= self._most_waiting:
            raise unavailable(f"too many wait for {what}", seconds)
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
