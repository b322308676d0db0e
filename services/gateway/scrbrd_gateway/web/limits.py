"""Limits the body of a request in bytes and seconds."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.problems import problem_of_status

WITHOUT_BODY: Final = "GET"
"""The method whose body is not read. An event stream listens for its client's disconnect, and would
meet a faulty body in the middle of the stream."""


class BodyLimits:
    """Answers 413 to a body that is too large and 408 to one that does not arrive in time."""

    def __init__(self, app: ASGIApp, most_bytes: int, seconds: float) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a limited body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._most_bytes:
            problem = problem_of_status(413, self._too_large(), {"Connection": "close"})
            await problem_response(Request(scope), problem)(scope, receive, send)
            return
        if scope["method"] != WITHOUT_BODY:
            receive = LimitedBody(receive, self._most_bytes, self._seconds)
        await self._app(scope, receive, send)

    def _too_large(self) -> str:
        return f"a body has at most {self._most_bytes} bytes"


class LimitedBody:
    """The body of one request, as the application receives it."""

    def __init__(self, receive: Receive, most_bytes: int, seconds: float) -> None:
        self._receive = receive
        self._bytes_left = most_bytes
        self._ends_at = asyncio.get_running_loop().time() + seconds
        self._is_whole = False

    async def __call__(self) -> Message:
        """Return the next part. Raises HTTPException if the body is too large or too late."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._ends_at):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, "the body did not arrive in time") from None
        self._bytes_left -= len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._bytes_left < 0:
            raise HTTPException(413, "the body is too large")
        return message
