"""A Firestore that takes connections and never answers: whoever asks is told soon."""

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
from tests.gateway.serving import SETTINGS, served

CALL_SECONDS = 1.5
SILENT = SETTINGS.model_copy(
    update={"project": "demo-silent", "presence": False, "read_threads": 1, "read_wait": 0.2}
)


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the environment name a Firestore that never answers."""
    monkeypatch.setattr(rpc, "CALL_SECONDS", CALL_SECONDS)
    taken: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def take() -> None:
            with suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        host, port = server.getsockname()
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"{host}:{port}")
        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for each in taken:
        each.close()


@pytest.mark.usefixtures("silent")
def test_nobody_waits_behind_the_reads_of_others() -> None:
    with served(SILENT) as gateway, ThreadPoolExecutor(8) as pool:

        def requested(path: str) -> tuple[int, float]:
            began = time.monotonic()
            answer = httpx.get(gateway.url + path, timeout=30.0)
            assert answer.json()["code"] == "unavailable"
            assert int(answer.headers["retry-after"]) > 0
            return answer.status_code, time.monotonic() - began

        paths = [f"/v1/matches/m{number}" for number in range(5)]
        found = [*pool.map(requested, [*paths, "/readyz"])]
    assert {status for status, _ in found} == {503}
    assert max(seconds for _, seconds in found) < 2 * CALL_SECONDS
    assert sorted(seconds for _, seconds in found)[3] < CALL_SECONDS  # those without a thread


@pytest.mark.usefixtures("silent")
def test_a_look_at_what_is_stored_ends() -> None:
    async def run() -> None:
        async with firestore_rooms(SILENT, Metrics()) as found:
            async with asyncio.timeout(2 * CALL_SECONDS):
                with pytest.raises(GoogleAPIError):
                    await found.source.versions("m1")

    asyncio.run(run())


def test_reads_run_in_threads_and_a_place_is_free_again_after_each() -> None:
    async def run() -> None:
        with closing(ReadThreads(1, 1.0, 9.0)) as threads:
            assert [await threads.run(lambda: 7) for _ in range(3)] == [7, 7, 7]
            assert await threads.run(threading.get_ident) != threading.get_ident()
            for _ in range(2):
                with pytest.raises(ZeroDivisionError):
                    await threads.run(lambda: 1 // 0)

    asyncio.run(run())


def test_a_read_that_finds_no_thread_is_unavailable_and_a_later_one_is_not() -> None:
    async def run() -> None:
        with closing(ReadThreads(1, 0.05, 9.0)) as threads:
            goes_on = threading.Event()
            first = asyncio.create_task(threads.run(goes_on.wait))
            await asyncio.sleep(0)
            first.cancel()  # whoever gave up leaves its thread busy
            with pytest.raises(ServiceUnavailable):
                await threads.run(lambda: 7)
            goes_on.set()
            with suppress(ServiceUnavailable):
                await threads.run(lambda: 7)
            assert await threads.run(lambda: 7) == 7

    asyncio.run(run())


@pytest.mark.usefixtures("silent")
def test_a_process_says_soon_that_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "CALL_SECONDS", 6.0)
    with served(SILENT) as gateway:
        began = time.monotonic()
        answer = httpx.get(f"{gateway.url}/readyz", timeout=30.0)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert time.monotonic() - began < 5.0


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/matches/m1", "unavailable"),
        ("/v1/matches/m1/stream", "unavailable"),
        ("/api/v1/cricket/innings/m1:1", "firestore_away"),
    ],
)
def test_a_read_has_its_time_and_the_process_ends_without_it(
    monkeypatch: pytest.MonkeyPatch, path: str, code: str
) -> None:
    monkeypatch.setattr(rpc, "CALL_SECONDS", 20.0)
    named = {"firestore_emulator": os.environ["FIRESTORE_EMULATOR_HOST"], "read_timeout": 0.3}
    began = time.monotonic()
    with served(SILENT.model_copy(update=named)) as gateway:
        answer = httpx.get(f"{gateway.url}{path}", timeout=30.0)
        assert (answer.status_code, answer.json()["code"]) == (503, code)
        assert int(answer.headers["retry-after"]) > 0
    assert time.monotonic() - began < 10.0


def test_a_call_that_takes_too_long_is_given_up_and_its_own_errors_are_not() -> None:
    def fail() -> None:
        raise TimeoutError("of the call itself")

    async def run() -> None:
        with closing(ReadThreads(1, 9.0, 0.05)) as threads:
            goes_on = threading.Event()
            with pytest.raises(ServiceUnavailable):
                await threads.run(goes_on.wait)
            goes_on.set()
            assert await threads.run(lambda: 7) == 7
            with pytest.raises(TimeoutError):
                await threads.run(fail)

    asyncio.run(run())
