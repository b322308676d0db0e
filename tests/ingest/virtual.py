"""Runs coroutines in virtual time: when all of them wait, time advances to the next wake-up."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Outcome = TypeVar("Outcome")


class VirtualSelector(selectors.DefaultSelector):
    """A selector that never waits but advances the time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, after advancing the time by the timeout."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everybody waits for ever")
        if not ready and timeout:
            # A smaller step could be lost in rounding, and time would not advance.
            self.now += max(timeout, 1e-6)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, which begins at 0."""

    def __init__(self) -> None:
        self._virtual_selector = VirtualSelector()
        super().__init__(self._virtual_selector)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._virtual_selector.now


def in_virtual_time(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Return what a coroutine returns, run in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def virtual_clock() -> datetime:
    """Return the virtual wall clock's time: noon when the loop starts."""
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())
