"""Polls every followed match when it is due: one poll of a match at a time, urgent ones first.

Nothing that a follower does ends the loop: what it raises, and that it hangs, is counted, logged,
and backed off from.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.policy import pacing
from scrbrd_ingest.policy.backoff import backoff
from scrbrd_ingest.policy.failover import LONG
from scrbrd_ingest.policy.flags import Flag, Flags
from scrbrd_ingest.policy.intervals import Load
from scrbrd_ingest.policy.pacing import MatchPace
from scrbrd_ingest.policy.staleness import is_stale
from scrbrd_ingest.ports import (
    CRASHED,
    NOT_ASKED,
    RATE_LIMITED,
    Closed,
    Closes,
    FencedOut,
    Follower,
    Polled,
)
from scrbrd_ingest.scheduling.context import CURRENT, PollContext
from scrbrd_ingest.scheduling.entries import Entry, name_of, under_way
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time
from scrbrd_ingest.scheduling.ports import Duty
from scrbrd_ingest.selecting import HealthBook

log = logging.getLogger(__name__)

SHARED = 2.0
"""Seconds from which on other processes are told how long a provider is left alone; less is over
before they would read of it."""

LOOK_AGAIN = 1.0
"""The longest that the loop sleeps: metrics are set, and the duty is looked at again."""


@dataclass(frozen=True)
class LoopLimits:
    """How many polls run at a time; after how many seconds without waiting for the budget a poll
    hangs; how many it then has to end."""

    most_polls: int = 200
    hangs_after: float = 30.0
    grace: float = 2.0


@dataclass(frozen=True)
class LoopParts:
    """What the loop works with. `clock` is the time of day in UTC, `chance` gives 0 to 1."""

    duty: Duty
    gate: RequestGate
    book: HealthBook
    metrics: Metrics
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    limits: LoopLimits = field(default_factory=LoopLimits)


class PollLoop:
    """The matches that may be polled here, and the tasks that poll them. Used on the loop alone."""

    def __init__(self, parts: LoopParts) -> None:
        self._parts = parts
        self._metrics = parts.metrics
        self.gate = parts.gate
        self._entries: dict[str, Entry] = {}
        self._ended: dict[str, Follower] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._left: set[asyncio.Task[Polled]] = set()
        self._woken = asyncio.Event()
        self._watching: Mapping[str, int] = {}
        self.limited = set[str]()
        """Providers that have answered 429 here, of which the other processes are to be told."""
        self.flags = Flags()
        for flag in Flag:
            self._metrics.flags.labels(flag).set(self.flags.is_on(flag))
        self.last_turn = 0.0
        """When the loop last went round, in its own seconds."""

    @property
    def match_ids(self) -> list[str]:
        """The matches that are asked for, or would be if they were this process's."""
        return sorted(self._entries)

    def set_followers(self, followers: Mapping[str, Follower]) -> None:
        """Follow these matches and no others.

        A match with another follower than before, one that has another provider now, begins anew,
        once the poll under way has ended. One that ended does not begin again while it is listed
        with the same follower.
        """
        now, today = loop_time(), self._parts.clock()
        self._ended = {
            name: each for name, each in self._ended.items() if followers.get(name) is each
        }
        for match_id in self._entries.keys() - followers.keys():
            del self._entries[match_id]
        for match_id, follower in followers.items():
            before = self._entries.get(match_id)
            if match_id in self._ended or (before is not None and before.follower is follower):
                continue
            pace = MatchPace(follower.sport, last_news=today, last_heard=today)
            entry = Entry(follower, pace, dict.fromkeys(follower.tiers, now))
            entry.task = under_way(match_id, [*self._left, *self._tasks])
            self._entries[match_id] = entry
        self._woken.set()

    def set_flags(self, flags: Flags) -> None:
        """Work by these flags; what changed counts at once."""
        if flags == self.flags:
            return
        self.flags = flags
        for flag in Flag:
            self._metrics.flags.labels(flag).set(flags.is_on(flag))
        for entry in self._entries.values():
            for tier, polled_at in entry.polled_at.items():
                if not entry.pace.failures:
                    entry.due[tier] = polled_at + self._wait(entry, tier, None)
        self._woken.set()

    def set_watching(self, watching: Mapping[str, int]) -> None:
        """Take note of how many follow each match."""
        self._watching = watching

    def wake(self, match_id: str, *tiers: Tier) -> None:
        """Poll tiers of a match at once, all where none is named: something has changed.

        Nothing happens where immediate push is off. No provider pushes anything to the service.
        """
        entry = self._entries.get(match_id)
        if entry is None or not self.flags.is_on(Flag.IMMEDIATE_PUSH, entry.provider, match_id):
            return
        now = loop_time()
        for tier in tiers or entry.follower.tiers:
            if tier in entry.due and not entry.pace.failures:
                entry.due[tier] = min(entry.due[tier], now)
        self._woken.set()

    async def run(self) -> None:
        """Poll until cancelled; polls under way are cancelled with it and awaited for a while."""
        try:
            while True:
                self.last_turn = loop_time()
                self._woken.clear()
                self._start_due()
                self._measure()
                await self._until_due()
        finally:
            await self._end()

    def _start_due(self) -> None:
        now = loop_time()
        fence = self._parts.duty.fence
        if fence is None:
            return
        due = [
            (entry.priority(now), match_id)
            for match_id, entry in self._entries.items()
            if entry.is_idle and entry.due_at <= now and self._is_ours(match_id, entry, fence)
        ]
        free = self._parts.limits.most_polls - len(self._tasks)
        for _, match_id in sorted(due, key=lambda each: (-each[0], each[1]))[: max(0, free)]:
            entry = self._entries[match_id]
            self._metrics.late.observe(now - entry.due_at)
            task = asyncio.create_task(self._poll(match_id, entry), name=name_of(match_id))
            entry.task = task
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _is_ours(self, match_id: str, entry: Entry, fence: int) -> bool:
        return entry.refused_fence != fence and self._parts.duty.follows(match_id)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _until_due(self) -> None:
        now = loop_time()
        fence = self._parts.duty.fence
        waits = [
            entry.due_at - now
            for match_id, entry in self._entries.items()
            if fence is not None and entry.is_idle and self._is_ours(match_id, entry, fence)
        ]
        is_full = len(self._tasks) >= self._parts.limits.most_polls
        wait = LOOK_AGAIN if is_full else min([LOOK_AGAIN, *waits])
        try:
            async with asyncio.timeout(max(0.0, wait)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _poll(self, match_id: str, entry: Entry) -> None:
        """Poll the tiers of a match that are due, one after another."""
        for tier in entry.due_tiers(loop_time()):
            fence = self._parts.duty.fence
            if fence is None or not entry.is_own or self._entries.get(match_id) is not entry:
                return
            entry.polled_at[tier] = loop_time()
            entry.take(fence, self._parts.clock())
            try:
                polled = await self._ask(match_id, entry, tier, fence)
            except FencedOut:
                self._refused(match_id, entry, fence)
                return
            self._note(match_id, entry, tier, polled)
            if await self._ends(match_id, entry, fence):
                return
            # Only an answer can say that there is nothing new.
            if polled is not None and polled.failure is None:
                await self._close_stale(match_id, entry, fence)

    async def _ask(self, match_id: str, entry: Entry, tier: Tier, fence: int) -> Polled | None:
        """Return what came of a poll; None where the follower raised or hung. Raises FencedOut."""
        poll = PollContext(entry.follower.sport, tier, entry.priority(loop_time()))
        context = copy_context()
        context.run(CURRENT.set, poll)
        asking = asyncio.create_task(entry.follower.poll(tier, fence), context=context)
        try:
            if await self._hangs(asking, poll):
                await self._leave(match_id, entry, tier, asking)
                return None
            polled = asking.result()
            if polled.failure == CRASHED:
                self._metrics.crashes.labels("raised").inc()
            return polled
        except FencedOut:
            raise
        except Exception:  # of one match: the others go on
            self._metrics.crashes.labels("raised").inc()
            log.exception("polling %s of match %s raised; it is tried again", tier, match_id)
            return None
        finally:
            asking.cancel()

    async def _hangs(self, asking: asyncio.Task[Polled], poll: PollContext) -> bool:
        """Wait for a poll; return whether it took too long, not counting waits for the budget."""
        began = loop_time()
        while True:
            now = loop_time()
            left = began + poll.time_waited(now) + self._parts.limits.hangs_after - now
            if left <= 0:
                return True
            done, _ = await asyncio.wait({asking}, timeout=left)
            if done:
                return False

    async def _leave(
        self, match_id: str, entry: Entry, tier: Tier, asking: asyncio.Task[Polled]
    ) -> None:
        """Cancel a poll that hangs. One that does not even end then keeps its match: two polls of
        one match never run at a time."""
        self._metrics.crashes.labels("hung").inc()
        log.error("polling %s of match %s hangs; it is cancelled", tier, match_id)
        asking.cancel()
        done, _ = await asyncio.wait({asking}, timeout=self._parts.limits.grace)
        if not done:
            self._metrics.crashes.labels("stuck").inc()
            log.error("polling %s of match %s does not end; the match waits for it", tier, match_id)
            # Meanwhile the match may have got another follower: that one waits too.
            entry.task = self._entries.get(match_id, entry).task = asking
            asking.set_name(name_of(match_id))
            self._left.add(asking)
            asking.add_done_callback(self._came_back)

    def _came_back(self, asking: asyncio.Task[Polled]) -> None:
        self._left.discard(asking)
        if not asking.cancelled() and asking.exception() is not None:
            log.error("a poll that hung raised in the end", exc_info=asking.exception())
        self._woken.set()

    def _refused(self, match_id: str, entry: Entry, fence: int) -> None:
        entry.refused_fence = fence
        self._metrics.fenced.inc()
        log.warning("match %s was written under a newer number than %d", match_id, fence)

    def _note(self, match_id: str, entry: Entry, tier: Tier, polled: Polled | None) -> None:
        """Take note of a poll: pace, health, and when the tier is due again."""
        if polled is None:
            entry.pace = pacing.after_crash(entry.pace)
            entry.due[tier] = loop_time() + self._wait(entry, tier, None)
            return
        entry.note(polled)
        retry_after = polled.retry_after
        if polled.failure == RATE_LIMITED and (retry_after or 0.0) > LONG:
            # The gate obeys it. The match may have another provider, which may be asked soon.
            retry_after = None
        wait = self._wait(entry, tier, retry_after)
        if polled.failure == NOT_ASKED:
            wait = max(wait, min(LONG, retry_after or 0.0))
        # Intervals count from when a poll began: the pace of balls does not wait for answers.
        entry.due[tier] = max(loop_time(), entry.polled_at[tier] + wait)
        if polled.failure is not None:
            entry.due[tier] = loop_time() + wait
        if polled.failure == RATE_LIMITED:
            chance = self._parts.chance()
            closed = backoff(entry.pace.failures, chance, polled.retry_after)
            self.gate.close_for(polled.provider, closed)
            if closed >= SHARED:
                self.limited.add(polled.provider)
        if tier is Tier.SCOREBOARD and polled.changes:
            self.wake(match_id, Tier.EVENTS)

    def _wait(self, entry: Entry, tier: Tier, retry_after: float | None) -> float:
        provider, match_id = entry.provider, entry.follower.match_id
        load = Load(
            subscribers=self._watching.get(match_id, 0),
            health=self._parts.book.health(provider, self._parts.clock()),
            usage=self._parts.gate.usage(provider),
        )
        is_fast = self.flags.is_on(Flag.FAST_UPDATES, provider, match_id)
        return pacing.next_wait(entry.pace, tier, load, is_fast, self._parts.chance(), retry_after)

    async def _ends(self, match_id: str, entry: Entry, fence: int) -> bool:
        """Return whether a match is asked for no more; that is written down first."""
        if not pacing.has_ended(entry.pace, self._parts.clock()):
            return False
        if not await self._close(match_id, entry, fence, Closed.ENDED):
            return False
        log.info("match %s is over: it is asked for no more", match_id)
        if self._entries.get(match_id) is entry:  # not where another provider has it by now
            self._ended[match_id] = entry.follower
            del self._entries[match_id]
        return True

    async def _close_stale(self, match_id: str, entry: Entry, fence: int) -> None:
        """Close a match that nothing new came of. It is asked on, seldom: what comes opens it."""
        pace, now = entry.pace, self._parts.clock()
        is_known = pace.is_closed or pace.is_final
        if is_known or not is_stale(pace.sport, pace.phase, pace.silence, pace.starts_at, now):
            return
        if not await self._close(match_id, entry, fence, Closed.STALE):
            return
        entry.pace = replace(pace, closed_at=now)
        entry.due = {tier: loop_time() + self._wait(entry, tier, None) for tier in entry.due}
        self._metrics.stale.labels(pace.sport).inc()
        log.warning("match %s is closed: nothing new since %s", match_id, pace.last_news)

    async def _close(self, match_id: str, entry: Entry, fence: int, why: Closed) -> bool:
        """Write down that a match is closed; return whether it could be, else the next poll tries
        again."""
        if not isinstance(entry.follower, Closes):
            return True
        try:
            async with asyncio.timeout(self._parts.limits.hangs_after):
                await entry.follower.close(fence, why)
        except FencedOut:
            self._refused(match_id, entry, fence)
            return False
        except Exception:
            self._metrics.crashes.labels("raised").inc()
            log.exception("match %s could not be closed as %s", match_id, why)
            return False
        return True

    def _measure(self) -> None:
        self._metrics.active.set(len(self._tasks))
        today = self._parts.clock()
        ours = [
            entry for match_id, entry in self._entries.items() if self._parts.duty.follows(match_id)
        ]
        live = [entry for entry in ours if entry.is_live]
        self._metrics.waiting.set(sum(entry.waiting for entry in ours))
        self._metrics.withheld.set(sum(entry.is_withheld for entry in ours))
        ages = [(today - entry.pace.last_news).total_seconds() for entry in live]
        self._metrics.news_age.set(max(ages, default=0.0))
        by_sport = Counter(entry.pace.sport for entry in live)
        for sport in Sport:
            self._metrics.live.labels(sport).set(by_sport[sport])
        silent = [(today - entry.pace.last_heard).total_seconds() for entry in live]
        self._metrics.staleness.set(max(silent, default=0.0))
        for provider in self._parts.book.providers:
            self._metrics.health.labels(provider).set(self._parts.book.health(provider, today))
        for provider in self._parts.gate.gates:
            self._metrics.usage.labels(provider).set(self._parts.gate.usage(provider))

    async def _end(self) -> None:
        """Cancel what is under way and wait for it, but not for what hangs."""
        tasks = {*self._tasks, *self._left}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._parts.limits.grace)
        self._metrics.active.set(0)
