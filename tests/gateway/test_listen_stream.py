"""Tests the stream that many listeners share: a broken stream is reopened with all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from typing import Any

import pytest
from google.api_core.exceptions import DataLoss, ServiceUnavailable
from google.cloud.firestore_v1.types import ListenResponse

from scrbrd_gateway.firestore import listen_stream
from scrbrd_gateway.firestore.listen_protocol import Responses
from scrbrd_gateway.firestore.listen_stream import ListenStream
from tests.gateway.test_watches import SNAPSHOT, Kind, document, filter_response, target


class FakeCall:
    """A stream with its recorded requests and the responses that a test puts on it."""

    def __init__(self, requests: AsyncIterable[Any]) -> None:
        self.requested: list[Any] = []
        self.responses: asyncio.Queue[Any] = asyncio.Queue()
        self.is_over = False
        self._reading = asyncio.create_task(self._read(requests))

    async def _read(self, requests: AsyncIterable[Any]) -> None:
        async for each in requests:
            self.requested.append(each)

    async def __aiter__(self) -> AsyncIterator[Any]:
        while True:
            each = await self.responses.get()
            if isinstance(each, Exception):
                raise each
            if each is None:
                return
            yield each

    def cancel(self) -> None:
        self.is_over = True
        self._reading.cancel()


class FakeApi:
    """Streams on which a test puts responses."""

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


async def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, at most five seconds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def opened_stream(api: FakeApi, count: int, requested: list[Any]) -> FakeCall:
    """Return the latest of `count` opened streams, once it got the `requested` requests."""
    await wait_until(lambda: len(api.calls) == count and api.calls[-1].requested == requested)
    return api.calls[-1]


@pytest.fixture(autouse=True)
def without_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reopen broken streams almost at once."""
    monkeypatch.setattr(listen_stream, "FIRST_WAIT", 0.001)


@pytest.mark.parametrize(
    "end",
    [None, ServiceUnavailable("away"), RuntimeError("odd")],
    ids=["ended", "broken", "unexpected error"],
)
def test_a_stream_that_ends_is_opened_again_with_all_listeners(end: Exception | None) -> None:
    async def run() -> None:
        api = FakeApi()
        received: list[list[Any]] = []
        stream = ListenStream(api)
        for name in "ab":
            stream.listen({"of": name}, received.append)
        first = await opened_stream(api, 1, [("add", 1, "a"), ("add", 2, "b")])
        for each in (target(Kind.CURRENT, 1, 2), document("x", 1, 1), SNAPSHOT, end):
            first.responses.put_nowait(each)
        second = await opened_stream(api, 2, [("add", 1, "a"), ("add", 2, "b")])
        assert first.is_over
        for each in (target(Kind.CURRENT, 1, 2), document("x", 2, 1), SNAPSHOT):
            second.responses.put_nowait(each)
        await wait_until(lambda: len(received) == 2)
        stream.close()
        await stream.wait_closed()
        assert (second.is_over, api.is_closed) == (True, True)

    asyncio.run(run())


def test_listeners_join_and_leave_one_stream_and_the_last_one_ends_it() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        first = stream.listen({"of": "a"}, print)
        call = await opened_stream(api, 1, [("add", 1, "a")])
        second = stream.listen({"of": "b"}, print)
        await opened_stream(api, 1, [("add", 1, "a"), ("add", 2, "b")])
        stream.stop(first)
        await opened_stream(api, 1, [("add", 1, "a"), ("add", 2, "b"), ("remove", 1)])
        stream.stop(second)
        await wait_until(lambda: call.is_over)
        stream.listen({"of": "c"}, print)
        await opened_stream(api, 2, [("add", 3, "c")])
        stream.close()
        await stream.wait_closed()

    asyncio.run(run())


def test_a_listener_that_lacks_documents_requests_them_again() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        stream.listen({"of": "a"}, print)
        call = await opened_stream(api, 1, [("add", 1, "a")])
        call.responses.put_nowait(filter_response(1, 3))
        await opened_stream(api, 1, [("add", 1, "a"), ("remove", 1), ("add", 2, "a")])
        stream.close()
        await stream.wait_closed()

    asyncio.run(run())


def test_a_silent_stream_is_reopened_at_once() -> None:
    async def run() -> None:
        api = FakeApi()
        stream = ListenStream(api)
        watch = stream.listen({"of": "a"}, print)
        first = await opened_stream(api, 1, [("add", 1, "a")])
        stream.reconnect()
        await opened_stream(api, 2, [("add", 1, "a")])
        assert (first.is_over, watch.is_alive) == (True, True)
        stream.close()
        await stream.wait_closed()
        assert not watch.is_alive

    asyncio.run(run())


def test_a_response_that_could_not_be_decoded_ends_the_stream_as_data_loss() -> None:
    async def one_broken() -> AsyncIterator[Any]:
        yield ListenResponse()
        yield None

    async def run() -> None:
        responses = aiter(Responses(one_broken()))
        assert await anext(responses) == ListenResponse()._pb
        with pytest.raises(DataLoss):
            await anext(responses)

    asyncio.run(run())
