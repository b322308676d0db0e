"""Builds HTTP responses from encoded bodies: strong ETags, 304, cache lifetimes, compression."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import quote

import brotli
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.problems import MEDIA_TYPE, Problem
from scrbrd_gateway.weighted import WeightedMap

WEIGHT = re.compile(r"[01](\.[0-9]{0,3})?")
"""The syntax of a weight in RFC 9110, 12.4.2."""

LEAST_COMPRESSED = 500
"""The smallest body that is compressed, in bytes: a shorter one fits into one packet anyway."""

NOSNIFF = {"X-Content-Type-Options": "nosniff"}
"""Keeps browsers from guessing a media type from the content of a body."""

SAFE_IN_PATH = "/:@!$&'()*+,;=~"
"""Characters that may stand unescaped in a path, in addition to letters and digits (RFC 3986, 3.3).
"""

BROTLI_QUALITY = 5
"""Of 11 at most. At this quality the output is smaller than gzip's and takes about as long."""

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=BROTLI_QUALITY),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
"""The supported compressions, the one with the smallest output first."""

MOST_COMPRESSED, MOST_COMPRESSED_BYTES = 256, 16 * 1024 * 1024
"""The most compressed bodies that are cached, and the most bytes of them together."""

CODING_ALIASES = {"x-gzip": "gzip"}
"""Other names of a compression (RFC 9110, 8.4.1.3)."""


class CachePolicy(Enum):
    """How long, and by whom, an answer may be reused: the values of `Cache-Control`."""

    LIVE = "public, max-age=1, stale-while-revalidate=5"
    LISTED = "public, max-age=15, stale-while-revalidate=60"
    CORRECTABLE = "public, max-age=5, stale-while-revalidate=30"
    OVER = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True, slots=True)
class Answer:
    """An encoded body, usually JSON, with a version that changes with the body and its cache
    policy."""

    body: bytes
    version: str
    cache_policy: CachePolicy
    media_type: str = "application/json"

    @staticmethod
    def of(value: object, cache_policy: CachePolicy) -> Answer:
        """Encode a value as JSON and return an answer whose version is a digest of the body."""
        body = encode(value)
        return Answer(body, digest(body), cache_policy)


def digest(body: bytes) -> str:
    """Return a short digest of a body."""
    return blake2b(body, digest_size=12).hexdigest()


def respond(
    request: Request,
    answer: Answer,
    status: int = HTTPStatus.OK,
    extra_headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Return the response to a request: 304 without a body if the caller has this version.

    A condition counts only for an answer of 200 (RFC 9110, 13.2.1). `extra_headers` take precedence
    over the headers that every answer has.
    """
    coding = coding_for(joined_header(request, "accept-encoding"), len(answer.body))
    headers = {
        "ETag": etag(answer.version, coding),
        "Cache-Control": answer.cache_policy.value,
        "Vary": "Accept-Encoding",
        **NOSNIFF,
        **extra_headers,
    }
    if status == HTTPStatus.OK and matches_version(
        joined_header(request, "if-none-match"), answer.version
    ):
        return Response(status_code=304, headers=headers)
    body = answer.body
    if coding:
        body, headers["Content-Encoding"] = compress(body, coding), coding
    return Response(body, status, headers, answer.media_type)


def joined_header(request: HTTPConnection, name: str) -> str:
    """Return all values of a header, joined into one list, from one line or several."""
    return ",".join(request.headers.getlist(name))


def problem_response(request: HTTPConnection, problem: Problem) -> Response:
    """Return a response with a problem document, which must not be cached."""
    return Response(
        problem.encoded(quote(request.scope["path"], safe=SAFE_IN_PATH)),
        problem.status,
        {"Cache-Control": "no-store", **NOSNIFF, **problem.headers},
        MEDIA_TYPE,
    )


def etag(version: str, coding: str | None) -> str:
    """Return the strong validator of a version. A compressed body has a validator of its own,
    because its bytes differ."""
    return f'"{version}-{coding}"' if coding else f'"{version}"'


def matches_version(if_none_match: str, version: str) -> bool:
    """Return True if `If-None-Match` lists a version, compressed or not, or `*`."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    ours = {etag(version, coding) for coding in (None, *CODINGS)}
    return bool(given & (ours | {"*"}))


def coding_for(accepted: str, size: int) -> str | None:
    """Return the compression for a body of `size` bytes and an `Accept-Encoding`; None for no
    compression.

    Of two compressions with equal weights, choose the one with the smaller output. Choose none if
    the caller prefers the uncompressed body (`identity`).
    """
    if size < LEAST_COMPRESSED:
        return None
    stated = weights_of(accepted)
    weights = {coding: stated.get(coding, stated.get("*", 0.0)) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: weights[coding])
    is_accepted = weights[best] > 0 and weights[best] >= stated.get("identity", 0.0)
    return best if is_accepted else None


def weights_of(accepted: str) -> dict[str, float]:
    """Return the weight (0 to 1) of each coding in an `Accept-Encoding`. An unreadable weight is
    0."""
    weights = {}
    for each in accepted.lower().split(","):
        name, _, parameter = each.partition(";")
        weight = "".join(parameter.split()).removeprefix("q=") or "1"
        coding = CODING_ALIASES.get(name.strip(), name.strip())
        weights[coding] = float(weight) if WEIGHT.fullmatch(weight) else 0.0
    return weights


COMPRESSED: WeightedMap[tuple[bytes, str], bytes] = WeightedMap(len)
"""Compressed bodies, by the digest of the body and the coding."""


def compress(body: bytes, coding: str) -> bytes:
    """Return a compressed body. The result is cached, so equal bodies are compressed once."""
    key = blake2b(body).digest(), coding
    compressed = COMPRESSED.get(key)
    if compressed is None:
        compressed = CODINGS[coding](body)
        COMPRESSED.put(key, compressed)
        COMPRESSED.shrink(MOST_COMPRESSED, MOST_COMPRESSED_BYTES)
    else:
        COMPRESSED.touch(key)
    return compressed
