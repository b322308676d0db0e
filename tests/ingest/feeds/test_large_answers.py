"""Tests that large answers are read in a thread: a process's other matches do not wait."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds.http import LARGE_ANSWER, FeedHttp, create_client
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
