"""Sends requests to a provider over HTTP, with time and size limits and conditional requests.

Every failure is raised as one of the errors of `ports`. Messages name provider and path; addresses,
queries and keys never appear in them, because they are configuration.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from scrbrd_ingest.feeds.unpacking import ENCODING, NotUnpacked, TooLarge, limited_chunks
from scrbrd_ingest.policy.backoff import LONGEST_RETRY_AFTER
from scrbrd_ingest.ports import BadAnswer, RateLimited, Unavailable

READ_SECONDS = 10.0
BODY_SECONDS = 20.0
"""Time limit for a whole body, because one that arrives byte by byte never stalls."""

LARGEST_ANSWER = 16 * 1024 * 1024
"""Maximum size of a body in bytes; the whole timeline of a Test match has about 4 MB."""

MOST_CACHED = 512
"""Answers cached for conditional requests: an innings of 200 overs, with one answer each, fits."""

MOST_CACHED_BYTES = 32 * 1024 * 1024
"""Total size of all cached answers, as received; parsed they take about seven times as much."""

LONGEST_UNCHANGED = timedelta(seconds=60)
"""How long a 304 answer is accepted: some providers never change their validators."""

LARGEST_CACHED = 1024 * 1024
"""Maximum size in bytes of an answer that is cached."""

LARGE_ANSWER = 512 * 1024
"""Body size in bytes from which an answer is parsed in a thread instead of on the event loop, where
all matches of a process wait: the body of a Test match takes a quarter of a second."""

MOST_LARGE = 4
"""Large answers of one provider that are held at a time; the others wait with the rest of theirs.
Each takes up to a few hundred megabytes while it is parsed."""

MOST_VALUES = 1_000_000
"""Maximum number of commas and opening brackets in a body, about that of its values; a Test match
has 300,000. Sixteen megabytes of empty lists would take seconds and half a gigabyte to parse."""

LONGEST_TYPE = 60
"""Number of characters of an answer's content type shown in a message."""

LATIN = {"iso-8859-1": "latin-1", "latin1": "latin-1", "windows-1252": "cp1252"}
"""Python names of charsets used by old servers. JSON without a charset is UTF-8."""

ACCEPTED = {"accept": "application/json", "accept-encoding": ENCODING}

Clock = Callable[[], datetime]
ValueT = TypeVar("ValueT")


def create_client(
    transport: httpx.AsyncBaseTransport | None = None,
    base_url: str = "",
    seconds: float = READ_SECONDS,
) -> httpx.AsyncClient:
    """Return the HTTP client of a provider's connector; the caller has to close it.

    `seconds` limits connecting, sending, and each wait for more of an answer. The library's own log
    line per request is turned off, because it holds the query, and with it some providers' keys.
    """
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        base_url=base_url, timeout=seconds, follow_redirects=False, transport=transport
    )


@dataclass(frozen=True)
class Fetched:
    """An answer's JSON, when it arrived, and whether it is unchanged (304)."""

    value: Any
    received_at: datetime
    is_unchanged: bool = False


@dataclass(frozen=True)
class CachedAnswer:
    """An answer that can be requested again on condition that it changed. `received_at` is when it
    arrived in full, `size` the bytes of its body."""

    validators: Mapping[str, str]
    value: Any
    received_at: datetime
    size: int


@dataclass
class FeedHttp:
    """One provider's address, and the client that sends requests to it.

    `headers` and `query` are sent with every request (they include keys).
    """

    provider: str
    base_url: str
    client: httpx.AsyncClient
    clock: Clock
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    largest: int = LARGEST_ANSWER
    body_seconds: float = BODY_SECONDS
    cache: OrderedDict[str, CachedAnswer] = field(default_factory=OrderedDict)
    large_answers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_LARGE))

    def __post_init__(self) -> None:
        """Disable cookies: they accumulate, and not every one can be sent again."""
        self.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))

    async def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> Fetched:
        """Return the JSON at a path. Raises RateLimited, Unavailable or BadAnswer.

        `read` extracts what is needed from the JSON, and raises BadAnswer if it is not what was
        requested: such an answer is not cached, so that the next request is unconditional. For a
        large answer (LARGE_ANSWER) it is called in another thread.
        """
        name = f"{path}?{sorted((query or {}).items())}"
        cached = self.cache.get(name)
        if cached is not None and self.clock() - cached.received_at > LONGEST_UNCHANGED:
            cached = None
        conditions = dict(cached.validators) if cached else {}
        response = await self._send("GET", path, query, {**(headers or {}), **conditions})
        async with aclosing(response):
            answer = await self._read_answer(path, response, cached)
        self.cache.pop(name, None)
        value = (
            answer.value
            if read is None
            else await read_off_loop_if_large(answer.size, read, answer.value)
        )
        self._cache_answer(name, answer)
        return Fetched(value, self.clock(), is_unchanged=answer is cached)

    async def post(self, path: str, body: Any) -> Fetched:
        """Return the JSON answer to a POST of JSON. Raises as `get` does."""
        response = await self._send("POST", path, None, {}, body)
        async with aclosing(response):
            answer = await self._read_answer(path, response)
        return Fetched(answer.value, self.clock())

    async def _read_answer(
        self, path: str, response: httpx.Response, cached: CachedAnswer | None = None
    ) -> CachedAnswer:
        """Return the content of an answer; if it did not change (304), the cached one."""
        if cached is not None and response.status_code == HTTPStatus.NOT_MODIFIED:
            await drain(response)
            return cached
        self._check_status(path, response)
        async with AsyncExitStack() as stack:
            body = await self._body_of(path, response, stack)
            validators = validators_of(response) if len(body) <= LARGEST_CACHED else {}
            value = await read_off_loop_if_large(len(body), self._json_of, path, body, response)
            return CachedAnswer(validators, value, self.clock(), len(body))

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str],
        body: Any = None,
    ) -> httpx.Response:
        """Send a request and return the head of the answer; the caller has to close it."""
        try:
            request = self.client.build_request(
                method,
                f"{self.base_url.rstrip('/')}/{path.lstrip('/')}",
                params={**self.query, **(query or {})},
                headers={**ACCEPTED, **self.headers, **headers},
                json=body,
            )
            return await self._open(request)
        except httpx.InvalidURL:
            raise BadAnswer(f"{self._label(path)}: no valid address; check the settings") from None
        except UnicodeEncodeError:
            text = f"{self._label(path)}: key or header is not ASCII; check the settings"
            raise BadAnswer(text) from None
        except httpx.TimeoutException:
            raise Unavailable(f"{self._label(path)}: no answer in time; ask later") from None
        except httpx.HTTPError as error:
            raise Unavailable(
                f"{self._label(path)}: not reached ({error_classes(error)}); ask later"
            ) from None

    async def _open(self, request: httpx.Request) -> httpx.Response:
        """Send a request; retry once if the other side closed a connection that was kept open."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(httpx.RemoteProtocolError),
            stop=stop_after_attempt(2),
            reraise=True,
        )
        return await attempts(self.client.send, request, stream=True)

    async def _body_of(self, path: str, response: httpx.Response, stack: AsyncExitStack) -> bytes:
        """Return a body. Once it is large, `stack` holds one of the places for large answers."""
        body, is_large = bytearray(), False
        try:
            async with asyncio.timeout(self.body_seconds):
                async for chunk in limited_chunks(response, self.largest):
                    body += chunk
                    if not is_large and len(body) > LARGE_ANSWER:
                        is_large = True
                        await stack.enter_async_context(self.large_answers)
        except TooLarge as error:
            text = f"{self._label(path)}: {error}; raise the limit if that is so"
            raise BadAnswer(text) from None
        except (httpx.TimeoutException, TimeoutError):
            raise Unavailable(f"{self._label(path)}: stalled in the answer; ask later") from None
        except (httpx.HTTPError, httpx.StreamError, NotUnpacked) as error:
            why = str(error) if isinstance(error, NotUnpacked) else type(error).__name__
            raise Unavailable(f"{self._label(path)}: half an answer ({why}); ask later") from None
        return bytes(body)

    def _json_of(self, path: str, body: bytes, response: httpx.Response) -> Any:
        if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
            raise BadAnswer(
                f"{self._label(path)}: more than {MOST_VALUES} values; check its address"
            )
        encoding = LATIN.get((response.charset_encoding or "").lower())
        hook = let_others_run if len(body) >= LARGE_ANSWER else None
        try:
            text = body if encoding is None else body.decode(encoding)
            return json.loads(text, object_hook=hook)
        except (ValueError, RecursionError):
            kind = response.headers.get("content-type", "no type")[:LONGEST_TYPE]
            text = f"no whole JSON ({len(body)} bytes, {kind!r}); ask later"
            raise Unavailable(f"{self._label(path)}: {text}") from None

    def _check_status(self, path: str, response: httpx.Response) -> None:
        status = response.status_code
        text = f"{self._label(path)}: status {status}"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimited(f"{text}; ask less often", self._retry_after(response))
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KeyRefused(f"{text}; the key is refused, check the provider's settings")
        if status == HTTPStatus.NOT_FOUND:
            raise NotThere(f"{text}; check the provider's id of the match")
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise Unavailable(f"{text}; ask later", self._retry_after(response))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            raise Unavailable(f"{text}; ask later")
        if status != HTTPStatus.OK:
            raise BadAnswer(f"{text} is not one that this feed is known to send; check its address")

    def _retry_after(self, response: httpx.Response) -> float | None:
        said_at = answer_date(response) or self.clock()
        return retry_after(response.headers.get("retry-after"), said_at)

    def _cache_answer(self, name: str, answer: CachedAnswer) -> None:
        """Cache an answer that has validators, and drop the oldest ones beyond the limits."""
        if answer.validators:
            self.cache[name] = answer
        size = sum(each.size for each in self.cache.values())
        while len(self.cache) > MOST_CACHED or size > MOST_CACHED_BYTES:
            size -= self.cache.popitem(last=False)[1].size

    def _label(self, path: str) -> str:
        return f"{self.provider}, {path}"


def error_classes(error: BaseException) -> str:
    """Return the class names of an error and of its root cause, which show an invalid certificate,
    an unknown name or a refused connection. Never a message, which may hold the address."""
    cause = error
    while (below := cause.__cause__ or cause.__context__) is not None:
        cause = below
    names = dict.fromkeys((type(error).__name__, type(cause).__name__))
    return ": ".join(names)


def validators_of(response: httpx.Response) -> dict[str, str]:
    """Return the conditional request headers for the validators of an answer."""
    marks = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    marks_found = {
        request_header: response.headers.get(response_header, "")
        for response_header, request_header in marks.items()
    }
    return {
        request_header: mark
        for request_header, mark in marks_found.items()
        if is_header_value(mark)
    }


def answer_date(response: httpx.Response) -> datetime | None:
    """Return when an answer was sent, by the provider's own clock; None if it does not say. A date
    in the answer is compared with it, because the provider's clock may be ahead of ours."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return None if moment.tzinfo is None else moment


def is_header_value(text: str) -> bool:
    """Return True if a text can be the value of a header."""
    return bool(text.strip()) and text.isascii() and text.isprintable()


async def read_off_loop_if_large(size: int, read: Callable[..., ValueT], *args: Any) -> ValueT:
    """Return `read(*args)`, called in a thread if the answer's `size` in bytes is at least
    LARGE_ANSWER."""
    return await asyncio.to_thread(read, *args) if size >= LARGE_ANSWER else read(*args)


def let_others_run(value: dict[str, Any]) -> dict[str, Any]:
    """Return a parsed object. A call of Python code is what lets other threads, and with them the
    event loop, run during parsing."""
    return value


async def drain(response: httpx.Response) -> None:
    """Read an answer without a body to its end, so that its connection can be reused."""
    with suppress(httpx.HTTPError, httpx.StreamError):
        async for _ in response.aiter_raw():
            return


class KeyRefused(BadAnswer):
    """Status 401 or 403: the key or token is wrong or has expired."""


class NotThere(BadAnswer):
    """Status 404."""


def retry_after(text: str | None, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, given as seconds or as an HTTP date.

    None if it is missing or unreadable; at least 0 and at most an hour (LONGEST_RETRY_AFTER).
    """
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
            seconds = (moment - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    if seconds != seconds:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
