"""The shards of presence in Firestore: two processes, one of which goes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from google.cloud.firestore import AsyncClient, Client

from scrbrd_gateway.firestore.presence_store import FirestorePresence
from scrbrd_gateway.presence import SHARD_LIFETIME
from scrbrd_ingest.firestore_demand import FirestoreDemand

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_shards_of_all_processes_are_summed_until_they_lapse(
    firestore_client: Client,
) -> None:
    async def talk() -> None:
        client = AsyncClient(project=firestore_client.project)
        one, other = FirestorePresence(client, "one"), FirestorePresence(client, "other")
        await one.write({"m": 2, "n": 1}, NOON)
        await other.write({"m": 3}, NOON)
        now = FirestoreDemand(client, lambda: NOON)
        assert await now.watching(["m", "n"]) == {"m": 5, "n": 1}
        later = FirestoreDemand(client, lambda: NOON + SHARD_LIFETIME)
        assert await later.watching(["m"]) == {"m": 0}
        await one.write({"m": 0, "n": 4}, NOON)
        assert await now.watching(["m"]) == {"m": 3}
        client.close()

    asyncio.run(talk())
    kept = firestore_client.document("presence/m/shards/other").get().to_dict()
    assert kept == {
        "matchId": "m",
        "watching": 3,
        "updatedAt": NOON,
        "expireAt": NOON + SHARD_LIFETIME,
    }
    assert not firestore_client.document("presence/m/shards/one").get().exists
