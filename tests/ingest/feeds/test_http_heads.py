"""Tests that the headers of an answer are checked before its body, and that no header of one answer
spoils later requests."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds import parts
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


def test_the_cause_of_a_failed_connection_is_reported_without_the_address() -> None:
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


class TruncatedBody(httpx.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"slow"
        raise httpx.RemoteProtocolError("peer closed connection")


class EndlessBody(httpx.AsyncByteStream):
    """A body that never ends."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1.0)
            yield b" "


class UncompressedBody(httpx.AsyncByteStream):
    """A body that is not compressed although its header declares that."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"slow down"


BODIES = {
    "not compressed as declared": ({"content-encoding": "gzip"}, UncompressedBody),
    "other compression": ({"content-encoding": "br"}, UncompressedBody),
    "truncated": ({}, TruncatedBody),
    "stalled": ({}, EndlessBody),
}


def http_of(*answers: httpx.Response, requests: list[httpx.Request] | None = None) -> FeedHttp:
    """Return an address that gives these answers in order, the last one repeatedly."""
    remaining = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        if requests is not None:
            requests.append(request)
        return remaining.pop(0) if len(remaining) > 1 else remaining[0]

    client = create_client(httpx.MockTransport(answer))
    return FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)


@pytest.mark.parametrize("name", BODIES)
def test_a_429_with_an_unreadable_body_still_has_its_wait(name: str) -> None:
    headers, body = BODIES[name]
    answer_429 = httpx.Response(429, headers={**headers, "retry-after": "120"}, stream=body())
    with pytest.raises(RateLimited) as caught:
        in_virtual_time(http_of(answer_429).get("/a"))
    assert caught.value.retry_after == 120.0


@pytest.mark.parametrize("name", BODIES)
def test_a_refused_key_is_reported_whatever_the_body_is(name: str) -> None:
    headers, body = BODIES[name]
    with pytest.raises(KeyRefused):
        in_virtual_time(http_of(httpx.Response(401, headers=headers, stream=body())).get("/a"))


def test_an_unchanged_answer_needs_no_body() -> None:
    first = httpx.Response(200, json={"n": 1}, headers={"etag": '"1"'})
    unchanged = httpx.Response(304, headers={"content-encoding": "gzip"}, stream=UncompressedBody())

    async def request_twice() -> Fetched:
        http = http_of(first, unchanged)
        await http.get("/a")
        return await http.get("/a")

    assert asyncio.run(request_twice()) == Fetched({"n": 1}, NOW, is_unchanged=True)


@pytest.mark.parametrize("name", BODIES)
def test_a_good_status_with_an_incomplete_body_is_no_answer(name: str) -> None:
    headers, body = BODIES[name]
    with pytest.raises(Unavailable):
        in_virtual_time(http_of(httpx.Response(200, headers=headers, stream=body())).get("/a"))


@pytest.mark.parametrize("text", ["café", "\x01", " \t ", ""])
@pytest.mark.parametrize("name", ["etag", "last-modified"])
def test_a_validator_that_cannot_be_sent_is_not_used(name: str, text: str) -> None:
    requests: list[httpx.Request] = []
    raw = [(name.encode(), text.encode("latin-1"))]
    http = http_of(httpx.Response(200, json={}, headers=raw), requests=requests)

    async def request_twice() -> None:
        for _ in range(2):
            await http.get("/a")

    asyncio.run(request_twice())
    assert not {"if-none-match", "if-modified-since"} & {*requests[-1].headers}


def test_of_two_validators_the_one_that_can_be_sent_is_used() -> None:
    requests: list[httpx.Request] = []
    raw = [(b"etag", b'"\xe9"'), (b"last-modified", b"Thu, 09 Apr 2026 10:00:30 GMT")]
    http = http_of(httpx.Response(200, json={}, headers=raw), requests=requests)

    async def request_twice() -> None:
        for _ in range(2):
            await http.get("/a")

    asyncio.run(request_twice())
    assert "if-none-match" not in requests[-1].headers
    assert requests[-1].headers["if-modified-since"] == "Thu, 09 Apr 2026 10:00:30 GMT"


@pytest.mark.parametrize("text", ["a=1; Path=/", "a=café; Path=/", "a=\U0001f600; Path=/"])
def test_no_cookie_is_stored_or_sent(text: str) -> None:
    requests: list[httpx.Request] = []
    http = http_of(
        httpx.Response(200, json={}, headers=[(b"set-cookie", text.encode())]), requests=requests
    )

    async def request_three_times() -> None:
        for _ in range(3):
            await http.get("/a")

    asyncio.run(request_three_times())
    assert all("cookie" not in each.headers for each in requests)
    assert not http.client.cookies


def test_a_header_that_cannot_be_sent_is_reported_as_a_wrong_setting() -> None:
    http = http_of(httpx.Response(200, json={}))
    http.headers = {"x-api-key": "clé"}
    with pytest.raises(BadAnswer, match="check the settings") as caught:
        asyncio.run(http.get("/a"))
    assert "clé" not in str(caught.value)


def test_a_token_that_cannot_be_sent_is_discarded() -> None:
    tokens: list[Any] = ["jeton-é", "token"]
    tokens_used: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/"):
            return httpx.Response(200, json={"data": {"token": tokens.pop(0)}})
        tokens_used.append(request.headers["rs-token"])
        return httpx.Response(503)

    async def request_twice() -> list[type[ProviderError]]:
        client = create_client(httpx.MockTransport(answer))
        http = FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)
        source = RoanuzCricket(http, "project", "key")
        errors: list[type[ProviderError]] = []
        for _ in range(2):
            try:
                await source.observe("m", FeedRequest(RequestScope.LATEST))
            except ProviderError as error:
                errors.append(type(error))
        return errors

    assert asyncio.run(request_twice()) == [BadAnswer, Unavailable]
    assert tokens_used == ["token"]


def test_only_the_newest_of_many_large_answers_are_requested_conditionally() -> None:
    requests: list[httpx.Request] = []
    body = json.dumps("x" * (LARGEST_CACHED - 2))
    headers = {"etag": '"1"'}
    http = http_of(httpx.Response(200, content=body, headers=headers), requests=requests)
    capacity = MOST_CACHED_BYTES // LARGEST_CACHED

    async def conditional_requests(*numbers: int) -> list[bool]:
        requests.clear()
        for number in numbers:
            await http.get(f"/{number}")
        return ["if-none-match" in each.headers for each in requests]

    async def polls() -> None:
        assert not any(await conditional_requests(*range(capacity + 1)))
        assert await conditional_requests(capacity, 1, 0) == [True, True, False]

    asyncio.run(polls())


def test_matches_whose_token_expires_at_once_request_one_new_token() -> None:
    """Each request for a token counts in the budget of all matches."""
    issued: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if request.url.path.endswith("/auth/"):
            issued.append(f"token-{len(issued)}")
            return httpx.Response(200, json={"data": {"token": issued[-1]}})
        if request.headers["rs-token"] != issued[-1]:
            return httpx.Response(401)
        return httpx.Response(200, json={"data": {"match": {"status": "not_started"}}})

    async def poll_all() -> list[int]:
        client = create_client(httpx.MockTransport(answer))
        source = RoanuzCricket(FeedHttp("acme", "https://a.invalid", client, lambda: NOW), "p", "k")
        counts = []
        for _ in range(3):
            await asyncio.gather(*(source.observe(f"m{each}", FeedRequest()) for each in range(20)))
            counts.append(len(issued))
            issued.append("the one before it is revoked")
        return counts

    assert asyncio.run(poll_all()) == [1, 3, 5]


def test_a_request_that_failed_slowly_is_not_repeated_within_its_poll(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three waits of ten seconds made a poll of a provider that is down count as hanging."""
    monkeypatch.setattr(parts, "REPEATED_WITHIN", 0.01)
    requests_made: list[int] = []

    async def fetch() -> Fetched:
        requests_made.append(1)
        await asyncio.sleep(0.02)
        raise Unavailable("no answer in time")

    with pytest.raises(Unavailable):
        asyncio.run(parts.fetch_with_retries(fetch))
    assert len(requests_made) == 1


def test_the_parts_of_an_interrupted_reading_are_dropped_when_another_match_begins() -> None:
    """A match that ended, or went to another process, is never read to its end here."""
    now = [NOW]
    cache = parts.PartsCache(lambda: now[0])

    async def fetch() -> Fetched:
        return Fetched("over", now[0])

    async def read(match_id: str) -> None:
        await cache.get(match_id, "1", fetch, is_cacheable=True)

    asyncio.run(read("a"))
    now[0] += timedelta(minutes=2)
    asyncio.run(read("b"))
    assert {name for name, _ in cache.cached} == {"a", "b"}
    now[0] += timedelta(minutes=14)
    asyncio.run(read("c"))
    assert {name for name, _ in cache.cached} == cache.last_progress.keys() == {"c"}
