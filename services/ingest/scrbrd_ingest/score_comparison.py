"""Compares a provider's score with that of people who score the match, and raises disputes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scrbrd.domain.json_types import Json
from scrbrd_ingest.log.decision import Decision
from scrbrd_ingest.log.score_difference import (
    Compared,
    compare,
    differences,
    dispute_id,
    raised_fields,
    resolved_fields,
    scores_of,
)
from scrbrd_ingest.log.store import Disputes, LogStore, Stored


@dataclass(frozen=True)
class ComparisonResult:
    """The result of a comparison, the disputes to write with it, and when it was made.

    `at` is None if no comparison was due.
    """

    compared: Compared
    disputes: Disputes = field(default_factory=dict)
    at: datetime | None = None


class Comparison:
    """Compares one provider with the log of one match at intervals."""

    def __init__(
        self,
        match_id: str,
        provider: str,
        store: LogStore,
        clock: Callable[[], datetime],
        interval: timedelta,
    ) -> None:
        self._match_id, self._provider = match_id, provider
        self._store, self._clock, self._interval = store, clock, interval
        self._compared_at: datetime | None = None
        self.compared: Compared | None = None

    async def compare(self, stored: Stored, decision: Decision) -> ComparisonResult:
        """Compare the provider's scores with those of the log, if due.

        The result counts only after `confirm`: what could not be written is found again.
        """
        now = self._clock()
        is_open = frozenset(n for name, n in stored.open_disputes if name == self._provider)
        before = replace(self.compared or Compared(), open=is_open)
        if self._compared_at is not None and now - self._compared_at < self._interval:
            return ComparisonResult(before)
        actions = [each.action for each in decision.target.items if each.action is not None]
        totals = await self._store.totals(self._match_id)
        scores = await asyncio.to_thread(scores_of, stored.setup, actions)
        after, raised, ended_innings = compare(before, differences(scores, totals))
        current = await self._store.load(self._match_id) if raised else stored
        disputes: dict[str, Json] = {}
        for difference in raised:
            place = max(1, last_sequence(current, difference.innings))
            fields = raised_fields(self._match_id, self._provider, difference, place, now)
            disputes[fields["id"]] = fields
        for innings in ended_innings:
            disputes[dispute_id(self._provider, innings)] = resolved_fields(now)
        return ComparisonResult(after, disputes, now)

    def confirm(self, result: ComparisonResult) -> None:
        """Continue from a result that was written."""
        if result.at is not None:
            self._compared_at, self.compared = result.at, result.compared

    def disputes_to_resolve(self, stored: Stored, *, writes: bool) -> Disputes:
        """Return the resolving fields of open disputes that are no longer compared: those of other
        providers and, if this provider writes the match, its own."""
        fields = resolved_fields(self._clock())
        return {
            dispute_id(provider, innings): fields
            for provider, innings in sorted(stored.open_disputes)
            if writes or provider != self._provider
        }


def last_sequence(stored: Stored, innings: int) -> int:
    """Return the last sequence of an innings in the stored log; 0 for an empty innings."""
    log = stored.known.log.values()
    return max((each.sequence_number for each in log if each.innings_number == innings), default=0)
