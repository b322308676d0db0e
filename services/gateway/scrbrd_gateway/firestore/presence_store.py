"""Writes this process's shards of the presence counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, Protocol
from uuid import uuid4

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore import AsyncClient

from scrbrd.adapters import paths
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.presence import (
    WRITE_EVERY,
    FollowerCounts,
    PresencePlan,
    shard_document,
)

log = logging.getLogger(__name__)

LAST_WRITE_SECONDS: Final = 1.5
"""Time limit for the last write of a process that ends: what remains of the ten seconds that Cloud
Run allows, after the default time for connections."""


class PresenceStore(Protocol):
    """Stores the shards of one process."""

    async def write(self, counts: Mapping[str, int], now: datetime) -> None:
        """Write each match's count; delete the shard if the count is 0."""


class FirestorePresence:
    """The shards in Firestore, `presence/{matchId}/shards/{process}`, written with the process's
    own rights."""

    def __init__(self, client: AsyncClient, process: str | None = None) -> None:
        self._client = client
        self._process = process or uuid4().hex

    async def write(self, counts: Mapping[str, int], now: datetime) -> None:
        """Write all counts in one batch."""
        batch = self._client.batch()
        for match_id, watching in counts.items():
            shards = self._client.collection(paths.presence_shards(match_id))
            if watching:
                batch.set(shards.document(self._process), shard_document(match_id, watching, now))
            else:
                batch.delete(shards.document(self._process))
        await batch.commit()


class PresenceWriter:
    """Writes changed counts every ten seconds until it is stopped, then deletes its shards."""

    def __init__(
        self,
        watching: FollowerCounts,
        store: PresenceStore,
        metrics: Metrics,
        clock: Callable[[], datetime],
    ) -> None:
        self._watching = watching
        self._store = store
        self._metrics = metrics
        self._clock = clock
        self._plan = PresencePlan()

    async def write_due(self, counts: Mapping[str, int]) -> None:
        """Write the counts that are due. Counts that could not be written are due again the next
        time."""
        now = self._clock()
        due_counts = self._plan.due_shards(counts, now)
        if not due_counts:
            return
        try:
            await self._store.write(due_counts, now)
        except (GoogleAPIError, GoogleAuthError):
            # Not GoogleAPICallError alone: at a deadline RetryError is raised.
            self._metrics.presence_writes.labels("failed").inc(len(due_counts))
            log.exception("presence of %d matches was not written", len(due_counts))
            return
        self._metrics.presence_writes.labels("written").inc(len(due_counts))
        self._plan.record_written(due_counts, now)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write in the background while the context lasts."""
        task = asyncio.create_task(self._write_periodically())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._delete_shards()

    async def _delete_shards(self) -> None:
        """Delete the shards of this process. If that takes too long, they expire by themselves."""
        try:
            async with asyncio.timeout(LAST_WRITE_SECONDS):
                await self.write_due({})
        except TimeoutError:
            log.warning("presence was not taken back: the database does not answer")

    async def _write_periodically(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY.total_seconds())
            await self.write_due(self._watching.counts)
