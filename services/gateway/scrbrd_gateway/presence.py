"""Counts who follows which match in this process, and says what of it is to be written when.

Pure: the time comes in. The shards are `presence/{matchId}/shards/{process}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WRITE_EVERY = timedelta(seconds=10)
LASTS = timedelta(seconds=60)
"""A shard counts so long after it was written; the database deletes it some time later."""

REFRESH_AFTER = timedelta(seconds=30)
MOST_WRITES = 400
"""Shards written at once; the rest have their turn at the next."""


class Watching:
    """Counts followers by match, of sockets and streams alike."""

    def __init__(self, changed: Callable[[int], None] = lambda _: None) -> None:
        self._counts: Counter[str] = Counter()
        self._changed = changed

    @property
    def counts(self) -> dict[str, int]:
        """Return how many follow each match, those alone that somebody follows."""
        return dict(self._counts)

    def of(self, match_id: str) -> int:
        """Return how many follow a match."""
        return self._counts[match_id]

    @contextmanager
    def follows(self, match_id: str) -> Iterator[None]:
        """Count one more while the context lasts."""
        self._counts[match_id] += 1
        self._changed(len(self._counts))
        try:
            yield
        finally:
            self._counts[match_id] -= 1
            if not self._counts[match_id]:
                del self._counts[match_id]
            self._changed(len(self._counts))


@dataclass(frozen=True, slots=True)
class Written:
    """What a shard says: how many, and when that was written."""

    watching: int
    at: datetime


@dataclass(slots=True)
class PresencePlan:
    """Decides which shards to write: those that changed, and those that would lapse."""

    written: dict[str, Written] = field(default_factory=dict)

    def due(self, counts: Mapping[str, int], now: datetime) -> dict[str, int]:
        """Return what to write now, at most MOST_WRITES, longest unwritten first; 0: nobody."""
        matches = {*counts, *self.written}
        due = [each for each in matches if self._is_due(each, counts.get(each, 0), now)]
        due.sort(key=self._since)
        return {each: counts.get(each, 0) for each in due[:MOST_WRITES]}

    def _is_due(self, match_id: str, watching: int, now: datetime) -> bool:
        before = self.written.get(match_id)
        if before is None:
            return watching > 0
        return before.watching != watching or now - before.at >= REFRESH_AFTER

    def _since(self, match_id: str) -> tuple[float, str]:
        before = self.written.get(match_id)
        return (before.at.timestamp() if before else 0.0, match_id)

    def note(self, done: Mapping[str, int], now: datetime) -> None:
        """Remember what has been written; of a match that nobody follows, nothing."""
        for match_id, watching in done.items():
            if watching:
                self.written[match_id] = Written(watching, now)
            else:
                self.written.pop(match_id, None)


def shard_document(match_id: str, watching: int, now: datetime) -> dict[str, Any]:
    """Return `presence/{matchId}/shards/{process}`."""
    return {
        "matchId": match_id,
        "watching": watching,
        "updatedAt": now,
        "expireAt": now + LASTS,
    }
