"""Runs a service of ours as a process, which can be killed and begun again on its port."""

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
    """`python -m PACKAGE` of a folder in `services`; the context ends its last life.

    It is told its port in a variable of the environment; without a port it listens on a free one,
    the same in all its lives.
    """

    folder: str
    package: str
    port_variable: str
    more_paths: tuple[str, ...] = ()
    """Folders in which Python looks too."""

    def __init__(self, environment: Mapping[str, str], port: int | None = None) -> None:
        self.port = port or free_ports(1)[0]
        paths = ("functions", f"services/{self.folder}", *self.more_paths)
        path = os.pathsep.join(str(ROOT / each) for each in paths)
        ours = {"PYTHONPATH": path, self.port_variable: str(self.port)}
        self._environment = {**os.environ, **environment, **ours}
        self._folder = tempfile.TemporaryDirectory(prefix=f"scrbrd-{self.folder}-")
        self._process: GuardedProcess | None = None
        self._past = ""

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
        """Where it answers."""
        return f"http://{LOCALHOST}:{self.port}"

    def start(self) -> None:
        """Begin a life; returns at once, see `wait`."""
        self._process = GuardedProcess(
            self.folder,
            (sys.executable, "-P", "-m", self.package),
            folder=Path(self._folder.name),
            env=self._environment,
        )

    def wait(self) -> None:
        """Wait until it answers, and its Firestore; raises EmulatorError when it does not."""
        self._running().wait_until(self._is_ready, READY_SECONDS)

    def kill(self) -> None:
        """End this life with SIGKILL: nobody is told of it."""
        for each in self._tree():
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        self.stop()

    def pause(self) -> None:
        """Let it stand still (SIGSTOP): it does nothing, and does not know of it."""
        for each in self._tree():
            each.suspend()

    def resume(self) -> None:
        """Let it go on (SIGCONT) as if no time had gone by."""
        for each in self._tree():
            each.resume()

    def stop(self) -> None:
        """End this life and keep its log."""
        if self._process is not None:
            self._process.stop()
            self._past += self._process.log()
            self._process = None

    def log(self) -> str:
        """Return all that it has printed in all its lives."""
        return self._past + (self._process.log() if self._process else "")

    def memory(self) -> int:
        """Return the bytes that it holds in memory (RSS)."""
        return sum(each.memory_info().rss for each in self._tree())

    def cpu_seconds(self) -> float:
        """Return the processor time of this life so far."""
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
