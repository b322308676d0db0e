"""Tests gzip bodies that have more than one member, or bytes after their end."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.ports import BadAnswer, Unavailable
from tests.ingest.provider_events import START

SENT_PER_CHUNK = 64 * 1024


def fetch(
    body: bytes | AsyncIterator[bytes], encoding: str = "gzip", largest: int = 10_000_000
) -> object:
    """Return the JSON that is read from a body."""
    response = httpx.Response(200, content=body, headers={"content-encoding": encoding})
    client = create_client(httpx.MockTransport(lambda _: response))
    http = FeedHttp("acme", "https://feeds.invalid", client, lambda: START, largest=largest)
    return asyncio.run(http.get("/timeline.json")).value


class EndlessTail:
    """A body whose compressed content is complete, and which goes on without end."""

    def __init__(self, tail: bytes) -> None:
        self.sent, self.tail = 0, tail

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield gzip.compress(b'{"a": 1}')
        while True:
            self.sent += len(self.tail)
            yield self.tail


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    """Yield a body in pieces of some bytes."""
    for begin in range(0, len(body), size):
        yield body[begin : begin + size]


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_the_members_of_a_compressed_body_are_read_one_after_another(size: int) -> None:
    """A server may join compressed parts (RFC 1952, 2.2)."""
    body = gzip.compress(b'{"a": ') + gzip.compress(b"") + gzip.compress(b"1}")
    assert fetch(pieces(body, size)) == {"a": 1}
    with pytest.raises(Unavailable, match="the end is missing"):
        fetch(pieces(body[:-1], size))


@pytest.mark.parametrize("tail", [b"\0" * 700, b"<!-- cached -->", b"\x1f"])
def test_a_few_bytes_after_the_end_of_a_compressed_body_are_ignored(tail: bytes) -> None:
    assert fetch(pieces(gzip.compress(b'{"a": 1}') + tail, 1_000)) == {"a": 1}


@pytest.mark.parametrize(
    "tail", [b"x" * SENT_PER_CHUNK, gzip.compress(b"") * 3_000], ids=["bytes", "members"]
)
def test_what_follows_a_compressed_body_without_end_is_not_kept(tail: bytes) -> None:
    """It was, and copied anew with every part that arrived: the process stood still."""
    body = EndlessTail(tail)
    if tail.startswith(b"x"):
        assert fetch(body.__aiter__()) == {"a": 1}
    else:
        with pytest.raises(BadAnswer, match="more than"):
            fetch(body.__aiter__(), largest=1_000_000)
    assert body.sent <= 1_100_000


def test_a_body_in_another_encoding_is_reported_with_its_name() -> None:
    with pytest.raises(Unavailable, match=r"acme, /timeline.json.*'br' was not asked for"):
        fetch(b"\x0b\x02\x80", "br")
