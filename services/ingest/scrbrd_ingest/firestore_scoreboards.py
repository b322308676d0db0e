"""Implements `scrbrd_ingest.scoreboards.ScoreboardStore` on Firestore.

The guard is the update time of `scoreboards/{matchId}`, which every commit writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar

from google.api_core.exceptions import NotFound
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from scrbrd.adapters import paths
from scrbrd.adapters.failures import CONTENDED
from scrbrd.adapters.rpc import read_all, read_document, rpc_options
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.ports import FencedOut
from scrbrd_ingest.scoreboards import StoredScoreboard

Outcome = TypeVar("Outcome")


class FirestoreScoreboards:
    """The scoreboards of one project. `threads` runs the blocking calls."""

    def __init__(self, client: Client, threads: Executor | None = None) -> None:
        self._client = client
        self._threads = threads

    async def load(self, match_id: str) -> StoredScoreboard:
        """Read `scoreboards/{m}` with its `timeline` and `stats`."""
        return await self._call(lambda: self._load(match_id))

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        document: Json,
        events: Mapping[str, Json],
        stats: Mapping[str, Json],
    ) -> Any:
        """Write everything in one batch; return the new update time of `scoreboards/{m}`.

        Raises ContendedError if that document was changed meanwhile, FencedOut if a worker with a
        higher number changed it.
        """
        return await self._call(
            lambda: self._commit(match_id, token, fence, document, events, stats)
        )

    async def _call(self, call: Callable[[], Outcome]) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _load(self, match_id: str) -> StoredScoreboard:
        snap = read_document(self._client, self._client.document(paths.scoreboard(match_id)))
        return StoredScoreboard(
            snap.to_dict(),
            self._read_collection(paths.scoreboard_timeline(match_id)),
            self._read_collection(paths.scoreboard_stats(match_id)),
            snap.update_time if snap.exists else None,
        )

    def _read_collection(self, path: str) -> dict[str, Json]:
        return {snap.id: snap.to_dict() or {} for snap in read_all(self._client.collection(path))}

    def _commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        document: Json,
        events: Mapping[str, Json],
        stats: Mapping[str, Json],
    ) -> Any:
        batch = self._client.batch()
        reference = self._client.document(paths.scoreboard(match_id))
        stamp = {"updatedAt": SERVER_TIMESTAMP}
        fields = document | {"fence": fence} | stamp
        if token is None:
            batch.create(reference, fields)
        else:
            guard = self._client.write_option(last_update_time=token)
            batch.update(reference, fields, option=guard)
        for path, documents in (
            (paths.scoreboard_timeline(match_id), events),
            (paths.scoreboard_stats(match_id), stats),
        ):
            for name, each in documents.items():
                batch.set(self._client.document(f"{path}/{name}"), each | stamp)
        try:
            return batch.commit(**rpc_options())[0].update_time
        except (*CONTENDED, NotFound) as error:
            stored = read_document(self._client, reference, ["fence"]).to_dict() or {}
            if stored.get("fence", 0) > fence:
                why = f"number {fence} is outdated, {stored['fence']} has written"
                raise FencedOut(f"match {match_id}: {why}") from error
            raise ContendedError(f"match {match_id}: {error}") from error
