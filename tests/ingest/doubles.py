"""Test doubles of the service's parts, in memory: followers, a lease roster, a board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy.leases import NOBODY, StoredLease, is_ours, may_renew, number_to_take
from scrbrd_ingest.policy.plan import Plan
from scrbrd_ingest.ports import FencedOut, Follower, HeldLeases, Lease, LeasesUnknown, PollResult
from scrbrd_ingest.provider_selector import HealthBook
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.poll_loop import LoopLimits, LoopParts, PollLoop
from scrbrd_ingest.scheduling.ports import BoardContents, Duty
from tests.ingest.virtual import virtual_clock

Times = list[float]


@dataclass
class FakeFollower:
    """A follower that records its polls; `answer` makes their results, or raises."""

    match_id: str = "m"
    sport: Sport = Sport.CRICKET
    tiers: tuple[Tier, ...] = (Tier.EVENTS,)
    poll_seconds: float = 0.05
    answer: Callable[[Tier, int], PollResult] | None = None
    polls: list[tuple[Tier, float, int]] = field(default_factory=list)
    running_polls: int = 0
    most_running_polls: int = 0

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Wait for the duration of a poll, then return the result."""
        self.polls.append((tier, asyncio.get_running_loop().time(), fence))
        self.running_polls += 1
        self.most_running_polls = max(self.most_running_polls, self.running_polls)
        try:
            await asyncio.sleep(self.poll_seconds)
        finally:
            self.running_polls -= 1
        return self.answer(tier, fence) if self.answer else good_result(tier)

    def times(self, tier: Tier = Tier.EVENTS) -> Times:
        """Return the times at which a tier was polled."""
        return [at for each, at, _ in self.polls if each is tier]


class AlwaysOnDuty:
    """The duty of a single process that needs no lease."""

    fence: int | None = 1

    def follows(self, match_id: str) -> bool:
        """Follow every match."""
        return bool(match_id)


def good_result(tier: Tier = Tier.EVENTS, **fields: Any) -> PollResult:
    """Return the result of a successful poll."""
    return replace(PollResult("acme", tier, virtual_clock(), 0.05), **fields)


def poll_loop_over(
    *followers: Follower,
    duty: Duty | None = None,
    metrics: Metrics | None = None,
    gate: RequestGate | None = None,
    limits: LoopLimits | None = None,
) -> PollLoop:
    """Return a poll loop over followers, with every random number 0.5."""
    parts = LoopParts(
        duty or AlwaysOnDuty(),
        gate or RequestGate({}, lambda limit: limit),
        HealthBook(),
        metrics or Metrics(),
        virtual_clock,
        lambda: 0.5,
        limits or LoopLimits(),
    )
    loop = PollLoop(parts)
    loop.set_followers({each.match_id: each for each in followers})
    return loop


async def run_for(loop: PollLoop, seconds: float) -> None:
    """Run a loop for some virtual seconds, then cancel it."""
    task = asyncio.create_task(loop.run())
    try:
        await asyncio.sleep(seconds)
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def run_followers(*followers: FakeFollower, seconds: float) -> None:
    """Run a loop over followers for some virtual seconds."""
    await run_for(poll_loop_over(*followers), seconds)


def metric_value(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """Return the value of a metric, 0 if it has no sample yet."""
    return registry.get_sample_value(name, labels) or 0.0


class FakeRoster:
    """Leases in memory, by the same pure rules as in Firestore; `clock` is the server's clock."""

    def __init__(self, clock: Callable[[], datetime] = virtual_clock) -> None:
        self._clock = clock
        self.stored: dict[str, StoredLease] = {}
        self.is_down = False

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Take a lease."""
        await self._round_trip()
        now, stored = self._clock(), self.stored.get(name)
        fence = number_to_take(stored, holder, now)
        return None if fence is None else self._write(name, holder, fence, seconds)

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Extend a lease."""
        await self._round_trip()
        stored = self.stored.get(lease.name)
        if not may_renew(stored, lease.holder, lease.fence, self._clock()):
            return None
        return self._write(lease.name, lease.holder, lease.fence, seconds)

    async def release(self, lease: Lease) -> None:
        """Release a lease."""
        await self._round_trip()
        if is_ours(self.stored.get(lease.name), lease.holder, lease.fence):
            self._write(lease.name, NOBODY, lease.fence, 0.0)

    async def held_leases(self) -> HeldLeases:
        """Return the currently held leases."""
        await self._round_trip()
        now = self._clock()
        return HeldLeases(
            now,
            tuple(
                Lease(name, each.holder, each.fence, each.expires_at)
                for name, each in self.stored.items()
                if each.is_held(now)
            ),
        )

    def _write(self, name: str, holder: str, fence: int, seconds: float) -> Lease:
        now = self._clock()
        self.stored[name] = StoredLease(holder, fence, seconds, now)
        return Lease(name, holder, fence, now + timedelta(seconds=seconds))

    async def _round_trip(self) -> None:
        await asyncio.sleep(0.02)
        if self.is_down:
            raise LeasesUnknown("the store is down")


class FakeBoard:
    """The board of plan, flags and pauses, in memory."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.flags: dict[str, Any] | None = None
        self.plans: list[Plan] = []
        self.paused_until: dict[str, datetime] = {}
        self.is_down = False

    async def read(self) -> BoardContents:
        """Return the contents of the board."""
        await asyncio.sleep(0.02)
        if self.is_down:
            raise LeasesUnknown("the board is down")
        seconds_left = {
            name: (at - virtual_clock()).total_seconds() for name, at in self.paused_until.items()
        }
        return BoardContents(self.plan, self.flags, self.plan.number, seconds_left)

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Store until when a provider is paused; the latest time counts."""
        await asyncio.sleep(0.02)
        if self.is_down:
            raise LeasesUnknown("the board is down")
        until = virtual_clock() + timedelta(seconds=seconds)
        self.paused_until[provider] = max(until, self.paused_until.get(provider, until))

    async def write(self, plan: Plan, token: Any) -> bool:
        """Write a plan if the stored plan is still the one that was read."""
        await asyncio.sleep(0.02)
        if self.is_down:
            raise LeasesUnknown("the board is down")
        if token != self.plan.number:
            return False
        self.plan = plan
        self.plans.append(plan)
        return True


@dataclass
class FixedFollowList:
    """A fixed list of followers."""

    listed: dict[str, Follower]

    async def followers(self) -> Mapping[str, Follower]:
        """Return the followers."""
        return self.listed


class NoSpectators:
    """A demand without spectators."""

    async def watching(self, match_ids: Collection[str]) -> Mapping[str, int]:
        """Return 0 for each match."""
        return dict.fromkeys(match_ids, 0)


@dataclass
class SharedMatch:
    """The document of one match: its last writer's number, and all writes."""

    fence: int = 0
    writers: list[tuple[float, str, int]] = field(default_factory=list)

    def write(self, writer: str, fence: int) -> None:
        """Write as the log's writer does. Raises FencedOut."""
        if fence < self.fence:
            raise FencedOut(f"{writer} has {fence}, {self.fence} was seen")
        self.fence = fence
        self.writers.append((asyncio.get_running_loop().time(), writer, fence))


LIVE = Phase.LIVE
