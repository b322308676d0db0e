"""What every request meets first: HEAD as GET, whose address it is, how often that may ask, and
whether there is room for its connection."""

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
from scrbrd_gateway.sockets.limits import CROWDED, TokenBucket, subscriber

AT_ONCE = 5
"""Seconds whose requests an address may make at once."""

ALWAYS_ANSWERED = "/healthz"
"""Whoever asks this ends a process that does not answer, with all its connections."""

MOST_ADDRESSES = 20_000
"""Addresses that are remembered; of more, the longest silent one begins anew."""


class HeadAsGet:
    """Answers HEAD as GET; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of HEAD, end it once its headers are sent: a stream has no end."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        head = HeadAnswer(receive, send)
        await self._app({**scope, "method": "GET"}, head.receive, head.send)
        await head.end()


class HeadAnswer:
    """The headers of an answer; its client counts as gone once they are sent."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._is_told = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Send the headers; leave the body out."""
        if message["type"] == "http.response.start":
            await self._send(message)
            self._is_told.set()

    async def receive(self) -> Message:
        """Return what comes before the headers are sent, be it waited for already."""
        received = asyncio.ensure_future(self._receive())
        told = asyncio.ensure_future(self._is_told.wait())
        try:
            await asyncio.wait((received, told), return_when=asyncio.FIRST_COMPLETED)
            return {"type": "http.disconnect"} if told.done() else await received
        finally:
            received.cancel()
            told.cancel()

    async def end(self) -> None:
        """Let the connection go on to its next request."""
        if self._is_told.is_set():
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


class ClientAddress:
    """Takes a client's address from the last proxies in front that are believed; 0: none is."""

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
    """How often each address has asked lately."""

    def __init__(self, per_second: float, most: int = MOST_ADDRESSES) -> None:
        self._per_second = per_second
        self._most = most
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def seconds_to_wait(self, host: str, now: float) -> float:
        """Count a request; return 0 if it is within the rate, else when the next one would be."""
        key = subscriber(host)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = TokenBucket(self._per_second, max(1.0, self._per_second * AT_ONCE))
            self._buckets[key] = bucket
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return 0.0 if bucket.take(now) else bucket.seconds_to_next


class RequestRates:
    """Answers 429 to an address that asks too often, be it for an answer or for a socket."""

    def __init__(
        self, app: ASGIApp, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._rates = Rates(per_second) if per_second else None
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that is within the rate of its address."""
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
    """Answers 503 on a connection above the limit, be it to a request or to a socket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless the server marked its connection."""
        is_crowded = scope.get("state", {}).get(CROWDED, False)
        if not is_crowded or scope["path"] == ALWAYS_ANSWERED:
            await self._app(scope, receive, send)
            return
        problem = unavailable("as many connections as may be are open; come back")
        problem.headers["Connection"] = "close"
        await refuse(problem, scope, receive, send)


class EndOfProcess:
    """Answers 503 to a request that has no answer yet when the time is over in which a process that
    ends waits: the server cancels it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_answered = False

        async def told(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            await send(message)

        try:
            await self._app(scope, receive, told)
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
