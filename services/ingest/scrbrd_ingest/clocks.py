"""Tells the time so that it never steps: what waits for a minute waits for a minute.

A clock that is set back by an hour would otherwise put off every look at what people decide, and
every failover, by that hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

MOST_SLEW: Final = 0.1
"""The part by which a second may be longer or shorter, to come back to the machine's clock."""


def boot_seconds() -> float:
    """Return monotonic seconds that go on while the machine sleeps: a lease lapses then too."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class SteadyClock:
    """The time of day in UTC. Where the machine's clock is set, it comes to that little by little,
    and never goes back."""

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = boot_seconds,
    ) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._now, self._at = wall(), elapsed()

    def __call__(self) -> datetime:
        """Return the time. Any thread."""
        at = self._elapsed()
        passed, self._at = max(0.0, at - self._at), at
        off = (self._wall() - self._now).total_seconds() - passed
        slew = min(max(off, -MOST_SLEW * passed), MOST_SLEW * passed)
        self._now += timedelta(seconds=passed + slew)
        return self._now
