"""Keeps this process's worker lease, and the plan that it works by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.policy.budget import WHOLE, parts_of
from scrbrd_ingest.policy.plan import Plan, free_places, worker_key
from scrbrd_ingest.ports import LeasesUnknown, Roster
from scrbrd_ingest.scheduling.gate import loop_time
from scrbrd_ingest.scheduling.lease_holder import Holder, Holding
from scrbrd_ingest.scheduling.ports import Board


class Working:
    """The duty of this process: its worker lease together with the newest plan it has read."""

    def __init__(
        self,
        store: Roster,
        board: Board,
        holder: Holder,
        metrics: Metrics,
        now: Callable[[], float] = loop_time,
    ) -> None:
        self._store = store
        self._board = board
        self._metrics = metrics
        self._holding = Holding(store, holder, metrics, "worker", now)
        self._plan = Plan()
        self.flags: Mapping[str, Any] | None = None
        """The document of the flags, as last read."""
        self.closed: Mapping[str, float] = {}
        """Remaining pauses of providers in seconds, at the last reading."""

    @property
    def key(self) -> str | None:
        """The process's name in plans; None while it may not work."""
        lease = self._holding.lease
        if lease is None or not self._holding.is_sure:
            return None
        return worker_key(lease.name, lease.fence)

    @property
    def fence(self) -> int | None:
        """The number to write under: the plan's; None while nothing may be written."""
        key = self.key
        return self._plan.number if key and parts_of(key, self._plan.grants) else None

    def follows(self, match_id: str) -> bool:
        """Return True if this process follows a match."""
        key = self.key
        return key is not None and self._plan.follows(key, match_id)

    def share(self, limit: int) -> int:
        """Return this process's share of a limit, requests per minute; 0 off duty."""
        key = self.key
        return self._plan.share(key, limit) if key else 0

    async def beat(self) -> None:
        """Take or renew the worker lease, then read the plan: both are needed to continue working.

        Raises LeasesUnknown.
        """
        try:
            if self._holding.lease is None or not self._holding.is_sure:
                # An expired lease is taken anew, not renewed: its new number has no old share.
                self._holding.drop()
                await self._take_place()
                await self.read_board()
                return
            confirm = await self._holding.renew()
            await self.read_board()
            if confirm is not None:
                confirm()
        finally:
            self._measure()

    async def read_board(self) -> None:
        """Read the plan and the flags. Raises LeasesUnknown."""
        contents = await self._board.read()
        self.flags, self.closed = contents.flags, contents.closed
        if contents.plan.number >= self._plan.number:
            self._plan = contents.plan
        self._measure()

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Post for all processes that a provider demanded a pause. Raises LeasesUnknown."""
        await self._board.leave_alone(provider, seconds)

    async def release(self) -> None:
        """Release the worker lease. Raises LeasesUnknown: it then expires."""
        try:
            await self._holding.release()
        finally:
            self._measure()

    async def _take_place(self) -> None:
        for name in free_places(await self._held_names()):
            if await self._holding.take(name):
                return

    async def _held_names(self) -> set[str]:
        try:
            return {each.name for each in (await self._store.held_leases()).leases}
        except LeasesUnknown:
            return set()  # no lease exists yet, or `take` finds out which are held

    def _measure(self) -> None:
        key = self.key
        parts = parts_of(key, self._plan.grants) if key else 0
        self._metrics.is_working.set(key is not None)
        self._metrics.plan_number.set(self._plan.number)
        self._metrics.share.set(parts / WHOLE)
