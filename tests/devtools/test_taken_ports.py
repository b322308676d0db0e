"""Tests that emulators are started again, on other ports, if a port was taken after the check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from devtools.emulators.base import ATTEMPTS, READY_LINE, FirebaseToolsEmulator
from devtools.emulators.errors import EmulatorError
from devtools.emulators.process import GuardedProcess


class FinishedProcess:
    """A process that has printed a text."""

    pid = 1

    def __init__(self, text: str) -> None:
        self.text, self.is_stopped = text, False

    def log(self) -> str:
        """Return the text."""
        return self.text

    def wait_until(self, ready: Callable[[], bool], _seconds: float) -> None:
        """Raise EmulatorError if the condition does not hold."""
        if not ready():
            raise EmulatorError(f"ended while starting: {self.text}")

    def stop(self) -> None:
        """Record that it is stopped."""
        self.is_stopped = True


class StartedEmulator(FirebaseToolsEmulator):
    """An emulator whose processes print the given texts, one each; `ports` has those of each."""

    def __init__(self, *texts: str) -> None:
        super().__init__("test")
        self.processes = [FinishedProcess(each) for each in texts]
        self.ports: list[int] = []

    def _launch(self, _folder: Path) -> GuardedProcess:
        self.ports.append(self._ports["auth"])
        return cast("GuardedProcess", self.processes[len(self.ports) - 1])


@pytest.mark.parametrize(
    "text",
    [
        "Error: Could not start emulator hub, port taken.",
        "Error: An unexpected error has occurred.",
        "Fatal error occurred:\n   Firestore Emulator has exited with code: 1,",
    ],
)
def test_emulators_are_started_again_on_other_ports_if_one_was_taken(text: str) -> None:
    """Two processes that start emulators at the same moment find the same ports free."""
    with StartedEmulator(text, READY_LINE) as emulator:
        assert len(set(emulator.ports)) == len(emulator.ports) == 2
        assert [each.is_stopped for each in emulator.processes] == [True, False]


def test_another_error_ends_the_start_at_once() -> None:
    emulator = StartedEmulator("Error: no Java", READY_LINE)
    with pytest.raises(EmulatorError, match="no Java"), emulator:
        pass
    assert len(emulator.ports) == 1


def test_the_start_is_repeated_a_few_times_only() -> None:
    emulator = StartedEmulator(*["port taken"] * (ATTEMPTS + 1))
    with pytest.raises(EmulatorError), emulator:
        pass
    assert len(emulator.ports) == ATTEMPTS
