"""Stores leases in Firestore, `provider_leases/{name}`, by the rules of `policy.leases`.

Every write is a `create`, or an `update` with the update time of the reading (`last_update_time`),
so that only one of two takers succeeds. All times are the server's: `update_time` of a document,
`read_time` for now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from google.api_core.exceptions import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    GoogleAPICallError,
    NotFound,
    RetryError,
)
from google.cloud.firestore import SERVER_TIMESTAMP, AsyncClient, LastUpdateOption

from scrbrd.adapters import paths
from scrbrd.adapters.rpc import TRANSIENT
from scrbrd_ingest.policy.leases import (
    NOBODY,
    StoredLease,
    is_ours,
    may_renew,
    number_to_take,
)
from scrbrd_ingest.ports import HeldLeases, Lease, LeasesUnknown

REFUSED = (AlreadyExists, FailedPrecondition, NotFound)
"""Somebody else wrote meanwhile, or an earlier write of ours succeeded without an answer."""

UNCLEAR = (Aborted, RetryError, asyncio.TimeoutError, *TRANSIENT)
"""The outcome is unknown: the write may have succeeded or not."""

TRIES = 3
CALL_SECONDS = 4.0
"""Time limit of one call: it fits into a third of the shortest lease."""

Sleep = Callable[[float], Awaitable[None]]


class FirestoreLeaseStore:
    """Implements `ports.LeaseStore`."""

    def __init__(self, client: AsyncClient, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Take the lease under a new number; return None if another process holds it or was faster.

        Raises LeasesUnknown if Firestore does not answer, ValueError without a holder or a positive
        length.
        """
        if holder == NOBODY or seconds <= 0:
            raise ValueError(f"lease {name}: a holder and a length above 0 s are needed")
        for _ in range(TRIES):
            try:
                snap = await self._read(name)
                stored, now = stored_lease(snap), server_time(snap)
                fence = number_to_take(stored, holder, now)
                if fence is None:
                    return None
                written = await self._write(name, snap, holder, fence, seconds, now)
                return Lease(name, holder, fence, written + timedelta(seconds=seconds))
            except REFUSED:
                return None  # another process took it; the next read shows which
            except UNCLEAR:
                await self._sleep(0.1)  # the next read shows the outcome, under a new number
        raise LeasesUnknown(f"lease {name} could not be taken: Firestore does not answer")

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Extend the lease; return None if another process took it, or it expired.

        Raises LeasesUnknown if Firestore does not answer: the lease may still be held.
        """
        for _ in range(TRIES):
            try:
                snap = await self._read(lease.name)
                stored, now = stored_lease(snap), server_time(snap)
                if not may_renew(stored, lease.holder, lease.fence, now):
                    return None
                written = await self._write(
                    lease.name, snap, lease.holder, lease.fence, seconds, now
                )
            except REFUSED:
                continue  # the next read shows whether it is lost or was renewed
            except UNCLEAR:
                await self._sleep(0.1)
                continue
            # A slow write may arrive after the expiry: others may then have seen the lease free,
            # so it must not count as held.
            if stored is None or written >= stored.expires_at:
                return None
            return Lease(
                lease.name, lease.holder, lease.fence, written + timedelta(seconds=seconds)
            )
        raise LeasesUnknown(f"lease {lease.name} could not be renewed: Firestore does not answer")

    async def release(self, lease: Lease) -> None:
        """Release the lease; its number stays stored. Does nothing if the lease is no longer ours.

        Raises LeasesUnknown if Firestore does not answer: the lease then expires by itself.
        """
        for _ in range(TRIES):
            try:
                snap = await self._read(lease.name)
                if not is_ours(stored_lease(snap), lease.holder, lease.fence):
                    return
                await self._write(lease.name, snap, NOBODY, lease.fence, 0.0, server_time(snap))
            except REFUSED:
                continue
            except UNCLEAR:
                await self._sleep(0.1)
                continue
            return
        raise LeasesUnknown(f"lease {lease.name} could not be given back")

    async def held_leases(self) -> HeldLeases:
        """Return the currently held leases. Raises LeasesUnknown if Firestore does not answer, or
        has no lease at all and therefore no server time."""
        try:
            snaps = await self._client.collection(paths.PROVIDER_LEASES).get(**self._options)
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the leases could not be read") from error
        if not snaps:
            raise LeasesUnknown("there is no lease yet")
        now = server_time(snaps[0])
        found = [(snap.id, stored_lease(snap)) for snap in snaps]
        return HeldLeases(
            now,
            tuple(
                Lease(name, stored.holder, stored.fence, stored.expires_at)
                for name, stored in found
                if stored is not None and stored.is_held(now)
            ),
        )

    async def _read(self, name: str) -> Any:
        return await self._client.document(paths.provider_lease(name)).get(**self._options)

    async def _write(
        self, name: str, snap: Any, holder: str, fence: int, seconds: float, now: datetime
    ) -> datetime:
        """Write a lease over the reading; return the server's time of the write."""
        reference = self._client.document(paths.provider_lease(name))
        document = lease_document(name, holder, fence, seconds, now)
        if not snap.exists:
            result = await reference.create(document, **self._options)
        else:
            guard = LastUpdateOption(snap.update_time)
            result = await reference.update(document, option=guard, **self._options)
        written: datetime = result.update_time
        return written.astimezone(UTC)


def lease_document(
    name: str, holder: str, fence: int, seconds: float, now: datetime
) -> dict[str, Any]:
    """Return `provider_leases/{name}`.

    `renewedAt` is the server's time and differs with every write, because a write without changes
    would not move the update time. `expiresAt` is for people; the code uses `seconds`.
    """
    return {
        "name": name,
        "holder": holder,
        "fence": fence,
        "seconds": seconds,
        "renewedAt": SERVER_TIMESTAMP,
        "expiresAt": now + timedelta(seconds=seconds),
    }


def stored_lease(snap: Any) -> StoredLease | None:
    """Return the lease in a document snapshot; None if it never existed."""
    if not snap.exists:
        return None
    document = snap.to_dict()
    return StoredLease(
        document["holder"],
        document["fence"],
        document["seconds"],
        snap.update_time.astimezone(UTC),
    )


def server_time(snap: Any) -> datetime:
    """Return the server's time at which a document snapshot was read."""
    read: datetime = snap.read_time
    return read.astimezone(UTC)
