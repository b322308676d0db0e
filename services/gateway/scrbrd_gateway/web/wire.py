"""Writes complete answers to requests that cannot be parsed, and so never reach the application."""

from __future__ import annotations

from email.utils import formatdate
from typing import Final

from scrbrd_gateway.answers import NOSNIFF
from scrbrd_gateway.problems import MEDIA_TYPE, Problem, phrase_of

LONGEST_SHOWN: Final = 200
"""Greatest number of characters of a path that an answer repeats."""


def refusal(problem: Problem, target: str) -> bytes:
    """Return a complete answer with a problem document, after which the connection is closed.

    `target` is the target of the request as far as it could be read; its query is left out.
    """
    body = problem.encoded(path_of(target))
    lines = [f"HTTP/1.1 {problem.status} {phrase_of(problem.status)}"]
    lines += [f"{name}: {value}" for name, value in headers_of(problem, body).items()]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def headers_of(problem: Problem, body: bytes) -> dict[str, str]:
    """Return the headers of an answer after which the connection is closed."""
    return {
        "Date": formatdate(usegmt=True),
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
        "Cache-Control": "no-store",
        **NOSNIFF,
        **problem.headers,
    }


def path_of(target: str) -> str:
    """Return the path of a request's target without the query, which may hold a token."""
    return target.partition("?")[0][:LONGEST_SHOWN] or "/"
