"""Tests HTTP requests: every failure is one of the defined errors, and no message shows a key."""

from __future__ import annotations

import asyncio
import gzip
import logging
import tracemalloc
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scrbrd_ingest.feeds.http import (
    BODY_SECONDS,
    LONGEST_UNCHANGED,
    FeedHttp,
    Fetched,
    KeyRefused,
    create_client,
    retry_after,
)
from scrbrd_ingest.feeds.parts import PartsCache, fetch_with_retries
from scrbrd_ingest.ports import BadAnswer, ProviderError, RateLimited, Unavailable
from tests.ingest.virtual import in_virtual_time

NOW = datetime(2026, 4, 9, 10, 0, tzinfo=UTC)
KEY = "a-key-that-nobody-may-see"
Answer = Callable[[httpx.Request], httpx.Response]


def http_of(answer: Answer, largest: int = 10_000) -> FeedHttp:
    """Return an address whose answers are made by a function."""
    client = create_client(httpx.MockTransport(answer))
    address = "https://feeds.invalid/base"
    headers, query = {"x-api-key": KEY}, {"api_key": KEY}
    return FeedHttp("acme", address, client, lambda: NOW, headers, query, largest=largest)


def fetch_one(answer: Answer, largest: int = 10_000) -> Fetched:
    """Return the result of one request."""
    return asyncio.run(http_of(answer, largest).get("/matches/1.json", {"page": "2"}))


def status_answer(code: int, **headers: str) -> Answer:
    """Return a function that answers with a status."""
    header_fields = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda request: httpx.Response(code, headers=header_fields, request=request)


def test_the_json_of_an_answer_is_returned_with_its_time_of_arrival() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/base/matches/1.json"
        assert dict(request.url.params) == {"api_key": KEY, "page": "2"}
        assert request.headers["x-api-key"] == KEY
        return httpx.Response(200, json={"a": 1})

    assert fetch_one(answer) == Fetched({"a": 1}, NOW)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
        (408, Unavailable),
        (429, RateLimited),
        (401, KeyRefused),
        (403, KeyRefused),
        (404, BadAnswer),
        (410, BadAnswer),
        (302, BadAnswer),
        (204, BadAnswer),
        (304, BadAnswer),
    ],
)
def test_an_error_status_raises_an_error_with_provider_and_path_and_no_key(
    code: int, kind: type[ProviderError]
) -> None:
    with pytest.raises(kind) as caught:
        fetch_one(status_answer(code))
    text = str(caught.value)
    assert "acme, /matches/1.json" in text
    assert KEY not in text
    assert "invalid" not in text


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("-3", 0.0),
        ("1.5", 1.5),
        ("Thu, 09 Apr 2026 10:00:30 GMT", 30.0),
        ("Thu, 09 Apr 2026 09:00:00 GMT", 0.0),
        ("99999999", 3600.0),
        ("soon", None),
        ("nan", None),
        ("", None),
        ("Thu, 99 Apr 2026 10:00:30 GMT", None),
        ("Thu, 09 Apr 2026 10:00:30 -0000", None),
    ],
)
def test_retry_after_may_be_in_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_429_may_have_a_wait_or_none() -> None:
    for headers, wait in (({"retry_after": "9"}, 9.0), ({}, None)):
        with pytest.raises(RateLimited) as caught:
            fetch_one(status_answer(429, **headers))
        assert caught.value.retry_after == wait


@pytest.mark.parametrize("hour", ["09", "10", "11"])
def test_a_date_in_retry_after_is_compared_with_the_providers_clock(hour: str) -> None:
    """The provider's clock may be an hour off ours."""
    headers = {"date": f"Thu, 09 Apr 2026 {hour}:00:00 GMT"}
    headers["retry_after"] = f"Thu, 09 Apr 2026 {hour}:00:40 GMT"
    with pytest.raises(RateLimited) as caught:
        fetch_one(status_answer(429, **headers))
    assert caught.value.retry_after == 40.0


@pytest.mark.parametrize("date", ["", "now", "Thu, 09 Apr 2026 09:00:00 -0000"])
def test_an_answer_without_a_valid_date_counts_as_sent_now(date: str) -> None:
    with pytest.raises(RateLimited) as caught:
        fetch_one(status_answer(429, date=date, retry_after="Thu, 09 Apr 2026 10:00:40 GMT"))
    assert caught.value.retry_after == 40.0


def test_an_html_page_is_reported_as_html() -> None:
    page = httpx.Response(200, html="<html><title>Sign in</title></html>")
    with pytest.raises(Unavailable, match=r"no whole JSON .*text/html"):
        fetch_one(lambda _: page)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("", "utf-8"), ("; charset=utf-8", "utf-8-sig"), ("; charset=ISO-8859-1", "latin-1")],
)
def test_names_are_decoded_by_the_charset_of_an_answer(charset: str, codec: str) -> None:
    body = '{"name": "José Åberg"}'.encode(codec)
    headers = {"content-type": f"application/json{charset}"}
    results = fetch_one(lambda _: httpx.Response(200, headers=headers, content=body))
    assert results.value == {"name": "José Åberg"}


@pytest.mark.parametrize("body", [b"", b'{"a": 1', b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_incomplete_json_is_no_answer(body: bytes) -> None:
    with pytest.raises(Unavailable, match="no whole JSON"):
        fetch_one(lambda _: httpx.Response(200, content=body), largest=10**6)


def test_an_answer_larger_than_the_limit_is_not_read() -> None:
    with pytest.raises(BadAnswer, match="more than 100 bytes"):
        fetch_one(lambda _: httpx.Response(200, content=b" " * 101), largest=100)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_provider_that_cannot_be_reached_is_unavailable(
    error: type[httpx.TransportError],
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error(f"at {request.url}")

    with pytest.raises(Unavailable) as caught:
        fetch_one(answer)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None, "the cause shows the address"


def test_a_request_on_a_connection_closed_while_idle_is_repeated_once() -> None:
    tries: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        if len(tries) == 1:
            raise httpx.RemoteProtocolError("closed")
        return httpx.Response(200, json=[])

    assert fetch_one(answer).value == []
    assert len(tries) == 2


def test_an_answer_with_an_etag_is_requested_conditionally() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, json={"n": 1}, headers={"etag": '"1"'})

    async def request_repeatedly() -> tuple[Fetched, Fetched, Fetched]:
        http = http_of(answer)
        return await http.get("/a"), await http.get("/a"), await http.get("/b")

    first, second, other = asyncio.run(request_repeatedly())
    assert (first.is_unchanged, second.is_unchanged, other.is_unchanged) == (False, True, False)
    assert first.value == second.value == {"n": 1}


def test_after_a_long_time_unchanged_a_request_is_sent_without_conditions() -> None:
    now = [NOW]
    document = {"n": 1}

    def answer(request: httpx.Request) -> httpx.Response:
        if "if-none-match" in request.headers:
            return httpx.Response(304)
        return httpx.Response(200, json=document, headers={"etag": '"always"'})

    async def requests_made() -> list[tuple[int, bool]]:
        http = http_of(answer)
        http.clock = lambda: now[0]
        results = []
        for _ in range(8):
            fetched = await http.get("/a")
            results.append((fetched.value["n"], fetched.is_unchanged))
            document["n"] += 1
            now[0] += LONGEST_UNCHANGED / 3
        return results

    assert asyncio.run(requests_made()) == [
        *[(1, False), (1, True), (1, True), (1, True)],
        *[(5, False), (5, True), (5, True), (5, True)],
    ]


def test_no_log_line_contains_a_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fetch_one(lambda _: httpx.Response(200, json={}))
    assert KEY not in caplog.text


def test_an_invalid_address_is_reported_without_the_address() -> None:
    http = http_of(lambda _: httpx.Response(200, json={}))
    http.base_url = f"http://{KEY}:port"
    with pytest.raises(BadAnswer, match="no valid address") as caught:
        asyncio.run(http.get("/a"))
    assert KEY not in str(caught.value)


def test_only_settled_parts_of_a_long_reading_are_cached_while_it_continues() -> None:
    now = [NOW]
    count = [0]

    async def fetch() -> Fetched:
        count[0] += 1
        return Fetched(count[0], now[0])

    async def read() -> list[int]:
        parts = PartsCache(lambda: now[0])
        results = []
        for is_cacheable in (True, True, False, False, True):
            part = await parts.get("1", "over", fetch, is_cacheable=is_cacheable)
            results.append(part.value)
        parts.replace_cached("1", "over", Fetched(99, NOW))
        results.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        now[0] += timedelta(seconds=301)  # nothing arrived meanwhile: the reading has ended
        results.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        for minute in range(4):
            now[0] += timedelta(minutes=minute + 1)
            await parts.get("1", f"other {minute}", fetch, is_cacheable=True)
        results.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        now[0] += timedelta(minutes=4)
        await parts.get("1", "another", fetch, is_cacheable=True)
        now[0] += timedelta(minutes=2)  # the reading goes on, but the part is too old
        results.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        parts.forget("1")
        results.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        return results

    assert asyncio.run(read()) == [1, 1, 2, 3, 1, 99, 4, 4, 10, 11]


@pytest.mark.parametrize("wait", [10, 120])
def test_a_match_of_many_parts_is_read_although_every_reading_is_interrupted(wait: int) -> None:
    now, requests_made = [NOW], [0]

    async def fetch() -> Fetched:
        requests_made[0] += 1
        if requests_made[0] % 50 == 0:
            raise RateLimited("slow down", wait)
        return Fetched(requests_made[0], now[0])

    async def read() -> int:
        """Return the number of readings needed for 350 overs of a Test."""
        parts = PartsCache(lambda: now[0])
        for reading in range(1, 40):
            try:
                for over in range(350):
                    await parts.get("1", f"{over}", fetch, is_cacheable=True)
            except RateLimited:
                now[0] += timedelta(seconds=wait)
            else:
                return reading
        raise AssertionError("never read whole")

    assert asyncio.run(read()) == 8


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (Unavailable("down"), 3),
        (Unavailable("down", 0.0), 3),
        (Unavailable("down for a while", 30.0), 1),
        (RateLimited("slow down"), 1),
    ],
)
def test_a_failed_request_is_repeated_unless_the_provider_demands_a_wait(
    error: ProviderError, tries: int
) -> None:
    requests_made: list[int] = []

    async def fetch() -> Fetched:
        requests_made.append(1)
        raise error

    with pytest.raises(type(error)):
        asyncio.run(fetch_with_retries(fetch))
    assert len(requests_made) == tries


class TrickledBody(httpx.AsyncByteStream):
    """A body sent in `pieces` pieces, each after `wait` seconds."""

    def __init__(self, piece: bytes, pieces: int, wait: float = 0.0) -> None:
        self.piece, self.pieces, self.wait, self.sent = piece, pieces, wait, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.pieces):
            await asyncio.sleep(self.wait)
            self.sent += 1
            yield self.piece


def test_an_endless_answer_byte_by_byte_is_abandoned() -> None:
    body = TrickledBody(b" ", 10**9, wait=1.0)

    async def request_seconds() -> float:
        http = http_of(lambda _: httpx.Response(200, stream=body), largest=10**9)
        with pytest.raises(Unavailable, match="stalled in the answer"):
            await http.get("/a")
        return asyncio.get_running_loop().time()

    assert in_virtual_time(request_seconds()) == pytest.approx(BODY_SECONDS, abs=1.0)


def test_an_endless_body_is_read_only_up_to_the_limit() -> None:
    body = TrickledBody(b"[" * 1_000, 10**9)
    with pytest.raises(BadAnswer, match="more than 10000 bytes"):
        fetch_one(lambda _: httpx.Response(200, stream=body))
    assert body.sent <= 11


def test_a_small_compressed_body_with_much_content_takes_little_memory() -> None:
    compressed = gzip.compress(b" " * (64 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(BadAnswer, match="more than"):
        fetch_one(compressed_answer(compressed))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def compressed_answer(compressed: bytes, encoding: str = "gzip") -> Answer:
    """Return a function that answers with a compressed body."""
    headers = {"content-encoding": encoding}
    return lambda _: httpx.Response(200, stream=TrickledBody(compressed, 1), headers=headers)


def test_a_compressed_body_is_read_unless_truncated_or_in_another_encoding() -> None:
    compressed = gzip.compress(b'{"a": 1}')
    assert fetch_one(compressed_answer(compressed)).value == {"a": 1}
    for body, encoding in ((compressed[:-9], "gzip"), (compressed, "br"), (b"{}", "gzip")):
        with pytest.raises(Unavailable, match="half an answer"):
            fetch_one(compressed_answer(body, encoding))


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_address_is_not_followed(code: int) -> None:
    requests_made: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests_made.append(request.url.host)
        return httpx.Response(code, headers={"location": "https://elsewhere.invalid/"})

    with pytest.raises(BadAnswer, match=f"status {code}"):
        fetch_one(answer)
    assert requests_made == ["feeds.invalid"]
