"""Copies a match's old documents before anything else of it is written.

`matches/{m}/legacy/*`. The deployed triggers rewrite `live/score` at the first migrated action;
what apps of before write meanwhile counts in place of its copy, which is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from google.cloud.firestore import (
    DELETE_FIELD,
    SERVER_TIMESTAMP,
    Client,
    DocumentReference,
    FieldFilter,
)

from admin.whole import read_some_whole, stream_whole
from migrate import places
from migrate.engine import old_writes
from migrate.engine.old_writes import Functions
from migrate.engine.parts import join, split
from migrate.old.histories import holds_history
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.effective import effective_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd.handlers.snapshot.model import Snapshot
from scrbrd.projections.live.legacy_ball_history import ball_histories

STRIPPED = "strip_legacy"
"""The mark of a match of which old fields were taken away, or begun to be."""

UNDOING = "undoing"
"""The mark of a match whose log is being taken back: until its old score is there again, the copies
are all that there is of it."""


@dataclass(frozen=True, slots=True)
class Original:
    """An old document: what its copy is called, where it lies, what it holds."""

    name: str
    path: str
    fields: Json


@dataclass(frozen=True, slots=True)
class OldDocuments:
    """A match's old documents; `are_copies` once they have been copied. `marks`: what was done.

    `changed` has a line for each field that is not as it was copied.
    """

    documents: tuple[Original, ...]
    marks: Json
    changed: tuple[str, ...] = ()

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
        if fields is not None and other_match(name, fields, match_id) is None:
            yield Original(name, path, fields)
    of_match = FieldFilter("matchId", "==", match_id)
    for snap in stream_whole(client, client.collection(places.PROCEDURES).where(filter=of_match)):
        if snap.id != match_id:
            name = f"{places.PROCEDURE_COPY}{snap.id}"
            yield Original(name, places.procedure(snap.id), snap.to_dict() or {})


def other_match(name: str, fields: Json, match_id: str) -> str | None:
    """Return the match of which a checklist under this match's id says that it is."""
    said = fields.get("matchId")
    is_other = name.startswith(places.PROCEDURE_COPY) and said not in (None, "", match_id)
    return str(said) if is_other else None


def of_other_match(client: Client, match_id: str) -> Iterator[str]:
    """Yield a line for a checklist under a match's id that says that it is of another."""
    path = places.procedure(match_id)
    fields = read_some_whole(client, [client.document(path)])[0].to_dict() or {}
    if (other := other_match(places.PROCEDURE_COPY, fields, match_id)) is not None:
        yield f"{path} says that it is of match {other}; nothing of it is taken for this one"


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


def current(client: Client, match_id: str) -> OldDocuments:
    """Return the old world of a match as it is now: its copies, with what came since.

    A match without a log is what its documents say, whatever was copied before; but for one whose
    undoing ended between its last action and its old score.
    """
    copied = read(client, match_id)
    if not copied.are_copies:
        return copied
    functions = functions_of(client, match_id)
    now = {each.name: each for each in originals(client, match_id)}
    if not functions.has_log and STRIPPED not in copied.marks:
        if is_half_undone(copied, now.get(places.SCORE_COPY)):
            return copied
        lines = [line for each in now.values() for line in gone_and_changed(copied, each)]
        lines += [f"{each.path} is gone" for each in copied.documents if each.name not in now]
        return OldDocuments(tuple(now.values()), copied.marks, tuple(lines))
    documents, lines = [], list[str]()
    for name in dict.fromkeys([*(each.name for each in copied.documents), *now]):
        before = copied.fields(name)
        there = now.get(name)
        fields = {} if there is None else of_old_world(name, there.fields, functions)
        if there is not None:
            lines += old_writes.changes(where_of(there), before, fields)
        path = next(each.path for each in (*copied.documents, *now.values()) if each.name == name)
        documents.append(Original(name, path, before | fields))
    return OldDocuments(tuple(documents), copied.marks, tuple(lines))


def is_half_undone(copied: OldDocuments, score: Original | None) -> bool:
    """Return whether the score of a match without a log is still what the functions made of it, or
    gone with it."""
    is_theirs = score is None or ("lastActionId" in score.fields and "version" in score.fields)
    return UNDOING in copied.marks and is_theirs


def mark_undoing(client: Client, match_id: str, name: str) -> None:
    """Bring the copies to what the old world is, and note that the log is being taken back: what
    migration `name` did of the match is not done any more, should the undoing not come to its end.
    """
    if keep(client, match_id).are_copies:
        mark = {UNDOING: True, name: DELETE_FIELD}
        client.document(places.marks(match_id)).set(mark, merge=True)


def is_undoing(client: Client, match_id: str) -> bool:
    """Return whether the log of a match was being taken back, and that was not ended."""
    return UNDOING in (client.document(places.marks(match_id)).get([UNDOING]).to_dict() or {})


def of_old_world(name: str, fields: Json, functions: Functions) -> Json:
    """Return the fields of an old document that are neither the functions' nor people's of now."""
    if name == places.SCORE_COPY:
        return old_writes.of_old_apps(fields, functions)
    wanted = old_writes.OF_MATCH if name == places.MATCH_COPY else old_writes.OF_PROCEDURE
    return {
        key: value for key, value in fields.items() if key in wanted or holds_history(key, value)
    }


def gone_and_changed(copied: OldDocuments, now: Original) -> Iterator[str]:
    """Yield a line for each field of a document that is not as it was copied, or not there."""
    before = copied.fields(now.name)
    yield from old_writes.changes(where_of(now), before, now.fields)
    for name in sorted(before.keys() - now.fields.keys()):
        yield f"{where_of(now)}.{name} is gone"


def where_of(document: Original) -> str:
    """Return what a document is called in a line about its match."""
    if document.name == places.SCORE_COPY:
        return "live/score"
    return "match" if document.name == places.MATCH_COPY else document.path


def functions_of(client: Client, match_id: str) -> Functions:
    """Return what the functions have of a match."""
    store = FirestoreMatchStore(client)
    if not store.count_log(match_id).actions:
        return Functions()
    snapshot = store.read_state(match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        score = store.read_public(match_id).score or {}
        return Functions(has_log=True, has_written="lastActionId" in score and "version" in score)
    mirrored = mirror_of(store, match_id, snapshot.setup) if store.mirrors_legacy() else None
    return Functions(
        has_log=True, written=snapshot.written.score, has_written=True, mirrored=mirrored
    )


def mirror_of(store: FirestoreMatchStore, match_id: str, setup: Setup) -> list[Json]:
    """Return the `ballHistory` that the functions write of the innings in progress."""
    log = effective_log(each.entry for each in store.read_log(match_id) if each.entry is not None)
    histories = ball_histories(setup, log.actions)
    return histories[max(histories)] if histories else []


def keep(client: Client, match_id: str) -> OldDocuments:
    """Copy a match's old documents in one commit of its own, if they hold any history of balls.

    Copies that were made before are made anew where an app of before has written since.
    """
    old = current(client, match_id)
    if old.are_copies and not old.changed:
        return old
    if not any(
        holds_history(name, value) for each in old.documents for name, value in each.fields.items()
    ):
        return old
    batch = client.batch()
    for ref in copies_of(client, match_id, old):
        batch.delete(ref)
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
    fields = ["copiedAt", "copies"]
    batch.set(marks, {"copiedAt": SERVER_TIMESTAMP, "copies": told}, merge=fields)
    batch.commit()
    return current(client, match_id)


def copies_of(client: Client, match_id: str, old: OldDocuments) -> Iterator[DocumentReference]:
    """Yield the documents that hold copies of a match."""
    for name, told in old.marks.get("copies", {}).items():
        for part in range(told["parts"]):
            yield client.document(places.copy(match_id, name, part))


def drop_alike(client: Client, match_id: str) -> None:
    """Delete the copies of a match that nothing was made of, where its documents say just that."""
    copied = {each.name: each.fields for each in read(client, match_id).documents}
    if copied == {each.name: each.fields for each in originals(client, match_id)}:
        drop(client, match_id)


def drop(client: Client, match_id: str) -> None:
    """Delete the copies of a match that is what its documents say again.

    They stay where a document or a field that they hold is not there any more.
    """
    old = read(client, match_id)
    if not old.are_copies:
        return
    now = {each.name: each.fields for each in originals(client, match_id)}
    if any(each.fields.keys() - now.get(each.name, {}).keys() for each in old.documents):
        return
    batch = client.batch()
    for ref in copies_of(client, match_id, old):
        batch.delete(ref)
    gone = dict.fromkeys(("copiedAt", "copies", UNDOING), DELETE_FIELD)
    batch.set(client.document(places.marks(match_id)), gone, merge=True)
    batch.commit()
