"""Writes this process's shards of presence."""

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
    PresencePlan,
    Watching,
    shard_document,
)

log = logging.getLogger(__name__)

LAST_WRITE_SECONDS: Final = 1.5
"""How long a process that ends waits for its last write: the rest of the ten seconds that Cloud Run
leaves it, after those that connections have by default."""


class PresenceStore(Protocol):
    """Keeps the shards of one process."""

    async def write(self, counts: Mapping[str, int], now: datetime) -> None:
        """Write each match's count, or delete the shard where it is 0."""


class FirestorePresence:
    """The shards in Firestore, `presence/{matchId}/shards/{process}`; with rights of its own."""

    def __init__(self, client: AsyncClient, process: str | None = None) -> None:
        self._client = client
        self._process = process or uuid4().hex

    async def write(self, counts: Mapping[str, int], now: datetime) -> None:
        """Write all in one batch."""
        batch = self._client.batch()
        for match_id, watching in counts.items():
            shards = self._client.collection(paths.presence_shards(match_id))
            if watching:
                batch.set(shards.document(self._process), shard_document(match_id, watching, now))
            else:
                batch.delete(shards.document(self._process))
        await batch.commit()


class PresenceWriter:
    """Writes what changed, every ten seconds, until it is stopped; then takes its shards back."""

    def __init__(
        self,
        watching: Watching,
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
        """Write what is due; what could not be written is due the next time."""
        now = self._clock()
        due = self._plan.due(counts, now)
        if not due:
            return
        try:
            await self._store.write(due, now)
        except (GoogleAPIError, GoogleAuthError):  # RetryError, a deadline, is no call error
            self._metrics.presence_writes.labels("failed").inc(len(due))
            log.exception("presence of %d matches was not written", len(due))
            return
        self._metrics.presence_writes.labels("written").inc(len(due))
        self._plan.note(due, now)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write in the background while the context lasts."""
        task = asyncio.create_task(self._write_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._take_back()

    async def _take_back(self) -> None:
        """Delete the shards of this process. They lapse by themselves where that takes too long."""
        try:
            async with asyncio.timeout(LAST_WRITE_SECONDS):
                await self.write_due({})
        except TimeoutError:
            log.warning("presence was not taken back: the database does not answer")

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY.total_seconds())
            await self.write_due(self._watching.counts)
