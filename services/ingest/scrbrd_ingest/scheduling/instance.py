"""Runs one process of the service until it is stopped: leadership, worker lease, polls, demand."""

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
from scrbrd_ingest.scheduling.leadership import CHECK_EVERY, Leading
from scrbrd_ingest.scheduling.poll_loop import PollLoop
from scrbrd_ingest.scheduling.ports import Demand, FollowList
from scrbrd_ingest.scheduling.worker_lease import Working

log = logging.getLogger(__name__)

POST_INTERVAL = 0.5
"""Seconds between two checks whether a provider has answered 429 here."""

STUCK_AFTER = 30.0
"""Seconds without an iteration after which the poll loop counts as stuck."""


@dataclass(frozen=True)
class Intervals:
    """Seconds: the length of leases, and between readings of board, matches and demand."""

    lease: float = 15.0
    look: float = 2.0
    follow: float = 15.0
    demand: float = 15.0


@dataclass(frozen=True)
class Instance:
    """The parts of one process. `environment` holds the flags set by the environment."""

    leading: Leading
    working: Working
    loop: PollLoop
    follow_list: FollowList
    demand: Demand
    intervals: Intervals
    environment: Switches
    now: Callable[[], float] = time.monotonic

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then end the polls and release the leases."""
        intervals = self.intervals
        tasks = [
            asyncio.create_task(each)
            for each in (
                repeat("place", self._renew_worker, lambda: renew_every(intervals.lease)),
                repeat("plan", self._read_board, lambda: intervals.look),
                self._keep_leading(),
                repeat("matches", self._read_matches, lambda: intervals.follow),
                repeat("limits", self._post_limits, lambda: POST_INTERVAL),
                repeat("demand", self._read_demand, lambda: intervals.demand),
                self.loop.run(),
                stop.wait(),
            )
        ]
        try:
            # The first task to end is `stop`, or one that must never end: then all are ended.
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._release()

    def why_unhealthy(self) -> str | None:
        """Return why the process should be restarted, else None. May be called from any thread."""
        stuck_seconds = self.now() - self.loop.last_turn
        return (
            f"the poll loop has been stuck for {stuck_seconds:.0f} s"
            if stuck_seconds > STUCK_AFTER
            else None
        )

    def why_not_ready(self) -> str | None:
        """Return why the process polls nothing, else None. May be called from any thread."""
        if self.working.key is None:
            return "no place among the workers: Firestore does not answer, or it has just begun"
        return None

    async def _renew_worker(self) -> None:
        await self.working.beat()
        self._apply_board()

    async def _read_board(self) -> None:
        await self.working.read_board()
        self._apply_board()

    async def _post_limits(self) -> None:
        """Post the 429 pauses received here for all processes."""
        for provider in sorted(self.loop.limited):
            self.loop.limited.discard(provider)
            try:
                await self.working.leave_alone(provider, self.loop.gate.closed_for(provider))
            except LeasesUnknown:
                self.loop.limited.add(provider)
                raise

    def _apply_board(self) -> None:
        for provider, seconds in self.working.closed.items():
            self.loop.gate.close_for(provider, seconds)
        self._read_flags()

    def _read_flags(self) -> None:
        flags: Flags = read_flags(self.working.flags, self.environment)
        for fault in flags.faults:
            if fault not in self.loop.flags.faults:
                log.error("%s", fault)
        self.loop.set_flags(flags)

    async def _keep_leading(self) -> None:
        while True:
            try:
                wait = await self.leading.beat()
            except LeasesUnknown as error:
                log.warning("%s", error)
                wait = CHECK_EVERY
            except Exception:  # polling continues with the current plan
                log.exception("leading failed; it is tried again")
                wait = CHECK_EVERY
            await asyncio.sleep(wait)

    async def _read_matches(self) -> None:
        self.loop.set_followers(await self.follow_list.followers())

    async def _read_demand(self) -> None:
        self.loop.set_watching(await self.demand.watching(self.loop.match_ids))

    async def _release(self) -> None:
        """Release the leases, the worker's first, so that the next leader shares it out."""
        for release in (self.working.release, self.leading.release):
            try:
                await release()
            except LeasesUnknown as error:
                log.warning("%s", error)


async def repeat(
    task_name: str, call: Callable[[], Awaitable[None]], interval: Callable[[], float]
) -> None:
    """Call a function repeatedly; errors are logged and it is called again. Intervals count from
    the start of a call, so that a slow call does not let a lease expire."""
    while True:
        began = loop_time()
        try:
            await call()
        except LeasesUnknown as error:
            log.warning("%s", error)
        except Exception:  # concerns one part only
            log.exception("looking after the %s failed; it is tried again", task_name)
        await asyncio.sleep(max(0.1, began + interval() - loop_time()))
