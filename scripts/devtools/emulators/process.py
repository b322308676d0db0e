"""Runs a server in a process tree of its own, watched by a guard, with its output in a log."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from devtools.emulators import guard
from devtools.emulators.errors import EmulatorError

GUARD = (sys.executable, "-I", guard.__file__)
GRACE_SECONDS = "2"
TAIL_LINES = 25
POLL_SECONDS = 0.02


class GuardedProcess:
    """A command with its whole process tree, which stops at the latest when this process dies."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        scratch: Path | None = None,
    ) -> None:
        """Start a command in a folder.

        The folder, or `scratch` instead, is removed if this process dies before `stop`.
        """
        self.name = name
        self.log_path = folder / "output.log"
        with self.log_path.open("wb") as log:
            self._guard = subprocess.Popen(
                [*GUARD, str(scratch or folder), GRACE_SECONDS, *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=env,
                start_new_session=True,  # a Ctrl-C in the terminal reaches us only
            )

    @property
    def pid(self) -> int:
        """The process id of the guard, the root of the tree."""
        return self._guard.pid

    def cpu_seconds(self) -> float:
        """Return the processor seconds of the running tree so far, user and system together."""
        tree = psutil.Process(self.pid).children(recursive=True)
        return sum(sum(process.cpu_times()[:2]) for process in tree)

    def log(self) -> str:
        """Return the output of the tree so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def error(self, what: str, *, until: str | None = None) -> EmulatorError:
        """Return an error with the last lines of the log, or of its part before a text."""
        output = self.log().partition(until)[0] if until else self.log()
        tail = "\n".join(output.splitlines()[-TAIL_LINES:])
        return EmulatorError(f"{self.name} {what}; its last lines:\n{tail}")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for a condition. Raises EmulatorError if the command ends or the time is over."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._guard.poll() is not None:
                raise self.error("ended while starting")
            if time.monotonic() > deadline:
                raise self.error(f"was not ready after {seconds:.0f} s")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Stop the tree and wait until all its processes are gone; a second call does nothing."""
        if self._guard.stdin and not self._guard.stdin.closed:
            with contextlib.suppress(BrokenPipeError):  # the guard has ended already
                self._guard.stdin.write(b"!")
                self._guard.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()
        self._guard.wait()
