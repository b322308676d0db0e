"""Copies a match's old documents to `matches/{m}/legacy/*` before the match is written.

The deployed triggers rewrite `live/score` at the first migrated action. What an old app writes
after the copy was made takes precedence over the copy, which is then renewed.
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
from migrate.engine.old_writes import FunctionWrites
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
"""The mark of a match from which old fields were removed, or for which the removal has begun."""

UNDOING = "undoing"
"""The mark of a match whose log is being removed by an undo.

Until its old score has been restored, the copies are the only record of that score.
"""


@dataclass(frozen=True, slots=True)
class Original:
    """An old document: the name of its copy, its own path, and its fields."""

    name: str
    path: str
    fields: Json


@dataclass(frozen=True, slots=True)
class OldDocuments:
    """A match's old documents, read from their copies once these exist (`are_copies`).

    `marks`: the match's marks of migrations. `changed`: a line for each field that differs from its
    copy.
    """

    documents: tuple[Original, ...]
    marks: Json
    changed: tuple[str, ...] = ()

    @property
    def are_copies(self) -> bool:
        """Whether the documents were copied."""
        return "copiedAt" in self.marks

    def fields(self, name: str) -> Json:
        """Return the fields of a document; empty if there was no such document."""
        return next((each.fields for each in self.documents if each.name == name), {})

    def procedures(self) -> Iterator[Original]:
        """Yield the officials' checklists."""
        return (each for each in self.documents if each.name.startswith(places.PROCEDURE_COPY))


def originals(client: Client, match_id: str) -> Iterator[Original]:
    """Yield the old documents at their own paths: match, live score, checklists."""
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
    """Return the match that a checklist filed under this match's id says it belongs to.

    None for any other document, and for a checklist that names this match or none.
    """
    named_match = fields.get("matchId")
    is_other = name.startswith(places.PROCEDURE_COPY) and named_match not in (None, "", match_id)
    return str(named_match) if is_other else None


def other_match_remarks(client: Client, match_id: str) -> Iterator[str]:
    """Yield a line if the checklist filed under a match's id says that it belongs to another
    match."""
    path = places.procedure(match_id)
    fields = read_some_whole(client, [client.document(path)])[0].to_dict() or {}
    if (other := other_match(places.PROCEDURE_COPY, fields, match_id)) is not None:
        yield f"{path} says that it is of match {other}; nothing of it is taken for this one"


def read_copies(client: Client, match_id: str) -> OldDocuments:
    """Return the copies of a match's old documents; the documents themselves if none were
    copied."""
    marks = client.document(places.marks(match_id)).get().to_dict() or {}
    if "copiedAt" not in marks:
        return OldDocuments(tuple(originals(client, match_id)), marks)
    copied = []
    for name, copy_entry in marks["copies"].items():
        refs = [
            client.document(places.copy(match_id, name, part))
            for part in range(copy_entry["parts"])
        ]
        snaps = read_some_whole(client, refs)
        found = {snap.reference.path: snap.to_dict() or {} for snap in snaps}
        copied.append(Original(name, copy_entry["source"], join([found[ref.path] for ref in refs])))
    return OldDocuments(tuple(copied), marks)


def current(client: Client, match_id: str) -> OldDocuments:
    """Return the old data of a match as it is now: its copies, updated with what old apps wrote
    since.

    For a match without a log the documents themselves count, whatever was copied before; except
    where an undo died between deleting the last action and restoring the old score.
    """
    copied = read_copies(client, match_id)
    if not copied.are_copies:
        return copied
    functions = read_function_writes(client, match_id)
    current_originals = {each.name: each for each in originals(client, match_id)}
    if not functions.has_log and STRIPPED not in copied.marks:
        if is_half_undone(copied, current_originals.get(places.SCORE_COPY)):
            return copied
        lines = [
            line
            for each in current_originals.values()
            for line in changed_field_lines(copied, each)
        ]
        lines += [
            f"{each.path} is gone"
            for each in copied.documents
            if each.name not in current_originals
        ]
        return OldDocuments(tuple(current_originals.values()), copied.marks, tuple(lines))
    documents, lines = [], list[str]()
    for name in dict.fromkeys([*(each.name for each in copied.documents), *current_originals]):
        before = copied.fields(name)
        original = current_originals.get(name)
        fields = {} if original is None else old_fields(name, original.fields, functions)
        if original is not None:
            lines += old_writes.change_lines(document_label(original), before, fields)
        path = next(
            each.path
            for each in (*copied.documents, *current_originals.values())
            if each.name == name
        )
        documents.append(Original(name, path, before | fields))
    return OldDocuments(tuple(documents), copied.marks, tuple(lines))


def is_half_undone(copied: OldDocuments, score: Original | None) -> bool:
    """Return True if a match whose undo has begun still lacks its old score.

    Its live score is then what the functions wrote, or is gone.
    """
    is_theirs = score is None or ("lastActionId" in score.fields and "version" in score.fields)
    return UNDOING in copied.marks and is_theirs


def mark_undoing(client: Client, match_id: str, name: str) -> None:
    """Renew the copies and mark that the log is being removed.

    The mark of migration `name` is removed, so that the migration does not count as done if the
    undo dies.
    """
    if make_copies(client, match_id).are_copies:
        mark = {UNDOING: True, name: DELETE_FIELD}
        client.document(places.marks(match_id)).set(mark, merge=True)


def is_undoing(client: Client, match_id: str) -> bool:
    """Return True if an undo began to remove a match's log and has not finished."""
    return UNDOING in (client.document(places.marks(match_id)).get([UNDOING]).to_dict() or {})


def old_fields(name: str, fields: Json, functions: FunctionWrites) -> Json:
    """Return the fields of a document that are neither the functions' nor of the new shape."""
    if name == places.SCORE_COPY:
        return old_writes.fields_of_old_apps(fields, functions)
    wanted = (
        old_writes.OLD_MATCH_FIELDS
        if name == places.MATCH_COPY
        else old_writes.OLD_PROCEDURE_FIELDS
    )
    return {
        key: value for key, value in fields.items() if key in wanted or holds_history(key, value)
    }


def changed_field_lines(copied: OldDocuments, now: Original) -> Iterator[str]:
    """Yield a line for each field of a document that has changed, or gone, since it was copied."""
    before = copied.fields(now.name)
    yield from old_writes.change_lines(document_label(now), before, now.fields)
    for name in sorted(before.keys() - now.fields.keys()):
        yield f"{document_label(now)}.{name} is gone"


def document_label(document: Original) -> str:
    """Return the name of a document in lines about its match."""
    if document.name == places.SCORE_COPY:
        return "live/score"
    return "match" if document.name == places.MATCH_COPY else document.path


def read_function_writes(client: Client, match_id: str) -> FunctionWrites:
    """Return what the functions have written of a match."""
    store = FirestoreMatchStore(client)
    if not store.count_log(match_id).actions:
        return FunctionWrites()
    snapshot = store.read_state(match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        score = store.read_public(match_id).score or {}
        return FunctionWrites(
            has_log=True, has_written="lastActionId" in score and "version" in score
        )
    mirrored = expected_mirror(store, match_id, snapshot.setup) if store.mirrors_legacy() else None
    return FunctionWrites(
        has_log=True, written=snapshot.written.score, has_written=True, mirrored_history=mirrored
    )


def expected_mirror(store: FirestoreMatchStore, match_id: str, setup: Setup) -> list[Json]:
    """Return the `ballHistory` that the functions mirror for the innings in progress."""
    log = effective_log(each.entry for each in store.read_log(match_id) if each.entry is not None)
    histories = ball_histories(setup, log.actions)
    return histories[max(histories)] if histories else []


def make_copies(client: Client, match_id: str) -> OldDocuments:
    """Copy a match's old documents in a commit of their own, if they hold any history of balls.

    Existing copies are renewed if an old app has written since. Returns the current old documents.
    """
    old = current(client, match_id)
    if old.are_copies and not old.changed:
        return old
    if not any(
        holds_history(name, value) for each in old.documents for name, value in each.fields.items()
    ):
        return old
    batch = client.batch()
    for ref in copy_references(client, match_id, old):
        batch.delete(ref)
    copy_index: Json = {}
    for each in old.documents:
        parts = split(each.fields)
        copy_index[each.name] = {"source": each.path, "parts": len(parts)}
        for number, part in enumerate(parts):
            batch.set(
                client.document(places.copy(match_id, each.name, number)),
                {"source": each.path, "part": number, "copiedAt": SERVER_TIMESTAMP, **part},
            )
    marks = client.document(places.marks(match_id))
    fields = ["copiedAt", "copies"]
    batch.set(marks, {"copiedAt": SERVER_TIMESTAMP, "copies": copy_index}, merge=fields)
    batch.commit()
    return current(client, match_id)


def copy_references(
    client: Client, match_id: str, old: OldDocuments
) -> Iterator[DocumentReference]:
    """Yield references to the documents that hold copies of a match."""
    for name, copy_entry in old.marks.get("copies", {}).items():
        for part in range(copy_entry["parts"]):
            yield client.document(places.copy(match_id, name, part))


def drop_equal_copies(client: Client, match_id: str) -> None:
    """Delete the copies of a match if they are equal to its documents."""
    copied = {each.name: each.fields for each in read_copies(client, match_id).documents}
    if copied == {each.name: each.fields for each in originals(client, match_id)}:
        drop_copies(client, match_id)


def drop_copies(client: Client, match_id: str) -> None:
    """Delete the copies of a match whose old documents have been restored.

    The copies stay if they hold a document or a field that is not there any more.
    """
    old = read_copies(client, match_id)
    if not old.are_copies:
        return
    current_fields = {each.name: each.fields for each in originals(client, match_id)}
    if any(each.fields.keys() - current_fields.get(each.name, {}).keys() for each in old.documents):
        return
    batch = client.batch()
    for ref in copy_references(client, match_id, old):
        batch.delete(ref)
    removed_marks = dict.fromkeys(("copiedAt", "copies", UNDOING), DELETE_FIELD)
    batch.set(client.document(places.marks(match_id)), removed_marks, merge=True)
    batch.commit()
