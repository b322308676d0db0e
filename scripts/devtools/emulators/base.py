"""Base classes of emulators: contexts that run one process in a temporary folder of its own.

Leaving the context stops the process and removes the folder.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from devtools.emulators import suite_config
from devtools.emulators.errors import EmulatorError
from devtools.emulators.process import GuardedProcess

READY_SECONDS = 240.0
READY_LINE = "All emulators ready!"
TAKEN_LINES = (
    "port taken",
    "An unexpected error has occurred",
    "Firestore Emulator has exited with code",
)
"""What firebase-tools prints if another process took a port; which of them depends on the emulator
whose port it is."""
ATTEMPTS = 3


class Emulator(ABC):
    """A process that runs in a temporary folder while the context lasts."""

    def __init__(self, name: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=f"scrbrd-{name}-")
        self._process: GuardedProcess | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process:
            self._process.stop()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """The id of the root of the process tree; 0 before the context is entered."""
        return self._process.pid if self._process else 0

    def log(self) -> str:
        """Return the output so far."""
        return self._process.log() if self._process else ""

    @abstractmethod
    def _start(self) -> None:
        """Start the process and wait until it is ready."""


class FirebaseToolsEmulator(Emulator):
    """Emulators of firebase-tools, on their usual ports if these are free, else on other ones."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._ports: dict[str, int] = {}

    def _start(self) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            self._ports = suite_config.choose_ports(prefer_usual=attempt == 1)
            self._process = self._launch(Path(self._folder.name) / f"run{attempt}")
            try:
                self._process.wait_until(self._is_ready, READY_SECONDS)
                return
            except EmulatorError:
                # Another process may have taken a port after our check.
                log = self._process.log()
                if attempt == ATTEMPTS or not any(line in log for line in TAKEN_LINES):
                    raise
                self._process.stop()

    @abstractmethod
    def _launch(self, folder: Path) -> GuardedProcess:
        """Start firebase-tools in a folder that does not exist yet."""

    def _is_ready(self) -> bool:
        return READY_LINE in self.log()
