"""Caches the stored documents of one match and writes them under a lease number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.score_difference import OPEN, parsed_dispute_id
from scrbrd_ingest.log.store import NO_DISPUTES, Disputes, LogStore, Mode, Stored
from scrbrd_ingest.log.write_plan import Append, Group, Void, commit_parts
from scrbrd_ingest.ports import FencedOut

WRITE_DELAY: Final = timedelta(seconds=10)
"""How long a write may be in flight: it may be stored with an earlier time than one that was
already seen."""

REREAD_EVERY: Final = timedelta(minutes=5)
"""How often the setup of the match is read again, because people may have corrected it; and the
whole log if something in it prevents the provider from writing, because operators may have fixed
it."""


class MatchWriter:
    """The only writer of a match in this process. Between processes, the lease number decides."""

    def __init__(
        self,
        match_id: str,
        store: LogStore,
        clock: Callable[[], datetime],
        check_every: timedelta,
    ) -> None:
        self.match_id = match_id
        self._store, self._clock, self._check_every = store, clock, check_every
        self._stored: Stored | None = None
        self._checked_at: datetime | None = None
        self._loaded_at = self._setup_read_at = clock()
        self._newest: datetime | None = None
        self._fence: int | None = None
        self.was_written_elsewhere = False
        """Whether a worker with another number wrote the match since this was last set to False."""

    async def load(self, fence: int) -> Stored:
        """Return the stored match, which is read once and then kept.

        What people may change is checked at intervals: who writes the match, actions of people in
        its log, the accepted gaps while there is a gap, and the setup. If any of it changed,
        everything is read again.

        Raises FencedOut if a worker with a higher number has written, NoSuchMatch.
        """
        if self._stored is not None and self._is_check_due():
            if await self._has_decision_changed(self._stored):
                self._stored = None
            self._checked_at = self._clock()  # a check that failed is repeated with the next poll
        if self._stored is None:
            self._stored = await self._store.load(self.match_id)
            self._checked_at = self._loaded_at = self._setup_read_at = self._clock()
            self._newest = self._stored.newest
            self.was_written_elsewhere |= self._fence not in (None, self._stored.fence)
            self._fence = self._stored.fence
        if self._stored.fence > fence:
            newer = self._stored.fence
            raise FencedOut(
                f"match {self.match_id}: number {fence} is outdated, {newer} has written"
            )
        return self._stored

    def forget(self) -> None:
        """Discard the cached match, so that the next `load` reads it: somebody else wrote."""
        self._stored = None

    async def _has_decision_changed(self, stored: Stored) -> bool:
        mode, _ = await self._store.mode(self.match_id)
        if mode is not stored.configured_mode:
            return True
        if stored.mode is Mode.WRITES and await self._has_foreign_act():
            return True
        if stored.is_withheld and self._clock() - self._loaded_at >= REREAD_EVERY:
            return True
        if await self._has_setup_changed(stored):
            return True
        has_gap = bool((stored.feed or {}).get("gaps"))
        return has_gap and await self._store.accepted_gaps(self.match_id) != stored.accepted_gaps

    async def _has_setup_changed(self, stored: Stored) -> bool:
        """Return True if line-ups, conditions or start changed; checked at intervals."""
        if self._clock() - self._setup_read_at < REREAD_EVERY:
            return False
        setup = await self._store.setup_of(self.match_id)
        self._setup_read_at = self._clock()
        return setup != (stored.setup, stored.starts_at)

    async def _has_foreign_act(self) -> bool:
        """Return True if a person has changed the log since the last check."""
        since = None if self._newest is None else self._newest - WRITE_DELAY
        foreign, newest = await self._store.acts_since(self.match_id, since)
        self._newest = newest or self._newest
        return bool(foreign)

    def _is_check_due(self) -> bool:
        return self._checked_at is None or self._clock() - self._checked_at >= self._check_every

    async def write(
        self,
        plan_base: Stored,
        groups: Sequence[Group],
        fields: Json,
        fence: int,
        disputes: Disputes = NO_DISPUTES,
    ) -> None:
        """Write groups in as many commits as they need, each with the fields of the feed's
        document. The first commit also holds the disputes.

        If the process ends between two commits, the log is consistent and the next process
        continues from it. Raises ContendedError if the stored match is not the `plan_base` of the
        groups (for example because a person writes the match now), or if a person has acted in the
        log and an existing action was to be changed; raises FencedOut.
        """
        if changes_existing_actions(groups) and await self._has_foreign_act():
            raise ContendedError(f"match {self.match_id}: a person has acted in its log")
        for part in commit_parts(groups):
            if await self.load(fence) is not plan_base:
                raise ContendedError(f"match {self.match_id}: people changed the match meanwhile")
            plan_base = await self._commit(plan_base, part, fields, fence, disputes)
            disputes = NO_DISPUTES

    async def write_fields(self, fields: Json, fence: int) -> None:
        """Write fields of the feed's document, in any mode. Raises ContendedError, FencedOut."""
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
        last = max(known.log.values(), key=log_position, default=None)
        fields = fields | {"lastActionId": None if last is None else last.id}
        now = self._clock()
        token = await self._store.commit(
            self.match_id, stored.token, fence, groups, fields, now, disputes
        )
        self._fence = fence
        feed = {**(stored.feed or {}), **fields}
        is_open = open_disputes_after(stored.open_disputes, disputes)
        self._stored = replace(
            stored, known=known, token=token, fence=fence, feed=feed, open_disputes=is_open
        )
        return self._stored


def open_disputes_after(
    known: frozenset[tuple[str, int]], disputes: Disputes
) -> frozenset[tuple[str, int]]:
    """Return the open disputes of providers after some disputes were written."""
    found = {parsed_dispute_id(name): each["status"] == OPEN for name, each in disputes.items()}
    kept = {each for each in known if each not in found}
    return frozenset(kept | {name for name, is_open in found.items() if name and is_open})


def log_position(action: Action) -> tuple[int, int]:
    """Return the position of an action in the log, for sorting."""
    return action.innings_number, action.sequence_number


def changes_existing_actions(groups: Iterable[Group]) -> bool:
    """Return True if the groups void or correct any action."""
    writes = [write for group in groups for write in group.writes]
    return any(isinstance(each, Void) or each.action.corrects is not None for each in writes)


def entered_ids(groups: Iterable[Group]) -> list[str]:
    """Return the provider's ids of events that the groups enter for the first time."""
    return [
        record.event_id
        for group in groups
        if any(isinstance(write, Append) for write in group.writes)
        for record in group.created
    ]
