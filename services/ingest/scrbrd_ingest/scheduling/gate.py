"""Passes requests to providers within this process's share of the budget, by priority.

`policy.budget.RequestWindow` enforces the budget; aiolimiter's leaky bucket spreads it, so that a
minute's requests are not all made in its first seconds.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from aiolimiter import AsyncLimiter

from scrbrd_ingest.policy import budget
from scrbrd_ingest.policy.budget import RequestWindow
from scrbrd_ingest.policy.failover import LONG_WAIT
from scrbrd_ingest.ports import NotAsked
from scrbrd_ingest.scheduling.context import PollContext, current_poll

RECHECK_SECONDS = 0.5
"""Seconds after which the first in the queue checks whether its share has changed."""

Share = Callable[[int], int]
"""Returns this process's current share of a limit; 0 while it may not work."""

Waiter = tuple[float, int, asyncio.Event]
"""A queue entry: its arrival time minus its priority (lowest first), its number, and its event.

A second of waiting counts as one point of priority, so that no request waits for ever. Equal
entries are served in order of arrival. The event is set when the entry is to be checked again.
"""


class ProviderGate:
    """The gate to one provider. `limit` is in requests per minute for all processes."""

    def __init__(
        self, name: str, limit: int, most_at_once: int, share: Share, now: Callable[[], float]
    ) -> None:
        self._name = name
        self._limit = limit
        self._most_at_once = most_at_once
        self._share_of = share
        self._now = now
        self._window = RequestWindow()
        self._closed_until = -math.inf
        self._under_way = 0
        self._queue: list[Waiter] = []
        self._numbers = itertools.count()
        self._bucket_share = 0
        self._bucket = AsyncLimiter(1)

    @property
    def share(self) -> int:
        """The requests per minute that this process may make now."""
        return self._share_of(self._limit)

    @property
    def usage(self) -> float:
        """The part of the share used by the last minute's requests; 1 without a share."""
        share = self.share
        return min(1.0, self._window.count(self._now()) / share) if share else 1.0

    @property
    def closed_for(self) -> float:
        """The seconds for which no request passes; 0 if the gate is open."""
        return max(0.0, self._closed_until - self._now())

    def close_for(self, seconds: float) -> None:
        """Close the gate for some time; a longer closure stays in effect.

        If it is longer than LONG_WAIT, waiting requests are refused instead.
        """
        self._closed_until = max(self._closed_until, self._now() + seconds)
        for _, _, waiting in self._queue:
            waiting.set()

    @asynccontextmanager
    async def turn(self, priority: float) -> AsyncIterator[None]:
        """Wait for the turn of one request, which is made within the context. Raises NotAsked.

        `priority` is the current one; it grows by 1 with each second of waiting.
        """
        await self._wait_for_turn(priority)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._wake_first()

    async def _wait_for_turn(self, priority: float) -> None:
        waiter: Waiter = (self._now() - priority, next(self._numbers), asyncio.Event())
        heapq.heappush(self._queue, waiter)
        self._wake_first()
        try:
            while (wait := self._seconds_until_check(waiter)) > 0:
                waiter[-1].clear()
                await wait_at_most(waiter[-1], wait)
            # No await in between, so no other request can have passed since.
            self._window.add(self._now())
            await self._bucket.acquire()
        finally:
            self._queue.remove(waiter)
            heapq.heapify(self._queue)
            self._wake_first()

    def _seconds_until_check(self, waiter: Waiter) -> float:
        """Return the seconds until a waiter is checked again; 0: it may pass. Raises NotAsked."""
        if self.closed_for > LONG_WAIT:
            why = f"{self._name} demands a pause; next request in {self.closed_for:.0f} s"
            raise NotAsked(why, self.closed_for)
        return self._seconds_until_first_check() if self._queue[0] is waiter else math.inf

    def _seconds_until_first_check(self) -> float:
        """Return the seconds until the first waiter is checked again; 0: it may pass."""
        now, share = self._now(), self.share
        if now < self._closed_until:
            return min(RECHECK_SECONDS, self._closed_until - now)
        if self._under_way >= self._most_at_once:
            return RECHECK_SECONDS
        wait = self._window.wait(now, share)
        if wait > 0:
            return min(RECHECK_SECONDS, wait)
        self._update_bucket(share)
        return 0.0 if self._bucket.has_capacity() else self._bucket_wait()

    def _update_bucket(self, share: int) -> None:
        if share != self._bucket_share:
            pace = budget.pace(share)
            self._bucket_share, self._bucket = share, AsyncLimiter(pace.capacity, pace.seconds)

    def _bucket_wait(self) -> float:
        return min(RECHECK_SECONDS, self._bucket.time_period / self._bucket.max_rate)

    def _wake_first(self) -> None:
        """Wake the first in the queue to check again."""
        if self._queue:
            self._queue[0][-1].set()


class RequestGate:
    """One gate per provider with a limit; requests to other providers are errors."""

    def __init__(
        self,
        limits: Mapping[str, int],
        share: Share,
        most_at_once: int = 32,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._now = now or loop_time
        self.gates = {
            name: ProviderGate(name, limit, most_at_once, share, self._now)
            for name, limit in limits.items()
        }

    def usage(self, provider: str) -> float:
        """Return the used part of this process's share; 0 for a provider without a limit."""
        gate = self.gates.get(provider)
        return 0.0 if gate is None else gate.usage

    def closed_for(self, provider: str) -> float:
        """Return the seconds without requests to a provider; 0 if it is open."""
        gate = self.gates.get(provider)
        return 0.0 if gate is None else gate.closed_for

    def close_for(self, provider: str, seconds: float) -> None:
        """Make no request to a provider for some time."""
        if provider in self.gates:
            self.gates[provider].close_for(seconds)

    @asynccontextmanager
    async def request(self, provider: str) -> AsyncIterator[PollContext]:
        """Wait for a request's turn, by the priority of its poll plus the seconds that the poll's
        earlier requests have waited.

        Raises KeyError for a provider without a limit, NotAsked for one that demanded a pause
        longer than LONG_WAIT.
        """
        poll, began = current_poll(), self._now()
        async with AsyncExitStack() as stack:
            poll.waiting_since = began
            try:
                priority = poll.priority + poll.waited
                await stack.enter_async_context(self.gates[provider].turn(priority))
            finally:
                poll.waiting_since = None
                poll.waited += self._now() - began
            yield poll


async def wait_at_most(event: asyncio.Event, most: float) -> None:
    """Wait for an event for at most some seconds; infinity waits without limit."""
    try:
        async with asyncio.timeout(None if most == math.inf else most):
            await event.wait()
    except TimeoutError:
        return


def loop_time() -> float:
    """Return the running event loop's monotonic time, in seconds."""
    return asyncio.get_running_loop().time()
