"""Runs one of our services as a process, which can be killed and restarted on its port."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import requests

from devtools.emulators.ports import LOCALHOST, free_ports
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.layout import ROOT

READY_SECONDS = 120.0
CALL_SECONDS = 5.0


class ServiceProcess:
    """Runs `python -m PACKAGE` of a folder in `services`; leaving the context stops it.

    The environment variable `port_variable` passes the port. Without a given port a free one is
    chosen, and used again after each restart.
    """

    folder: str
    package: str
    port_variable: str
    more_paths: tuple[str, ...] = ()
    """Further folders of the Python path, relative to the repository."""

    def __init__(self, environment: Mapping[str, str], port: int | None = None) -> None:
        self.port = port or free_ports(1)[0]
        paths = ("functions", f"services/{self.folder}", *self.more_paths)
        path = os.pathsep.join(str(ROOT / each) for each in paths)
        ours = {"PYTHONPATH": path, self.port_variable: str(self.port)}
        self._environment = {**os.environ, **environment, **ours}
        self._folder = tempfile.TemporaryDirectory(prefix=f"scrbrd-{self.folder}-")
        self._process: GuardedProcess | None = None
        self._previous_log = ""

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

    @property
    def address(self) -> str:
        """The base URL of the service."""
        return f"http://{LOCALHOST}:{self.port}"

    def start(self) -> None:
        """Start the process without waiting until it is ready; see `wait`."""
        self._process = GuardedProcess(
            self.folder,
            (sys.executable, "-P", "-m", self.package),
            folder=Path(self._folder.name),
            env=self._environment,
        )

    def wait(self) -> None:
        """Wait until the service and its Firestore answer. Raises EmulatorError if they do not."""
        self._running().wait_until(self._is_ready, READY_SECONDS)

    def kill(self) -> None:
        """Kill the process with SIGKILL, so that it cannot clean up."""
        for each in self._tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        self.stop()

    def pause(self) -> None:
        """Suspend the process (SIGSTOP); it does not notice."""
        for each in self._tree():
            each.suspend()

    def resume(self) -> None:
        """Resume a suspended process (SIGCONT)."""
        for each in self._tree():
            each.resume()

    def stop(self) -> None:
        """Stop the process, if it runs, and keep its log."""
        if self._process is not None:
            self._process.stop()
            self._previous_log += self._process.log()
            self._process = None

    def log(self) -> str:
        """Return the output of the service since the first start."""
        return self._previous_log + (self._process.log() if self._process else "")

    def memory(self) -> int:
        """Return the resident memory (RSS) of the process and its children, in bytes."""
        return sum(each.memory_info().rss for each in self._tree())

    def cpu_seconds(self) -> float:
        """Return the processor seconds of the process since its last start."""
        return self._running().cpu_seconds()

    def _tree(self) -> list[psutil.Process]:
        return psutil.Process(self._running().pid).children(recursive=True)

    def _running(self) -> GuardedProcess:
        if self._process is None:
            raise RuntimeError(f"{self.folder} is not running")
        return self._process

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=CALL_SECONDS).ok
        except (requests.ConnectionError, requests.Timeout):
            return False
