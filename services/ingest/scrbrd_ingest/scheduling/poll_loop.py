"""Polls every followed match when it is due: one poll per match at a time, urgent ones first.

No follower can end the loop: an exception or a hanging poll is counted, logged and backed off.
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
from scrbrd_ingest.policy import polling_pace
from scrbrd_ingest.policy.backoff import backoff
from scrbrd_ingest.policy.failover import LONG_WAIT
from scrbrd_ingest.policy.flags import Flag, Flags
from scrbrd_ingest.policy.intervals import Load
from scrbrd_ingest.policy.polling_pace import MatchPace
from scrbrd_ingest.policy.staleness import is_stale
from scrbrd_ingest.ports import (
    CRASHED,
    NOT_ASKED,
    RATE_LIMITED,
    Closable,
    CloseReason,
    FencedOut,
    Follower,
    PollResult,
)
from scrbrd_ingest.provider_selector import HealthBook
from scrbrd_ingest.scheduling.context import CURRENT, PollContext
from scrbrd_ingest.scheduling.entries import Entry, running_poll, task_name
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time
from scrbrd_ingest.scheduling.ports import Duty

log = logging.getLogger(__name__)

POST_LIMIT_FROM = 2.0
"""Seconds from which a provider's pause is posted for other processes: less is over too soon."""

LONGEST_SLEEP = 1.0
"""The longest sleep of the loop: metrics and the duty are updated at least that often."""


@dataclass(frozen=True)
class LoopLimits:
    """How many polls run at a time; the seconds (without budget waits) until a poll counts as
    hanging, and the seconds that it then has to end."""

    most_polls: int = 200
    hangs_after: float = 30.0
    grace: float = 2.0


@dataclass(frozen=True)
class LoopParts:
    """What the loop works with. `clock` returns the UTC time of day, `chance` is from 0 to 1."""

    duty: Duty
    gate: RequestGate
    book: HealthBook
    metrics: Metrics
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    limits: LoopLimits = field(default_factory=LoopLimits)


class PollLoop:
    """The matches that may be polled here, and their tasks. For use on the event loop only."""

    def __init__(self, parts: LoopParts) -> None:
        self._parts = parts
        self._metrics = parts.metrics
        self.gate = parts.gate
        self._entries: dict[str, Entry] = {}
        self._ended: dict[str, Follower] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stuck_polls: set[asyncio.Task[PollResult]] = set()
        self._woken = asyncio.Event()
        self._watching: Mapping[str, int] = {}
        self.limited = set[str]()
        """Providers that answered 429 here, still to be posted for other processes."""
        self.flags = Flags()
        for flag in Flag:
            self._metrics.flags.labels(flag).set(self.flags.is_on(flag))
        self.last_turn = 0.0
        """When the loop last iterated, in seconds of the event loop."""

    @property
    def match_ids(self) -> list[str]:
        """The matches that are polled, or would be if they were assigned to this process."""
        return sorted(self._entries)

    def set_followers(self, followers: Mapping[str, Follower]) -> None:
        """Follow these matches and no others.

        A match whose follower changed, with its providers, starts afresh after the poll under way.
        An ended match does not start again while it is listed with the same follower.
        """
        now, now_utc = loop_time(), self._parts.clock()
        self._ended = {
            name: each for name, each in self._ended.items() if followers.get(name) is each
        }
        for match_id in self._entries.keys() - followers.keys():
            del self._entries[match_id]
        for match_id, follower in followers.items():
            before = self._entries.get(match_id)
            if match_id in self._ended or (before is not None and before.follower is follower):
                continue
            pace = MatchPace(follower.sport, last_change_at=now_utc, last_answer_at=now_utc)
            entry = Entry(follower, pace, dict.fromkeys(follower.tiers, now))
            entry.task = running_poll(match_id, [*self._stuck_polls, *self._tasks])
            self._entries[match_id] = entry
        self._woken.set()

    def set_flags(self, flags: Flags) -> None:
        """Use these flags; changes take effect at once."""
        if flags == self.flags:
            return
        self.flags = flags
        for flag in Flag:
            self._metrics.flags.labels(flag).set(flags.is_on(flag))
        for entry in self._entries.values():
            for tier, polled_at in entry.polled_at.items():
                if not entry.pace.failures:
                    entry.due[tier] = polled_at + self._next_wait(entry, tier, None)
        self._woken.set()

    def set_watching(self, watching: Mapping[str, int]) -> None:
        """Set the number of spectators of each match."""
        self._watching = watching

    def poll_now(self, match_id: str, *tiers: Tier) -> None:
        """Poll tiers of a match at once (all if none is given), because something has changed.

        Does nothing if immediate push is off. No provider pushes data to the service.
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
        """Poll until cancelled; polls under way are then cancelled and awaited for a while."""
        try:
            while True:
                self.last_turn = loop_time()
                self._woken.clear()
                self._start_due()
                self._measure()
                await self._sleep_until_due()
        finally:
            await self._cancel_all()

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
            task = asyncio.create_task(self._poll(match_id, entry), name=task_name(match_id))
            entry.task = task
            self._tasks.add(task)
            task.add_done_callback(self._poll_done)

    def _is_ours(self, match_id: str, entry: Entry, fence: int) -> bool:
        return entry.refused_fence != fence and self._parts.duty.follows(match_id)

    def _poll_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _sleep_until_due(self) -> None:
        now = loop_time()
        fence = self._parts.duty.fence
        waits = [
            entry.due_at - now
            for match_id, entry in self._entries.items()
            if fence is not None and entry.is_idle and self._is_ours(match_id, entry, fence)
        ]
        is_full = len(self._tasks) >= self._parts.limits.most_polls
        wait = LONGEST_SLEEP if is_full else min([LONGEST_SLEEP, *waits])
        try:
            async with asyncio.timeout(max(0.0, wait)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _poll(self, match_id: str, entry: Entry) -> None:
        """Poll the due tiers of a match, one after another."""
        for tier in entry.due_tiers(loop_time()):
            fence = self._parts.duty.fence
            is_followed = self._entries.get(match_id) is entry
            if fence is None or not entry.is_current_task or not is_followed:
                return
            entry.polled_at[tier] = loop_time()
            entry.begin_poll(fence, self._parts.clock())
            try:
                result = await self._poll_tier(match_id, entry, tier, fence)
            except FencedOut:
                self._record_refusal(match_id, entry, fence)
                return
            self._record_result(match_id, entry, tier, result)
            if await self._stop_if_ended(match_id, entry, fence):
                return
            if result is not None and result.failure is None:  # only an answer shows silence
                await self._close_stale(match_id, entry, fence)

    async def _poll_tier(
        self, match_id: str, entry: Entry, tier: Tier, fence: int
    ) -> PollResult | None:
        """Return the result of a poll; None if the follower raised or hung. Raises FencedOut."""
        poll = PollContext(entry.follower.sport, tier, entry.priority(loop_time()))
        context = copy_context()
        context.run(CURRENT.set, poll)
        poll_task = asyncio.create_task(entry.follower.poll(tier, fence), context=context)
        try:
            if await self._hangs(poll_task, poll):
                await self._cancel_hanging(match_id, entry, tier, poll_task)
                return None
            result = poll_task.result()
            if result.failure == CRASHED:
                self._metrics.crashes.labels("raised").inc()
            return result
        except FencedOut:
            raise
        except Exception:  # concerns one match only
            self._metrics.crashes.labels("raised").inc()
            log.exception("polling %s of match %s raised; it is tried again", tier, match_id)
            return None
        finally:
            poll_task.cancel()

    async def _hangs(self, poll_task: asyncio.Task[PollResult], poll: PollContext) -> bool:
        """Wait for a poll; return True if it took too long, not counting waits for the budget."""
        began = loop_time()
        while True:
            now = loop_time()
            left = began + poll.time_waited(now) + self._parts.limits.hangs_after - now
            if left <= 0:
                return True
            done, _ = await asyncio.wait({poll_task}, timeout=left)
            if done:
                return False

    async def _cancel_hanging(
        self, match_id: str, entry: Entry, tier: Tier, poll_task: asyncio.Task[PollResult]
    ) -> None:
        """Cancel a hanging poll. Until it really ends, its match is not polled again."""
        self._metrics.crashes.labels("hung").inc()
        log.error("polling %s of match %s hangs; it is cancelled", tier, match_id)
        poll_task.cancel()
        done, _ = await asyncio.wait({poll_task}, timeout=self._parts.limits.grace)
        if not done:
            self._metrics.crashes.labels("stuck").inc()
            log.error("polling %s of match %s does not end; the match waits for it", tier, match_id)
            # If the match has got another follower meanwhile, that one waits too.
            entry.task = self._entries.get(match_id, entry).task = poll_task
            poll_task.set_name(task_name(match_id))
            self._stuck_polls.add(poll_task)
            poll_task.add_done_callback(self._stuck_poll_ended)

    def _stuck_poll_ended(self, poll_task: asyncio.Task[PollResult]) -> None:
        self._stuck_polls.discard(poll_task)
        if not poll_task.cancelled() and poll_task.exception() is not None:
            log.error("a poll that hung raised in the end", exc_info=poll_task.exception())
        self._woken.set()

    def _record_refusal(self, match_id: str, entry: Entry, fence: int) -> None:
        entry.refused_fence = fence
        self._metrics.fenced.inc()
        log.warning("match %s was written under a newer number than %d", match_id, fence)

    def _record_result(
        self, match_id: str, entry: Entry, tier: Tier, result: PollResult | None
    ) -> None:
        """Record the result of a poll: pace, health, and when the tier is due again."""
        if result is None:
            entry.pace = polling_pace.after_crash(entry.pace)
            entry.due[tier] = loop_time() + self._next_wait(entry, tier, None)
            return
        entry.record(result)
        wait = self._next_wait(entry, tier, polling_pace.obeyed_pause(result))
        if result.failure == NOT_ASKED:
            wait = max(wait, min(LONG_WAIT, result.retry_after or 0.0))
        # Intervals count from the start of a poll, so that slow answers do not delay the next.
        entry.due[tier] = max(loop_time(), entry.polled_at[tier] + wait)
        if result.failure is not None:
            entry.due[tier] = loop_time() + wait
        if result.failure == RATE_LIMITED:
            chance = self._parts.chance()
            closed = backoff(entry.pace.failures, chance, result.retry_after)
            self.gate.close_for(result.provider, closed)
            if closed >= POST_LIMIT_FROM:
                self.limited.add(result.provider)
        if tier is Tier.SCOREBOARD and result.changes:
            self.poll_now(match_id, Tier.EVENTS)

    def _next_wait(self, entry: Entry, tier: Tier, retry_after: float | None) -> float:
        provider, match_id = entry.provider, entry.follower.match_id
        load = Load(
            subscribers=self._watching.get(match_id, 0),
            health=self._parts.book.health(provider, self._parts.clock()),
            usage=self._parts.gate.usage(provider),
        )
        is_fast = self.flags.is_on(Flag.FAST_UPDATES, provider, match_id)
        return polling_pace.next_wait(
            entry.pace, tier, load, is_fast, self._parts.chance(), retry_after
        )

    async def _stop_if_ended(self, match_id: str, entry: Entry, fence: int) -> bool:
        """Return True if a match is no longer polled; this is stored first."""
        if not polling_pace.has_ended(entry.pace, self._parts.clock()):
            return False
        if not await self._close(match_id, entry, fence, CloseReason.ENDED):
            return False
        log.info("match %s is over: it is no longer polled", match_id)
        if self._entries.get(match_id) is entry:  # unless its follower was replaced meanwhile
            self._ended[match_id] = entry.follower
            del self._entries[match_id]
        return True

    async def _close_stale(self, match_id: str, entry: Entry, fence: int) -> None:
        """Close a match without changes. It is still polled, rarely, and any change reopens it."""
        pace, now = entry.pace, self._parts.clock()
        if pace.is_closed or pace.is_final:
            return
        if not is_stale(pace.sport, pace.phase, pace.silence, pace.starts_at, now):
            return
        if not await self._close(match_id, entry, fence, CloseReason.STALE):
            return
        entry.pace = replace(pace, closed_at=now)
        entry.due = {tier: loop_time() + self._next_wait(entry, tier, None) for tier in entry.due}
        self._metrics.stale.labels(pace.sport).inc()
        log.warning("match %s is closed: nothing new since %s", match_id, pace.last_change_at)

    async def _close(self, match_id: str, entry: Entry, fence: int, why: CloseReason) -> bool:
        """Store that a match is closed; return False if that failed."""
        if not isinstance(entry.follower, Closable):
            return True
        try:
            async with asyncio.timeout(self._parts.limits.hangs_after):
                await entry.follower.close(fence, why)
        except FencedOut:
            self._record_refusal(match_id, entry, fence)
            return False
        except Exception:
            self._metrics.crashes.labels("raised").inc()
            log.exception("match %s could not be closed as %s", match_id, why)
            return False
        return True

    def _measure(self) -> None:
        self._metrics.active.set(len(self._tasks))
        now_utc = self._parts.clock()
        ours = [
            entry for match_id, entry in self._entries.items() if self._parts.duty.follows(match_id)
        ]
        live = [entry for entry in ours if entry.is_live]
        self._metrics.waiting.set(sum(entry.waiting for entry in ours))
        self._metrics.withheld.set(sum(entry.is_withheld for entry in ours))
        ages = [(now_utc - entry.pace.last_change_at).total_seconds() for entry in live]
        self._metrics.news_age.set(max(ages, default=0.0))
        by_sport = Counter(entry.pace.sport for entry in live)
        for sport in Sport:
            self._metrics.live.labels(sport).set(by_sport[sport])
        silent = [(now_utc - entry.pace.last_answer_at).total_seconds() for entry in live]
        self._metrics.staleness.set(max(silent, default=0.0))
        for provider in self._parts.book.providers:
            self._metrics.health.labels(provider).set(self._parts.book.health(provider, now_utc))
        for provider in self._parts.gate.gates:
            self._metrics.usage.labels(provider).set(self._parts.gate.usage(provider))

    async def _cancel_all(self) -> None:
        """Cancel the tasks under way and wait for them, but not for hanging ones."""
        tasks = {*self._tasks, *self._stuck_polls}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._parts.limits.grace)
        self._metrics.active.set(0)
