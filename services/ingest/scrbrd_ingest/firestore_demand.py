"""Reads how many people follow matches: `presence/{matchId}/shards`, which the gateway writes."""

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

AT_ONCE = 8


class FirestoreDemand:
    """The followers of matches in one project."""

    def __init__(self, client: AsyncClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def watching(self, match_ids: Collection[str]) -> dict[str, int]:
        """Return the number for each match; one that could not be read counts as nobody."""
        few = asyncio.Semaphore(AT_ONCE)

        async def one(match_id: str) -> int:
            async with few:
                return await self._of(match_id)

        numbers = await asyncio.gather(*(one(each) for each in match_ids))
        return dict(zip(match_ids, numbers, strict=True))

    async def _of(self, match_id: str) -> int:
        """Return the sum of the shards that have not lapsed."""
        shards = self._client.collection(paths.presence_shards(match_id))
        standing = shards.where(filter=FieldFilter("expireAt", ">", self._clock()))
        try:
            snaps = await standing.get(**self._options)
        except (GoogleAPICallError, RetryError) as error:
            log.warning("presence of match %s could not be read: %s", match_id, error)
            return 0
        return sum(int(snap.get("watching")) for snap in snaps)
