"""Measures the requests that the application answers."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrbrd_gateway.gateway import Gateway


class RequestMetrics:
    """Counts requests by route, method and status. The route of an unknown path is `none`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_answered = False
        started = time.monotonic()

        async def send_counted(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                count_answer(scope, message["status"], time.monotonic() - started)
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        except Exception:  # raised again: the server answers with 500
            if not is_answered:
                count_answer(scope, 500, time.monotonic() - started)
            raise


def count_answer(scope: Scope, status: int, seconds: float) -> None:
    """Count one answer that began after `seconds`."""
    gateway: Gateway = scope["app"].state.gateway
    route = getattr(scope.get("route"), "path", "none")
    gateway.metrics.requests.labels(route, scope["method"], status).inc()
    gateway.metrics.request_seconds.labels(route).observe(seconds)
