"""Copies a match's old documents once, before anything else; later reads use the copies.

`matches/{m}/legacy/*`. The deployed triggers rewrite `live/score` at the first migrated action.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from google.cloud.firestore import SERVER_TIMESTAMP, Client, FieldFilter

from admin.json_types import Json
from admin.whole import read_some_whole, stream_whole
from migrate import places
from migrate.engine.parts import join, split
from scrbrd.adapters import paths


@dataclass(frozen=True, slots=True)
class Original:
    """An old document: what its copy is called, where it lies, what it holds."""

    name: str
    path: str
    fields: Json


@dataclass(frozen=True, slots=True)
class OldDocuments:
    """A match's old documents; `are_copies` once they have been copied. `marks`: what was done."""

    documents: tuple[Original, ...]
    marks: Json

    @property
    def are_copies(self) -> bool:
        """Whether this is read from the copies."""
        return "copiedAt" in self.marks

    def fields(self, name: str) -> Json:
        """Return a document's fields; none where there was no such document."""
        return next((each.fields for each in self.documents if each.name == name), {})

    def procedures(self) -> Iterator[Original]:
        """Yield the checklists of the officials."""
        return (each for each in self.documents if each.name.startswith(places.PROCEDURE_COPY))


def originals(client: Client, match_id: str) -> Iterator[Original]:
    """Yield the old documents where they were written: match, live score, checklists."""
    plain = {
        places.MATCH_COPY: paths.match(match_id),
        places.SCORE_COPY: paths.live_score(match_id),
        f"{places.PROCEDURE_COPY}{match_id}": places.procedure(match_id),
    }
    refs = [client.document(path) for path in plain.values()]
    snaps = {snap.reference.path: snap for snap in read_some_whole(client, refs)}
    for name, path in plain.items():
        fields = snaps[path].to_dict()
        if fields is not None:
            yield Original(name, path, fields)
    of_match = FieldFilter("matchId", "==", match_id)
    for snap in stream_whole(client, client.collection(places.PROCEDURES).where(filter=of_match)):
        if snap.id != match_id:
            name = f"{places.PROCEDURE_COPY}{snap.id}"
            yield Original(name, places.procedure(snap.id), snap.to_dict() or {})


def read(client: Client, match_id: str) -> OldDocuments:
    """Return the copies; before there are any, the originals."""
    marks = client.document(places.marks(match_id)).get().to_dict() or {}
    if "copiedAt" not in marks:
        return OldDocuments(tuple(originals(client, match_id)), marks)
    copied = []
    for name, told in marks["copies"].items():
        refs = [client.document(places.copy(match_id, name, part)) for part in range(told["parts"])]
        snaps = read_some_whole(client, refs)
        found = {snap.reference.path: snap.to_dict() or {} for snap in snaps}
        copied.append(Original(name, told["source"], join([found[ref.path] for ref in refs])))
    return OldDocuments(tuple(copied), marks)


def keep(client: Client, match_id: str) -> OldDocuments:
    """Copy a match's old documents in one commit of its own, unless that has been done."""
    old = read(client, match_id)
    if old.are_copies:
        return old
    batch = client.batch()
    told: Json = {}
    for each in old.documents:
        parts = split(each.fields)
        told[each.name] = {"source": each.path, "parts": len(parts)}
        for number, part in enumerate(parts):
            batch.set(
                client.document(places.copy(match_id, each.name, number)),
                {"source": each.path, "part": number, "copiedAt": SERVER_TIMESTAMP, **part},
            )
    marks = client.document(places.marks(match_id))
    batch.set(marks, {"copiedAt": SERVER_TIMESTAMP, "copies": told}, merge=True)
    batch.commit()
    return read(client, match_id)
