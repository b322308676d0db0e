"""Keeps one match as it is stored, and writes it under the number of a lease."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.comparing import OPEN, parsed_dispute_id
from scrbrd_ingest.log.planning import Append, Group, Void, commit_parts
from scrbrd_ingest.log.store import NO_DISPUTES, Disputes, LogStore, Mode, Stored
from scrbrd_ingest.ports import FencedOut

LATE: Final = timedelta(seconds=10)
"""How long a write may be on its way: it is stored with an earlier time than one that was seen."""

READ_ANEW: Final = timedelta(minutes=5)
"""How often the setup of the match is read, which people may have put right; and the whole log, if
something in it keeps the provider from writing: operators may have mended it."""


class MatchWriter:
    """The one writer of a match in this process; of several processes the number decides."""

    def __init__(
        self,
        match_id: str,
        store: LogStore,
        clock: Callable[[], datetime],
        look_again: timedelta,
    ) -> None:
        self.match_id = match_id
        self._store, self._clock, self._look_again = store, clock, look_again
        self._stored: Stored | None = None
        self._looked_at: datetime | None = None
        self._loaded_at = self._set_up_at = clock()
        self._newest: datetime | None = None
        self._fence: int | None = None
        self.was_elsewhere = False
        """Whether a worker of another number wrote the match since this was last set to False."""

    async def load(self, fence: int) -> Stored:
        """Return what is stored, read once; what people decide is looked up again in time: who
        writes the match, what they did in its log, while a gap is told which overs they accept,
        and the setup. Where any of it is another now, all is read anew.

        Raises FencedOut where a newer number has written, NoSuchMatch.
        """
        if self._stored is not None and self._is_due():
            self._looked_at = self._clock()
            if await self._is_decided_otherwise(self._stored):
                self._stored = None
        if self._stored is None:
            self._stored = await self._store.load(self.match_id)
            self._looked_at = self._loaded_at = self._set_up_at = self._clock()
            self._newest = self._stored.newest
            self.was_elsewhere |= self._fence not in (None, self._stored.fence)
            self._fence = self._stored.fence
        if self._stored.fence > fence:
            raise FencedOut(
                f"match {self.match_id}: number {fence} writes no more, {self._stored.fence} does"
            )
        return self._stored

    def forget(self) -> None:
        """Read again at the next load: somebody else wrote."""
        self._stored = None

    async def _is_decided_otherwise(self, stored: Stored) -> bool:
        mode, _ = await self._store.mode(self.match_id)
        if mode is not stored.meant:
            return True
        if stored.mode is Mode.WRITES and await self._has_foreign_act():
            return True
        if stored.is_withheld and self._clock() - self._loaded_at >= READ_ANEW:
            return True
        if await self._is_set_up_otherwise(stored):
            return True
        has_gap = bool((stored.feed or {}).get("gaps"))
        return has_gap and await self._store.accepted_gaps(self.match_id) != stored.accepted_gaps

    async def _is_set_up_otherwise(self, stored: Stored) -> bool:
        """Whether the line-ups, the conditions or the start are others now, looked up in time."""
        if self._clock() - self._set_up_at < READ_ANEW:
            return False
        setup = await self._store.setup_of(self.match_id)
        self._set_up_at = self._clock()
        return setup != (stored.setup, stored.starts_at)

    async def _has_foreign_act(self) -> bool:
        """Whether a person has voided, corrected or recorded anything since the last look."""
        since = None if self._newest is None else self._newest - LATE
        foreign, newest = await self._store.acts_since(self.match_id, since)
        self._newest = newest or self._newest
        return bool(foreign)

    def _is_due(self) -> bool:
        return self._looked_at is None or self._clock() - self._looked_at >= self._look_again

    async def write(
        self,
        planned_of: Stored,
        groups: Sequence[Group],
        fields: Json,
        fence: int,
        disputes: Disputes = NO_DISPUTES,
    ) -> None:
        """Write groups, in as many commits as they need, each with what is told of the match; the
        first has the disputes too.

        A process that ends between two leaves a sound log, and the next goes on from it. Raises
        ContendedError, also where what is stored is not what the groups were planned of (a person
        may write the match now), and where a person has acted in the log and something that stands
        there was to be changed; FencedOut.
        """
        if changes_what_stands(groups) and await self._has_foreign_act():
            raise ContendedError(f"match {self.match_id}: a person has acted in its log")
        for part in commit_parts(groups):
            if await self.load(fence) is not planned_of:
                raise ContendedError(f"match {self.match_id}: people decided otherwise meanwhile")
            planned_of = await self._commit(planned_of, part, fields, fence, disputes)
            disputes = NO_DISPUTES

    async def tell(self, fields: Json, fence: int) -> None:
        """Write what is told of the match, whoever writes it. Raises ContendedError, FencedOut."""
        await self.write(await self.load(fence), [], fields, fence)

    async def _commit(
        self,
        stored: Stored,
        groups: Sequence[Group],
        fields: Json,
        fence: int,
        disputes: Disputes,
    ) -> Stored:
        known = stored.known.after(groups)
        last = max(known.log.values(), key=order, default=None)
        fields = fields | {"lastActionId": None if last is None else last.id}
        now = self._clock()
        token = await self._store.commit(
            self.match_id, stored.token, fence, groups, fields, now, disputes
        )
        self._fence = fence
        feed = {**(stored.feed or {}), **fields}
        is_open = opened(stored.open_disputes, disputes)
        self._stored = replace(
            stored, known=known, token=token, fence=fence, feed=feed, open_disputes=is_open
        )
        return self._stored


def opened(known: frozenset[tuple[str, int]], disputes: Disputes) -> frozenset[tuple[str, int]]:
    """Return which disputes of providers are open once some are written."""
    found = {parsed_dispute_id(name): each["status"] == OPEN for name, each in disputes.items()}
    kept = {each for each in known if each not in found}
    return frozenset(kept | {name for name, is_open in found.items() if name and is_open})


def order(action: Action) -> tuple[int, int]:
    """Return the place of an action in the log."""
    return action.innings_number, action.sequence_number


def changes_what_stands(groups: Iterable[Group]) -> bool:
    """Return whether groups void or correct anything."""
    writes = [write for group in groups for write in group.writes]
    return any(isinstance(each, Void) or each.action.corrects is not None for each in writes)


def entered_in(groups: Iterable[Group]) -> list[str]:
    """Return the provider's ids of events that were not in the log and are appended."""
    return [
        record.event_id
        for group in groups
        if any(isinstance(write, Append) for write in group.writes)
        for record in group.created
    ]
