"""Tests that large answers are read in a thread: a process's other matches do not wait."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds.http import (
    LARGE_ANSWER,
    MOST_LARGE,
    MOST_VALUES,
    FeedHttp,
    create_client,
)
from scrbrd_ingest.feeds.unpacking import MOST_PARTS
from scrbrd_ingest.ports import BadAnswer, Unavailable
from tests.ingest.provider_events import START


def thread_used(body: bytes) -> tuple[str, Any]:
    """Return the thread in which an answer is read, and the value read."""

    def read(value: Any) -> tuple[str, Any]:
        if value == "odd":
            raise BadAnswer("acme: odd")
        return threading.current_thread().name, value

    client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, content=body)))
    http = FeedHttp("acme", "https://feeds.invalid", client, lambda: START)
    result: tuple[str, Any] = asyncio.run(http.get("/timeline.json", read=read)).value
    return result


@pytest.mark.parametrize("size", [10, LARGE_ANSWER], ids=["small", "large"])
def test_only_a_large_answer_is_read_in_another_thread(size: int) -> None:
    thread, value = thread_used(json.dumps("x").encode().ljust(size))
    assert value == "x"
    assert (thread == threading.current_thread().name) is (size < LARGE_ANSWER)


@pytest.mark.parametrize("size", [10, LARGE_ANSWER], ids=["small", "large"])
def test_a_large_answer_fails_as_a_small_one_does(size: int) -> None:
    with pytest.raises(BadAnswer, match="odd"):
        thread_used(json.dumps("odd").encode().ljust(size))
    with pytest.raises(Unavailable, match="no whole JSON"):
        thread_used(b"{".ljust(size))


@pytest.mark.parametrize("value", [b"[],", b"{},", b"0,"])
def test_an_answer_of_more_values_than_any_match_has_is_not_parsed(value: bytes) -> None:
    """Sixteen megabytes of empty lists held up all matches of the process for seconds."""
    with pytest.raises(BadAnswer, match=f"acme, /timeline.json: more than {MOST_VALUES} values"):
        thread_used(b"[" + value * MOST_VALUES + b"0]")


def test_while_a_large_answer_is_parsed_the_event_loop_runs() -> None:
    """A parser that never enters Python code does not let the other thread run."""
    ball = {"id": "b", "type": "ball", "striker": {"id": "p", "name": "Q"}}
    body = json.dumps([ball] * 50_000).encode()

    async def turns() -> int:
        client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, content=body)))
        request = asyncio.create_task(
            FeedHttp("acme", "https://feeds.invalid", client, lambda: START).get("/timeline.json")
        )
        count = 0
        while not request.done():
            await asyncio.sleep(0.001)
            count += 1
        return count

    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        assert asyncio.run(turns()) > 10
    finally:
        sys.setswitchinterval(before)


class ManyParts(httpx.AsyncByteStream):
    """An endless body, all of whose parts have arrived: reading it never waits."""

    def __init__(self) -> None:
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.sent += 1
            yield b" "


@pytest.mark.parametrize("headers", [{}, {"content-encoding": "gzip"}], ids=["plain", "gzip"])
def test_a_body_of_very_many_parts_is_refused_and_the_event_loop_runs_meanwhile(
    headers: dict[str, str],
) -> None:
    """A chunked body of single bytes kept the processor busy for as long as a body may take."""
    body = GzipParts() if headers else ManyParts()

    async def turns() -> int:
        answer = httpx.Response(200, stream=body, headers=headers)
        client = create_client(httpx.MockTransport(lambda _: answer))
        http = FeedHttp("acme", "https://feeds.invalid", client, lambda: START)
        request = asyncio.create_task(http.get("/timeline.json"))
        count = 0
        while not request.done():
            await asyncio.sleep(0)
            count += 1
        with pytest.raises(BadAnswer, match=f"acme, /timeline.json: more than {MOST_PARTS} parts"):
            await request
        return count

    assert asyncio.run(turns()) > MOST_PARTS / 200
    assert body.sent <= MOST_PARTS + 1


class GzipParts(ManyParts):
    """The same for a compressed body, of empty blocks (RFC 1951, 3.2.4)."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
        while True:
            self.sent += 1
            yield b"\x00\x00\x00\xff\xff"


class HeldBody(httpx.AsyncByteStream):
    """A large body that stands still before its end until `may_end`; counts those that do."""

    standing = 0
    may_end: asyncio.Event

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b" " * LARGE_ANSWER
        yield b" " * LARGE_ANSWER
        HeldBody.standing += 1
        await HeldBody.may_end.wait()
        HeldBody.standing -= 1
        yield b"1"


def test_only_a_few_large_answers_of_a_provider_are_held_at_a_time() -> None:
    """Sixty of them took a gigabyte and a half."""

    async def most_standing() -> int:
        HeldBody.may_end = asyncio.Event()
        client = create_client(
            httpx.MockTransport(lambda _: httpx.Response(200, stream=HeldBody()))
        )
        http = FeedHttp("acme", "https://feeds.invalid", client, lambda: START)
        requests = [asyncio.create_task(http.get(f"/{each}")) for each in range(20)]
        for _ in range(200):
            await asyncio.sleep(0)
        standing = HeldBody.standing
        HeldBody.may_end.set()
        assert [each.value for each in await asyncio.gather(*requests)] == [1] * 20
        return standing

    assert asyncio.run(most_standing()) == MOST_LARGE
