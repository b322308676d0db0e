"""Counts, times and limits every request to a provider: an httpx transport around the real one.

So no connector can pass by the budget, also where one poll makes several requests.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import httpx

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.scheduling.context import PollContext
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time

ERROR = "error"
"""The status of a request that got no answer."""


class BudgetedTransport(httpx.AsyncBaseTransport):
    """The requests to one provider; give it to the `httpx.AsyncClient` of its connector."""

    def __init__(
        self,
        provider: str,
        gate: RequestGate,
        metrics: Metrics,
        inner: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = loop_time,
    ) -> None:
        self._provider = provider
        self._gate = gate
        self._metrics = metrics
        self._inner = inner or httpx.AsyncHTTPTransport()
        self._now = now

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait for the request's turn, make it, and count what came of it. Raises DoorClosed where
        the provider has said to be left alone for long."""
        async with self._gate.request(self._provider) as poll:
            began = self._now()
            try:
                response = await self._inner.handle_async_request(request)
            except httpx.TransportError:
                self._count(poll, ERROR)
                raise
            finally:
                self._metrics.latency.observe(self._now() - began)
            self._count(poll, str(response.status_code))
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                self._metrics.rate_limits.inc()
            return response

    async def aclose(self) -> None:
        """Close the real transport."""
        await self._inner.aclose()

    def _count(self, poll: PollContext, status: str) -> None:
        self._metrics.requests.labels(self._provider, poll.sport, poll.tier, status).inc()
