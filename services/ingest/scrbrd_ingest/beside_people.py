"""Compares a provider with people who score the match, and raises disputes that last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scrbrd.domain.json_types import Json
from scrbrd_ingest.log.comparing import (
    Compared,
    compare,
    differences,
    dispute_id,
    raised_fields,
    resolved_fields,
    scores_of,
)
from scrbrd_ingest.log.decision import Decision
from scrbrd_ingest.log.store import Disputes, LogStore, Stored


@dataclass(frozen=True)
class Found:
    """What a comparison found, what of disputes is to be written with it, and when it was made;
    None where it was not time for one."""

    compared: Compared
    disputes: Disputes = field(default_factory=dict)
    at: datetime | None = None


class Comparison:
    """What one provider was found to say differently from the log of one match."""

    def __init__(
        self,
        match_id: str,
        provider: str,
        store: LogStore,
        clock: Callable[[], datetime],
        every: timedelta,
    ) -> None:
        self._match_id, self._provider = match_id, provider
        self._store, self._clock, self._every = store, clock, every
        self._at: datetime | None = None
        self.compared: Compared | None = None

    async def compare(self, stored: Stored, decision: Decision) -> Found:
        """Compare scores with the log's, if it is time; return which disputes are open.

        What is found counts once `keep` is told that it is written: what could not be written is
        found again.
        """
        now = self._clock()
        is_open = frozenset(n for name, n in stored.open_disputes if name == self._provider)
        before = replace(self.compared or Compared(), open=is_open)
        if self._at is not None and now - self._at < self._every:
            return Found(before)
        actions = [each.action for each in decision.target.items if each.action is not None]
        totals = await self._store.totals(self._match_id)
        scores = await asyncio.to_thread(scores_of, stored.setup, actions)
        after, raised, ended = compare(before, differences(scores, totals))
        current = await self._store.load(self._match_id) if raised else stored
        disputes: dict[str, Json] = {}
        for difference in raised:
            place = max(1, last_sequence(current, difference.innings))
            fields = raised_fields(self._match_id, self._provider, difference, place, now)
            disputes[fields["id"]] = fields
        for innings in ended:
            disputes[dispute_id(self._provider, innings)] = resolved_fields(now)
        return Found(after, disputes, now)

    def keep(self, found: Found) -> None:
        """Go on from what was found: it is written."""
        if found.at is not None:
            self._at, self.compared = found.at, found.compared

    def left(self, stored: Stored, *, writes: bool) -> Disputes:
        """Return what resolves the disputes that nobody compares any more: those of other
        providers, and where this one is to write the match, its own."""
        fields = resolved_fields(self._clock())
        return {
            dispute_id(provider, innings): fields
            for provider, innings in sorted(stored.open_disputes)
            if writes or provider != self._provider
        }


def last_sequence(stored: Stored, innings: int) -> int:
    """Return the last sequence of an innings in the log as it was read; 0 for an empty one."""
    log = stored.known.log.values()
    return max((each.sequence_number for each in log if each.innings_number == innings), default=0)
