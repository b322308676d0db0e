"""Runs one process of the service until it is told to end: lead, place, polls, demand."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scrbrd_ingest.policy.flags import Flags, Switches, read_flags
from scrbrd_ingest.policy.leases import renew_every
from scrbrd_ingest.ports import LeasesUnknown
from scrbrd_ingest.scheduling.gate import loop_time
from scrbrd_ingest.scheduling.leading import LOOK, Leading
from scrbrd_ingest.scheduling.poll_loop import PollLoop
from scrbrd_ingest.scheduling.ports import Demand, FollowList
from scrbrd_ingest.scheduling.working import Working

log = logging.getLogger(__name__)

TELL = 0.5
"""Seconds between two looks whether a provider has answered 429 here."""

TURN = 30.0
"""Seconds after which a loop that has not gone round counts as stuck."""


@dataclass(frozen=True)
class Intervals:
    """Seconds: the length of leases, and between looks at the plan and flags, the matches, the
    demand."""

    lease: float = 15.0
    look: float = 2.0
    follow: float = 15.0
    demand: float = 15.0


@dataclass(frozen=True)
class Instance:
    """The parts of one process. `environment` are the flags that the environment sets."""

    leading: Leading
    working: Working
    loop: PollLoop
    follow_list: FollowList
    demand: Demand
    intervals: Intervals
    environment: Switches
    now: Callable[[], float] = time.monotonic

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then end the polls and give the leases back."""
        intervals = self.intervals
        tasks = [
            asyncio.create_task(each)
            for each in (
                repeat("place", self._beat, lambda: renew_every(intervals.lease)),
                repeat("plan", self._look, lambda: intervals.look),
                self._lead(),
                repeat("matches", self._follow, lambda: intervals.follow),
                repeat("limits", self._tell_limits, lambda: TELL),
                repeat("demand", self._ask_demand, lambda: intervals.demand),
                self.loop.run(),
                stop.wait(),
            )
        ]
        try:
            # The first to end is `stop`, or a task of ours that must not end: then all end.
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._release()

    def why_unhealthy(self) -> str | None:
        """Return why the process should be started anew; None where it should not. Any thread."""
        stood = self.now() - self.loop.last_turn
        return f"the loop has stood for {stood:.0f} s" if stood > TURN else None

    def why_not_ready(self) -> str | None:
        """Return why the process polls nothing; None where it may poll. Any thread."""
        if self.working.key is None:
            return "no place among the workers: Firestore does not answer, or it has just begun"
        return None

    async def _beat(self) -> None:
        await self.working.beat()
        self._read_posted()

    async def _look(self) -> None:
        await self.working.look()
        self._read_posted()

    async def _tell_limits(self) -> None:
        """Tell all processes of the 429s that came here."""
        for provider in sorted(self.loop.limited):
            self.loop.limited.discard(provider)
            try:
                await self.working.leave_alone(provider, self.loop.gate.closed_for(provider))
            except LeasesUnknown:
                self.loop.limited.add(provider)
                raise

    def _read_posted(self) -> None:
        for provider, seconds in self.working.closed.items():
            self.loop.gate.close_for(provider, seconds)
        self._read_flags()

    def _read_flags(self) -> None:
        flags: Flags = read_flags(self.working.flags, self.environment)
        for fault in flags.faults:
            if fault not in self.loop.flags.faults:
                log.error("%s", fault)
        self.loop.set_flags(flags)

    async def _lead(self) -> None:
        while True:
            try:
                wait = await self.leading.beat()
            except LeasesUnknown as error:
                log.warning("%s", error)
                wait = LOOK
            except Exception:  # the polls go on by the plan there is
                log.exception("leading failed; it is tried again")
                wait = LOOK
            await asyncio.sleep(wait)

    async def _follow(self) -> None:
        self.loop.set_followers(await self.follow_list.followers())

    async def _ask_demand(self) -> None:
        self.loop.set_watching(await self.demand.watching(self.loop.match_ids))

    async def _release(self) -> None:
        """Give the leases back, the place first: who leads next then shares it out at once."""
        for release in (self.working.release, self.leading.release):
            try:
                await release()
            except LeasesUnknown as error:
                log.warning("%s", error)


async def repeat(
    what: str, call: Callable[[], Awaitable[None]], interval: Callable[[], float]
) -> None:
    """Call again and again; what fails is logged and tried again. Intervals count from the begin,
    so that a slow call does not let a lease lapse."""
    while True:
        began = loop_time()
        try:
            await call()
        except LeasesUnknown as error:
            log.warning("%s", error)
        except Exception:  # of one part: the others go on
            log.exception("looking after the %s failed; it is tried again", what)
        await asyncio.sleep(max(0.1, began + interval() - loop_time()))
