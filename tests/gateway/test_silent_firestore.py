"""Tests a Firestore that accepts connections but never answers: requests fail soon."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import httpx
import pytest
from google.api_core.exceptions import GoogleAPIError, ServiceUnavailable

from scrbrd.adapters import rpc
from scrbrd_gateway.firestore.read_threads import ReadThreads
from scrbrd_gateway.firestore.rooms import firestore_rooms
from scrbrd_gateway.metrics import Metrics
from tests.gateway.served_gateway import SETTINGS, serve_gateway

CALL_SECONDS = 1.5
SILENT_SETTINGS = SETTINGS.model_copy(
    update={"project": "demo-silent", "presence": False, "read_threads": 1, "read_wait": 0.2}
)


@pytest.fixture
def silent_firestore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the environment to a Firestore that never answers."""
    monkeypatch.setattr(rpc, "CALL_SECONDS", CALL_SECONDS)
    connections: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def accept_connections() -> None:
            with suppress(OSError):
                while True:
                    connections.append(server.accept()[0])

        host, port = server.getsockname()
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"{host}:{port}")
        thread = threading.Thread(target=accept_connections, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for each in connections:
        each.close()


@pytest.mark.usefixtures("silent_firestore")
def test_no_request_waits_behind_the_reads_of_others() -> None:
    with serve_gateway(SILENT_SETTINGS) as gateway, ThreadPoolExecutor(8) as pool:

        def timed_get(path: str) -> tuple[int, float]:
            began = time.monotonic()
            answer = httpx.get(gateway.url + path, timeout=30.0)
            assert answer.json()["code"] == "unavailable"
            assert int(answer.headers["retry-after"]) > 0
            return answer.status_code, time.monotonic() - began

        paths = [f"/v1/matches/m{number}" for number in range(5)]
        outcomes = [*pool.map(timed_get, [*paths, "/readyz"])]
    assert {status for status, _ in outcomes} == {503}
    assert max(seconds for _, seconds in outcomes) < 2 * CALL_SECONDS
    assert sorted(seconds for _, seconds in outcomes)[3] < CALL_SECONDS  # the ones without a thread


@pytest.mark.usefixtures("silent_firestore")
def test_a_read_of_the_stored_versions_ends() -> None:
    async def run() -> None:
        async with firestore_rooms(SILENT_SETTINGS, Metrics()) as store:
            async with asyncio.timeout(2 * CALL_SECONDS):
                with pytest.raises(GoogleAPIError):
                    await store.source.versions("m1")

    asyncio.run(run())


def test_reads_run_in_threads_and_free_their_place_afterwards() -> None:
    async def run() -> None:
        with closing(ReadThreads(1, 1.0, 9.0)) as threads:
            assert [await threads.run(lambda: 7) for _ in range(3)] == [7, 7, 7]
            assert await threads.run(threading.get_ident) != threading.get_ident()
            for _ in range(2):
                with pytest.raises(ZeroDivisionError):
                    await threads.run(lambda: 1 // 0)

    asyncio.run(run())


def test_a_read_without_a_free_thread_is_unavailable_and_a_later_one_works() -> None:
    async def run() -> None:
        with closing(ReadThreads(1, 0.05, 9.0)) as threads:
            may_finish = threading.Event()
            first = asyncio.create_task(threads.run(may_finish.wait))
            await asyncio.sleep(0)
            first.cancel()  # a cancelled read leaves its thread busy
            with pytest.raises(ServiceUnavailable):
                await threads.run(lambda: 7)
            may_finish.set()
            with suppress(ServiceUnavailable):
                await threads.run(lambda: 7)
            assert await threads.run(lambda: 7) == 7

    asyncio.run(run())


@pytest.mark.usefixtures("silent_firestore")
def test_a_process_reports_soon_that_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "CALL_SECONDS", 6.0)
    with serve_gateway(SILENT_SETTINGS) as gateway:
        began = time.monotonic()
        answer = httpx.get(f"{gateway.url}/readyz", timeout=30.0)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert time.monotonic() - began < 5.0


@pytest.mark.usefixtures("silent_firestore")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/matches/m1", "unavailable"),
        ("/v1/matches/m1/stream", "unavailable"),
        ("/api/v1/cricket/innings/m1:1", "firestore_away"),
    ],
)
def test_a_read_has_a_time_limit_and_does_not_delay_the_end_of_the_process(
    monkeypatch: pytest.MonkeyPatch, path: str, code: str
) -> None:
    monkeypatch.setattr(rpc, "CALL_SECONDS", 20.0)
    changes = {"firestore_emulator": os.environ["FIRESTORE_EMULATOR_HOST"], "read_timeout": 0.3}
    began = time.monotonic()
    with serve_gateway(SILENT_SETTINGS.model_copy(update=changes)) as gateway:
        answer = httpx.get(f"{gateway.url}{path}", timeout=30.0)
        assert (answer.status_code, answer.json()["code"]) == (503, code)
        assert int(answer.headers["retry-after"]) > 0
    assert time.monotonic() - began < 10.0


def test_a_call_that_takes_too_long_is_unavailable_but_its_own_errors_are_raised() -> None:
    def fail() -> None:
        raise TimeoutError("of the call itself")

    async def run() -> None:
        with closing(ReadThreads(1, 9.0, 0.05)) as threads:
            may_finish = threading.Event()
            with pytest.raises(ServiceUnavailable):
                await threads.run(may_finish.wait)
            may_finish.set()
            assert await threads.run(lambda: 7) == 7
            with pytest.raises(TimeoutError):
                await threads.run(fail)

    asyncio.run(run())
