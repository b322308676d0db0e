"""Starts what the gateway's bench runs beside itself: the floor, and processes of sockets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import requests

from devtools.bench.gateway_clients import Group
from devtools.emulators import EmulatorError, free_ports
from devtools.emulators.ports import LOCALHOST
from devtools.emulators.process import GuardedProcess
from devtools.toolchain.layout import ROOT

READY_SECONDS = 60.0
CALL_SECONDS = 60.0
GRACE_SECONDS = 10.0
FLOOR, CLIENTS = "devtools.bench.gateway_floor", "devtools.bench.gateway_clients"


def environment() -> dict[str, str]:
    """Return an environment in which Python finds all packages."""
    folders = ("functions", "scripts", "services/gateway")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in folders)}


class Floor:
    """A running floor; made by `running_floor`."""

    def __init__(self, port: int, process: GuardedProcess, session: requests.Session) -> None:
        self.port = port
        self._process, self._session = process, session

    def send(self, group: str, name: str, size: int) -> None:
        """Have it send a text of so many bytes to a group."""
        address = f"http://{LOCALHOST}:{self.port}/{group}/{name}"
        self._session.post(address, data=str(size), timeout=CALL_SECONDS).raise_for_status()

    def cpu_seconds(self) -> float:
        """Return the processor time that it has taken so far."""
        return self._process.cpu_seconds()

    def is_ready(self) -> bool:
        """Return whether it answers."""
        try:
            return requests.get(f"http://{LOCALHOST}:{self.port}/body/0", timeout=CALL_SECONDS).ok
        except requests.ConnectionError:
            return False


@contextmanager
def running_floor() -> Iterator[Floor]:
    """Yield a floor that is ready; end it. Raises EmulatorError when it does not start."""
    [port] = free_ports(1)
    command = (sys.executable, "-P", "-m", FLOOR, str(port))
    with tempfile.TemporaryDirectory(prefix="scrbrd-floor-") as folder, requests.Session() as calls:
        process = GuardedProcess("the floor", command, folder=Path(folder), env=environment())
        floor = Floor(port, process, calls)
        try:
            process.wait_until(floor.is_ready, READY_SECONDS)
            yield floor
        finally:
            process.stop()


class ClientsProcess:
    """A running process of sockets; made by `running_clients`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def count(self) -> int:
        """Return how many balls came to its sockets since `tell`, each counted at each socket."""
        return int(self._ask("count")["count"])

    def tell(self) -> dict[str, Any]:
        """Return what came to its sockets since it was told last; see `Tally.tell`."""
        return self._ask("tell")

    def _ask(self, what: str) -> dict[str, Any]:
        if self._process.stdin is None:
            raise RuntimeError("the clients have no input")
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return self.read()

    def read(self) -> dict[str, Any]:
        """Return its next line. Raises EmulatorError when it has ended."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise EmulatorError(f"the clients ended with code {self._process.wait()}")
        told: dict[str, Any] = json.loads(line)
        return told


@contextmanager
def running_clients(port: int, groups: Sequence[Group]) -> Iterator[ClientsProcess]:
    """Yield a process whose sockets are all open and subscribed; end it.

    It ends with its standard input, so also when this process is killed.
    """
    spec = json.dumps({"port": port, "groups": [asdict(each) for each in groups]})
    process = subprocess.Popen(
        (sys.executable, "-P", "-m", CLIENTS, spec), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=environment(),
    )  # fmt: skip
    try:
        clients = ClientsProcess(process)
        clients.read()
        yield clients
    finally:
        try:
            process.communicate(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
