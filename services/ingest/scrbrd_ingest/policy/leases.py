"""Decides who holds a lease. Pure; `scrbrd_ingest.firestore_leases` reads and writes.

The rules:
* A lease is held until its `seconds` after the server's time of its last write. Only the server's
  clock counts: a read returns the server's time too.
* Every new holder gets the previous number plus one, also after a release or an expiry, and also a
  holder that takes its own lease anew. The document is never deleted, so no number is reused.
* A holder whose lease expired does not renew it but takes it anew, under a new number.
* A holder trusts its lease from when it SENT the write, by its own monotonic clock: that is earlier
  than the server's time, however long the request took.
* A refused write does not mean that the lease is lost: a write whose answer got lost makes the next
  one fail. The stored document shows which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEAST_SECONDS, MOST_SECONDS = 15.0, 30.0
"""The range of lease lengths in production."""

RENEWALS = 3
"""A lease is renewed at a third of its length, so that two renewals may fail."""

NOBODY = ""


@dataclass(frozen=True)
class StoredLease:
    """A lease as stored; `written_at` is the server's time of the last write.

    `holder` is empty after a release.
    """

    holder: str
    fence: int
    seconds: float
    written_at: datetime

    @property
    def expires_at(self) -> datetime:
        """Until when it is held, by the server's clock."""
        return self.written_at + timedelta(seconds=self.seconds)

    def is_held(self, now: datetime) -> bool:
        """Return True if the lease is held at a time of the server."""
        return self.holder != NOBODY and now < self.expires_at


def number_to_take(stored: StoredLease | None, holder: str, now: datetime) -> int | None:
    """Return the number under which a lease can be taken now; None while another holds it."""
    if stored is None:
        return 1
    if stored.is_held(now) and stored.holder != holder:
        return None
    return stored.fence + 1


def is_ours(stored: StoredLease | None, holder: str, fence: int) -> bool:
    """Return True if the stored lease is the one that a holder has under a number."""
    return stored is not None and (stored.holder, stored.fence) == (holder, fence)


def may_renew(stored: StoredLease | None, holder: str, fence: int, now: datetime) -> bool:
    """Return True if the holder may extend its lease: same number, not expired."""
    return stored is not None and is_ours(stored, holder, fence) and stored.is_held(now)


class LeaseStatus(StrEnum):
    """The status of a lease for a process."""

    WAITING = "waiting"
    """Another process may hold it."""

    HOLDING = "holding"
    """The process may act under its number."""

    LAPSED = "lapsed"
    """It was not renewed in time: the process must not act under the number any more."""


@dataclass(frozen=True)
class Tenure:
    """A process's view of its lease; `sure_until` is in seconds of its own monotonic clock."""

    fence: int = 0
    seconds: float = 0.0
    sure_until: float = float("-inf")

    def status(self, now: float) -> LeaseStatus:
        """Return the status of the lease at a time of the process's monotonic clock."""
        if not self.fence:
            return LeaseStatus.WAITING
        return LeaseStatus.HOLDING if now < self.sure_until else LeaseStatus.LAPSED

    def after_taking(self, fence: int, seconds: float, sent_at: float) -> Tenure:
        """Return the tenure after the lease was taken by a write sent at `sent_at`.

        Raises ValueError if the number is not new.
        """
        if fence <= self.fence:
            raise ValueError(f"number {fence} is not newer than {self.fence}: it was reused")
        return Tenure(fence, seconds, sent_at + seconds)

    def after_renewal(self, sent_at: float) -> Tenure:
        """Return the tenure after a renewal sent at `sent_at`."""
        return Tenure(self.fence, self.seconds, max(self.sure_until, sent_at + self.seconds))

    def after_loss(self) -> Tenure:
        """Return the tenure after another process took the lease, or it was released."""
        return Tenure(self.fence, self.seconds)


def renew_every(seconds: float) -> float:
    """Return the interval of renewals: a third of the lease's length."""
    return seconds / RENEWALS
