"""Takes and keeps the lead; the leader posts the plan for all workers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.policy.budget import workers_of
from scrbrd_ingest.policy.leases import renew_every
from scrbrd_ingest.policy.plan import LEADER, WORKER, next_plan, worker_key
from scrbrd_ingest.ports import Roster
from scrbrd_ingest.scheduling.gate import loop_time
from scrbrd_ingest.scheduling.holding import Holder, Holding
from scrbrd_ingest.scheduling.ports import Board

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between a standby's looks at the lead, at most."""


class Leading:
    """The lead, where this process has it. `spare` shares of each budget are kept for newcomers;
    nobody is given less than `least` parts."""

    def __init__(
        self,
        store: Roster,
        board: Board,
        holder: Holder,
        metrics: Metrics,
        spare: int = 1,
        now: Callable[[], float] = loop_time,
        least: int = 1,
    ) -> None:
        self._store = store
        self._board = board
        self._seconds = holder.seconds
        self._metrics = metrics
        self._spare, self._least = spare, least
        self._now = now
        self._holding = Holding(store, holder, metrics, LEADER, now)
        self._renewed_at = float("-inf")

    @property
    def is_leader(self) -> bool:
        """Whether the process leads, surely, now."""
        return self._holding.is_sure

    async def beat(self) -> float:
        """Take or keep the lead, and where it is held, post the plan that is wanted now.

        Return the seconds until the next beat: a standby looks when the lease ends at the latest.
        Raises LeasesUnknown.
        """
        try:
            if not await self._keep():
                return await self._until_free()
            await self._post()
            return min(LOOK, renew_every(self._seconds))
        finally:
            self._metrics.is_leader.set(self.is_leader)

    async def release(self) -> None:
        """Give the lead back. Raises LeasesUnknown: it lapses then."""
        await self._holding.release()
        self._metrics.is_leader.set(0)

    async def _keep(self) -> bool:
        """Return whether the lead is held: taken, renewed, or renewed a short while ago."""
        if not self.is_leader:
            self._holding.drop()
            self._renewed_at = self._now()
            if not await self._holding.take(LEADER):
                return False
            self._metrics.leader_changes.inc()
            self._metrics.leader_fence.set(self._fence)
            return True
        if self._now() - self._renewed_at < renew_every(self._seconds):
            return True
        self._renewed_at = self._now()
        count = await self._holding.renew()
        if count is not None:
            count()
        return count is not None

    @property
    def _fence(self) -> int:
        return self._holding.lease.fence if self._holding.lease else 0

    async def _until_free(self) -> float:
        held = await self._store.held()
        ends = [each.expires_at for each in held.leases if each.name == LEADER]
        left = [(each - held.now).total_seconds() for each in ends]
        return max(0.01, min([LOOK, *left]))

    async def _post(self) -> None:
        """Post the plan for those who are live, if it is another; a newer leader's stands.

        The plan is read before the leases: it is written over that reading, so whoever another
        leader has let in meanwhile is not closed by this one.
        """
        posted = await self._board.read()
        if posted.plan.leader_fence > self._fence:
            self._metrics.fenced.inc()
            log.warning("a newer leader, %d, has posted a plan", posted.plan.leader_fence)
            self._holding.drop()
            return
        held = await self._store.held()
        live = {
            worker_key(each.name, each.fence)
            for each in held.leases
            if each.name.startswith(WORKER)
        }
        plan = next_plan(
            posted.plan, self._fence, live, held.now, self._seconds, self._spare, self._least
        )
        if plan is None or not self.is_leader:
            return
        if await self._board.write(plan, posted.token):
            sharing = len(workers_of(plan.grants))
            log.info("plan %d is posted: %d of %d workers share", plan.number, sharing, len(live))
