"""Takes and keeps one lease for this process, by the rules of `policy.leases`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.policy.leases import LeaseStatus, Tenure
from scrbrd_ingest.ports import Lease, LeaseStore, LeasesUnknown
from scrbrd_ingest.scheduling.gate import loop_time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Holder:
    """Who wants leases, and how long they last, in seconds."""

    name: str
    seconds: float


class Holding:
    """One lease of this process, or none. `kind` is the label of its metrics."""

    def __init__(
        self,
        store: LeaseStore,
        holder: Holder,
        metrics: Metrics,
        kind: str,
        now: Callable[[], float] = loop_time,
    ) -> None:
        self._store = store
        self._holder = holder
        self._metrics = metrics
        self._kind = kind
        self._now = now
        self._tenure = Tenure()
        self.lease: Lease | None = None

    @property
    def is_sure(self) -> bool:
        """Whether something may be done under the lease now."""
        return self._tenure.status(self._now()) is LeaseStatus.HOLDING

    async def take(self, name: str) -> bool:
        """Take a lease; return whether it is this process's. Raises LeasesUnknown."""
        sent_at = self._now()
        lease = await self._store.take(name, self._holder.name, self._holder.seconds)
        if lease is None:
            return False
        self.lease = lease
        # Begun anew: the lease may have another name than the one before, with numbers of its own.
        self._tenure = Tenure().taken(lease.fence, self._holder.seconds, sent_at)
        log.info("%s took lease %s under number %d", self._holder.name, name, lease.fence)
        return True

    async def renew(self) -> Callable[[], None] | None:
        """Renew the lease; return what makes it count, None where it was lost.

        It counts only once the caller has also read what the lease is for. Raises LeasesUnknown:
        the lease is then held until it lapses.
        """
        lease, sent_at = self.lease, self._now()
        if lease is None:
            return None
        try:
            renewed = await self._store.renew(lease, self._holder.seconds)
        except LeasesUnknown:
            self._metrics.lease_failures.labels(self._kind, "unknown").inc()
            raise
        if renewed is None:
            self._metrics.lease_failures.labels(self._kind, "lost").inc()
            log.warning("%s lost lease %s, number %d", self._holder.name, lease.name, lease.fence)
            self.drop()
            return None
        self.lease = renewed

        def count() -> None:
            self._tenure = self._tenure.renewed(sent_at)

        return count

    def drop(self) -> None:
        """Do nothing under the lease any more."""
        self.lease, self._tenure = None, self._tenure.lost()

    async def release(self) -> None:
        """Give the lease back, at once unusable here. Raises LeasesUnknown: it lapses then."""
        lease = self.lease
        self.drop()
        if lease is not None:
            await self._store.release(lease)
