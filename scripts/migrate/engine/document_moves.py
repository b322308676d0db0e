"""Moves a document and all that lies below it to another id; and back, if it was not changed.

Each move is one commit, and leaves a note below its migration. So an interrupted run can be
continued, and an undo knows what was moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore import SERVER_TIMESTAMP, Client

from admin.guarded_commit import CHANGED
from admin.options import Refusal
from admin.whole import read_whole, stream_whole
from migrate import places
from scrbrd.domain.json_types import Json


@dataclass(frozen=True, slots=True)
class Move:
    """The old and the new path of a document."""

    old: str
    new: str

    @property
    def new_id(self) -> str:
        """The last part of the new path."""
        return self.new.rpartition("/")[2]

    @property
    def note_id(self) -> str:
        """The id of the note: the new path with its slashes replaced."""
        return self.new.replace("/", "|")


def move(client: Client, name: str, subject: str, step: Move) -> None:
    """Move one document in one commit. Raises Refusal if it was changed meanwhile."""
    snap = read_whole(client, step.old)
    if not snap.exists:
        return
    fields: Json = snap.to_dict() or {}
    note = {
        "subject": subject,
        "old": step.old,
        "new": step.new,
        "updatedAt": fields.get("updatedAt"),
        "movedAt": SERVER_TIMESTAMP,
    }
    batch = client.batch()
    put_below(client, batch, step.old, step.new)
    batch.create(client.document(step.new), with_id(fields, step.new_id))
    guard = client.write_option(last_update_time=snap.update_time)
    batch.delete(client.document(step.old), option=guard)
    batch.set(notes_collection(client, name).document(step.note_id), note)
    commit(batch, step.old)


def move_back(client: Client, name: str, note: Mapping[str, Any]) -> None:
    """Undo one move in one commit. Raises Refusal if the document was changed meanwhile."""
    back = Move(note["new"], note["old"])
    snap = read_whole(client, back.old)
    batch = client.batch()
    put_below(client, batch, back.old, back.new)
    batch.create(client.document(back.new), with_id(snap.to_dict() or {}, back.new_id))
    guard = client.write_option(last_update_time=snap.update_time)
    batch.delete(client.document(back.old), option=guard)
    batch.delete(notes_collection(client, name).document(Move(back.new, back.old).note_id))
    commit(batch, back.old)


def with_id(fields: Json, an_id: str) -> Json:
    """Return the fields with a new `id`, if the document has that field."""
    return fields | ({"id": an_id} if "id" in fields else {})


def put_below(client: Client, batch: Any, old: str, new: str) -> None:
    """Move the documents of a document's own collections. There is no deeper level."""
    for collection in client.document(old).collections():
        for snap in stream_whole(client, collection):
            place = f"{new}/{collection.id}/{snap.id}"
            own = snap.to_dict() or {}
            batch.set(client.document(place), with_id(own, new.rpartition("/")[2]))
            batch.delete(snap.reference)


def commit(batch: Any, path: str) -> None:
    """Commit the batch. Raises Refusal if a document was changed since it was read."""
    try:
        batch.commit()
    except CHANGED:
        raise Refusal(f"{path} was written meanwhile; run it again") from None


def notes_collection(client: Client, name: str) -> Any:
    """Return the collection of a migration's notes about moved documents."""
    return client.collection(f"{places.ledger(name)}/moved")


def read_notes(client: Client, name: str, subject: str) -> Iterator[Json]:
    """Yield the notes of one subject."""
    for snap in stream_whole(client, notes_collection(client, name)):
        note = snap.to_dict() or {}
        if note.get("subject") == subject:
            yield note
