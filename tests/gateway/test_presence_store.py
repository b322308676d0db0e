"""Tests the presence shards in Firestore with two processes, one of which ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from google.cloud.firestore import AsyncClient, Client

from scrbrd_gateway.firestore.presence_store import FirestorePresence
from scrbrd_gateway.presence import SHARD_LIFETIME
from scrbrd_ingest.firestore_demand import FirestoreDemand

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_shards_of_all_processes_are_summed_until_they_expire(firestore_client: Client) -> None:
    async def scenario() -> None:
        client = AsyncClient(project=firestore_client.project)
        first_process, second_process = (
            FirestorePresence(client, "one"),
            FirestorePresence(client, "other"),
        )
        await first_process.write({"m": 2, "n": 1}, NOON)
        await second_process.write({"m": 3}, NOON)
        demand_now = FirestoreDemand(client, lambda: NOON)
        assert await demand_now.watching(["m", "n"]) == {"m": 5, "n": 1}
        demand_later = FirestoreDemand(client, lambda: NOON + SHARD_LIFETIME)
        assert await demand_later.watching(["m"]) == {"m": 0}
        await first_process.write({"m": 0, "n": 4}, NOON)
        assert await demand_now.watching(["m"]) == {"m": 3}
        client.close()

    asyncio.run(scenario())
    stored_shard = firestore_client.document("presence/m/shards/other").get().to_dict()
    assert stored_shard == {
        "matchId": "m",
        "watching": 3,
        "updatedAt": NOON,
        "expireAt": NOON + SHARD_LIFETIME,
    }
    assert not firestore_client.document("presence/m/shards/one").get().exists
