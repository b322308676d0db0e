"""Tests the started process: it notifies every client before it ends, and logs no token."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from devtools.emulators import free_ports
from devtools.toolchain.layout import ROOT
from tests.gateway.conftest import MATCH_ID, StoredMatch
from tests.gateway.served_gateway import wait_until

CLIENTS_OF_EACH_KIND = 25
SECRET = "s3cret"
SECONDS = 30.0


@dataclass(frozen=True)
class GatewayProcess:
    """A running process of the gateway and the path of its log."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def socket(self, path: str) -> ClientConnection:
        """Open a socket."""
        address = self.url.replace("http", "ws", 1) + path
        return connect(address, compression=None, proxy=None)


@pytest.fixture
def gateway_process(stored_match: StoredMatch, tmp_path: Path) -> Iterator[GatewayProcess]:
    """Run `python -m scrbrd_gateway` on the stored match."""
    [port] = free_ports(1)
    log = tmp_path / "log"
    environment = {
        **os.environ, "PYTHONPATH": f"{ROOT}/functions:{ROOT}/services/gateway",
        "GATEWAY_PORT": str(port), "GATEWAY_PROJECT": stored_match.project,
        "GATEWAY_ANONYMOUS": "allow",
    }  # fmt: skip
    command = [sys.executable, "-P", "-m", "scrbrd_gateway"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        started = GatewayProcess(f"http://127.0.0.1:{port}", log, process)
        wait_until(lambda: is_ready(started))
        yield started
    finally:
        process.kill()
        process.wait()


def is_ready(gateway_process: GatewayProcess) -> bool:
    """Return True if the process answers."""
    try:
        return httpx.get(f"{gateway_process.url}/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def receive_close(socket: ClientConnection) -> tuple[int, list[str]]:
    """Return the close code and the types of the messages before the close."""
    types = list[str]()
    try:
        while True:
            types.append(json.loads(socket.recv(SECONDS))["type"])
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006, types


def test_sigterm_notifies_every_socket_and_stream_and_ends_the_process(
    gateway_process: GatewayProcess,
) -> None:
    with ExitStack() as stack:
        client = stack.enter_context(httpx.Client(timeout=SECONDS, limits=httpx.Limits()))
        path = f"{gateway_process.url}/v1/matches/{MATCH_ID}/stream"
        streams = [
            stack.enter_context(client.stream("GET", path)) for _ in range(CLIENTS_OF_EACH_KIND)
        ]
        lines = [each.iter_lines() for each in streams]
        assert [next(each) for each in lines] == ["retry: 3000"] * CLIENTS_OF_EACH_KIND
        live = f"/api/v1/cricket/ws/matches/{MATCH_ID}/live"
        sockets = [
            stack.enter_context(gateway_process.socket(live)) for _ in range(CLIENTS_OF_EACH_KIND)
        ]
        for each in sockets:
            assert json.loads(each.recv(SECONDS))["type"] == "CONNECTION_ESTABLISHED"
        began = time.monotonic()
        gateway_process.process.send_signal(signal.SIGTERM)
        for each in sockets:
            assert receive_close(each) == (1012, ["server_going_away"])
        for rest in lines:
            assert "event: end" in list(rest)
        assert gateway_process.process.wait(SECONDS) == -signal.SIGTERM  # as uvicorn ends
        assert time.monotonic() - began < 10, "Cloud Run kills it then"
    assert "Traceback" not in gateway_process.log.read_text()


def test_no_token_is_logged_in_whatever_way_it_was_sent(gateway_process: GatewayProcess) -> None:
    with gateway_process.socket(f"/v1/ws?token={SECRET}.a.b") as socket:
        assert receive_close(socket) == (4500, ["error"])
    with gateway_process.socket(f"/v1/ws?%74oken={SECRET}.a.b") as socket:
        assert receive_close(socket) == (4500, ["error"])
    headers = {"Authorization": f"Bearer {SECRET}.a.b", "Idempotency-Key": "k"}
    ball = f"{gateway_process.url}/api/v1/cricket/innings/{MATCH_ID}:1/balls"
    assert httpx.post(ball, json={"runsOffBat": 1}, headers=headers).status_code == 401
    assert httpx.get(f"{ball}?token={SECRET}").status_code == 200
    gateway_process.process.send_signal(signal.SIGTERM)
    assert gateway_process.process.wait(SECONDS) == -signal.SIGTERM  # as uvicorn ends
    log = gateway_process.log.read_text()
    assert "[token]" in log
    assert SECRET not in log
    assert "HTTP Request:" not in log, "the library that asks Firestore logs each request"
