"""Provides servers that run the deployed function, each in its own processes, as on the platform.

A worker is `functions_framework` serving `functions/main.py`; it can be killed and started again on
its port. Its log is kept across restarts.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devtools.emulators.guard import descendants
from devtools.emulators.ports import LOCALHOST, free_ports
from devtools.emulators.process import GuardedProcess

MAIN = Path(__file__).resolve().parents[2] / "functions" / "main.py"
IMPATIENT = Path(__file__).with_name("impatient.py")
TARGET, LINEUP_TARGET = "on_scoring_action_written", "on_lineup_written"
READY_SECONDS = 120.0
THREADS = "4"
OBJECT = '{"'
"""The beginning of a structured log line."""

Event = tuple[dict[str, str], bytes]
"""A CloudEvent as headers and body."""


class Worker:
    """A server on a free port while the context lasts."""

    def __init__(self, env: dict[str, str], source: Path = MAIN, target: str = TARGET) -> None:
        self._source, self._target = source, target
        self._env = {**os.environ, **env, "THREADS": THREADS, "PYTHONUNBUFFERED": "1"}
        self._folder = tempfile.TemporaryDirectory(prefix="scrbrd-worker-")
        self._process: GuardedProcess | None = None
        self._earlier_log = ""
        [self.port] = free_ports(1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start the server and return at once; `wait` waits until it answers."""
        command = [sys.executable, "-m", "functions_framework", "--signature-type", "cloudevent"]
        command += ["--source", str(self._source), "--target", self._target]
        command += ["--host", LOCALHOST, "--port", str(self.port)]
        folder = Path(self._folder.name)
        self._process = GuardedProcess("a worker", command, folder=folder, env=self._env)

    def wait(self) -> None:
        """Wait until the server answers."""
        assert self._process is not None
        self._process.wait_until(self._answers, READY_SECONDS)

    def kill(self) -> None:
        """Kill all its processes with SIGKILL, by their ids, whatever they are doing."""
        assert self._process is not None
        for pid in descendants(self._process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        """End the server's process and keep its log."""
        if self._process is not None:
            self._process.stop()
            self._earlier_log += self._process.log()
            self._process = None

    def log(self) -> str:
        """Return everything that the server has printed since its first start."""
        return self._earlier_log + (self._process.log() if self._process else "")

    def log_lines(self) -> list[dict[str, Any]]:
        """Return the worker's structured log lines."""
        return json_objects(self.log())

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOCALHOST, self.port, timeout=5)
        try:
            connection.request("HEAD", "/")  # answered by the framework without the function
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()


def json_objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects in a log, wherever in a line each begins.

    A logger prints its line and the line's end separately: another thread's line or traceback may
    come in between, on the same line.
    """
    found: list[dict[str, Any]] = []
    decoder, at = json.JSONDecoder(), text.find(OBJECT)
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
            found.append(value)
        except ValueError:
            end = at + len(OBJECT)
        at = text.find(OBJECT, end)
    return found


def path_counts(workers: list[Worker]) -> Counter[str]:
    """Return how often each path of catching up was taken."""
    return Counter(line["path"] for each in workers for line in each.log_lines() if "path" in line)


def failure_lines(workers: list[Worker]) -> list[dict[str, Any]]:
    """Return the log lines of failures, except those of contention with other writers."""
    lines = [
        line for each in workers for line in each.log_lines() if line.get("severity") == "ERROR"
    ]
    return [line for line in lines if "ContendedError" not in str(line.get("error"))]
