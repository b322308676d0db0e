"""Records the progress of migrations: one document for the whole run, and a mark for each subject.

The whole run: `migrations/{name}`. A match's mark lies with its copies, in
`matches/{m}/legacy/_migration`; the mark of any other subject lies below `migrations/{name}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, DocumentReference

from admin.whole import read_many
from migrate import places
from scrbrd.domain.json_types import Json

DONE, REFUSED = "done", "refused"
RUNNING, UNDONE, IN_PART = "running", "undone", "in part"


def subject_mark(client: Client, name: str, subject: str, *, is_match: bool) -> Json:
    """Return the mark of a migration for a subject; empty if there is none."""
    if is_match:
        marks = client.document(places.marks(subject)).get([name]).to_dict() or {}
        found: Json = marks.get(name) or {}
        return found
    return client.document(places.subject_marks(name, subject)).get().to_dict() or {}


def mark_subject(
    client: Client, name: str, subject: str, mark: Json | None, *, is_match: bool
) -> None:
    """Write the mark of a subject; None removes it."""
    stamped = None if mark is None else mark | {"at": SERVER_TIMESTAMP}
    if is_match:
        fields = {name: DELETE_FIELD if stamped is None else stamped}
        replace(client.document(places.marks(subject)), fields)
    elif stamped is None:
        client.document(places.subject_marks(name, subject)).delete()
    else:
        client.document(places.subject_marks(name, subject)).set(stamped)


def replace(document: DocumentReference, fields: Json) -> None:
    """Set fields of a document that may not exist. Maps are replaced as a whole, not merged."""
    document.set(fields, merge=list(fields))  # type: ignore[arg-type]  # the library takes names


def refused_matches(client: Client, match_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the reasons why matches are refused, by migration and match."""
    found: dict[str, dict[str, str]] = {}
    for snap in read_many(client, map(places.marks, match_ids)):
        for name, mark in (snap.to_dict() or {}).items():
            if isinstance(mark, dict) and mark.get("state") == REFUSED:
                match_id = snap.reference.path.split("/")[1]
                found.setdefault(name, {})[match_id] = str(mark.get("why", ""))
    return found


def read_ledger(client: Client, name: str) -> Json:
    """Return the overall state of a migration."""
    return client.document(places.ledger(name)).get().to_dict() or {}


def record_start(client: Client, name: str, number: int, subjects: int) -> None:
    """Record that a run over all subjects begins."""
    client.document(places.ledger(name)).set(
        {
            "number": number,
            "state": RUNNING,
            "subjects": subjects,
            "looked": 0,
            "startedAt": SERVER_TIMESTAMP,
        },
        merge=True,
    )


def record_progress(client: Client, name: str, looked: int) -> None:
    """Record how many subjects have been processed."""
    client.document(places.ledger(name)).set({"looked": looked}, merge=True)


def record_end(client: Client, name: str, number: int, state: str, counts: Counter[str]) -> None:
    """Record the end of a run; its counts replace those of earlier runs."""
    fields = {
        "number": number,
        "state": state,
        "finishedAt": SERVER_TIMESTAMP,
        "counts": dict(counts),
    }
    replace(client.document(places.ledger(name)), fields)
