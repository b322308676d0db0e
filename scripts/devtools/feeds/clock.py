"""Defines a virtual clock that runs at a factor of real time, or stands until it is stepped."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 4, 9, 10, 0, tzinfo=UTC)


class VirtualClock:
    """The providers' clock. With a factor of 0 it stands still; with 60 a second is a minute."""

    def __init__(self, start: datetime = START, factor: float = 0.0) -> None:
        self._lock = threading.Lock()
        self._base = start
        self._anchor = time.monotonic()
        self._factor = factor

    def now(self) -> datetime:
        """Return the providers' time."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._anchor) * self._factor)

    def set(self, moment: datetime) -> None:
        """Set the time, also to an earlier one."""
        with self._lock:
            self._base, self._anchor = moment, time.monotonic()

    def step(self, seconds: float) -> datetime:
        """Advance the time by some seconds; return the new time."""
        with self._lock:
            self._base, self._anchor = self._now() + timedelta(seconds=seconds), time.monotonic()
            return self._base

    def run(self, factor: float) -> None:
        """Change the factor; the time continues from now."""
        with self._lock:
            self._base, self._anchor, self._factor = self._now(), time.monotonic(), factor
