"""A large answer is read beside the loop: the other matches of a process do not wait for it."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds.http import LARGE_ANSWER, FeedHttp, create_client
from scrbrd_ingest.ports import BadAnswer, Unavailable
from tests.ingest.told import START


def asked(body: bytes) -> tuple[str, Any]:
    """Return by which thread an answer is read, and what is read of it."""

    def read(value: Any) -> tuple[str, Any]:
        if value == "odd":
            raise BadAnswer("acme: odd")
        return threading.current_thread().name, value

    client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, content=body)))
    http = FeedHttp("acme", "https://feeds.invalid", client, lambda: START)
    found: tuple[str, Any] = asyncio.run(http.get("/timeline.json", read=read)).value
    return found


@pytest.mark.parametrize("size", [10, LARGE_ANSWER], ids=["small", "large"])
def test_a_large_answer_is_read_beside_the_loop(size: int) -> None:
    thread, value = asked(json.dumps("x").encode().ljust(size))
    assert value == "x"
    assert (thread == threading.current_thread().name) is (size < LARGE_ANSWER)


@pytest.mark.parametrize("size", [10, LARGE_ANSWER], ids=["small", "large"])
def test_a_large_answer_fails_as_a_small_one_does(size: int) -> None:
    with pytest.raises(BadAnswer, match="odd"):
        asked(json.dumps("odd").encode().ljust(size))
    with pytest.raises(Unavailable, match="no whole JSON"):
        asked(b"{".ljust(size))
