"""Tests the limits of a request body: its size and its time, with or without a stated length."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import HTTPException
from starlette.types import Message

from scrbrd_gateway.web.limits import LimitedBody


def limited_body(*messages: Message) -> LimitedBody:
    """Return a body of which these parts arrive and then nothing more."""
    remaining = list(messages)

    async def receive() -> Message:
        if remaining:
            return remaining.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    return LimitedBody(receive, 10, 0.05)


def body_part(body: bytes, *, more: bool) -> Message:
    """Return the message of a part of a request body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_time_is_passed_on_and_later_messages_have_no_time_limit() -> None:
    async def run() -> None:
        disconnect: Message = {"type": "http.disconnect"}
        body = limited_body(
            body_part(b"12345", more=True), body_part(b"67890", more=False), disconnect
        )
        assert [(await body())["type"] for _ in range(3)] == ["http.request"] * 2 + [
            disconnect["type"]
        ]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ((body_part(b"12345", more=True), body_part(b"678901", more=False)), 413),
        ((body_part(b"12345", more=True),), 408),
    ],
    ids=["too large", "too slow"],
)
def test_a_body_that_is_too_large_or_too_slow_is_refused(
    messages: tuple[Message, ...], status: int
) -> None:
    async def run() -> None:
        body = limited_body(*messages)
        await body()
        with pytest.raises(HTTPException) as refused:
            await body()
        assert refused.value.status_code == status

    asyncio.run(run())
