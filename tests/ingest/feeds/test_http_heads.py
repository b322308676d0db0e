"""The head of an answer is checked before its body, and no head of one answer spoils later
requests."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds.http import (
    LARGEST_CACHED,
    MOST_CACHED_BYTES,
    FeedHttp,
    Fetched,
    KeyRefused,
    create_client,
)
from scrbrd_ingest.feeds.roanuz import RoanuzCricket
from scrbrd_ingest.ports import (
    BadAnswer,
    FeedRequest,
    ProviderError,
    RateLimited,
    RequestScope,
    Unavailable,
)
from tests.ingest.virtual import in_virtual_time

NOW = datetime(2026, 4, 9, 10, 0, tzinfo=UTC)


def test_why_a_provider_is_not_reached_is_told_without_its_address() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        expired = ssl.SSLCertVerificationError(f"certificate of {request.url.host} has expired")
        try:
            raise OSError("all attempts failed") from expired
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error

    client = create_client(httpx.MockTransport(answer))
    http = FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)
    with pytest.raises(Unavailable) as caught:
        asyncio.run(http.get("/timeline.json"))
    assert "not reached (ConnectError: SSLCertVerificationError)" in str(caught.value)
    assert "feeds.invalid" not in str(caught.value)


class Cut(httpx.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"slow"
        raise httpx.RemoteProtocolError("peer closed connection")


class Stalled(httpx.AsyncByteStream):
    """A body that never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1.0)
            yield b" "


class Packed(httpx.AsyncByteStream):
    """A body that is not compressed as its head declares."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"slow down"


BODIES = {
    "not packed as it says": ({"content-encoding": "gzip"}, Packed),
    "packed otherwise": ({"content-encoding": "br"}, Packed),
    "cut": ({}, Cut),
    "stalled": ({}, Stalled),
}


def http_of(*answers: httpx.Response, seen: list[httpx.Request] | None = None) -> FeedHttp:
    """Return an address that gives these answers, the last one again and again."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return left.pop(0) if len(left) > 1 else left[0]

    client = create_client(httpx.MockTransport(answer))
    return FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)


@pytest.mark.parametrize("what", BODIES)
def test_a_429_whose_body_cannot_be_read_still_says_how_long_to_wait(what: str) -> None:
    headers, body = BODIES[what]
    limited = httpx.Response(429, headers={**headers, "retry-after": "120"}, stream=body())
    with pytest.raises(RateLimited) as caught:
        in_virtual_time(http_of(limited).get("/a"))
    assert caught.value.retry_after == 120.0


@pytest.mark.parametrize("what", BODIES)
def test_a_key_is_refused_whatever_the_body_is(what: str) -> None:
    headers, body = BODIES[what]
    with pytest.raises(KeyRefused):
        in_virtual_time(http_of(httpx.Response(401, headers=headers, stream=body())).get("/a"))


def test_an_answer_that_did_not_change_needs_no_body() -> None:
    first = httpx.Response(200, json={"n": 1}, headers={"etag": '"1"'})
    unchanged = httpx.Response(304, headers={"content-encoding": "gzip"}, stream=Packed())

    async def twice() -> Fetched:
        http = http_of(first, unchanged)
        await http.get("/a")
        return await http.get("/a")

    assert asyncio.run(twice()) == Fetched({"n": 1}, NOW, is_unchanged=True)


@pytest.mark.parametrize("what", BODIES)
def test_a_good_status_with_half_a_body_is_no_answer(what: str) -> None:
    headers, body = BODIES[what]
    with pytest.raises(Unavailable):
        in_virtual_time(http_of(httpx.Response(200, headers=headers, stream=body())).get("/a"))


@pytest.mark.parametrize("text", ["café", "\x01", " \t ", ""])
@pytest.mark.parametrize("name", ["etag", "last-modified"])
def test_a_mark_that_cannot_be_sent_is_not_asked_by(name: str, text: str) -> None:
    seen: list[httpx.Request] = []
    raw = [(name.encode(), text.encode("latin-1"))]
    http = http_of(httpx.Response(200, json={}, headers=raw), seen=seen)

    async def twice() -> None:
        for _ in range(2):
            await http.get("/a")

    asyncio.run(twice())
    assert not {"if-none-match", "if-modified-since"} & {*seen[-1].headers}


def test_of_two_marks_the_one_that_can_be_sent_is_asked_by() -> None:
    seen: list[httpx.Request] = []
    raw = [(b"etag", b'"\xe9"'), (b"last-modified", b"Thu, 09 Apr 2026 10:00:30 GMT")]
    http = http_of(httpx.Response(200, json={}, headers=raw), seen=seen)

    async def twice() -> None:
        for _ in range(2):
            await http.get("/a")

    asyncio.run(twice())
    assert "if-none-match" not in seen[-1].headers
    assert seen[-1].headers["if-modified-since"] == "Thu, 09 Apr 2026 10:00:30 GMT"


@pytest.mark.parametrize("text", ["a=1; Path=/", "a=café; Path=/", "a=\U0001f600; Path=/"])
def test_no_cookie_is_kept_nor_sent(text: str) -> None:
    seen: list[httpx.Request] = []
    http = http_of(
        httpx.Response(200, json={}, headers=[(b"set-cookie", text.encode())]), seen=seen
    )

    async def thrice() -> None:
        for _ in range(3):
            await http.get("/a")

    asyncio.run(thrice())
    assert all("cookie" not in each.headers for each in seen)
    assert not http.client.cookies


def test_a_header_that_cannot_be_sent_is_named_as_a_wrong_setting() -> None:
    http = http_of(httpx.Response(200, json={}))
    http.headers = {"x-api-key": "clé"}
    with pytest.raises(BadAnswer, match="check the settings") as caught:
        asyncio.run(http.get("/a"))
    assert "clé" not in str(caught.value)


def test_a_token_that_cannot_be_sent_is_not_kept() -> None:
    tokens: list[Any] = ["jeton-é", "token"]
    used: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/"):
            return httpx.Response(200, json={"data": {"token": tokens.pop(0)}})
        used.append(request.headers["rs-token"])
        return httpx.Response(503)

    async def twice() -> list[type[ProviderError]]:
        client = create_client(httpx.MockTransport(answer))
        http = FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)
        source = RoanuzCricket(http, "project", "key")
        found: list[type[ProviderError]] = []
        for _ in range(2):
            try:
                await source.observe("m", FeedRequest(RequestScope.LATEST))
            except ProviderError as error:
                found.append(type(error))
        return found

    assert asyncio.run(twice()) == [BadAnswer, Unavailable]
    assert used == ["token"]


def test_of_many_large_answers_the_newest_alone_are_kept_to_be_asked_by() -> None:
    seen: list[httpx.Request] = []
    body = json.dumps("x" * (LARGEST_CACHED - 2))
    headers = {"etag": '"1"'}
    http = http_of(httpx.Response(200, content=body, headers=headers), seen=seen)
    fits = MOST_CACHED_BYTES // LARGEST_CACHED

    async def conditional_requests(*numbers: int) -> list[bool]:
        seen.clear()
        for number in numbers:
            await http.get(f"/{number}")
        return ["if-none-match" in each.headers for each in seen]

    async def polls() -> None:
        assert not any(await conditional_requests(*range(fits + 1)))
        assert await conditional_requests(fits, 1, 0) == [True, True, False]

    asyncio.run(polls())
