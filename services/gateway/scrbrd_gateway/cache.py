"""Caches answers for a few seconds, and lets concurrent requests for the same answer share one
call."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Final, TypeVar

Value = TypeVar("Value")


CLEANUP_SECONDS: Final = 1.0
"""How often expired answers are removed."""


class Cache:
    """A cache of at most `most` answers, of at most `most_weight` together, that drops the least
    recently used one first.

    `weigh` returns the weight of an answer, such as its bytes; without it only their number is
    limited. The newest answer stays, whatever it weighs.

    Failed answers are not reused. Expired answers are removed even if nobody requests them again,
    so that requests for ever new keys cannot fill the memory. Every method is called on the event
    loop.
    """

    def __init__(
        self,
        most: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        most_weight: int = 0,
        weigh: Callable[[Any], int] | None = None,
    ) -> None:
        self._most, self._most_weight, self._weigh = most, most_weight, weigh
        self._weights: dict[Hashable, int] = {}
        self._weight = 0
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
            self._remove(key)
            task = asyncio.get_running_loop().create_task(make())
            self._tasks[key] = self._clock() + seconds, task
            task.add_done_callback(partial(self._record_weight, key))
        self._tasks.move_to_end(key)
        while len(self._tasks) > self._most:
            self._remove(next(iter(self._tasks)))
        # A request that is cancelled does not cancel the call for the others.
        waiting: Awaitable[Value] = asyncio.shield(task)
        return await waiting

    def _record_weight(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        """Record the weight of an answer, and drop others if all together are too heavy now."""
        if self._weigh is None or is_failed(task) or self._tasks.get(key, (0.0, None))[1] != task:
            return
        self._weights[key] = self._weigh(task.result())
        self._weight += self._weights[key]
        if self._weight > self._most_weight:
            for each in [each for each in self._tasks if each in self._weights and each != key]:
                self._remove(each)
                if self._weight <= self._most_weight:
                    return

    def _remove_expired(self) -> None:
        now = self._clock()
        if now - self._cleaned_at < CLEANUP_SECONDS:
            return
        self._cleaned_at = now
        for key in [key for key, (until, _) in self._tasks.items() if until <= now]:
            self._remove(key)

    def _remove(self, key: Hashable) -> None:
        """Remove an answer, if there is one of this key."""
        self._tasks.pop(key, None)
        self._weight -= self._weights.pop(key, 0)


def is_failed(task: asyncio.Task[Any]) -> bool:
    """Return True if a task was cancelled or raised an exception."""
    return task.done() and (task.cancelled() or task.exception() is not None)
