"""Tests that the service's time never jumps when the machine's clock is set."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from scrbrd_ingest.clocks import MOST_SLEW, SteadyClock, boot_seconds
from tests.ingest.virtual import NOON


class Machine:
    """A machine with a wall clock that can be set, and steadily elapsing seconds."""

    def __init__(self) -> None:
        self.wall, self.seconds = NOON, 100.0

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.mark.parametrize("hours", [-1.0, 1.0, -24.0 * 365])
def test_setting_the_machines_clock_changes_the_time_gradually(hours: float) -> None:
    machine = Machine()
    clock = SteadyClock(lambda: machine.wall, lambda: machine.seconds)
    machine.forward(10)
    assert clock() == machine.wall
    machine.wall += timedelta(hours=hours)
    times = [clock()]
    for _ in range(100):
        machine.forward(10)
        times.append(clock())
    steps = [(after - before).total_seconds() for before, after in pairwise(times)]
    min_step, max_step = 10 * (1 - MOST_SLEW), 10 * (1 + MOST_SLEW)
    assert min(steps) >= min_step - 1e-3
    assert max(steps) <= max_step + 1e-3


def test_the_time_returns_to_the_machines_clock() -> None:
    machine = Machine()
    clock = SteadyClock(lambda: machine.wall, lambda: machine.seconds)
    machine.wall -= timedelta(seconds=30)
    for _ in range(60):
        machine.forward(10)
        clock()
    assert clock() == machine.wall


def test_the_seconds_since_boot_never_decrease() -> None:
    first = boot_seconds()
    assert boot_seconds() >= first > 0
