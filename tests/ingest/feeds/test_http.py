"""HTTP requests: every failure is one of the defined errors, and no message shows a key."""

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


def status(code: int, **headers: str) -> Answer:
    """Answer with a status."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda request: httpx.Response(code, headers=named, request=request)


def test_the_json_of_an_answer_comes_with_the_time_it_came() -> None:
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
def test_a_status_is_an_error_that_names_provider_and_path_and_no_key(
    code: int, kind: type[ProviderError]
) -> None:
    with pytest.raises(kind) as caught:
        fetch_one(status(code))
    text = str(caught.value)
    assert "acme, /matches/1.json" in text
    assert KEY not in text
    assert "invalid" not in text


@pytest.mark.parametrize(
    ("given", "seconds"),
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
def test_a_wait_is_told_in_seconds_or_as_a_date(given: str, seconds: float | None) -> None:
    assert retry_after(given, NOW) == seconds


def test_a_429_has_its_wait_and_may_have_none() -> None:
    for headers, wait in (({"retry_after": "9"}, 9.0), ({}, None)):
        with pytest.raises(RateLimited) as caught:
            fetch_one(status(429, **headers))
        assert caught.value.retry_after == wait


@pytest.mark.parametrize("hour", ["09", "10", "11"])
def test_a_date_to_wait_for_is_held_against_the_clock_that_tells_it(hour: str) -> None:
    """The provider's, which may be an hour off ours."""
    headers = {"date": f"Thu, 09 Apr 2026 {hour}:00:00 GMT"}
    headers["retry_after"] = f"Thu, 09 Apr 2026 {hour}:00:40 GMT"
    with pytest.raises(RateLimited) as caught:
        fetch_one(status(429, **headers))
    assert caught.value.retry_after == 40.0


@pytest.mark.parametrize("date", ["", "now", "Thu, 09 Apr 2026 09:00:00 -0000"])
def test_an_answer_that_does_not_say_when_it_was_given_is_of_now(date: str) -> None:
    with pytest.raises(RateLimited) as caught:
        fetch_one(status(429, date=date, retry_after="Thu, 09 Apr 2026 10:00:40 GMT"))
    assert caught.value.retry_after == 40.0


def test_a_page_of_html_is_named_as_one() -> None:
    page = httpx.Response(200, html="<html><title>Sign in</title></html>")
    with pytest.raises(Unavailable, match=r"no whole JSON .*text/html"):
        fetch_one(lambda _: page)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("", "utf-8"), ("; charset=utf-8", "utf-8-sig"), ("; charset=ISO-8859-1", "latin-1")],
)
def test_names_are_read_by_the_charset_of_an_answer(charset: str, codec: str) -> None:
    body = '{"name": "José Åberg"}'.encode(codec)
    headers = {"content-type": f"application/json{charset}"}
    found = fetch_one(lambda _: httpx.Response(200, headers=headers, content=body))
    assert found.value == {"name": "José Åberg"}


@pytest.mark.parametrize("body", [b"", b'{"a": 1', b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_half_a_json_is_no_answer(body: bytes) -> None:
    with pytest.raises(Unavailable, match="no whole JSON"):
        fetch_one(lambda _: httpx.Response(200, content=body), largest=10**6)


def test_an_answer_beyond_the_limit_is_not_read() -> None:
    with pytest.raises(BadAnswer, match="more than 100 bytes"):
        fetch_one(lambda _: httpx.Response(200, content=b" " * 101), largest=100)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_who_is_not_reached_is_unavailable(error: type[httpx.TransportError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error(f"at {request.url}")

    with pytest.raises(Unavailable) as caught:
        fetch_one(answer)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None, "the cause shows the address"


def test_a_connection_that_was_closed_while_idle_is_tried_once_more() -> None:
    tries: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        if len(tries) == 1:
            raise httpx.RemoteProtocolError("closed")
        return httpx.Response(200, json=[])

    assert fetch_one(answer).value == []
    assert len(tries) == 2


def test_what_has_an_etag_is_asked_for_only_if_it_changed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("if-none-match") == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, json={"n": 1}, headers={"etag": '"1"'})

    async def twice() -> tuple[Fetched, Fetched, Fetched]:
        http = http_of(answer)
        return await http.get("/a"), await http.get("/a"), await http.get("/b")

    first, second, other = asyncio.run(twice())
    assert (first.is_unchanged, second.is_unchanged, other.is_unchanged) == (False, True, False)
    assert first.value == second.value == {"n": 1}


def test_who_says_for_ever_that_nothing_changed_is_asked_without_conditions_in_time() -> None:
    now = [NOW]
    document = {"n": 1}

    def answer(request: httpx.Request) -> httpx.Response:
        if "if-none-match" in request.headers:
            return httpx.Response(304)
        return httpx.Response(200, json=document, headers={"etag": '"always"'})

    async def requests_made() -> list[tuple[int, bool]]:
        http = http_of(answer)
        http.clock = lambda: now[0]
        found = []
        for _ in range(8):
            one = await http.get("/a")
            found.append((one.value["n"], one.is_unchanged))
            document["n"] += 1
            now[0] += LONGEST_UNCHANGED / 3
        return found

    assert asyncio.run(requests_made()) == [
        *[(1, False), (1, True), (1, True), (1, True)],
        *[(5, False), (5, True), (5, True), (5, True)],
    ]


def test_no_line_of_log_holds_a_key(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fetch_one(lambda _: httpx.Response(200, json={}))
    assert KEY not in caplog.text


def test_an_address_that_is_none_is_named_without_it() -> None:
    http = http_of(lambda _: httpx.Response(200, json={}))
    http.base_url = f"http://{KEY}:port"
    with pytest.raises(BadAnswer, match="no valid address") as caught:
        asyncio.run(http.get("/a"))
    assert KEY not in str(caught.value)


def test_of_a_long_reading_only_what_is_settled_is_kept_while_it_goes_on() -> None:
    now = [NOW]
    count = [0]

    async def fetch() -> Fetched:
        count[0] += 1
        return Fetched(count[0], now[0])

    async def read() -> list[int]:
        parts = PartsCache(lambda: now[0])
        found = []
        for is_cacheable in (True, True, False, False, True):
            part = await parts.get("1", "over", fetch, is_cacheable=is_cacheable)
            found.append(part.value)
        parts.replace_cached("1", "over", Fetched(99, NOW))
        found.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        now[0] += timedelta(seconds=301)  # nothing arrived meanwhile: the reading has ended
        found.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        for minute in range(4):
            now[0] += timedelta(minutes=minute + 1)
            await parts.get("1", f"other {minute}", fetch, is_cacheable=True)
        found.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        now[0] += timedelta(minutes=4)
        await parts.get("1", "another", fetch, is_cacheable=True)
        now[0] += timedelta(minutes=2)  # it continues, but the part is too old for one reading
        found.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        parts.forget("1")
        found.append((await parts.get("1", "over", fetch, is_cacheable=True)).value)
        return found

    assert asyncio.run(read()) == [1, 1, 2, 3, 1, 99, 4, 4, 10, 11]


@pytest.mark.parametrize("wait", [10, 120])
def test_a_match_of_many_parts_is_read_though_each_reading_is_cut_after_some(wait: int) -> None:
    now, requests_made = [NOW], [0]

    async def fetch() -> Fetched:
        requests_made[0] += 1
        if requests_made[0] % 50 == 0:
            raise RateLimited("slow down", wait)
        return Fetched(requests_made[0], now[0])

    async def read() -> int:
        """Return how many times it took to read 350 overs of a Test."""
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
    ("error", "tries"), [(Unavailable("down"), 3), (RateLimited("slow down"), 1)]
)
def test_one_answer_of_many_is_tried_again_unless_the_provider_asks_to_wait(
    error: ProviderError, tries: int
) -> None:
    requests_made: list[int] = []

    async def fetch() -> Fetched:
        requests_made.append(1)
        raise error

    with pytest.raises(type(error)):
        asyncio.run(fetch_with_retries(fetch))
    assert len(requests_made) == tries


class Trickle(httpx.AsyncByteStream):
    """A body that comes in some number of pieces, each after some seconds."""

    def __init__(self, piece: bytes, pieces: int, wait: float = 0.0) -> None:
        self.piece, self.pieces, self.wait, self.sent = piece, pieces, wait, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.pieces):
            await asyncio.sleep(self.wait)
            self.sent += 1
            yield self.piece


def test_an_answer_that_comes_byte_by_byte_without_end_is_given_up() -> None:
    body = Trickle(b" ", 10**9, wait=1.0)

    async def ask() -> float:
        http = http_of(lambda _: httpx.Response(200, stream=body), largest=10**9)
        with pytest.raises(Unavailable, match="stalled in the answer"):
            await http.get("/a")
        return asyncio.get_running_loop().time()

    assert in_virtual_time(ask()) == pytest.approx(BODY_SECONDS, abs=1.0)


def test_a_body_without_end_is_read_no_further_than_the_limit() -> None:
    body = Trickle(b"[" * 1_000, 10**9)
    with pytest.raises(BadAnswer, match="more than 10000 bytes"):
        fetch_one(lambda _: httpx.Response(200, stream=body))
    assert body.sent <= 11


def test_a_small_packed_body_that_unpacks_to_much_takes_little_memory() -> None:
    packed = gzip.compress(b" " * (64 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(BadAnswer, match="more than"):
        fetch_one(packed_answer(packed))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def packed_answer(packed: bytes, packing: str = "gzip") -> Answer:
    """Answer with a compressed body."""
    headers = {"content-encoding": packing}
    return lambda _: httpx.Response(200, stream=Trickle(packed, 1), headers=headers)


def test_a_packed_body_is_read_and_one_that_is_cut_or_packed_otherwise_is_none() -> None:
    packed = gzip.compress(b'{"a": 1}')
    assert fetch_one(packed_answer(packed)).value == {"a": 1}
    for body, packing in ((packed[:-9], "gzip"), (packed, "br"), (b"{}", "gzip")):
        with pytest.raises(Unavailable, match="half an answer"):
            fetch_one(packed_answer(body, packing))


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_address(code: int) -> None:
    requests_made: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests_made.append(request.url.host)
        return httpx.Response(code, headers={"location": "https://elsewhere.invalid/"})

    with pytest.raises(BadAnswer, match=f"status {code}"):
        fetch_one(answer)
    assert requests_made == ["feeds.invalid"]
