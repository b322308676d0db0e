"""Tests the server's limits of size and time for headers and bodies, and its shutdown."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace

import httpx
import pytest
import uvicorn

from devtools.toolchain.layout import ROOT
from scrbrd_gateway.gateway import Process
from scrbrd_gateway.problems import MEDIA_TYPE
from scrbrd_gateway.sockets import Drain
from scrbrd_gateway.source import FirstRead
from scrbrd_gateway.web import server as server_module
from scrbrd_gateway.web.app import create_app
from scrbrd_gateway.web.server import make_server
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource
from tests.gateway.served_gateway import (
    SETTINGS,
    ServedGateway,
    connect_to,
    fake_gateway,
    serve_gateway,
    wait_until,
)

SHORT_LIMITS = SETTINGS.model_copy(
    update={
        "header_timeout": 0.3, "body_timeout": 0.3, "most_header_bytes": 2_000,
        "most_body_bytes": 1_000,
    }
)  # fmt: skip
SECONDS = 10.0


@pytest.fixture
def gateway() -> Iterator[ServedGateway]:
    source = FakeSource()
    with serve_gateway(SHORT_LIMITS, connect_to(source, FakeLibrary(source))) as new_gateway:
        yield new_gateway


def send_parts(gateway: ServedGateway, *parts: bytes) -> bytes:
    """Send parts on a new connection; return everything received until it is closed."""
    with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
        for part in parts:
            connection.sendall(part)
        received = b""
        while more := connection.recv(65_536):
            received += more
        return received


@pytest.mark.parametrize(
    "part", [b"", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: 1"],
    ids=["nothing", "a line", "half a header"],
)  # fmt: skip
def test_headers_that_do_not_arrive_end_the_connection(gateway: ServedGateway, part: bytes) -> None:
    assert send_parts(gateway, part) == b""


def test_headers_that_are_too_long_are_refused(gateway: ServedGateway) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    answer = send_parts(gateway, head, b"X-A: " + b"a" * 3_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert httpx.get(f"{gateway.url}/healthz").status_code == 200


def test_a_body_that_is_too_large_is_refused_by_its_length(gateway: ServedGateway) -> None:
    answer = httpx.post(f"{gateway.url}/v1/leagues", content=b"a" * 2_000)
    assert (answer.status_code, answer.headers["content-type"]) == (413, MEDIA_TYPE)
    assert "1000 bytes" in answer.json()["detail"]


def test_a_second_request_on_a_connection_has_its_own_time(gateway: ServedGateway) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    assert send_parts(gateway, request, request, b"GET /hea").count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_reads_nothing_is_disconnected_and_leaves_the_match() -> None:
    source = FakeSource()
    settings = SHORT_LIMITS.model_copy(update={"stall": 0.2})
    with serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway:
        metrics = gateway.gateway.metrics
        with closing(socket.create_connection(gateway.address, SECONDS)) as connection:
            request = f"GET /v1/matches/{MATCH_ID}/stream HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall(request.encode())
            assert connection.recv(1_000).startswith(b"HTTP/1.1 200 OK")
            wait_until(lambda: metrics.open_streams == 1)
            for revision in range(1, 60):
                score = {"version": revision, "text": "x" * 500_000}
                source.write(score=score)
                if not metrics.open_streams:
                    break
                threading.Event().wait(0.02)
            wait_until(lambda: metrics.open_streams == 0)
            assert httpx.get(f"{gateway.url}/healthz").status_code == 200


def test_a_process_with_invalid_settings_names_them_and_exits() -> None:
    environment = {
        "PYTHONPATH": f"{ROOT}/functions:{ROOT}/services/gateway", "K_SERVICE": "gateway",
        "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1", "GATEWAY_GRAZE": "1",
    }  # fmt: skip
    completed = subprocess.run(
        [sys.executable, "-P", "-m", "scrbrd_gateway"],
        cwd="/", env=environment, capture_output=True, text=True, check=False, timeout=60.0,
    )  # fmt: skip
    assert completed.returncode == 2
    assert "must not be set on Cloud Run" in completed.stderr
    assert "GATEWAY_GRAZE is no setting" in completed.stderr


@pytest.mark.parametrize(
    ("socket_seconds", "seconds_left"), [(0.0, 8), (4.0, 4), (3.2, 4), (9.0, 1)]
)
def test_requests_may_use_the_shutdown_time_that_sockets_left_over(
    monkeypatch: pytest.MonkeyPatch, socket_seconds: float, seconds_left: int
) -> None:
    clock, timeouts = [100.0], list[float | None]()

    class SlowDrain(Drain):
        async def drain(self, within_seconds: float) -> int:
            assert within_seconds == 4.0
            clock[0] += socket_seconds
            return 0

    async def record_timeout(server: uvicorn.Server, _: object = None) -> None:
        timeouts.append(server.config.timeout_graceful_shutdown)

    async def run() -> None:
        source, settings = FakeSource(), SETTINGS.model_copy(update={"drain": 8})
        app = create_app(settings, connect_to(source, FakeLibrary(source)))
        process = Process(drain=SlowDrain())
        async with fake_gateway(settings, process, source, FakeLibrary(source)) as gateway:
            app.state.gateway = gateway
            await make_server(app, settings).shutdown()

    monkeypatch.setattr(server_module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(uvicorn.Server, "shutdown", record_timeout)
    asyncio.run(run())
    assert timeouts == [seconds_left]


def test_a_request_cut_off_by_the_shutdown_is_answered_with_retry_after() -> None:
    has_request = threading.Event()

    class SilentSource(FakeSource):
        async def open(self, match_id: str, most: int) -> FirstRead:
            has_request.set()
            await asyncio.Event().wait()
            raise AssertionError(match_id, most)

    source = SilentSource()
    settings = SETTINGS.model_copy(update={"drain": 1})
    with ThreadPoolExecutor(1) as pool:
        with serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway:
            path = f"{gateway.url}/v1/matches/{MATCH_ID}/score"
            future_answer = pool.submit(httpx.get, path, timeout=30.0)
            assert has_request.wait(10.0)
        answer = future_answer.result(10.0)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
