"""Pauses a Firestore emulator, or stops it and restarts it on its port with its data.

An import gives every document a new update time, as restoring a backup does.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import requests

from devtools.emulators import FirestoreEmulator
from devtools.emulators.firestore import CALL_SECONDS, READY_SECONDS
from devtools.emulators.guard import descendants
from devtools.emulators.process import GuardedProcess

EXPORT = "export"


@contextlib.contextmanager
def firestore_paused(emulator: FirestoreEmulator) -> Iterator[None]:
    """Pause the emulator while the context lasts; afterwards it answers the waiting requests."""
    pids = descendants(emulator.pid)
    send(signal.SIGSTOP, pids)
    try:
        yield
    finally:
        send(signal.SIGCONT, pids)


def send(number: signal.Signals, pids: list[int]) -> None:
    """Send a signal to processes, by their ids."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class RestartableFirestore(FirestoreEmulator):
    """A Firestore emulator that `stop` ends and `restart` starts again with its data."""

    def stop(self, project: str) -> None:
        """Export a project's data and end the process."""
        answer = requests.post(
            f"http://{self.host}/emulator/v1/projects/{project}:export",
            json={
                "database": f"projects/{project}/databases/(default)",
                "export_directory": self._folder.name,
                "export_name": EXPORT,
            },
            timeout=CALL_SECONDS,
        )
        answer.raise_for_status()
        assert self._process is not None
        self._process.stop()

    def restart(self) -> None:
        """Start on the same port with the exported data."""
        folder = Path(self._folder.name)
        seed = folder / EXPORT / f"{EXPORT}.overall_export_metadata"
        command = [*self._command(int(self.host.rpartition(":")[2])), f"--seed_from_export={seed}"]
        self._process = GuardedProcess("Firestore, back", command, folder=folder, env=os.environ)
        self._process.wait_until(self._is_answering, READY_SECONDS)
