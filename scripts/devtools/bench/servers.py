"""Owns a functions-framework server of one function: started, called with events, ended."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

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
    """One function, served as in production by one worker process, while the context lasts."""

    def __init__(self, target: str, source: Path, env: Mapping[str, str]) -> None:
        self.target, self._source, self._env = target, source, env
        self._folder = tempfile.TemporaryDirectory(prefix="scrbrd-bench-")
        self._process: GuardedProcess | None = None
        self._session = requests.Session()
        # A connection kept may be closed by the server just when it is used again.
        self._session.headers["Connection"] = "close"
        self.url = ""

    def __enter__(self) -> Self:
        [port] = free_ports(1)
        self.url = f"http://{LOCALHOST}:{port}/"
        command = [sys.executable, "-m", "functions_framework", "--signature-type=cloudevent"]
        command += [f"--source={self._source}", f"--target={self.target}"]
        command += [f"--host={LOCALHOST}", f"--port={port}"]
        self._process = GuardedProcess(
            f"the server of {self.target}",
            command,
            folder=Path(self._folder.name),
            env=self._env,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._session.close()
        if self._process:
            self._process.stop()
        self._folder.cleanup()

    def wait(self) -> None:
        """Wait until it answers; raises EmulatorError when it does not start."""
        if self._process:
            self._process.wait_until(self._answers, READY_SECONDS)

    def call(self, headers: Mapping[str, str], body: bytes) -> None:
        """Post an event and wait until the function is done; raises EmulatorError if it fails."""
        answer = self._session.post(self.url, data=body, headers=headers, timeout=CALL_SECONDS)
        if not answer.ok and self._process:
            raise self._process.error(f"answered {answer.status_code}")

    def _answers(self) -> bool:
        try:
            # An empty event is refused, which is an answer.
            return requests.post(self.url, timeout=CALL_SECONDS).status_code > 0
        except requests.ConnectionError:
            return False


__all__ = ["OTHERS", "OURS", "EmulatorError", "FunctionServer"]
