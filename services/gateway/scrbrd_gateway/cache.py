"""Caches answers for a few seconds, and lets concurrent requests for the same answer share one
call."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Final, TypeVar

Value = TypeVar("Value")


CLEANUP_SECONDS: Final = 1.0
"""How often expired answers are removed."""


class Cache:
    """A cache of at most `most` answers that drops the least recently used one first.

    Failed answers are not reused. Expired answers are removed even if nobody requests them again,
    so that requests for ever new keys cannot fill the memory. Every method is called on the event
    loop.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._cleaned_at = clock()
        self._tasks: OrderedDict[Hashable, tuple[float, asyncio.Task[Any]]] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of answers that are cached or being made."""
        return len(self._tasks)

    async def get(
        self, key: Hashable, seconds: float, make: Callable[[], Coroutine[Any, Any, Value]]
    ) -> Value:
        """Return the answer for a key: a cached one at most `seconds` old, or else what `make`
        returns."""
        self._remove_expired()
        until, task = self._tasks.get(key, (0.0, None))
        if task is None or self._clock() >= until or is_failed(task):
            task = asyncio.get_running_loop().create_task(make())
            self._tasks[key] = self._clock() + seconds, task
        self._tasks.move_to_end(key)
        while len(self._tasks) > self._most:
            self._tasks.popitem(last=False)
        # A request that is cancelled does not cancel the call for the others.
        waiting: Awaitable[Value] = asyncio.shield(task)
        return await waiting

    def _remove_expired(self) -> None:
        now = self._clock()
        if now - self._cleaned_at < CLEANUP_SECONDS:
            return
        self._cleaned_at = now
        for key in [key for key, (until, _) in self._tasks.items() if until <= now]:
            del self._tasks[key]


def is_failed(task: asyncio.Task[Any]) -> bool:
    """Return True if a task was cancelled or raised an exception."""
    return task.done() and (task.cancelled() or task.exception() is not None)
