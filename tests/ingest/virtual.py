"""Runs coroutines in virtual time: whoever sleeps is woken as soon as nobody has anything to do."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
Outcome = TypeVar("Outcome")


class VirtualSelector(selectors.DefaultSelector):
    """A selector that never waits: it moves the time on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, after the time has moved by the timeout."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("everybody waits for ever")
        if not ready and timeout:
            # Less would be lost in rounding, and the time would stand.
            self.now += max(timeout, 1e-6)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, which begins at 0."""

    def __init__(self) -> None:
        self._selected = VirtualSelector()
        super().__init__(self._selected)

    def time(self) -> float:
        """Return the virtual time in seconds."""
        return self._selected.now


def in_virtual_time(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Return what a coroutine returns, run in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def virtual_clock() -> datetime:
    """Return the time of day in virtual time: noon at its beginning."""
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())
