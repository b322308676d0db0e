"""Follows one match of another sport: scoreboard, events and statistics, polled separately."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scrbrd.domain.json_types import Json
from scrbrd_ingest.answer_order import NO_OLDER_STREAK, OlderStreak
from scrbrd_ingest.changes import ENDED
from scrbrd_ingest.failed_polls import IN_A_ROW, FailedPolls
from scrbrd_ingest.log.summary import NOT_CLOSED
from scrbrd_ingest.log.write_plan import MOST_WRITES
from scrbrd_ingest.measures import Fault, Measures, NoMeasures
from scrbrd_ingest.model import Phase, Scoreboard, Sport, Statistics, Tier, Timeline
from scrbrd_ingest.ports import (
    MATCH_NOT_LISTED,
    BadAnswer,
    CloseReason,
    FencedOut,
    PollResult,
    ScoreboardProvider,
    Selector,
    Unavailable,
)
from scrbrd_ingest.retry import retry_contended
from scrbrd_ingest.scheduling.context import current_poll
from scrbrd_ingest.scoreboard_events import (
    SCORE_CHANGE,
    STATE_TOLD,
    complete_until,
    deleted_beyond_board,
    synthetic_events,
    timeline_changes,
    unexplained_score,
)
from scrbrd_ingest.scoreboards import (
    ScoreboardStore,
    StoredScoreboard,
    board_document,
    capped_time,
    has_changes,
    is_at_least_as_new,
    next_version,
    shows_clock_reset,
    stats_documents,
)

Answer = Scoreboard | Timeline | Statistics | None
BEGUN = frozenset({Phase.LIVE, Phase.BREAK, Phase.SUSPENDED})
TRIES = 6
"""Attempts of one write that meets other writers."""


@dataclass(frozen=True)
class ScoreboardFeed:
    """A provider of the match, with the match's id at that provider."""

    provider: ScoreboardProvider
    match_id: str


@dataclass(frozen=True)
class PendingWrites:
    """Documents to write: fields of the scoreboard, events, statistics. Empty: nothing to write."""

    document: Json = field(default_factory=dict)
    events: Mapping[str, Json] = field(default_factory=dict)
    stats: Mapping[str, Json] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """The number of documents that change."""
        return bool(self.document) + len(self.events) + len(self.stats)


class ScoreboardFollower:
    """Implements `scrbrd_ingest.ports.Follower` for sports without a fold."""

    tiers: tuple[Tier, ...] = (Tier.SCOREBOARD, Tier.EVENTS, Tier.STATS)

    def __init__(
        self,
        match_id: str,
        sport: Sport,
        league: str,
        feeds: Mapping[str, ScoreboardFeed],
        selector: Selector,
        store: ScoreboardStore,
        clock: Callable[[], datetime],
        measures: Measures | None = None,
    ) -> None:
        self.match_id = match_id
        self.sport = sport
        self._league = league
        self._feeds = feeds
        self._selector = selector
        self._store = store
        self._clock = clock
        self._measures: Measures = measures or NoMeasures()
        self._stored: StoredScoreboard | None = None
        self._has_events: dict[str, bool] = {}
        self._older_streaks: dict[str, OlderStreak] = {}
        self._seen_boards: dict[str, set[Scoreboard]] = {}
        self._failures = FailedPolls(match_id, clock, self._measures)
        self._current_provider = ""
        self._absent: dict[str, int] = {}
        self._phase: Phase = Phase.SCHEDULED
        self._is_phase_read = False
        self._after_end: set[Tier] = set()

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Poll one tier of the current provider and write the changes. Raises FencedOut.

        A failure of the provider, and any exception caused by its answer, is returned as a result
        with a `failure`.
        """
        name = self._selector.current(self._clock())
        await self._load(fence)
        if name != self._current_provider:  # its next scoreboard alone decides
            self._current_provider = name
            self._absent[name] = min(self._absent.get(name, 0), IN_A_ROW - 1)
        began = self._clock()
        try:
            answer = await self._fetch(tier, name)
        except asyncio.CancelledError:  # an endless answer counts as none
            timeout_error = Unavailable(f"{name}, match {self.match_id}: no whole answer in time")
            self._selector.report(self._failed(tier, name, began, timeout_error))
            raise
        except Exception as error:
            result = self._failed(tier, name, began, error)
        else:
            processing = self._process_answer(tier, name, began, answer, fence)
            result = await self._failures.guard(processing, name, tier, began, lambda: self._phase)
        self._selector.report(result)
        return result

    async def close(self, fence: int, why: CloseReason) -> None:
        """Store that the match is polled rarely, or not at all. Raises FencedOut."""
        fields = {"closed": str(why), "closedAt": self._clock()}
        await self._write(fence, lambda _: PendingWrites(fields))

    async def _fetch(self, tier: Tier, name: str) -> Answer:
        """Request a tier from the provider. Raises ProviderError."""
        feed = self._feeds[name]
        provider, match_id = feed.provider, feed.match_id
        match tier:
            case Tier.SCOREBOARD:
                boards = await provider.scoreboards(self.sport, self._league)
                board = next((each for each in boards if each.provider_match_id == match_id), None)
                # Documents use the name of the provider in the settings, not that of its connector.
                return board and replace(
                    board, provider=name, said_at=capped_time(board.said_at, board.received_at)
                )
            case Tier.EVENTS:
                answer = await provider.timeline(self.sport, self._league, match_id)
                now = self._clock()
                return answer and replace(
                    answer,
                    events=tuple(
                        replace(each, said_at=capped_time(each.said_at, now))
                        for each in answer.events
                    ),
                )
            case Tier.STATS:
                return await provider.statistics(self.sport, self._league, match_id)

    async def _process_answer(
        self, tier: Tier, name: str, began: datetime, answer: Answer, fence: int
    ) -> PollResult:
        """Write the changes of an answer and return the result of the poll."""
        latency = max(0.0, self._seconds_since(began) - current_poll().waited)
        board = answer if isinstance(answer, Scoreboard) else None
        if tier is Tier.EVENTS:
            self._has_events[name] = answer is not None
            if isinstance(answer, Timeline) and answer.faults:
                self._measures.count_fault(name, Fault.UNREADABLE)
        elif tier is Tier.SCOREBOARD:
            self._record_listing(name, board)
        changes = await self._write_answer(name, answer, fence)
        document = (await self._load(fence)).document or {}
        said_at = None if board is None else board.said_at
        self._record_end(tier)
        if self._absent[name] >= IN_A_ROW and len(self._feeds) > 1:
            # This applies to all tiers: other data of the match does not make it up to date.
            why = f"{name}, match {self.match_id}: it has begun, and is not listed any more"
            failed = self._failed(tier, name, began, BadAnswer(why))
            return replace(failed, lacks=MATCH_NOT_LISTED)
        return PollResult(
            name,
            tier,
            began,
            latency,
            changes=changes,
            phase=self._phase,
            freshness=None if said_at is None else self._seconds_since(said_at),
            is_final=self._after_end == set(self.tiers),
            closed_at=document.get("closedAt"),
            starts_at=document.get("startsAt") if board is None else board.starts_at,
        )

    def _record_listing(self, name: str, board: Scoreboard | None) -> None:
        """Count consecutive scoreboards that lack the match though it has begun."""
        is_absent = board is None and self._phase in BEGUN
        self._absent[name] = self._absent[name] + 1 if is_absent else 0
        if is_absent and self._phase is Phase.LIVE:
            self._measures.count_fault(name, Fault.ABSENT)

    async def _write_answer(self, name: str, answer: Answer, fence: int) -> int:
        """Write the changes of an answer; return the number of changed documents."""
        match answer:
            case Scoreboard():
                return await self._write_board(answer, fence)
            case Timeline():
                return await self._write(fence, lambda known: pending_events(known, name, answer))
            case Statistics():
                return await self._write(
                    fence,
                    lambda known: PendingWrites(stats=stats_documents(known.stats, name, answer)),
                )
            case None:
                if self._has_events.get(name, True):
                    return await self._write(fence, lambda _: PendingWrites())
                return await self._write(
                    fence, lambda known: PendingWrites(events=unexplained_score(known, name))
                )

    def _record_end(self, tier: Tier) -> None:
        """Record which tiers were polled since the match was over."""
        if self._phase in ENDED:
            self._after_end.add(tier)
        else:
            self._after_end.clear()

    async def _write_board(self, board: Scoreboard, fence: int) -> int:
        """Write a changed scoreboard; derive an event if the provider has none."""
        has_events = self._has_events.get(board.provider, True)
        is_clock_reset = self._is_clock_reset(await self._load(fence), board)

        def changes_for(known: StoredScoreboard) -> PendingWrites:
            document = board_document(self.match_id, board)
            is_newer = is_at_least_as_new(known.document, board) and has_changes(
                known.document, document
            )
            if not is_newer and not is_clock_reset:
                return PendingWrites()
            if has_events:
                return PendingWrites(document, deleted_beyond_board(known.events, board))
            return PendingWrites(document, synthetic_events(known.document, board, known.events))

        stored = await self._load(fence)
        if is_clock_reset or is_at_least_as_new(stored.document, board):
            self._phase = board.phase
        changes = await self._write(fence, changes_for)
        if not changes:
            self._record_order(board)
        elif board.said_at is not None:
            self._measures.record_delay(self._seconds_since(board.said_at))
        return changes

    def _record_order(self, board: Scoreboard) -> None:
        """Record the order of a scoreboard without changes, so that an earlier one counts as older.
        This alone is not written to the store."""
        stored = self._stored
        if (
            stored is not None
            and stored.document is not None
            and is_at_least_as_new(stored.document, board)
        ):
            order = {"sequence": board.sequence, "saidAt": board.said_at}
            stated = {name: each for name, each in order.items() if each is not None}
            self._stored = replace(stored, document={**stored.document, **stated})

    def _is_clock_reset(self, known: StoredScoreboard, board: Scoreboard) -> bool:
        """Record whether a scoreboard is older than the known one; return True if it is accepted
        nevertheless because the provider's clock went back.

        A lagging mirror only has scoreboards that were seen, or that were current between two
        polls.
        """
        name, seen_boards = board.provider, self._seen_boards.setdefault(board.provider, set())
        if is_at_least_as_new(known.document, board):
            seen_boards.add(without_times(board))
            self._older_streaks.pop(name, None)
            return False
        older_streak = self._older_streaks.get(name, NO_OLDER_STREAK).after(
            board.sequence, board.said_at
        )
        is_clock_reset = (
            older_streak.is_clock_reset
            and without_times(board) not in seen_boards
            and shows_clock_reset(known.document or {}, board)
        )
        self._older_streaks[name] = NO_OLDER_STREAK if is_clock_reset else older_streak
        self._measures.count_fault(name, Fault.CLOCK if is_clock_reset else Fault.OLDER)
        return is_clock_reset

    async def _load(self, fence: int) -> StoredScoreboard:
        """Return the stored scoreboard, which is read once and then kept. Raises FencedOut."""
        if self._stored is None:
            self._stored = await self._store.load(self.match_id)
            self._read_phase(self._stored)
        if self._stored.fence > fence:
            newer = self._stored.fence
            raise FencedOut(
                f"match {self.match_id}: number {fence} is outdated, {newer} has written"
            )
        return self._stored

    def _read_phase(self, stored: StoredScoreboard) -> None:
        """Start with the stored phase: a provider may no longer list the match."""
        if not self._is_phase_read:
            self._is_phase_read = True
            self._phase = Phase((stored.document or {}).get("phase", Phase.SCHEDULED))

    async def _write(
        self, fence: int, changes_for: Callable[[StoredScoreboard], PendingWrites]
    ) -> int:
        """Write the changes to the stored scoreboard; return the number of documents."""

        async def attempt() -> int:
            stored = await self._load(fence)
            pending = changes_for(stored)
            if not pending.changes:
                if stored.document is not None and stored.fence != fence:
                    await self._commit(pending, fence)  # from now on older numbers are refused
                return 0
            if (stored.document or {}).get("closed"):
                pending = replace(pending, document={**NOT_CLOSED, **pending.document})
            for commit in split_writes(pending):
                await self._commit(commit, fence)
            synthetic_count = sum(
                each["isSynthetic"] and each["state"] == STATE_TOLD
                for each in pending.events.values()
            )
            if synthetic_count:
                self._measures.count_synthetic(SCORE_CHANGE, synthetic_count)
            return pending.changes

        return await retry_contended(attempt, self._forget, TRIES)

    async def _commit(self, commit: PendingWrites, fence: int) -> None:
        stored = await self._load(fence)
        version = next_version(stored.document, self._clock())
        # Each event gets its own revision, so that returning readers can resume after it.
        ordered = sorted(commit.events.items(), key=lambda each: each[1]["order"])
        events = {
            name: each | {"revision": version + place}
            for place, (name, each) in enumerate(ordered, start=1)
        }
        version += len(events)
        document = {"matchId": self.match_id, **commit.document, "version": version}
        token = await self._store.commit(
            self.match_id, stored.token, fence, document, events, commit.stats
        )
        self._stored = replace(
            stored,
            document={**(stored.document or {}), **document, "fence": fence},
            events={**stored.events, **events},
            stats={**stored.stats, **commit.stats},
            token=token,
        )

    def _forget(self) -> None:
        """Discard the cached scoreboard, so that it is read again: somebody else wrote."""
        self._stored = None

    def _failed(self, tier: Tier, name: str, began: datetime, error: Exception) -> PollResult:
        """Return the result of a poll without a usable answer."""
        return self._failures.failed_poll(name, tier, began, self._phase, error)

    def _seconds_since(self, moment: datetime) -> float:
        return max(0.0, (self._clock() - moment).total_seconds())


def pending_events(known: StoredScoreboard, provider: str, timeline: Timeline) -> PendingWrites:
    """Return the writes for a timeline."""
    until = complete_until(known.document, provider)
    return PendingWrites(events=timeline_changes(known.events, provider, timeline, until))


def without_times(board: Scoreboard) -> Scoreboard:
    """Return a scoreboard without its times and order, to compare contents."""
    return replace(board, received_at=datetime.fromtimestamp(0, UTC), sequence=None, said_at=None)


def split_writes(pending: PendingWrites) -> list[PendingWrites]:
    """Return the pending writes in parts that fit into one commit each."""
    events = list(pending.events.items())
    first = PendingWrites(pending.document, dict(events[:MOST_WRITES]), pending.stats)
    rest = range(MOST_WRITES, len(events), MOST_WRITES)
    return [first, *(PendingWrites(events=dict(events[at : at + MOST_WRITES])) for at in rest)]
