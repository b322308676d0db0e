"""Writes planned documents: only where there is none yet, in batches, in order.

Every document has an id that its place alone makes, so that a run that was interrupted goes on and
a second run finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.api_core.exceptions import AlreadyExists
from google.cloud.firestore import SERVER_TIMESTAMP, Client

from admin.options import Refusal
from admin.whole import read_many
from scrbrd.domain.json_types import Json

MOST_WRITES = 400
"""In one commit; older projects allow 500, server times counted apart by some."""
STAMPS = ("createdAt", "updatedAt")


@dataclass(frozen=True, slots=True)
class Present:
    """A document that is there. `is_untouched` while nobody has written it a second time."""

    path: str
    fields: Json
    is_untouched: bool


def batches(values: Iterable[Any], most: int) -> Iterator[list[Any]]:
    """Yield the values in lists of at most so many."""
    part: list[Any] = []
    for each in values:
        part.append(each)
        if len(part) == most:
            yield part
            part = []
    if part:
        yield part


def present(client: Client, paths: Iterable[str]) -> dict[str, Present]:
    """Return the documents among some paths that are there."""
    found: dict[str, Present] = {}
    for snap in read_many(client, paths):
        if snap.exists:
            path = snap.reference.path
            is_untouched = snap.create_time == snap.update_time
            found[path] = Present(path, snap.to_dict() or {}, is_untouched)
    return found


def create(client: Client, writes: Mapping[str, Json]) -> int:
    """Create documents with the server's times; raises Refusal where one is there meanwhile."""
    for part in batches(writes.items(), MOST_WRITES):
        batch = client.batch()
        for path, fields in part:
            batch.create(client.document(path), fields | dict.fromkeys(STAMPS, SERVER_TIMESTAMP))
        try:
            batch.commit()
        except AlreadyExists:
            raise Refusal(
                f"somebody wrote one of {part[0][0]} and what follows meanwhile; run it again"
            ) from None
    return len(writes)


def delete(client: Client, paths: Iterable[str]) -> int:
    """Delete documents."""
    count = 0
    for part in batches(paths, MOST_WRITES):
        batch = client.batch()
        for path in part:
            batch.delete(client.document(path))
        batch.commit()
        count += len(part)
    return count
