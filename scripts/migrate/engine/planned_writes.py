"""Creates planned documents in order and in batches, only where none exists yet.

The id of a document follows from its place alone. So an interrupted run can be continued, and a
second run finds nothing left to do.
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
"""Writes in one commit. Older projects allow 500, some of which count server times separately."""
STAMPS = ("createdAt", "updatedAt")


@dataclass(frozen=True, slots=True)
class ExistingDocument:
    """A document that exists.

    `is_untouched`: it has not been written again since it was created.
    """

    path: str
    fields: Json
    is_untouched: bool


def batches(values: Iterable[Any], most: int) -> Iterator[list[Any]]:
    """Yield the values in lists of at most `most`."""
    part: list[Any] = []
    for each in values:
        part.append(each)
        if len(part) == most:
            yield part
            part = []
    if part:
        yield part


def existing_documents(client: Client, paths: Iterable[str]) -> dict[str, ExistingDocument]:
    """Return those of the documents at `paths` that exist, by path."""
    found: dict[str, ExistingDocument] = {}
    for snap in read_many(client, paths):
        if snap.exists:
            path = snap.reference.path
            is_untouched = snap.create_time == snap.update_time
            found[path] = ExistingDocument(path, snap.to_dict() or {}, is_untouched)
    return found


def create(client: Client, writes: Mapping[str, Json]) -> int:
    """Create documents with the server's times; return how many.

    Raises Refusal if one of them has been created meanwhile.
    """
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
    """Delete documents; return how many."""
    count = 0
    for part in batches(paths, MOST_WRITES):
        batch = client.batch()
        for path in part:
            batch.delete(client.document(path))
        batch.commit()
        count += len(part)
    return count
