"""Keeps answers for a few seconds, and lets all who ask for the same at once wait for one."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Final, TypeVar

Value = TypeVar("Value")


LOOK_SECONDS: Final = 1.0
"""How often answers whose time is over are looked for."""


class Cache:
    """At most `most` answers, the longest unused of which goes first. Failures are not kept, nor
    what nobody is given any more: whoever asks for something else each time would fill the memory.

    Every method is called on the loop.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._looked_at = clock()
        self._kept: OrderedDict[Hashable, tuple[float, asyncio.Task[Any]]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many answers are kept or on their way."""
        return len(self._kept)

    async def get(
        self, key: Hashable, seconds: float, make: Callable[[], Coroutine[Any, Any, Value]]
    ) -> Value:
        """Return the answer to a key: one that was made no longer than `seconds` ago, or a new
        one."""
        self._forget_old()
        until, task = self._kept.get(key, (0.0, None))
        if task is None or self._clock() >= until or is_failed(task):
            task = asyncio.get_running_loop().create_task(make())
            self._kept[key] = self._clock() + seconds, task
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        # Whoever gives up leaves it to the others.
        waiting: Awaitable[Value] = asyncio.shield(task)
        return await waiting

    def _forget_old(self) -> None:
        now = self._clock()
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        for key in [key for key, (until, _) in self._kept.items() if until <= now]:
            del self._kept[key]


def is_failed(task: asyncio.Task[Any]) -> bool:
    """Return whether a task ended without an answer."""
    return task.done() and (task.cancelled() or task.exception() is not None)
