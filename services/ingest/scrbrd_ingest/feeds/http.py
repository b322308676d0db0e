"""Asks a provider over HTTP: time limits, a limit of size, conditional requests, and every failure
as one of the errors of `ports`. Messages name provider and path; addresses, queries and keys never
appear in them, as these are configuration.
"""

from __future__ import annotations

import asyncio
import json
import logging
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from scrbrd_ingest.policy.backoff import LONGEST_RETRY_AFTER
from scrbrd_ingest.ports import BadAnswer, RateLimited, Unavailable

READ_SECONDS = 10.0
BODY_SECONDS = 20.0
"""The longest that a body may take: one that comes byte by byte never stalls."""

LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of a body; the whole timeline of a Test match is about 4 MB."""

MOST_KEPT = 512
"""Answers kept for conditional requests; an innings of 200 overs, each an answer, fits."""

MOST_KEPT_BYTES = 32 * 1024 * 1024
"""Bytes of all answers that are kept, as they came; read they take about seven times as much."""

LONGEST_UNCHANGED = timedelta(seconds=60)
"""How long a provider is believed that an answer did not change: some never change their marks."""

LARGEST_KEPT = 1024 * 1024
"""Bytes of an answer that is still kept."""

LARGE_ANSWER = 512 * 1024
"""Bytes of a body from which on it is read beside the loop, on which all matches of a process wait:
those of a Test match take a quarter of a second."""

LONGEST_TYPE = 60
"""Characters of an answer's content type that a message shows."""

LATIN = {"iso-8859-1": "latin-1", "latin1": "latin-1", "windows-1252": "cp1252"}
"""Charsets of old servers by our names of them. JSON is UTF-8 where none is named."""

PACKING = "gzip"
ACCEPTED = {"accept": "application/json", "accept-encoding": PACKING}

Clock = Callable[[], datetime]
ValueT = TypeVar("ValueT")


def create_client(
    transport: httpx.AsyncBaseTransport | None = None,
    base_url: str = "",
    seconds: float = READ_SECONDS,
) -> httpx.AsyncClient:
    """Return the client of a provider's connector; whoever makes it closes it.

    `seconds` bound connecting, sending, and each wait for more of an answer. The library's own line
    of log for each request holds the query, and so some providers' keys: it is turned off.
    """
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.AsyncClient(
        base_url=base_url, timeout=seconds, follow_redirects=False, transport=transport
    )


@dataclass(frozen=True)
class Fetched:
    """An answer's JSON, when it came, and whether it is the one that was had before (304)."""

    value: Any
    received_at: datetime
    is_unchanged: bool = False


@dataclass(frozen=True)
class Kept:
    """An answer that can be asked for again under the condition that it changed; `received_at` is
    when it came in full, `size` the bytes of its body."""

    validators: Mapping[str, str]
    value: Any
    received_at: datetime
    size: int


@dataclass
class FeedHttp:
    """One provider's address, and the client that requests to it are made by.

    `headers` and `query` go with every request (keys among them).
    """

    provider: str
    base_url: str
    client: httpx.AsyncClient
    clock: Clock
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    largest: int = LARGEST_ANSWER
    body_seconds: float = BODY_SECONDS
    kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Let the client keep no cookies: they pile up, and not every one can be sent again."""
        self.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))

    async def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> Fetched:
        """Return the JSON at a path. Raises RateLimited, Unavailable or BadAnswer.

        `read` returns what is wanted of the JSON, and raises BadAnswer where it is not what was
        asked for: such an answer is not kept, so that the next request has no conditions. It is
        called in another thread for a large answer (LARGE_ANSWER).
        """
        name = f"{path}?{sorted((query or {}).items())}"
        known = self.kept.get(name)
        if known is not None and self.clock() - known.received_at > LONGEST_UNCHANGED:
            known = None
        conditions = dict(known.validators) if known else {}
        response = await self._send("GET", path, query, {**(headers or {}), **conditions})
        async with aclosing(response):
            found = await self._found(path, response, known)
        self.kept.pop(name, None)
        value = found.value if read is None else await beside(found.size, read, found.value)
        self._keep(name, found)
        return Fetched(value, self.clock(), is_unchanged=found is known)

    async def post(self, path: str, body: Any) -> Fetched:
        """Return the JSON that a POST of JSON is answered with. Raises as `get` does."""
        response = await self._send("POST", path, None, {}, body)
        async with aclosing(response):
            found = await self._found(path, response)
        return Fetched(found.value, self.clock())

    async def _found(self, path: str, response: httpx.Response, known: Kept | None = None) -> Kept:
        """Return what an answer holds: what is known where it did not change (304)."""
        if known is not None and response.status_code == HTTPStatus.NOT_MODIFIED:
            await drain(response)
            return known
        self._check_status(path, response)
        body = await self._body_of(path, response)
        validators = validators_of(response) if len(body) <= LARGEST_KEPT else {}
        value = await beside(len(body), self._json_of, path, body, response)
        return Kept(validators, value, self.clock(), len(body))

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str],
        body: Any = None,
    ) -> httpx.Response:
        """Return the head of an answer; whoever gets it closes it."""
        try:
            request = self.client.build_request(
                method,
                f"{self.base_url.rstrip('/')}/{path.lstrip('/')}",
                params={**self.query, **(query or {})},
                headers={**ACCEPTED, **self.headers, **headers},
                json=body,
            )
            return await self._opened(request)
        except httpx.InvalidURL:
            raise BadAnswer(f"{self._named(path)}: no valid address; check the settings") from None
        except UnicodeEncodeError:
            text = f"{self._named(path)}: key or header is no ASCII; check the settings"
            raise BadAnswer(text) from None
        except httpx.TimeoutException:
            raise Unavailable(f"{self._named(path)}: no answer in time; ask later") from None
        except httpx.HTTPError as error:
            raise Unavailable(
                f"{self._named(path)}: not reached ({kinds_of(error)}); ask later"
            ) from None

    async def _opened(self, request: httpx.Request) -> httpx.Response:
        """Send a request; once more where a connection kept open was closed by the other side."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(httpx.RemoteProtocolError),
            stop=stop_after_attempt(2),
            reraise=True,
        )
        return await attempts(self.client.send, request, stream=True)

    async def _body_of(self, path: str, response: httpx.Response) -> bytes:
        found = bytearray()
        try:
            async with asyncio.timeout(self.body_seconds):
                async for chunk in unpacked(response, self.largest):
                    found += chunk
                    if len(found) > self.largest:
                        limit = f"more than {self.largest} bytes"
                        text = f"{self._named(path)}: {limit}; raise the limit if that is so"
                        raise BadAnswer(text)
        except (httpx.TimeoutException, TimeoutError):
            raise Unavailable(f"{self._named(path)}: stalled in the answer; ask later") from None
        except (httpx.HTTPError, httpx.StreamError, zlib.error) as error:
            why = type(error).__name__
            raise Unavailable(f"{self._named(path)}: half an answer ({why}); ask later") from None
        return bytes(found)

    def _json_of(self, path: str, body: bytes, response: httpx.Response) -> Any:
        encoding = LATIN.get((response.charset_encoding or "").lower())
        try:
            return json.loads(body if encoding is None else body.decode(encoding))
        except (ValueError, RecursionError):
            kind = response.headers.get("content-type", "no type")[:LONGEST_TYPE]
            text = f"no whole JSON ({len(body)} bytes, {kind!r}); ask later"
            raise Unavailable(f"{self._named(path)}: {text}") from None

    def _check_status(self, path: str, response: httpx.Response) -> None:
        status = response.status_code
        text = f"{self._named(path)}: status {status}"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            said_at = date_of(response) or self.clock()
            wait = retry_after(response.headers.get("retry-after"), said_at)
            raise RateLimited(f"{text}; ask less often", wait)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise KeyRefused(f"{text}; the key is refused, check the provider's settings")
        if status == HTTPStatus.NOT_FOUND:
            raise NotThere(f"{text}; check the provider's id of the match")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            raise Unavailable(f"{text}; ask later")
        if status != HTTPStatus.OK:
            raise BadAnswer(f"{text} is none that this feed is known to give; check its address")

    def _keep(self, name: str, found: Kept) -> None:
        """Remember an answer that has a mark to ask by, and forget the oldest ones."""
        if found.validators:
            self.kept[name] = found
        size = sum(each.size for each in self.kept.values())
        while len(self.kept) > MOST_KEPT or size > MOST_KEPT_BYTES:
            size -= self.kept.popitem(last=False)[1].size

    def _named(self, path: str) -> str:
        return f"{self.provider}, {path}"


def kinds_of(error: BaseException) -> str:
    """Return the class of an error, and that of what lies under it: whether a certificate is not
    valid, a name is not known or nobody listens. Never a message: it may hold the address."""
    cause = error
    while (below := cause.__cause__ or cause.__context__) is not None:
        cause = below
    names = dict.fromkeys((type(error).__name__, type(cause).__name__))
    return ": ".join(names)


def validators_of(response: httpx.Response) -> dict[str, str]:
    """Return the headers that ask whether an answer has changed, of the marks that it has."""
    marks = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    told = {ask: response.headers.get(tell, "") for tell, ask in marks.items()}
    return {ask: mark for ask, mark in told.items() if is_sendable(mark)}


def date_of(response: httpx.Response) -> datetime | None:
    """Return when an answer was given, by the provider's own clock; None where it does not say.
    Against that a date in it counts, for the provider's clock may be ahead of ours."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return None if moment.tzinfo is None else moment


def is_sendable(text: str) -> bool:
    """Return whether a text can be the value of a header."""
    return bool(text.strip()) and text.isascii() and text.isprintable()


async def beside(size: int, read: Callable[..., ValueT], *args: Any) -> ValueT:
    """Return what is read of an answer of so many bytes; see LARGE_ANSWER."""
    return await asyncio.to_thread(read, *args) if size >= LARGE_ANSWER else read(*args)


async def drain(response: httpx.Response) -> None:
    """Read to the end of an answer without a body: its connection is used again then."""
    with suppress(httpx.HTTPError, httpx.StreamError):
        async for _ in response.aiter_raw():
            return


async def unpacked(response: httpx.Response, largest: int) -> AsyncIterator[bytes]:
    """Yield a body, unpacked in pieces of little more than `largest` bytes: a few packed bytes may
    be thousands of times as many. Raises zlib.error where it is not packed as it says, or cut."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity"):
        async for chunk in response.aiter_bytes():
            yield chunk
        return
    if packing != PACKING:
        raise zlib.error(f"{packing} was not asked for")
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    async for chunk in response.aiter_raw():
        left = chunk
        while left:
            yield unpacker.decompress(left, largest + 1)
            left = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise zlib.error("the end is missing")


class KeyRefused(BadAnswer):
    """401 or 403: a key or token that is wrong or has run out."""


class NotThere(BadAnswer):
    """404."""


def retry_after(text: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After means, given as seconds or as an HTTP date.

    None where there is none or it cannot be read; never less than 0 nor more than an hour
    (LONGEST_RETRY_AFTER).
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
