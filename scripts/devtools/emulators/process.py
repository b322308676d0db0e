"""A server in a process tree of its own, watched by a guard, with its output in a log."""

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
    """A command and everything it starts, ended together at the latest when this process dies."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        scratch: Path | None = None,
    ) -> None:
        """Start a command in a folder; that or `scratch` is removed if we die before `stop`."""
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
        """The guard's process id; the tree is below it."""
        return self._guard.pid

    def cpu_seconds(self) -> float:
        """Return the processor time of the tree so far, of its kernel and user halves together."""
        tree = psutil.Process(self.pid).children(recursive=True)
        return sum(sum(process.cpu_times()[:2]) for process in tree)

    def log(self) -> str:
        """Return all that the tree has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def error(self, what: str, *, until: str | None = None) -> EmulatorError:
        """Make an error of what happened and the last lines of the log (or of it until a text)."""
        told = self.log().partition(until)[0] if until else self.log()
        tail = "\n".join(told.splitlines()[-TAIL_LINES:])
        return EmulatorError(f"{self.name} {what}; its last lines:\n{tail}")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Await a condition; raise EmulatorError when the command ends or the time is over."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._guard.poll() is not None:
                raise self.error("ended while starting")
            if time.monotonic() > deadline:
                raise self.error(f"was not ready after {seconds:.0f} s")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End the tree and wait until all of it is gone; nothing happens the second time."""
        if self._guard.stdin and not self._guard.stdin.closed:
            with contextlib.suppress(BrokenPipeError):  # the guard has ended already
                self._guard.stdin.write(b"!")
                self._guard.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()
        self._guard.wait()
