"""A body has a size and a time, whether it says its length or not."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import HTTPException
from starlette.types import Message

from scrbrd_gateway.web.limits import LimitedBody


def parts(*messages: Message) -> LimitedBody:
    """A body of which these parts arrive and then nothing more."""
    waiting = list(messages)

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    return LimitedBody(receive, 10, 0.05)


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_time_is_passed_on_and_what_follows_it_has_all_the_time() -> None:
    async def run() -> None:
        gone: Message = {"type": "http.disconnect"}
        body = parts(part(b"12345", more=True), part(b"67890", more=False), gone)
        assert [(await body())["type"] for _ in range(3)] == ["http.request"] * 2 + [gone["type"]]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ((part(b"12345", more=True), part(b"678901", more=False)), 413),
        ((part(b"12345", more=True),), 408),
    ],
    ids=["too large", "too slow"],
)
def test_a_body_that_is_not_is_refused(messages: tuple[Message, ...], status: int) -> None:
    async def run() -> None:
        body = parts(*messages)
        await body()
        with pytest.raises(HTTPException) as refused:
            await body()
        assert refused.value.status_code == status

    asyncio.run(run())
