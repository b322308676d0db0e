"""Takes and renews one lease for this process, by the rules of `policy.leases`."""

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
    """The name of a process that wants leases, and their length in seconds."""

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
        """Whether the process may act under the lease now."""
        return self._tenure.status(self._now()) is LeaseStatus.HOLDING

    async def take(self, name: str) -> bool:
        """Take a lease; return True if this process holds it. Raises LeasesUnknown."""
        sent_at = self._now()
        lease = await self._store.take(name, self._holder.name, self._holder.seconds)
        if lease is None:
            return False
        self.lease = lease
        # A new tenure: the lease may have another name than the previous one, with its own numbers.
        self._tenure = Tenure().after_taking(lease.fence, self._holder.seconds, sent_at)
        log.info("%s took lease %s under number %d", self._holder.name, name, lease.fence)
        return True

    async def renew(self) -> Callable[[], None] | None:
        """Renew the lease; return a function that makes the renewal count, None if the lease was
        lost.

        The renewal counts only after the caller has also read what the lease is for. Raises
        LeasesUnknown: the lease is then held until it expires.
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

        def confirm() -> None:
            self._tenure = self._tenure.after_renewal(sent_at)

        return confirm

    def drop(self) -> None:
        """Stop acting under the lease."""
        self.lease, self._tenure = None, self._tenure.after_loss()

    async def release(self) -> None:
        """Release the lease, unusable here at once. Raises LeasesUnknown: it then expires."""
        lease = self.lease
        self.drop()
        if lease is not None:
            await self._store.release(lease)
