"""Takes and keeps the leadership; the leader posts the plan for all workers."""

from __future__ import annotations

import logging
from collections.abc import Callable

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.policy.budget import workers_of
from scrbrd_ingest.policy.leases import renew_every
from scrbrd_ingest.policy.plan import LEADER, WORKER, next_plan, worker_key
from scrbrd_ingest.ports import Roster
from scrbrd_ingest.scheduling.gate import loop_time
from scrbrd_ingest.scheduling.lease_holder import Holder, Holding
from scrbrd_ingest.scheduling.ports import Board

log = logging.getLogger(__name__)

CHECK_EVERY = 1.0
"""Maximum number of seconds between two checks of the leader's lease."""


class Leading:
    """The leader role of this process. `spare` shares of each budget are kept for newcomers; no
    worker gets less than `least` parts."""

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
        """Whether the process is certain to be the leader now."""
        return self._holding.is_sure

    async def beat(self) -> float:
        """Take or keep the leadership; if held, post the required plan.

        Returns the seconds until the next call; a standby calls again when the lease ends at the
        latest. Raises LeasesUnknown.
        """
        try:
            if not await self._hold_lead():
                return await self._seconds_until_free()
            await self._post_plan()
            return min(CHECK_EVERY, renew_every(self._seconds))
        finally:
            self._metrics.is_leader.set(self.is_leader)

    async def release(self) -> None:
        """Release the leadership. Raises LeasesUnknown: it then expires."""
        await self._holding.release()
        self._metrics.is_leader.set(0)

    async def _hold_lead(self) -> bool:
        """Return True if the leadership is held: taken, renewed, or renewed recently."""
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
        confirm = await self._holding.renew()
        if confirm is not None:
            confirm()
        return confirm is not None

    @property
    def _fence(self) -> int:
        return self._holding.lease.fence if self._holding.lease else 0

    async def _seconds_until_free(self) -> float:
        held = await self._store.held_leases()
        ends = [each.expires_at for each in held.leases if each.name == LEADER]
        left = [(each - held.now).total_seconds() for each in ends]
        return max(0.01, min([CHECK_EVERY, *left]))

    async def _post_plan(self) -> None:
        """Post a new plan for the live workers if needed; a newer leader's plan stays.

        The plan is read before the leases and replaces exactly that reading, so that this leader
        closes no worker that another leader has admitted meanwhile.
        """
        contents = await self._board.read()
        if contents.plan.leader_fence > self._fence:
            self._metrics.fenced.inc()
            log.warning("a newer leader, %d, has posted a plan", contents.plan.leader_fence)
            self._holding.drop()
            return
        held = await self._store.held_leases()
        live = {
            worker_key(each.name, each.fence)
            for each in held.leases
            if each.name.startswith(WORKER)
        }
        plan = next_plan(
            contents.plan, self._fence, live, held.now, self._seconds, self._spare, self._least
        )
        if plan is None or not self.is_leader:
            return
        if await self._board.write(plan, contents.token):
            share_count = len(workers_of(plan.grants))
            log.info(
                "plan %d is posted: %d of %d workers share", plan.number, share_count, len(live)
            )
