"""Builds HTTP responses of JSON: with an ETag, or failing in a given way."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from devtools.feeds.clock import START
from scrbrd.domain.json_types import Json


def conditional_response(request: Request, body: bytes) -> Response:
    """Return a response with an ETag, or 304 if the request already has that ETag."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    return Response(body, media_type="application/json", headers={"etag": tag})


async def failing_response(failure: Json, body: bytes, slow_seconds: float) -> Response:
    """Return a response with the kind of failure that `failure` names; see `AnswerFaults`."""
    kind = str(failure["kind"])
    if kind == "slow":
        await asyncio.sleep(float(failure.get("seconds", slow_seconds)))
        return Response(body, media_type="application/json")
    if kind == "cut":
        return Response(body[: len(body) // 2], media_type="application/json")
    if kind in ("half", "reset"):
        part = body[: len(body) // 2] if kind == "half" else b""
        headers = {"content-length": str(len(body))}
        return StreamingResponse(
            interrupted_body(part), headers=headers, media_type="application/json"
        )
    if kind == "429_date":
        moment = datetime.now(START.tzinfo) + timedelta(seconds=float(failure["retry_after"]))
        return Response(
            status_code=429, headers={"retry-after": format_datetime(moment, usegmt=True)}
        )
    headers = {"retry-after": str(failure["retry_after"])} if "retry_after" in failure else {}
    return Response(status_code=int(kind), headers=headers)


class BrokenOff(Exception):
    """Aborts a response, so that the server closes the connection."""


async def interrupted_body(part: bytes) -> Any:
    """Yield a part of a body, then raise BrokenOff."""
    yield part
    raise BrokenOff
