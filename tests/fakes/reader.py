"""A reference reader of the feed: it uses only `revision` and the documents' ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json


@dataclass
class Reader:
    """Reads documents newer than its cursor, a page at a time, into its copy of the feed."""

    cursor: tuple[int, str] = (0, "")
    documents: dict[str, Json] = field(default_factory=dict)

    def read(self, stored: Mapping[str, Json], limit: int = 1_000_000) -> int:
        """Read the next `limit` documents at most, in the order of a query by (revision, id)."""
        newer = sorted((doc["revision"], name) for name, doc in stored.items())
        page = [key for key in newer if key > self.cursor][:limit]
        for revision, name in page:
            self.documents[name] = stored[name]
            self.cursor = (revision, name)
        return len(page)

    def lines(self) -> list[tuple[int, str, Any]]:
        """Return the feed in the order of play, without retracted documents."""
        standing = [doc for doc in self.documents.values() if not doc["isRetracted"]]
        keyed = [(doc["inningsNumber"], doc["orderKey"], doc["events"]) for doc in standing]
        return sorted(keyed, key=lambda line: line[:2])
