"""Writes documents that do not exist yet: compared first, in batches, with back-off.

Repeating it is safe at any point: a batch that failed, or may have failed, is compared again. Only
one batch of documents is held in memory at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from google.api_core import exceptions as api
from google.cloud.firestore import SERVER_TIMESTAMP, Client
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from admin.transfer.values import to_json
from admin.whole import read_some_whole
from scrbrd.adapters import paths
from scrbrd.projections.live.lineups import LINEUP_FIELDS
from scrbrd.projections.live.match_status import MATCH_FIELDS

BATCH_DOCUMENTS = 200
BATCH_BYTES = 4_000_000
"""A commit may be 10 MiB on the wire, where field names and types add to the JSON."""

MAX_TRIES = 8
MAX_NAMED = 5
RETRIED_ERRORS = (
    api.Aborted,
    api.AlreadyExists,
    api.DeadlineExceeded,
    api.InternalServerError,
    api.ResourceExhausted,
    api.ServiceUnavailable,
)
"""Errors worth a retry: a busy server, or a concurrent write."""

STAMPS: Final = {"createdAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}
"""The times of a document that is created now."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be written to its path. A field may be SERVER_TIMESTAMP."""

    path: str
    fields: Fields


class Conflict(StrEnum):
    """What to do if a differing document exists.

    REFUSE leaves the whole batch unwritten, KEEP writes the other documents.
    """

    REFUSE = "refuse"
    OVERWRITE = "overwrite"
    KEEP = "keep"


class Target(Protocol):
    """The destination of documents."""

    def read(self, wanted: Sequence[str]) -> Mapping[str, Fields | None]:
        """Return the documents at some paths; None if there is none."""
        ...

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        """Create some documents and replace others, in one commit."""
        ...


class FirestoreTarget:
    """Writes documents into a project."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(self, wanted: Sequence[str]) -> Mapping[str, Fields | None]:
        """Return the documents at some paths, in one round trip; None if there is none."""
        refs = [self.client.document(path) for path in wanted]
        return {snap.reference.path: snap.to_dict() for snap in read_some_whole(self.client, refs)}

    def write(self, new: Sequence[Document], changed: Sequence[Document]) -> None:
        """Write one commit. Raises AlreadyExists if a new document exists after all."""
        batch = self.client.batch()
        for document in new:
            batch.create(self.client.document(document.path), dict(document.fields))
        for document in changed:
            batch.set(self.client.document(document.path), dict(document.fields))
        batch.commit()


@dataclass(slots=True)
class Tally:
    """Counts of documents by outcome; `differing` names a few of those that were in the way.

    Of ledgers, `continued` counts documents that got links at their end, and `other_ledgers` those
    that were left as they are.
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    in_the_way: int = 0
    continued: int = 0
    other_ledgers: int = 0
    differing: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """The number of all documents."""
        written = self.new + self.same + self.changed + self.continued
        return written + self.in_the_way + self.other_ledgers

    def add(self, other: Tally) -> None:
        """Add another tally."""
        self.new += other.new
        self.same += other.same
        self.changed += other.changed
        self.in_the_way += other.in_the_way
        self.continued += other.continued
        self.other_ledgers += other.other_ledgers
        self.differing = [*self.differing, *other.differing][:MAX_NAMED]


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents in batches for one commit each."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        weight = len(json.dumps(comparable(document.fields)))
        if batch and (len(batch) == BATCH_DOCUMENTS or size + weight > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += weight
    if batch:
        yield batch


retried = retry(
    retry=retry_if_exception_type(RETRIED_ERRORS),
    wait=wait_random_exponential(multiplier=0.2, max=20.0),
    stop=stop_after_attempt(MAX_TRIES),
    reraise=True,
)


@retried
def put_batch(
    target: Target,
    batch: Sequence[Document],
    conflict: Conflict,
    *,
    apply: bool = True,
    are_absent: bool = False,
) -> Tally:
    """Write a batch; without `apply`, only count the changes.

    `are_absent`: none of the documents existed a moment ago; they are compared only if one has been
    created since.
    """
    if are_absent and apply and try_create(target, batch):
        return Tally(new=len(batch))
    stored = target.read([document.path for document in batch])
    tally = Tally()
    new: list[Document] = []
    changed: list[Document] = []
    for document in batch:
        stored_document = stored.get(document.path)
        if stored_document is None:
            new.append(document)
        elif (name := first_difference(document, stored_document)) is None:
            tally.same += 1
        elif conflict is Conflict.OVERWRITE:
            changed.append(merged_document(document, stored_document))
        else:
            tally.in_the_way += 1
            tally.differing.append(f"{document.path} {name}")
    if apply and conflict is Conflict.REFUSE and tally.in_the_way:
        return tally
    tally.new, tally.changed = len(new), len(changed)
    if apply and (new or changed):
        target.write(new, changed)
    return tally


def try_create(target: Target, batch: Sequence[Document]) -> bool:
    """Create documents in one commit; return False if one of them exists after all.

    It may be somebody else's, or from a commit whose answer was lost.
    """
    try:
        target.write(batch, [])
    except api.AlreadyExists:
        return False
    return True


def merged_document(document: Document, stored: Fields) -> Document:
    """Return the document that replaces a stored one.

    The other fields of a live score belong to the functions, and are kept.
    """
    if not is_old_score(document.path):
        return document
    return Document(document.path, {**stored, **document.fields})


def is_old_score(path: str) -> bool:
    """Return True if a document is a live score, of which a backup has what older apps wrote."""
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == paths.MATCHES and path == paths.live_score(parts[1])


def first_difference(document: Document, stored: Fields) -> str | None:
    """Return the first field in which a stored document differs; None if there is none.

    Server times and the fields that functions own are not compared. The state of a followed match,
    the disputes (which follow the present books) and the scoreboards of other sports are never
    replaced.
    """
    if document.path.startswith((f"{paths.PROVIDER_FEEDS}/", f"{paths.SCOREBOARDS}/")):
        return None  # the stored one has the fence number, which must not be reset
    if paths.dispute_of(document.path) is not None:
        return None
    server_times = {name for name, value in document.fields.items() if value is SERVER_TIMESTAMP}
    ignored = server_times | set(functions_fields(document.path))
    wanted, actual = comparable(document.fields), comparable(stored)
    names = wanted.keys() if is_old_score(document.path) else wanted.keys() | actual.keys()
    for name in sorted(names):
        if name not in ignored and format_value(wanted, name) != format_value(actual, name):
            return name
    return None


def functions_fields(path: str) -> tuple[str, ...]:
    """Return the fields of a document that functions derive from the log."""
    match path.split("/"):
        case ["matches", _]:
            return MATCH_FIELDS
        case ["matches", _, "lineups", _]:
            return LINEUP_FIELDS
    return ()


def comparable(fields: Fields) -> dict[str, Any]:
    """Return fields as JSON, in which NaN equals NaN and 1 is not 1.0."""
    return {
        name: None if value is SERVER_TIMESTAMP else to_json(value)
        for name, value in fields.items()
    }


def format_value(fields: dict[str, Any], name: str) -> str:
    """Return a field's value as text; a missing field differs from null."""
    return json.dumps(fields[name], sort_keys=True) if name in fields else ""
