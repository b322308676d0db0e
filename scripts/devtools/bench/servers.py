"""Serves one function with functions-framework, and calls it with events."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from devtools.emulators import EmulatorError, free_ports
from devtools.emulators.ports import LOCALHOST
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.layout import ROOT

OURS = ROOT / "functions" / "main.py"
OTHERS = Path(__file__).parent / "functions" / "main.py"
READY_SECONDS = 120.0
CALL_SECONDS = 60.0


class FunctionServer:
    """One function, served by one worker process as in production; created by `function_server`."""

    def __init__(self, url: str, process: GuardedProcess, session: requests.Session) -> None:
        self.url = url
        self._process, self._session = process, session

    def wait(self) -> None:
        """Wait until the server answers. Raises EmulatorError if it does not start."""
        self._process.wait_until(self._is_answering, READY_SECONDS)

    def call(self, headers: Mapping[str, str], body: bytes) -> None:
        """Post an event and wait until the function returns. Raises EmulatorError if it fails."""
        answer = self._session.post(self.url, data=body, headers=headers, timeout=CALL_SECONDS)
        if not answer.ok:
            raise self._process.error(f"answered {answer.status_code}")

    def cpu_seconds(self) -> float:
        """Return the processor seconds that the function's processes have used so far."""
        return self._process.cpu_seconds()

    def _is_answering(self) -> bool:
        try:
            # An empty event is refused; a refusal shows that the server runs.
            return requests.post(self.url, timeout=CALL_SECONDS).status_code > 0
        except requests.ConnectionError:
            return False


@contextmanager
def function_server(target: str, source: Path, env: Mapping[str, str]) -> Iterator[FunctionServer]:
    """Start a server of the function `target` in a source file; leaving the context stops it."""
    [port] = free_ports(1)
    command = [sys.executable, "-m", "functions_framework", "--signature-type=cloudevent"]
    command += [f"--source={source}", f"--target={target}"]
    command += [f"--host={LOCALHOST}", f"--port={port}"]
    with (
        tempfile.TemporaryDirectory(prefix="scrbrd-bench-") as folder,
        requests.Session() as session,
    ):
        # The server might close a persistent connection at the moment it is used again.
        session.headers["Connection"] = "close"
        name = f"the server of {target}"
        process = GuardedProcess(name, command, folder=Path(folder), env=env)
        try:
            yield FunctionServer(f"http://{LOCALHOST}:{port}/", process, session)
        finally:
            process.stop()


__all__ = ["OTHERS", "OURS", "EmulatorError", "FunctionServer", "function_server"]
