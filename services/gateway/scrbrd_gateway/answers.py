"""Makes responses of encoded bodies: a strong ETag, 304, how long they may be kept, compression."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from hashlib import blake2b
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import quote

import brotli
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.problems import MEDIA_TYPE, Problem

WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")
"""A weight as RFC 9110 writes it, 12.4.2."""

LEAST_COMPRESSED = 500
"""Bytes; a shorter body fits a packet anyway."""

AS_IT_SAYS = {"X-Content-Type-Options": "nosniff"}
"""No browser takes a body for a page because of what is in it."""

UNQUOTED = "/:@!$&'()*+,;=~"
"""What a path of an address holds as it is, beside letters and digits (RFC 3986, 3.3)."""

BROTLI_QUALITY = 5
"""Of 11: it leaves less than gzip does, in about its time."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=BROTLI_QUALITY),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""The compressions there are, the one that leaves least first."""

SAME = {"x-gzip": "gzip"}
"""Another name of a compression, RFC 9110, 8.4.1.3."""


class Lasting(Enum):
    """How long an answer may be used again, by whom it may be, as `Cache-Control` has it."""

    LIVE = "public, max-age=1, stale-while-revalidate=5"
    LISTED = "public, max-age=15, stale-while-revalidate=60"
    MENDABLE = "public, max-age=5, stale-while-revalidate=30"
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
    status: int = HTTPStatus.OK,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return the response: 304 without a body where the caller has this version.

    A condition counts only for an answer of 200 (RFC 9110, 13.2.1). `more` are headers that go
    before those that every answer has.
    """
    coding = coding_for(every(request, "accept-encoding"), len(answer.body))
    headers = {
        "ETag": etag(answer.version, coding),
        "Cache-Control": answer.lasting.value,
        "Vary": "Accept-Encoding",
        **AS_IT_SAYS,
        **more,
    }
    if status == HTTPStatus.OK and has(every(request, "if-none-match"), answer.version):
        return Response(status_code=304, headers=headers)
    body = answer.body
    if coding:
        body, headers["Content-Encoding"] = compressed(body, coding), coding
    return Response(body, status, headers, answer.media_type)


def every(request: HTTPConnection, name: str) -> str:
    """Return the list that a header holds, be it in one line or in several."""
    return ",".join(request.headers.getlist(name))


def problem_response(request: HTTPConnection, problem: Problem) -> Response:
    """Return a problem document; it is not to be kept."""
    return Response(
        problem.encoded(quote(request.scope["path"], safe=UNQUOTED)),
        problem.status,
        {"Cache-Control": "no-store", **AS_IT_SAYS, **problem.headers},
        MEDIA_TYPE,
    )


def etag(version: str, coding: str | None) -> str:
    """Return the strong validator of a version; a compressed body is another sequence of bytes."""
    return f'"{version}-{coding}"' if coding else f'"{version}"'


def has(if_none_match: str, version: str) -> bool:
    """Return whether a list of validators names a version, compressed or not, or any."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    ours = {etag(version, coding) for coding in (None, *CODINGS)}
    return bool(given & (ours | {"*"}))


def coding_for(accepted: str, size: int) -> str | None:
    """Return how a body of so many bytes is compressed for an `Accept-Encoding`; None: not at all.

    Of two that the caller likes as well, the one that leaves less; none where a body as it is
    (`identity`) is liked better.
    """
    if size < LEAST_COMPRESSED:
        return None
    stated = weights_of(accepted)
    weights = {coding: stated.get(coding, stated.get("*", 0.0)) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: weights[coding])
    is_liked = weights[best] > 0 and weights[best] >= stated.get("identity", 0.0)
    return best if is_liked else None


def weights_of(accepted: str) -> dict[str, float]:
    """Return the weight, 0 to 1, of each coding of an `Accept-Encoding`; an unreadable one is 0."""
    weights = {}
    for each in accepted.lower().split(","):
        name, _, parameter = each.partition(";")
        weight = "".join(parameter.split()).removeprefix("q=") or "1"
        coding = SAME.get(name.strip(), name.strip())
        weights[coding] = float(weight) if WEIGHT.fullmatch(weight) else 0.0
    return weights


@lru_cache(maxsize=256)
def compressed(body: bytes, coding: str) -> bytes:
    """Return a body compressed; the same bytes for the same body, and once for all who ask."""
    return CODINGS[coding](body)
