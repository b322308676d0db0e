"""Compares the stored documents with a new fold of the log. Writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import SealedChunk
from scrbrd.engine.contention import ContendedError, UnusableError
from scrbrd.engine.digests import Document
from scrbrd.handlers.commit import build, match_end
from scrbrd.handlers.commit.follow_up import is_tombstone
from scrbrd.handlers.commit.ledger_head import SUMMARY, has_unproved_head, without_head
from scrbrd.handlers.commit.legacy_mirror import with_legacy_mirror
from scrbrd.handlers.ledger.check import ledger_faults
from scrbrd.handlers.ledger.export import StoredLedger, stored_ledger
from scrbrd.handlers.ports import Clock, Commit, MatchStore, StoredState, Unusable
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.scheduled import wanted_ticker
from scrbrd.handlers.snapshot.changes import damaged_chunks
from scrbrd.handlers.snapshot.model import Progress, Snapshot, decode_progress
from scrbrd.projections.feed.builder import FeedBuilder, expires_at
from scrbrd.projections.feed.disputes import is_of_dispute
from scrbrd.projections.live.legacy_ball_history import LEGACY_FIELDS

SET_BY_COMMIT = build.COMMIT_FIELDS | {
    "lastRebuild",
    "lastReconcile",
    "lagMs",
    "failed",
    "legacyMirror",
    "revision",
    "disputed",
    "scoreDifferences",
}
ABSENT = "(absent)"
DIFFERS = "(differs)"
AS_LOGGED = "(as the log has it)"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one document that differs from the log, such as `innings1.batsmen.0.runs`."""

    document: str
    field: str
    stored: Any
    wanted: Any


def verify(store: MatchStore, now: Clock, match_id: str) -> list[Difference]:
    """Return every difference between a match's derived documents and a new fold of its log.

    A match that changes meanwhile is read again. Raises ContendedError after `Limits.whole_reads`
    reads.
    """
    for _ in range(store.limits.whole_reads):
        before = store.read_state(match_id)
        if isinstance(before.snapshot, Unusable) and not store.count_log(match_id).actions:
            # Never projected, and nothing to project.
            return [*leftovers(store, match_id), *orphaned_lineups(store, match_id)]
        wanted = rebuilt_commit(store, now(), match_id)
        ledger = stored_ledger(store, now, match_id)
        found = list(differences(store, match_id, before, wanted, now(), ledger))
        found.extend(ledger_differences(match_id, ledger))
        if not found or store.read_state(match_id).token == before.token:
            return found
    raise ContendedError(
        f"match {match_id}: it changed during each of {store.limits.whole_reads} reads"
    )


def leftovers(store: MatchStore, match_id: str) -> Iterator[Difference]:
    """Yield the documents left of a match whose log is gone.

    They would count in the figures for good. A scheduled match should have its ticker.
    """
    yield from compare_many("events", store.read_events(match_id), {})
    yield from compare_many("", store.read_match_end(match_id), {})
    wanted = wanted_ticker(store, match_id)
    yield from compare_many(
        "", store.read_whole_documents(match_id), {"ticker": wanted} if wanted else {}
    )


def rebuilt_commit(store: MatchStore, now: datetime, match_id: str) -> Commit:
    """Return the commit that a rebuild would write."""
    cached = store.read_inputs(match_id)
    folded = rebuild_from_log(cached, 0, store.read_log(match_id))
    commit = build.build_commit(None, folded, now)
    if not store.mirrors_legacy():
        return commit
    return with_legacy_mirror(store, match_id, commit, folded)


def differences(
    store: MatchStore,
    match_id: str,
    stored: StoredState,
    wanted: Commit,
    now: datetime,
    ledger: StoredLedger | None,
) -> Iterator[Difference]:
    """Yield the differences, document by document."""
    public = store.read_public(match_id)
    score = None if public.score is None else owned_fields(public.score, wanted.owned)
    if score is not None and not store.mirrors_legacy():
        score = without_mirror(score)
    yield from compare_documents("live/score", score, wanted.score)
    yield from compare_documents("live/health", public.health, wanted.health or {})
    if "failed" in (public.health or {}) and not stored.has_failed:
        # Without the flag in `live/state`, which a commit resets, the note would stay for good.
        yield Difference("live/health", "failed", "(a failure)", ABSENT)
    whole_documents = {
        key: each for key, each in wanted.whole_documents.items() if each is not None
    }
    found = store.read_whole_documents(match_id)
    yield from compare_many("", found, whole_documents)
    if isinstance(stored.snapshot, Snapshot):
        yield from version_differences(stored.snapshot.version, public.score, found)
    yield from input_differences(f"matches/{match_id}", wanted.match)
    for lineup_id, fields in wanted.lineups.items():
        yield from input_differences(f"lineups/{lineup_id}", fields)
    yield from orphaned_lineups(store, match_id)
    yield from packed_differences(store, match_id, stored.snapshot, wanted)
    yield from feed_differences(store, match_id, wanted, now, ledger)
    yield from match_end_differences(store, match_id, wanted, ledger)


def ledger_differences(match_id: str, stored: StoredLedger | None) -> Iterator[Difference]:
    """Yield where the ledger differs from the log.

    A match of an earlier release may have no ledger.
    """
    for fault in ledger_faults(match_id, stored) if stored else ():
        yield Difference("ledger", f"link {fault.number}", fault.text, AS_LOGGED)


def orphaned_lineups(store: MatchStore, match_id: str) -> Iterator[Difference]:
    """Yield lineups that people deleted and that earlier releases of the functions wrote again."""
    for lineup_id in sorted(store.read_orphaned_lineups(match_id)):
        yield Difference(f"lineups/{lineup_id}", "", "(derived fields alone)", ABSENT)


def version_differences(
    version: int, score: Json | None, whole_documents: Mapping[str, Json]
) -> Iterator[Difference]:
    """Yield versions that no commit can have written; readers take the greatest for the newest.

    `version` is that of the last commit, which wrote the score, and other documents if they
    changed.
    """
    if score is not None and score.get("version") != version:
        yield Difference("live/score", "version", score.get("version"), version)
    for name, document in whole_documents.items():
        if not 0 < build.version_of(document) <= version:
            yield Difference(name, "version", document.get("version"), f"(at most {version})")


def head_differences(
    where: str, documents: Mapping[str, Document], ledger: StoredLedger | None
) -> Iterator[Difference]:
    """Yield the documents that publish a head to which the ledger does not lead."""
    if ledger is None:
        return
    for name, document in documents.items():
        if has_unproved_head(document, ledger.links):
            yield Difference(f"{where}{name}", "ledger", DIFFERS, "(a head of the ledger)")


def feed_differences(
    store: MatchStore,
    match_id: str,
    wanted: Commit,
    now: datetime,
    ledger: StoredLedger | None,
) -> Iterator[Difference]:
    """Yield where the feed differs.

    A feed that the database deleted at its expiry is no difference.
    """
    expected = {**wanted.events, **wanted.pending_events}
    found = store.read_events(match_id).items()
    stored = {name: each for name, each in found if not is_of_dispute(name)}
    expiry = expires_at(wanted.snapshot.cached.inputs)
    if not stored and expiry is not None and expiry < now:
        return
    yield from head_differences("events/", stored, ledger)
    yield from compare_many(
        "events",
        {name: without_head(each) for name, each in stored.items()},
        {name: without_head(each) for name, each in expected.items()},
    )


def match_end_differences(
    store: MatchStore, match_id: str, wanted: Commit, ledger: StoredLedger | None = None
) -> Iterator[Difference]:
    """Yield where the archive and the contributions to the statistics differ.

    The published head is compared only with a `ledger`.
    """
    documents = match_end.match_end_documents(match_id, wanted.snapshot, wanted.chunks)
    stored = store.read_match_end(match_id)
    yield from head_differences("", {key: stored[key] for key in stored.keys() & {SUMMARY}}, ledger)
    yield from compare_many("", stored, documents)


def compare_many(
    where: str, stored: Mapping[str, Document], wanted: Mapping[str, Document]
) -> Iterator[Difference]:
    """Compare documents by name, including those that should not exist, except tombstones."""
    stored = {
        name: each for name, each in stored.items() if name in wanted or not is_tombstone(each)
    }
    for name in sorted(stored.keys() | wanted.keys()):
        document = f"{where}/{name}" if where else name
        if name in wanted:
            yield from compare_documents(document, stored.get(name), wanted[name])
        else:
            yield Difference(document, "", "(a document)", ABSENT)


def owned_fields(score: Json, fields: frozenset[str]) -> Json:
    """Return the fields of a `live/score` that are in `fields`."""
    return {name: value for name, value in score.items() if name in fields}


def without_mirror(score: Json) -> Json:
    """Return a `live/score` without the balls that a mirror, since switched off, left in it."""
    return {
        name: {key: each for key, each in value.items() if key not in LEGACY_FIELDS}
        if isinstance(value, dict)
        else value
        for name, value in score.items()
    }


def input_differences(document: str, fields: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the fields that a rebuild would change in a document that people write too."""
    for name, value in fields.items():
        yield Difference(document, name, DIFFERS, ABSENT if value is None else value)


def compare_documents(
    document: str, stored: Document | None, wanted: Document
) -> Iterator[Difference]:
    """Compare two documents field by field, except fields that only a commit knows."""
    if stored is None:
        yield Difference(document, "", ABSENT, "(a document)")
        return
    have, want = flatten(stored), flatten(wanted)
    for name in sorted(have.keys() | want.keys()):
        if name.partition(".")[0] in SET_BY_COMMIT:
            continue
        if have.get(name, ABSENT) != want.get(name, ABSENT):
            yield Difference(document, name, have.get(name, ABSENT), want.get(name, ABSENT))


def flatten(value: Any, name: str = "") -> dict[str, Any]:
    """Return a document's plain values by path; an empty map or list is a value."""
    if isinstance(value, Mapping) and value:
        parts = value.items()
    elif isinstance(value, list | tuple) and value:
        parts = {str(index): each for index, each in enumerate(value)}.items()
    else:
        return {name: value}
    return {
        path: each
        for key, part in parts
        for path, each in flatten(part, f"{name}.{key}" if name else str(key)).items()
    }


def packed_differences(
    store: MatchStore, match_id: str, stored: Snapshot | Unusable, wanted: Commit
) -> Iterator[Difference]:
    """Yield where the packed log and the states in it differ, part by part."""
    if isinstance(stored, Unusable):
        yield Difference("live/state", "", ABSENT, "(a usable state)")
        return
    new = wanted.snapshot
    yield from state_differences(stored, new)
    found = store.read_chunks(match_id, new.sealed)
    damaged = damaged_chunks(match_id, found, stored.sealed)
    for key, chunk in wanted.chunks.items():
        field = chunk_difference(found[key], chunk, new, is_damaged=key in damaged)
        if field is not None:
            yield Difference(f"live/log_{key[0]}_{key[1]}", field, DIFFERS, AS_LOGGED)


def state_differences(stored: Snapshot, fresh: Snapshot) -> Iterator[Difference]:
    """Yield where `live/state` differs."""
    for name in ("index", "open_key", "open_entries", "problem_count"):
        if getattr(stored, name) != getattr(fresh, name):
            yield Difference("live/state", name, DIFFERS, AS_LOGGED)
    if [*stored.sealed] != [*fresh.sealed]:
        yield Difference("live/state", "sealed", DIFFERS, AS_LOGGED)
    for name in ("state", "checkpoint"):
        if not is_same_state(getattr(stored, name), getattr(fresh, name), fresh):
            yield Difference("live/state", name, DIFFERS, AS_LOGGED)


def chunk_difference(
    stored: SealedChunk | None, wanted: SealedChunk, snapshot: Snapshot, *, is_damaged: bool
) -> str | None:
    """Return the field in which a sealed chunk differs; None if it matches the log."""
    if stored is None or stored.entries != wanted.entries:
        return "log"
    if is_damaged or not is_same_state(stored.checkpoint, wanted.checkpoint, snapshot):
        return "checkpoint"
    return None


def is_same_state(one: bytes, other: bytes, snapshot: Snapshot) -> bool:
    """Return True if two encoded states are equal, with the current names and awards."""
    try:
        return with_current_match_end(one, snapshot) == with_current_match_end(other, snapshot)
    except UnusableError:
        return False


def with_current_match_end(data: bytes, snapshot: Snapshot) -> Progress:
    """Return a decoded progress with the feed's event of the match's end from the current inputs.

    Raises UnusableError if it cannot be read.
    """
    progress = decode_progress(data, snapshot.setup)
    FeedBuilder(snapshot.cached.inputs, progress.feed_state).refresh(progress.state)
    return progress
