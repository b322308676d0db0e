"""A reference reader of the feed: what any client may do with `revision` and a document's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json


@dataclass
class Reader:
    """Reads what is newer than its cursor, a page at a time; `held` is the feed as it has it."""

    cursor: tuple[int, str] = (0, "")
    held: dict[str, Json] = field(default_factory=dict)

    def read(self, stored: Mapping[str, Json], most: int = 1_000_000) -> int:
        """Read at most `most` documents on, as a query by (revision, id) gives them."""
        newer = sorted((doc["revision"], name) for name, doc in stored.items())
        page = [key for key in newer if key > self.cursor][:most]
        for revision, name in page:
            self.held[name] = stored[name]
            self.cursor = (revision, name)
        return len(page)

    def lines(self) -> list[tuple[int, str, Any]]:
        """The feed in the order of play, without what was retracted."""
        standing = [doc for doc in self.held.values() if not doc["isRetracted"]]
        keyed = [(doc["inningsNumber"], doc["orderKey"], doc["events"]) for doc in standing]
        return sorted(keyed, key=lambda line: line[:2])
