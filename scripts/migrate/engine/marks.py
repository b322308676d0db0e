"""Records the progress of migrations: `migrations/{name}` for all, and a mark for each subject.

A match's mark lies with its copies, `matches/{m}/legacy/_migration`; any other subject's below the
migration itself.
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
    """Return what a migration has done of a subject; empty before."""
    if is_match:
        marks = client.document(places.marks(subject)).get([name]).to_dict() or {}
        found: Json = marks.get(name) or {}
        return found
    return client.document(places.subject_marks(name, subject)).get().to_dict() or {}


def mark_subject(
    client: Client, name: str, subject: str, mark: Json | None, *, is_match: bool
) -> None:
    """Note what was done of a subject; None takes the note away."""
    stamped = None if mark is None else mark | {"at": SERVER_TIMESTAMP}
    if is_match:
        fields = {name: DELETE_FIELD if stamped is None else stamped}
        replace(client.document(places.marks(subject)), fields)
    elif stamped is None:
        client.document(places.subject_marks(name, subject)).delete()
    else:
        client.document(places.subject_marks(name, subject)).set(stamped)


def replace(document: DocumentReference, fields: Json) -> None:
    """Set fields of a document that may not be there: each as a whole, a map too."""
    document.set(fields, merge=list(fields))  # type: ignore[arg-type]  # the library takes names


def refused_matches(client: Client, match_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return why matches are refused, by migration and match."""
    found: dict[str, dict[str, str]] = {}
    for snap in read_many(client, map(places.marks, match_ids)):
        for name, mark in (snap.to_dict() or {}).items():
            if isinstance(mark, dict) and mark.get("state") == REFUSED:
                match_id = snap.reference.path.split("/")[1]
                found.setdefault(name, {})[match_id] = str(mark.get("why", ""))
    return found


def read_ledger(client: Client, name: str) -> Json:
    """Return the state of a migration over everything."""
    return client.document(places.ledger(name)).get().to_dict() or {}


def record_start(client: Client, name: str, number: int, subjects: int) -> None:
    """Note that a run over everything begins."""
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
    """Note how many subjects have been looked at."""
    client.document(places.ledger(name)).set({"looked": looked}, merge=True)


def record_end(client: Client, name: str, number: int, state: str, counts: Counter[str]) -> None:
    """Note that a run came to its end; its counts take the place of those of the runs before it."""
    fields = {
        "number": number,
        "state": state,
        "finishedAt": SERVER_TIMESTAMP,
        "counts": dict(counts),
    }
    replace(client.document(places.ledger(name)), fields)
