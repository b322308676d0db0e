"""Provides a clock that never jumps, so that waiting for a minute takes a minute.

If the machine's clock were set back by an hour, every check of people's decisions, and every
failover, would otherwise be delayed by an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

MOST_SLEW: Final = 0.1
"""Maximum relative change of the clock's speed while it approaches the machine's clock."""


def boot_seconds() -> float:
    """Return monotonic seconds that advance also while the machine sleeps.

    Leases expire during sleep, too.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class SteadyClock:
    """The time of day in UTC, which never goes back.

    If the machine's clock is set, it approaches that gradually.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        elapsed: Callable[[], float] = boot_seconds,
    ) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._now, self._at = wall(), elapsed()

    def __call__(self) -> datetime:
        """Return the time. May be called from any thread."""
        at = self._elapsed()
        passed, self._at = max(0.0, at - self._at), at
        off = (self._wall() - self._now).total_seconds() - passed
        slew = min(max(off, -MOST_SLEW * passed), MOST_SLEW * passed)
        self._now += timedelta(seconds=passed + slew)
        return self._now
