"""A clock that runs at a factor, or stands until it is stepped."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 4, 9, 10, 0, tzinfo=UTC)


class VirtualClock:
    """Tells the providers' time. A factor of 0 stands still; 60 makes a minute of a second."""

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
        """Jump to a moment, also a past one."""
        with self._lock:
            self._base, self._anchor = moment, time.monotonic()

    def step(self, seconds: float) -> datetime:
        """Go on by so many seconds; return the time then."""
        with self._lock:
            self._base, self._anchor = self._now() + timedelta(seconds=seconds), time.monotonic()
            return self._base

    def run(self, factor: float) -> None:
        """Go on at another pace."""
        with self._lock:
            self._base, self._anchor, self._factor = self._now(), time.monotonic(), factor
