"""Counts the followers of each match in this process, and decides which counts to write when.

Pure: the current time is an argument. The shards are `presence/{matchId}/shards/{process}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WRITE_EVERY = timedelta(seconds=10)
SHARD_LIFETIME = timedelta(seconds=60)
"""A shard counts for this long after it was written; the database deletes it some time later."""

REFRESH_AFTER = timedelta(seconds=30)
MOST_WRITES = 400
"""Greatest number of shards written at once; the others are written the next time."""


class FollowerCounts:
    """Counts the followers of each match, by sockets and streams alike."""

    def __init__(self, on_change: Callable[[int], None] = lambda _: None) -> None:
        self._counts: Counter[str] = Counter()
        self._on_change = on_change

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of followers of each match that has any."""
        return dict(self._counts)

    def count(self, match_id: str) -> int:
        """Return the number of followers of a match."""
        return self._counts[match_id]

    @contextmanager
    def follows(self, match_id: str) -> Iterator[None]:
        """Count one more follower of a match while the context lasts."""
        self._counts[match_id] += 1
        self._on_change(len(self._counts))
        try:
            yield
        finally:
            self._counts[match_id] -= 1
            if not self._counts[match_id]:
                del self._counts[match_id]
            self._on_change(len(self._counts))


@dataclass(frozen=True, slots=True)
class WrittenShard:
    """The content of a written shard: the number of followers, and when it was written."""

    watching: int
    at: datetime


@dataclass(slots=True)
class PresencePlan:
    """Decides which shards to write: those whose count changed, and those that would expire."""

    written: dict[str, WrittenShard] = field(default_factory=dict)

    def due_shards(self, counts: Mapping[str, int], now: datetime) -> dict[str, int]:
        """Return the counts to write now, at most MOST_WRITES, those unwritten for longest first. A
        count of 0 means that the match has no followers."""
        matches = {*counts, *self.written}
        due_shards = [each for each in matches if self._is_due(each, counts.get(each, 0), now)]
        due_shards.sort(key=self._last_written)
        return {each: counts.get(each, 0) for each in due_shards[:MOST_WRITES]}

    def _is_due(self, match_id: str, watching: int, now: datetime) -> bool:
        before = self.written.get(match_id)
        if before is None:
            return watching > 0
        return before.watching != watching or now - before.at >= REFRESH_AFTER

    def _last_written(self, match_id: str) -> tuple[float, str]:
        before = self.written.get(match_id)
        return (before.at.timestamp() if before else 0.0, match_id)

    def record_written(self, written_counts: Mapping[str, int], now: datetime) -> None:
        """Remember the counts that have been written. A match without followers is removed."""
        for match_id, watching in written_counts.items():
            if watching:
                self.written[match_id] = WrittenShard(watching, now)
            else:
                self.written.pop(match_id, None)


def shard_document(match_id: str, watching: int, now: datetime) -> dict[str, Any]:
    """Return the document `presence/{matchId}/shards/{process}`."""
    return {
        "matchId": match_id,
        "watching": watching,
        "updatedAt": now,
        "expireAt": now + SHARD_LIFETIME,
    }
