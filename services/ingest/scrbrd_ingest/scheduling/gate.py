"""Lets requests to providers pass within this process's share of the budget, important ones first.

The budget itself is held by `policy.budget.RequestWindow`; aiolimiter's leaky bucket spreads it, so
that a minute's requests are not all made in its first seconds.
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
from scrbrd_ingest.policy.failover import LONG
from scrbrd_ingest.ports import NotAsked
from scrbrd_ingest.scheduling.context import PollContext, current_poll

LOOK_AGAIN = 0.5
"""Seconds after which the first in the queue looks whether its share has changed."""

Share = Callable[[int], int]
"""Returns the share of a limit that this process has now; 0 while it may not work."""

Waiter = tuple[float, int, asyncio.Event]
"""When it came less its priority, the lowest first: a second of waiting counts as one of priority,
so that nobody waits for ever. Of two that are equal the one who came first. The event is set when
it is to look again."""


class ProviderGate:
    """The requests to one provider. `limit` is requests a minute, of all processes together."""

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
        """The requests a minute that this process may make now."""
        return self._share_of(self._limit)

    @property
    def usage(self) -> float:
        """The part of the share that the last minute's requests used up; 1 without a share."""
        share = self.share
        return min(1.0, self._window.used(self._now()) / share) if share else 1.0

    @property
    def closed_for(self) -> float:
        """The seconds for which nobody passes; 0 where it is open."""
        return max(0.0, self._closed_until - self._now())

    def close_for(self, seconds: float) -> None:
        """Let nobody pass for some time; what is closed for longer stays so.

        Where that is LONG, nobody waits for it: who waits already is refused.
        """
        self._closed_until = max(self._closed_until, self._now() + seconds)
        for _, _, waiting in self._queue:
            waiting.set()

    @asynccontextmanager
    async def passed(self, priority: float) -> AsyncIterator[None]:
        """Wait for one request's turn; the context is the request. Raises NotAsked.

        `priority` is that of now; it grows by 1 each second of the wait.
        """
        await self._wait_for_turn(priority)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._tell()

    async def _wait_for_turn(self, priority: float) -> None:
        me: Waiter = (self._now() - priority, next(self._numbers), asyncio.Event())
        heapq.heappush(self._queue, me)
        self._tell()
        try:
            while (wait := self._wait_of(me)) > 0:
                me[-1].clear()
                await wait_at_most(me[-1], wait)
            # Without a wait in between: nobody else can have passed since.
            self._window.add(self._now())
            await self._bucket.acquire()
        finally:
            self._queue.remove(me)
            heapq.heapify(self._queue)
            self._tell()

    def _wait_of(self, waiter: Waiter) -> float:
        """Return the seconds until a waiter may look again; 0: it may pass. Raises NotAsked."""
        if self.closed_for > LONG:
            why = f"{self._name} has said to be left alone; asked again in {self.closed_for:.0f} s"
            raise NotAsked(why, self.closed_for)
        return self._wait() if self._queue[0] is waiter else math.inf

    def _wait(self) -> float:
        """Return the seconds until the first in the queue may look again; 0: it may pass."""
        now, share = self._now(), self.share
        if now < self._closed_until:
            return min(LOOK_AGAIN, self._closed_until - now)
        if self._under_way >= self._most_at_once:
            return LOOK_AGAIN
        wait = self._window.wait(now, share)
        if wait > 0:
            return min(LOOK_AGAIN, wait)
        self._spread(share)
        return 0.0 if self._bucket.has_capacity() else self._bucket_wait()

    def _spread(self, share: int) -> None:
        if share != self._bucket_share:
            pace = budget.pace(share)
            self._bucket_share, self._bucket = share, AsyncLimiter(pace.capacity, pace.seconds)

    def _bucket_wait(self) -> float:
        return min(LOOK_AGAIN, self._bucket.time_period / self._bucket.max_rate)

    def _tell(self) -> None:
        """Let the first in the queue look again."""
        if self._queue:
            self._queue[0][-1].set()


class RequestGate:
    """A gate for each provider of a limit; others are not known, and asking for one is an error."""

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
        """Return the seconds for which no request is made to a provider; 0 where some may be."""
        gate = self.gates.get(provider)
        return 0.0 if gate is None else gate.closed_for

    def close_for(self, provider: str, seconds: float) -> None:
        """Make no request to a provider for some time."""
        if provider in self.gates:
            self.gates[provider].close_for(seconds)

    @asynccontextmanager
    async def request(self, provider: str) -> AsyncIterator[PollContext]:
        """Wait for a request's turn, by the priority of the poll that it is made for, to which the
        seconds are added that its requests before have waited.

        Raises KeyError for a provider without a limit, NotAsked for one that has said to be left
        alone for LONG.
        """
        poll, began = current_poll(), self._now()
        async with AsyncExitStack() as stack:
            poll.waiting_since = began
            try:
                priority = poll.priority + poll.waited
                await stack.enter_async_context(self.gates[provider].passed(priority))
            finally:
                poll.waiting_since = None
                poll.waited += self._now() - began
            yield poll


async def wait_at_most(event: asyncio.Event, most: float) -> None:
    """Wait for an event, for at most some seconds; infinity for as long as it takes."""
    try:
        async with asyncio.timeout(None if most == math.inf else most):
            await event.wait()
    except TimeoutError:
        return


def loop_time() -> float:
    """Return the running loop's monotonic time, in seconds."""
    return asyncio.get_running_loop().time()
