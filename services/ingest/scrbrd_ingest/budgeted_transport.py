"""Limits, times and counts every request to a provider, as a wrapper around the httpx transport.

No connector can bypass the budget, even if one poll makes several requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

import httpx

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.scheduling.context import PollContext
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time

ERROR = "error"
"""The status label of a request without an answer."""

HEAD_SECONDS = 20.0
"""Time limit in seconds until the head of an answer has arrived, including connecting."""


class BudgetedTransport(httpx.AsyncBaseTransport):
    """The transport of the `httpx.AsyncClient` of one provider's connector."""

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
        """Wait for the request's turn, send it and count its result.

        Raises NotAsked if the provider demanded a long pause.
        """
        async with self._gate.request(self._provider) as poll:
            began = self._now()
            try:
                response = await self._response_head(request)
            except httpx.TransportError:
                self._count(poll, ERROR)
                raise
            finally:
                self._metrics.latency.observe(self._now() - began)
            self._count(poll, str(response.status_code))
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
                self._metrics.rate_limits.inc()
            return response

    async def _response_head(self, request: httpx.Request) -> httpx.Response:
        """Return the head of the answer. Raises ReadTimeout even if it arrives byte by byte."""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                return await self._inner.handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("the head of the answer does not end") from None

    async def aclose(self) -> None:
        """Close the wrapped transport."""
        await self._inner.aclose()

    def _count(self, poll: PollContext, status: str) -> None:
        self._metrics.requests.labels(self._provider, poll.sport, poll.tier, status).inc()
