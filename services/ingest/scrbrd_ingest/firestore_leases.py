"""Keeps leases in Firestore, `provider_leases/{name}`, by the rules of `policy.leases`.

Every write is a `create`, or an `update` of what was read (`last_update_time`): of two takers one
wins. Times are the server's: of a document its `update_time`, of now the `read_time`.
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
"""Somebody wrote meanwhile; or an earlier write of ours came through whose answer got lost."""

UNCLEAR = (Aborted, RetryError, asyncio.TimeoutError, *TRANSIENT)
"""Nothing is known: the write may have come through or not."""

TRIES = 3
CALL_SECONDS = 4.0
"""The longest that one call may take: a third of the shortest lease has room for one."""

Sleep = Callable[[float], Awaitable[None]]


class FirestoreLeaseStore:
    """Implements `ports.LeaseStore`."""

    def __init__(self, client: AsyncClient, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Return the lease, under a new number; None while somebody else holds it, or won it.

        Raises LeasesUnknown where Firestore does not answer, ValueError for no holder or no length.
        """
        if holder == NOBODY or seconds <= 0:
            raise ValueError(f"lease {name}: a holder and a length above 0 s are needed")
        for _ in range(TRIES):
            try:
                snap = await self._read(name)
                stored, now = stored_of(snap), server_time(snap)
                fence = number_to_take(stored, holder, now)
                if fence is None:
                    return None
                written = await self._write(name, snap, holder, fence, seconds, now)
                return Lease(name, holder, fence, written + timedelta(seconds=seconds))
            except REFUSED:
                return None  # another taker won; who it was, the next look tells
            except UNCLEAR:
                await self._sleep(0.1)  # the next read tells, under a number of its own
        raise LeasesUnknown(f"lease {name} could not be taken: Firestore does not answer")

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Return the lease, prolonged; None if another took it, or it lapsed.

        Raises LeasesUnknown where Firestore does not answer: it may still be held.
        """
        for _ in range(TRIES):
            try:
                snap = await self._read(lease.name)
                stored, now = stored_of(snap), server_time(snap)
                if not may_renew(stored, lease.holder, lease.fence, now):
                    return None
                written = await self._write(
                    lease.name, snap, lease.holder, lease.fence, seconds, now
                )
            except REFUSED:
                continue  # the next read tells a lost lease from a late write of ours
            except UNCLEAR:
                await self._sleep(0.1)
                continue
            # A write that was long on its way may have come after the lapse: then others may have
            # seen the lease free, and nothing may rest on it.
            if stored is None or written >= stored.expires_at:
                return None
            return Lease(
                lease.name, lease.holder, lease.fence, written + timedelta(seconds=seconds)
            )
        raise LeasesUnknown(f"lease {lease.name} could not be renewed: Firestore does not answer")

    async def release(self, lease: Lease) -> None:
        """Give the lease back; its number is kept. Nothing happens where it is not ours any more.

        Raises LeasesUnknown where Firestore does not answer: it lapses by itself then.
        """
        for _ in range(TRIES):
            try:
                snap = await self._read(lease.name)
                if not is_ours(stored_of(snap), lease.holder, lease.fence):
                    return
                await self._write(lease.name, snap, NOBODY, lease.fence, 0.0, server_time(snap))
            except REFUSED:
                continue
            except UNCLEAR:
                await self._sleep(0.1)
                continue
            return
        raise LeasesUnknown(f"lease {lease.name} could not be given back")

    async def held(self) -> HeldLeases:
        """Return the leases that are held now. Raises LeasesUnknown where Firestore does not
        answer, or knows no lease at all and so tells no time."""
        try:
            snaps = await self._client.collection(paths.PROVIDER_LEASES).get(**self._options)
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the leases could not be read") from error
        if not snaps:
            raise LeasesUnknown("there is no lease yet")
        now = server_time(snaps[0])
        found = [(snap.id, stored_of(snap)) for snap in snaps]
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
        """Write a lease over what was read; return the server's time of the write."""
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

    `renewedAt` is the server's time and differs with every write: a write that changes nothing
    would leave the update time as it was. `expiresAt` is for people; by `seconds` it is judged.
    """
    return {
        "name": name,
        "holder": holder,
        "fence": fence,
        "seconds": seconds,
        "renewedAt": SERVER_TIMESTAMP,
        "expiresAt": now + timedelta(seconds=seconds),
    }


def stored_of(snap: Any) -> StoredLease | None:
    """Return the lease in a snapshot; None where there was never one."""
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
    """Return the server's time at which a snapshot was read."""
    read: datetime = snap.read_time
    return read.astimezone(UTC)
