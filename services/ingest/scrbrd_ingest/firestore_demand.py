"""Reads the spectators of matches: `presence/{matchId}/shards`, written by the gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from google.api_core.exceptions import GoogleAPICallError, RetryError
from google.cloud.firestore import AsyncClient, FieldFilter

from scrbrd.adapters import paths
from scrbrd_ingest.firestore_leases import CALL_SECONDS

log = logging.getLogger(__name__)

MAX_CONCURRENT_READS = 8


class FirestoreDemand:
    """The numbers of spectators of the matches in one project."""

    def __init__(self, client: AsyncClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def watching(self, match_ids: Collection[str]) -> dict[str, int]:
        """Return the number of spectators of each match; 0 if it could not be read."""
        semaphore = asyncio.Semaphore(MAX_CONCURRENT_READS)

        async def read_one(match_id: str) -> int:
            async with semaphore:
                return await self._count(match_id)

        numbers = await asyncio.gather(*(read_one(each) for each in match_ids))
        return dict(zip(match_ids, numbers, strict=True))

    async def _count(self, match_id: str) -> int:
        """Return the sum of the shards that have not expired."""
        shards = self._client.collection(paths.presence_shards(match_id))
        standing = shards.where(filter=FieldFilter("expireAt", ">", self._clock()))
        try:
            snaps = await standing.get(**self._options)
        except (GoogleAPICallError, RetryError) as error:
            log.warning("presence of match %s could not be read: %s", match_id, error)
            return 0
        return sum(int(snap.get("watching")) for snap in snaps)
