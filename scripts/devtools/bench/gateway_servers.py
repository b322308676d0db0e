"""Starts the other processes of the gateway's bench: the floor, and processes of sockets."""

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
    """Return an environment in which Python finds the packages of all three folders."""
    folders = ("functions", "scripts", "services/gateway")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in folders)}


class Floor:
    """A running floor server; created by `running_floor`."""

    def __init__(self, port: int, process: GuardedProcess, session: requests.Session) -> None:
        self.port = port
        self._process, self._session = process, session

    def send(self, group: str, name: str, size: int) -> None:
        """Make the floor send a text of `size` bytes to a group."""
        address = f"http://{LOCALHOST}:{self.port}/{group}/{name}"
        self._session.post(address, data=str(size), timeout=CALL_SECONDS).raise_for_status()

    def cpu_seconds(self) -> float:
        """Return the processor seconds that the floor has used so far."""
        return self._process.cpu_seconds()

    def is_ready(self) -> bool:
        """Return True if the floor answers requests."""
        try:
            return requests.get(f"http://{LOCALHOST}:{self.port}/body/0", timeout=CALL_SECONDS).ok
        except requests.ConnectionError:
            return False


@contextmanager
def running_floor() -> Iterator[Floor]:
    """Start a floor, yield it when it is ready, and stop it at the end.

    Raises EmulatorError if it does not start.
    """
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
    """A running process of sockets; created by `running_clients`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def count(self) -> int:
        """Return the number of balls received since the last `drain`, over all sockets."""
        return int(self._request("count")["count"])

    def drain(self) -> dict[str, Any]:
        """Return and clear the counts of the messages received; see `Tally.drain`."""
        return self._request("drain")

    def _request(self, command: str) -> dict[str, Any]:
        if self._process.stdin is None:
            raise RuntimeError("the clients have no input")
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return self.read()

    def read(self) -> dict[str, Any]:
        """Return the next line of JSON of the process. Raises EmulatorError if it has ended."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise EmulatorError(f"the clients ended with code {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running_clients(port: int, groups: Sequence[Group]) -> Iterator[ClientsProcess]:
    """Start a process of sockets, yield it when all are subscribed, and stop it at the end.

    It stops when its standard input is closed, so also when this process is killed.
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
