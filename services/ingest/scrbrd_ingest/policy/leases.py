"""Decides who holds a lease. Pure; `scrbrd_ingest.firestore_leases` reads and writes.

The rules:
* A lease is held until the server's time of its last write plus its seconds. The server's clock
  alone counts: a read brings the server's time too.
* Every new holder has the number of the one before plus one, after a release and after a lapse
  too, and so has a holder who takes it anew. The document is never deleted, so no number returns.
* A holder who let its lease lapse does not renew it: it takes it anew, under a new number.
* A holder trusts its lease from when it SENT the write, by its own monotonic clock: earlier than
  the server, whatever the way there took.
* A refused write is not yet a lost lease: a write whose answer got lost refuses the next. What
  is stored says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEAST_SECONDS, MOST_SECONDS = 15.0, 30.0
"""The lengths that a lease may have in production."""

RENEWALS = 3
"""A lease is renewed at a third of its length, so that two renewals may fail."""

NOBODY = ""


@dataclass(frozen=True)
class StoredLease:
    """A lease as it is stored; `written_at` is the server's time of the last write.

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
        """Return whether somebody holds it at a time of the server."""
        return self.holder != NOBODY and now < self.expires_at


def number_to_take(stored: StoredLease | None, holder: str, now: datetime) -> int | None:
    """Return the number under which a lease can be taken now; None while another holds it."""
    if stored is None:
        return 1
    if stored.is_held(now) and stored.holder != holder:
        return None
    return stored.fence + 1


def is_ours(stored: StoredLease | None, holder: str, fence: int) -> bool:
    """Return whether what is stored is the lease that a holder has a number of."""
    return stored is not None and (stored.holder, stored.fence) == (holder, fence)


def may_renew(stored: StoredLease | None, holder: str, fence: int, now: datetime) -> bool:
    """Return whether a lease is still its holder's to prolong: the same number, not lapsed."""
    return stored is not None and is_ours(stored, holder, fence) and stored.is_held(now)


class LeaseStatus(StrEnum):
    """How a process stands to a lease."""

    WAITING = "waiting"
    """Somebody else may hold it."""

    HOLDING = "holding"
    """It may act under its number."""

    LAPSED = "lapsed"
    """It was not renewed in time: nothing may be done under the number any more."""


@dataclass(frozen=True)
class Tenure:
    """A process's side of a lease; `sure_until` is of its own monotonic clock, in seconds."""

    fence: int = 0
    seconds: float = 0.0
    sure_until: float = float("-inf")

    def status(self, now: float) -> LeaseStatus:
        """Return how the process stands to the lease at a time of its monotonic clock."""
        if not self.fence:
            return LeaseStatus.WAITING
        return LeaseStatus.HOLDING if now < self.sure_until else LeaseStatus.LAPSED

    def taken(self, fence: int, seconds: float, sent_at: float) -> Tenure:
        """Return the tenure after the lease was taken by a write that was sent at a time.

        Raises ValueError where the number is not new: it was used before.
        """
        if fence <= self.fence:
            raise ValueError(f"number {fence} is not newer than {self.fence}: it was reused")
        return Tenure(fence, seconds, sent_at + seconds)

    def renewed(self, sent_at: float) -> Tenure:
        """Return the tenure after a renewal that was sent at a time."""
        return Tenure(self.fence, self.seconds, max(self.sure_until, sent_at + self.seconds))

    def lost(self) -> Tenure:
        """Return the tenure after somebody else took the lease, or it was given back."""
        return Tenure(self.fence, self.seconds)


def renew_every(seconds: float) -> float:
    """Return how often a lease is renewed: a third of its length."""
    return seconds / RENEWALS
