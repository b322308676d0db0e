"""Middleware that handles every request first: HEAD as GET, client addresses, request rates,
connection limits."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from scrbrd_gateway.answers import problem_response
from scrbrd_gateway.gateway import Gateway
from scrbrd_gateway.problems import Problem, too_many_requests, unavailable
from scrbrd_gateway.sockets.limits import CROWDED, TokenBucket, subscriber_key

AT_ONCE = 5
"""Seconds of requests that an address may send at once."""

ALWAYS_ANSWERED = "/healthz"
"""The path of the liveness probe, which ends a process that does not answer, with all its
connections."""

MOST_ADDRESSES = 20_000
"""Number of addresses that are remembered. Beyond it, the least recent one is forgotten."""


class HeadAsGet:
    """Answers HEAD as GET; the server leaves out the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request. End HEAD once its headers are sent, because a stream has no end."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        head = HeadAnswer(receive, send)
        await self._app({**scope, "method": "GET"}, head.receive, head.send)
        await head.end()


class HeadAnswer:
    """The headers of an answer. The client counts as disconnected once they are sent."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._are_headers_sent = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Send the headers; leave out the body."""
        if message["type"] == "http.response.start":
            await self._send(message)
            self._are_headers_sent.set()

    async def receive(self) -> Message:
        """Return the next message, or a disconnect once the headers are sent, even during the
        wait."""
        received = asyncio.ensure_future(self._receive())
        headers_sent = asyncio.ensure_future(self._are_headers_sent.wait())
        try:
            await asyncio.wait((received, headers_sent), return_when=asyncio.FIRST_COMPLETED)
            return {"type": "http.disconnect"} if headers_sent.done() else await received
        finally:
            received.cancel()
            headers_sent.cancel()

    async def end(self) -> None:
        """Complete the answer, so that the connection can serve its next request."""
        if self._are_headers_sent.is_set():
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


class ClientAddress:
    """Takes a client's address from the header that trusted proxies in front add; with `proxies` 0
    the header is ignored."""

    def __init__(self, app: ASGIApp, proxies: int) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a socket on with the address of its client."""
        if self._proxies and scope["type"] in ("http", "websocket"):
            named = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
            if len(named) >= self._proxies and (host := named[-self._proxies].strip()):
                scope = {**scope, "client": (host, 0)}
        await self._app(scope, receive, send)


class Rates:
    """The request rate of each address."""

    def __init__(self, per_second: float, most: int = MOST_ADDRESSES) -> None:
        self._per_second = per_second
        self._most = most
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def seconds_to_wait(self, host: str, now: float) -> float:
        """Count a request. Return 0 if it is within the rate, else the seconds until the next one
        would be."""
        key = subscriber_key(host)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = TokenBucket(self._per_second, max(1.0, self._per_second * AT_ONCE))
            self._buckets[key] = bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return 0.0 if bucket.take(now) else bucket.seconds_to_next


class RequestRates:
    """Answers 429 to requests and sockets of an address that exceeds the rate."""

    def __init__(
        self, app: ASGIApp, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._rates = Rates(per_second) if per_second else None
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request within the rate of its address; refuse any other."""
        wait = self._wait(scope)
        if not wait:
            await self._app(scope, receive, send)
            return
        await refuse(too_many_requests(math.ceil(wait)), scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        if self._rates is None or scope["type"] not in ("http", "websocket"):
            return 0.0
        host = scope["client"][0] if scope.get("client") else ""
        return self._rates.seconds_to_wait(host, self._clock())


class ConnectionLimit:
    """Answers 503 to requests and sockets on connections above the limit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless the server marked its connection as one too many."""
        is_crowded = scope.get("state", {}).get(CROWDED, False)
        if not is_crowded or scope["path"] == ALWAYS_ANSWERED:
            await self._app(scope, receive, send)
            return
        problem = unavailable("as many connections as may be are open; come back")
        problem.headers["Connection"] = "close"
        await refuse(problem, scope, receive, send)


class EndOfProcess:
    """Answers 503 to a request that is still unanswered when the server cancels it at the end of
    the process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_answered = False

        async def send_answer(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            await send(message)

        try:
            await self._app(scope, receive, send_answer)
        except asyncio.CancelledError:
            gateway: Gateway = scope["app"].state.gateway
            if is_answered or not gateway.draining.has_begun:
                raise
            await refuse(unavailable("the process ends"), scope, receive, send)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or the handshake of a socket, with a problem document."""
    if scope["type"] == "http":
        await problem_response(Request(scope), problem)(scope, receive, send)
        return
    socket = WebSocket(scope, receive, send)
    await socket.send_denial_response(problem_response(socket, problem))
