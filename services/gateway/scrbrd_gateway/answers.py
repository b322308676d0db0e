"""Makes responses of encoded bodies: a strong ETag, 304, how long they may be kept, gzip."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.problems import MEDIA_TYPE, Problem

LEAST_COMPRESSED = 500
"""Bytes; a shorter body fits a packet anyway."""

AS_IT_SAYS = {"X-Content-Type-Options": "nosniff"}
"""No browser takes a body for a page because of what is in it."""

ZIPPED = "-gzip"
"""Behind the version, in the ETag of a compressed body: it is another sequence of bytes."""


class Lasting(Enum):
    """How long an answer may be used again, by whom it may be, as `Cache-Control` has it."""

    LIVE = "public, max-age=1, stale-while-revalidate=5"
    LISTED = "public, max-age=15, stale-while-revalidate=60"
    OVER = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, of JSON mostly, its version, which changes with it, and how long it lasts."""

    body: bytes
    version: str
    lasting: Lasting
    media_type: str = "application/json"

    @staticmethod
    def of(value: object, lasting: Lasting) -> Answer:
        """Return an answer whose version is a digest of its body."""
        body = encode(value)
        return Answer(body, digest(body), lasting)


def digest(body: bytes) -> str:
    """Return a short text that changes with a body."""
    return blake2b(body, digest_size=12).hexdigest()


def respond(
    request: Request,
    answer: Answer,
    status: int = 200,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return the response: 304 without a body where the caller has this version.

    `more` are headers that go before those that every answer has.
    """
    is_zipped = len(answer.body) >= LEAST_COMPRESSED and takes_gzip(request)
    headers = {
        "ETag": etag(answer.version, is_zipped=is_zipped),
        "Cache-Control": answer.lasting.value,
        "Vary": "Accept-Encoding",
        **AS_IT_SAYS,
        **more,
    }
    if has(request.headers.get("if-none-match", ""), answer.version):
        return Response(status_code=304, headers=headers)
    body = answer.body
    if is_zipped:
        body, headers["Content-Encoding"] = zipped(body), "gzip"
    return Response(body, status, headers, answer.media_type)


def problem_response(request: HTTPConnection, problem: Problem) -> Response:
    """Return a problem document; it is not to be kept."""
    return Response(
        problem.encoded(request.url.path),
        problem.status,
        {"Cache-Control": "no-store", **AS_IT_SAYS, **problem.headers},
        MEDIA_TYPE,
    )


def etag(version: str, *, is_zipped: bool) -> str:
    """Return the strong validator of a version."""
    return f'"{version}{ZIPPED if is_zipped else ""}"'


def has(if_none_match: str, version: str) -> bool:
    """Return whether a list of validators names a version, compressed or not, or any."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    ours = {etag(version, is_zipped=True), etag(version, is_zipped=False), "*"}
    return bool(given & ours)


def takes_gzip(request: Request) -> bool:
    """Return whether the caller takes a body compressed by gzip."""
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, parameter = each.partition(";")
        if name.strip() == "gzip":
            return parameter.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


@lru_cache(maxsize=256)
def zipped(body: bytes) -> bytes:
    """Return a body compressed; the same bytes for the same body, and once for all who ask."""
    return gzip.compress(body, compresslevel=6, mtime=0)
