"""Follows one cricket match: polls the current provider and writes the changes to the log.

One poll makes one request, one pure decision, and as many commits as the changes need. Everything
that matters between polls is stored, so another process can take the match over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from scrbrd_ingest.answer_order import CLOCK_RESET_AFTER
from scrbrd_ingest.changes import ENDED, FeedState, UnreadStreak, is_older, observe
from scrbrd_ingest.earlier_versions import with_earlier_versions
from scrbrd_ingest.failed_polls import IN_A_ROW, FailedPolls
from scrbrd_ingest.follow_settings import FollowSettings, Importance, no_importance
from scrbrd_ingest.incremental import FeedUpdate, MatchDecider
from scrbrd_ingest.known_names import NameMappings
from scrbrd_ingest.log.append_only import SettledDecision
from scrbrd_ingest.log.decision import Decision, news_count
from scrbrd_ingest.log.other_match import lost_match_reason, names_text, other_match_reason
from scrbrd_ingest.log.overturn_limit import Doubts
from scrbrd_ingest.log.score_difference import Compared
from scrbrd_ingest.log.store import LogStore, Mode, Stored
from scrbrd_ingest.log.summary import (
    NOT_CLOSED,
    GapCounts,
    UnfilledGap,
    feed_fields,
    has_changed,
    has_news,
    order_fields,
    refusal_fields,
    resumed_state,
)
from scrbrd_ingest.log.synthetic import SCORE_CHANGE, synthetic_groups
from scrbrd_ingest.log.write_plan import Group
from scrbrd_ingest.match_writer import MatchWriter, entered_ids
from scrbrd_ingest.measures import Fault, Measures, NoMeasures
from scrbrd_ingest.model import WHOLE_MATCH, Change, Observation, Sport, Tier
from scrbrd_ingest.ports import (
    BadAnswer,
    CloseReason,
    CricketProvider,
    FeedRequest,
    PollResult,
    RequestScope,
    Selector,
    Unavailable,
)
from scrbrd_ingest.retry import retry_contended
from scrbrd_ingest.scheduling.context import current_poll
from scrbrd_ingest.score_comparison import Comparison, ComparisonResult

Outcome = TypeVar("Outcome")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CricketFeed:
    """A provider of the match, with the match's id at that provider."""

    provider: CricketProvider
    match_id: str


class CricketFollower:
    """Implements `scrbrd_ingest.ports.Follower` for cricket."""

    sport: Sport = Sport.CRICKET
    tiers: tuple[Tier, ...] = (Tier.EVENTS,)

    def __init__(
        self,
        match_id: str,
        feeds: Mapping[str, CricketFeed],
        selector: Selector,
        store: LogStore,
        clock: Callable[[], datetime],
        measures: Measures | None = None,
        importance: Importance = no_importance,
    ) -> None:
        self.match_id = match_id
        self._feeds = feeds
        self._selector = selector
        self._store = store
        self._clock = clock
        self._settings = FollowSettings()
        self._measures: Measures = measures or NoMeasures()
        self._importance = importance
        self._writer = MatchWriter(match_id, store, clock, self._settings.check_every)
        self._failures = FailedPolls(match_id, clock, self._measures)
        self._decider = MatchDecider(match_id)
        self._provider = ""
        self._unfilled = UnfilledGap()
        self._counted_gaps = set[str]()

    def _start_provider(self, name: str, stored: Stored) -> None:
        """Reset the state for a provider; nothing is written until its whole match was read."""
        store, clock, settings = self._store, self._clock, self._settings
        self._provider = name
        self._state: FeedState = resumed_state(stored, name)
        self._names = NameMappings(self.match_id, name, store, clock, settings.check_every)
        self._comparison = Comparison(self.match_id, name, store, clock, settings.compare_every)
        self._counts = GapCounts()
        self._decider.start_provider(name)
        self._doubts, self._undoubted = Doubts(), self._state
        self._since_whole, self._is_whole_at_end = 0, False
        self._unread = UnreadStreak()
        self._failed_requests, self._late_answers, self._last_was_whole = 0, 0, False
        self._is_first_reading = True

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Poll the current provider once and write the changes.

        A failure of the provider, and any exception caused by its answer, is returned as a result
        with a `failure`. Errors of the store (`failed_polls.NOT_THE_PROVIDERS`: FencedOut,
        NoSuchMatch, ContendedError, an outage) are raised.
        """
        name = self._selector.current(self._clock())
        stored = await self._writer.load(fence)
        if name != self._provider:
            self._start_provider(name, stored)
        feed = self._feeds[name]
        request = replace(self._next_request(), newest=self._state.sequence)
        dropped_before, began = self._state.dropped_count, self._clock()
        try:
            answer = await feed.provider.observe(feed.match_id, request)
        except asyncio.CancelledError:  # an endless answer counts as none
            timeout_error = Unavailable(f"{name}, match {feed.match_id}: no whole answer in time")
            self._record_request(request, is_answered=False)
            self._selector.report(self._failed(tier, began, timeout_error))
            raise
        except Exception as error:
            self._record_request(request, is_answered=False)
            result = self._failed(tier, began, error)
        else:
            processing = self._process_answer(tier, began, request, answer, fence)
            result = await self._failures.guard(
                processing, name, tier, began, lambda: self._state.phase
            )
            is_late = self._state.dropped_count > dropped_before and not self._state.lagging_streak
            self._record_request(request, is_answered=True, is_late=is_late)
        self._selector.report(result)
        return result

    async def close(self, fence: int, why: CloseReason) -> None:
        """Store that the match is polled rarely, or not at all. Raises FencedOut."""
        fields = {"closed": str(why), "closedAt": self._clock()}
        await self._retry(lambda: self._writer.write_fields(fields, fence))

    def _next_request(self) -> FeedRequest:
        """Return the next request: the whole match at first, for gaps, at intervals, at the end."""
        if not self._state.is_whole:
            return FeedRequest(RequestScope.WHOLE)
        is_in_vain = self._failed_requests >= IN_A_ROW or self._late_answers >= CLOCK_RESET_AFTER
        if self._doubts.count:
            if not (is_in_vain and self._last_was_whole):
                return FeedRequest(RequestScope.WHOLE)
            self._state = self._undoubted  # nothing can show which of its doubted events are right
        last = max((each.place for each in self._state.events.values()), default=None)
        latest = FeedRequest(RequestScope.LATEST, since=last)
        if is_in_vain and self._last_was_whole:
            return latest
        gap, answers = self._counts.gap, self._counts.answers
        if gap is not None and answers <= self._settings.most_requests:
            return gap.request(answers)
        is_due = self._since_whole >= self._settings.whole_every
        if is_due or (self._state.phase in ENDED and not self._is_whole_at_end):
            return FeedRequest(RequestScope.WHOLE)
        return latest

    def _record_request(
        self, request: FeedRequest, *, is_answered: bool, is_late: bool = False
    ) -> None:
        """Count consecutive requests for the whole match or an over that failed or got an older
        answer. After too many, every second request is for the latest events instead."""
        self._last_was_whole = request.scope is RequestScope.WHOLE
        if self._last_was_whole:
            self._failed_requests = 0 if is_answered else self._failed_requests + 1
            self._late_answers = self._late_answers + 1 if is_late else 0

    def _failed(self, tier: Tier, began: datetime, error: Exception) -> PollResult:
        """Return the result of a poll without a usable answer."""
        return self._failures.failed_poll(self._provider, tier, began, self._state.phase, error)

    async def _process_answer(
        self, tier: Tier, began: datetime, request: FeedRequest, answer: Observation, fence: int
    ) -> PollResult:
        """Apply an answer and write the changes; an answer of another match counts as a failure."""
        is_whole = request.scope is RequestScope.WHOLE and request.over is None
        holds_all = is_whole or answer.covers == WHOLE_MATCH
        if why := await self._other_match_reason(answer, fence, holds_all=holds_all):
            self._measures.count_fault(self._provider, Fault.OTHER_MATCH)
            await self._retry(lambda: self._write_refusal(why, fence))
            return self._failed(tier, began, BadAnswer(f"{self._provider}: {why}"))
        latency = max(0.0, self._seconds_since(began) - current_poll().waited)
        stored = await self._writer.load(fence)
        before = await with_earlier_versions(
            self._state, answer, stored, self._provider, self._names
        )
        self._is_first_reading = not before.is_whole
        if not self._doubts.count:
            self._undoubted = before
        self._state, changes = observe(before, answer, whole_requested=is_whole)
        self._measure_faults(answer, before)
        self._record_extent(is_whole, before, answer)
        decision = None
        if self._state.is_whole and self._state.dropped_count == before.dropped_count:
            if not changes and await self._has_nothing_to_decide(before, fence):
                decision = self._decider.last
            else:
                decision = await self._retry(lambda: self._write_update(answer, fence, changes))
        if decision is not None and decision.is_denied:  # as if the answer had not come
            self._state, changes, self._doubts = before, (), Doubts()
        if self._is_unreadable(request, answer, before, has_changes=bool(changes)):
            why = f"{self._provider}: nothing new can be read, {len(answer.faults)} events cannot"
            return self._failed(tier, began, BadAnswer(why))
        said_at, stored = answer.said_at, await self._writer.load(fence)
        last = decision or self._decider.last
        return PollResult(
            self._provider,
            tier,
            began,
            latency,
            changes=news_count(changes, decision, is_first_reading=self._is_first_reading),
            phase=self._state.phase,
            freshness=None if said_at is None else self._seconds_since(said_at),
            importance=self._current_importance(),
            is_final=decision is not None and self._is_final(decision),
            starts_at=stored.starts_at,
            lacks=self._unfilled.gap if self._provider in self._unfilled.failed_providers else "",
            waiting=last.target.waiting if last and stored.configured_mode is Mode.WRITES else 0,
            closed_at=(stored.feed or {}).get("closedAt"),
            is_withheld=stored.is_withheld or (last is not None and last.is_doubted),
            is_undecided=not self._decider.has_result,
        )

    async def _other_match_reason(self, answer: Observation, fence: int, *, holds_all: bool) -> str:
        """Return why an answer is of a different match; empty if it is not."""
        stored = await self._writer.load(fence)
        if reason := lost_match_reason(self._provider, answer, stored.known, holds_all=holds_all):
            return reason
        setup, teams = stored.setup, await self._names.team_ids_of(answer.team_ids)
        if answer.team_ids and not teams and stored.known.log:
            return f"no mapping has the sides it names, {names_text('team', answer.team_ids)}"
        known = self._state.events
        new = [each for each in answer.events if known.get(each.id) != each]
        return other_match_reason(setup, teams) or other_match_reason(
            setup, await self._names.mapped_ids_of(new)
        )

    async def _write_refusal(self, why: str, fence: int) -> None:
        """Store that an answer was refused, if not stored already. Raises ContendedError."""
        stored = await self._writer.load(fence)
        fields = refusal_fields(stored, self._provider, self._state, why)
        if has_changed(stored.feed, fields):
            fields |= order_fields(stored.feed, self._provider, self._state)
            await self._writer.write(stored, [], fields, fence)

    async def _has_nothing_to_decide(self, before: FeedState, fence: int) -> bool:
        """Return True if an answer without changed events needs no decision: the last decision is
        written, nothing is missing or waits, nobody else wrote, and no id mapping changed."""
        last = self._decider.last
        if last is None or last.is_doubted or last.target.waiting or last.target.unmapped:
            return False
        if last.target.gap is not None:  # each answer that does not fill it counts
            return False
        if self._names.has_changed:
            return False
        decisive = ("totals", "phase", "faults", "is_readable")
        if any(getattr(before, name) != getattr(self._state, name) for name in decisive):
            return False
        stored = await self._writer.load(fence)
        return self._decider.is_all_written(stored) and stored.fence == fence

    def _measure_faults(self, answer: Observation, before: FeedState) -> None:
        """Count the faults of an answer in the metrics; log a clock that went back."""
        if answer.faults:
            self._measures.count_fault(self._provider, Fault.UNREADABLE)
        if self._state.dropped_count > before.dropped_count:
            self._measures.count_fault(self._provider, Fault.OLDER)
        if self._state.clock_resets > before.clock_resets:
            self._measures.count_fault(self._provider, Fault.CLOCK)
            log.warning("match %s: the clock of %s went back", self.match_id, self._provider)

    def _is_unreadable(
        self, request: FeedRequest, answer: Observation, before: FeedState, *, has_changes: bool
    ) -> bool:
        """Return True if several answers had only unreadable changes; needs another provider."""
        if self._state.dropped_count == before.dropped_count:
            kind = str(request.scope) if request.over is None else "over"
            self._unread = self._unread.after(kind, len(answer.faults), has_changes=has_changes)
        return self._unread.count >= IN_A_ROW and len(self._feeds) > 1

    def _record_extent(self, is_whole: bool, before: FeedState, answer: Observation) -> None:
        """Record whether the whole match was read, and whether it was over then. A dropped answer
        does not count as read, and one older than the newest does not show how the match ended."""
        is_whole = is_whole and self._state.dropped_count == before.dropped_count
        self._since_whole = 0 if is_whole else self._since_whole + 1
        was_whole = self._is_whole_at_end and before.phase in ENDED
        is_end = is_whole and not is_older(before, answer)
        self._is_whole_at_end = self._state.phase in ENDED and (is_end or was_whole)

    def _seconds_since(self, time: datetime) -> float:
        return max(0.0, (self._clock() - time).total_seconds())

    def _current_importance(self) -> float:
        """Return the current importance of the match, 0 to 1."""
        chase = self._decider.chase
        return 0.0 if chase is None else self._importance(*chase)

    def _is_final(self, decision: Decision) -> bool:
        """Return True if nothing more needs to be requested: the match is over and everything is in
        the log, or no provider fills the gap and the operators were notified."""
        operators_know = self._unfilled.failed_providers >= self._feeds.keys()
        has_all = decision.target.gap is None and not decision.target.waiting
        is_over = self._state.phase in ENDED and self._is_whole_at_end
        return is_over and (has_all or operators_know) and not decision.is_doubted

    async def _retry(self, attempt: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Repeat an attempt on a fresh reading of the store if another writer interfered."""
        return await retry_contended(attempt, self._writer.forget, self._settings.tries)

    async def _write_update(
        self, answer: Observation, fence: int, changes: Sequence[Change]
    ) -> Decision | None:
        """Decide what the provider's state leads to and write it; return None if the whole match
        must be requested first. Raises ContendedError."""
        settled = self._decider.take_settled()
        stored = await self._writer.load(fence)
        if self._writer.was_written_elsewhere:  # what was read there would count as deleted here
            self._writer.was_written_elsewhere = False
            self._state, self._doubts = resumed_state(stored, self._provider, self._state), Doubts()
            return None
        update = FeedUpdate(self._state, changes, self._counts, self._is_confirmed())
        decision = await self._decider.decide(stored, update, self._names, settled, self._clock())
        writes = stored.mode is Mode.WRITES
        comparison = ComparisonResult(Compared())
        if not writes:
            comparison = await self._comparison.compare(stored, decision)
        resolved = self._comparison.disputes_to_resolve(stored, writes=writes)
        disputes = {**resolved, **comparison.disputes}
        synthetic = synthetic_groups(
            self._provider, self._state.totals, decision.event_totals, stored.known.records
        )
        groups = [*(decision.plan.groups if writes else ()), *synthetic]
        counts = self._counts.after(decision.target.gap, is_waived=decision.target.is_waived)
        unfilled = self._unfilled.after(counts, self._provider, self._settings.most_requests)
        fields = feed_fields(
            stored,
            self._provider,
            self._state,
            decision,
            counts,
            comparison.compared,
            is_unfilled=bool(unfilled.failed_providers),
        )
        is_new = bool(groups) or has_news(stored.feed, fields)
        if is_new or (changes and not self._is_first_reading):
            fields |= NOT_CLOSED  # a match that was closed is open again
        if groups or disputes or stored.fence != fence or has_changed(stored.feed, fields):
            fields |= order_fields(stored.feed, self._provider, self._state)
            await self._writer.write(stored, groups, fields, fence, disputes)
        self._comparison.confirm(comparison)
        gap, operators_know = counts.gap, counts.answers > self._settings.most_requests
        if gap is not None and operators_know and gap.name not in self._counted_gaps:
            self._counted_gaps.add(gap.name)
            self._measures.count_missed_balls(gap.balls)
        self._counts, self._unfilled = counts, unfilled
        self._doubts = self._doubts.after(self._clock()) if decision.is_doubted else Doubts()
        # Balls from before the match was followed are late through no fault: they are not measured.
        entered = entered_ids(decision.plan.groups) if writes and stored.feed is not None else ()
        self._measure(answer, entered, synthetic)
        self._decider.last = decision
        written = await self._writer.load(fence)
        self._decider.mark_settled(SettledDecision(written, self._state, decision))
        return decision

    def _is_confirmed(self) -> bool:
        """Return True if enough answers, over enough time, overturned the same log."""
        doubts, settings = self._doubts.after(self._clock()), self._settings
        return doubts.count >= settings.confirmations and doubts.duration >= settings.doubts_for

    def _measure(self, answer: Observation, entered: Sequence[str], groups: list[Group]) -> None:
        """Record the delay of the entered events, and the number of synthetic ones."""
        events = [self._state.events[name] for name in entered if name in self._state.events]
        for time in [each.said_at or answer.said_at for each in events]:
            if time is not None:
                self._measures.record_delay(self._seconds_since(time))
        created = sum(len(each.created) for each in groups)
        if created:
            self._measures.count_synthetic(SCORE_CHANGE, created)
