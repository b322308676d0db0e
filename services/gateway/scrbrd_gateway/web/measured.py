"""Counts the requests that an application answers."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrbrd_gateway.gateway import Gateway


class Measured:
    """Counts requests by route, method and status; `none` is the route of an unknown path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_answered = False
        began = time.monotonic()

        async def counted(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                count(scope, message["status"], time.monotonic() - began)
            await send(message)

        try:
            await self._app(scope, receive, counted)
        except Exception:  # counted, and raised again: the server answers it
            if not is_answered:
                count(scope, 500, time.monotonic() - began)
            raise


def count(scope: Scope, status: int, seconds: float) -> None:
    """Count one answer, which began after so many seconds."""
    gateway: Gateway = scope["app"].state.gateway
    route = getattr(scope.get("route"), "path", "none")
    gateway.metrics.requests.labels(route, scope["method"], status).inc()
    gateway.metrics.request_seconds.labels(route).observe(seconds)
