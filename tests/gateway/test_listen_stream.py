"""One stream for many listeners: what breaks is opened again, with all that is listened to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from typing import Any

import pytest
from google.api_core.exceptions import ServiceUnavailable

from scrbrd_gateway.firestore import listen_stream
from scrbrd_gateway.firestore.listen_stream import ListenStream
from tests.gateway.test_watches import SNAPSHOT, Kind, document, filter_response, target


class FakeCall:
    """A stream: what was asked on it, and what comes on it."""

    def __init__(self, requests: AsyncIterable[Any]) -> None:
        self.requested: list[Any] = []
        self.coming: asyncio.Queue[Any] = asyncio.Queue()
        self.is_over = False
        self._reading = asyncio.create_task(self._read(requests))

    async def _read(self, requests: AsyncIterable[Any]) -> None:
        async for each in requests:
            self.requested.append(each)

    async def __aiter__(self) -> AsyncIterator[Any]:
        while True:
            each = await self.coming.get()
            if isinstance(each, Exception):
                raise each
            if each is None:
                return
            yield each

    def cancel(self) -> None:
        self.is_over = True
        self._reading.cancel()


class FakeApi:
    """Streams that a test brings responses on."""

    def __init__(self) -> None:
        self.calls: list[FakeCall] = []
        self.is_closed = False

    def call(self, requests: AsyncIterable[Any]) -> FakeCall:
        self.calls.append(FakeCall(requests))
        return self.calls[-1]

    def add_request(self, number: int, target: Mapping[str, Any]) -> Any:
        return ("add", number, target["of"])

    def remove_request(self, number: int) -> Any:
        return ("remove", number)

    async def close(self) -> None:
        self.is_closed = True


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def opened(api: FakeApi, count: int, requested: list[Any]) -> FakeCall:
    """The stream that was opened as the so-manieth, once this was asked on it."""
    await until(lambda: len(api.calls) == count and api.calls[-1].requested == requested)
    return api.calls[-1]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_stream, "FIRST_WAIT", 0.001)


@pytest.mark.parametrize(
    "end",
    [None, ServiceUnavailable("away"), RuntimeError("odd")],
    ids=["ended", "broken", "a fault of ours"],
)
def test_a_stream_that_ends_is_opened_again_with_all_listeners(end: Exception | None) -> None:
    async def run() -> None:
        api = FakeApi()
        received: list[list[Any]] = []
        stream = ListenStream(api)
        for name in "ab":
            stream.listen({"of": name}, received.append)
        first = await opened(api, 1, [("add", 1, "a"), ("add", 2, "b")])
        for each in (target(Kind.CURRENT, 1, 2), document("x", 1, 1), SNAPSHOT, end):
            first.coming.put_nowait(each)
        second = await opened(api, 2, [("add", 1, "a"), ("add", 2, "b")])
        assert first.is_over
        for each in (target(Kind.CURRENT, 1, 2), document("x", 2, 1), SNAPSHOT):
            second.coming.put_nowait(each)
        await until(lambda: len(received) == 2)
        stream.close()
        await stream.wait_closed()
        assert (second.is_over, api.is_closed) == (True, True)

    asyncio.run(run())


def test_listeners_come_and_go_on_one_stream_and_the_last_ends_it() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        one = stream.listen({"of": "a"}, print)
        call = await opened(api, 1, [("add", 1, "a")])
        two = stream.listen({"of": "b"}, print)
        await opened(api, 1, [("add", 1, "a"), ("add", 2, "b")])
        stream.stop(one)
        await opened(api, 1, [("add", 1, "a"), ("add", 2, "b"), ("remove", 1)])
        stream.stop(two)
        await until(lambda: call.is_over)
        stream.listen({"of": "c"}, print)
        await opened(api, 2, [("add", 3, "c")])
        stream.close()
        await stream.wait_closed()

    asyncio.run(run())


def test_a_listener_that_lacks_documents_asks_for_them_anew() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        stream.listen({"of": "a"}, print)
        call = await opened(api, 1, [("add", 1, "a")])
        call.coming.put_nowait(filter_response(1, 3))
        await opened(api, 1, [("add", 1, "a"), ("remove", 1), ("add", 2, "a")])
        stream.close()
        await stream.wait_closed()

    asyncio.run(run())


def test_a_stream_that_went_silent_is_begun_anew_at_once() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        watch = stream.listen({"of": "a"}, print)
        first = await opened(api, 1, [("add", 1, "a")])
        stream.reconnect()
        await opened(api, 2, [("add", 1, "a")])
        assert (first.is_over, watch.is_alive) == (True, True)
        stream.close()
        await stream.wait_closed()
        assert not watch.is_alive

    asyncio.run(run())
