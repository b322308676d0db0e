"""Compares what is stored with a fold of the log afresh. Writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.engine.chunks import Sealed
from scrbrd.engine.contention import ContendedError, UnusableError
from scrbrd.engine.digests import Document
from scrbrd.handlers.commit import build, match_end
from scrbrd.handlers.commit.follow_up import is_tombstone
from scrbrd.handlers.commit.ledger_head import without_head
from scrbrd.handlers.commit.legacy_mirror import with_legacy_mirror
from scrbrd.handlers.ledger.check import ledger_faults
from scrbrd.handlers.ledger.exported import stored_ledger
from scrbrd.handlers.ports import Clock, Commit, MatchStore, Unusable
from scrbrd.handlers.refold.apply import rebuild_from_log
from scrbrd.handlers.scheduled import wanted_ticker
from scrbrd.handlers.snapshot.changes import damaged_chunks
from scrbrd.handlers.snapshot.model import Progress, Snapshot, decode_progress
from scrbrd.projections.feed.builder import FeedBuilder, expires_at
from scrbrd.projections.feed.disputes import is_of_dispute
from scrbrd.projections.live.legacy_ball_history import LEGACY_FIELDS

ONLY_A_COMMIT_KNOWS = build.COMMIT_FIELDS | {
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
    """One field of one document that is not as the log says: `innings1.batsmen.0.runs`."""

    document: str
    field: str
    stored: Any
    wanted: Any


def verify(store: MatchStore, now: Clock, match_id: str) -> list[Difference]:
    """Every difference of a match's derived documents from a fold of its log afresh.

    A match that is being scored meanwhile is looked at again. Raises ContendedError after
    as many `looks` as `Limits` has.
    """
    for _ in range(store.limits.looks):
        before = store.read_state(match_id)
        if isinstance(before.snapshot, Unusable) and not store.count_log(match_id).actions:
            # Never projected, and nothing to project.
            return [*leftovers(store, match_id), *orphaned_lineups(store, match_id)]
        wanted = afresh(store, now(), match_id)
        found = list(differences(store, match_id, before.snapshot, wanted, now()))
        found.extend(ledger_differences(store, now, match_id))
        if not found or store.read_state(match_id).token == before.token:
            return found
    raise ContendedError(f"match {match_id}: it moved at each of {store.limits.looks} looks")


def leftovers(store: MatchStore, match_id: str) -> Iterator[Difference]:
    """What is left of a match whose log is gone: it would count in the figures for good. One to
    come has its ticker."""
    yield from many_compared("events", store.read_events(match_id), {})
    yield from many_compared("", store.read_match_end(match_id), {})
    wanted = wanted_ticker(store, match_id)
    yield from many_compared("", store.read_shown(match_id), {"ticker": wanted} if wanted else {})


def afresh(store: MatchStore, now: datetime, match_id: str) -> Commit:
    """What a rebuild would write."""
    cached = store.read_inputs(match_id)
    folded = rebuild_from_log(cached, 0, store.read_log(match_id))
    commit = build.build_commit(None, folded, now)
    if not store.mirrors_legacy():
        return commit
    return with_legacy_mirror(store, match_id, commit, folded)


def differences(
    store: MatchStore, match_id: str, stored: Snapshot | Unusable, wanted: Commit, now: datetime
) -> Iterator[Difference]:
    """The differences, document by document."""
    public = store.read_public(match_id)
    score = None if public.score is None else owned(public.score, wanted.owned)
    if score is not None and not store.mirrors_legacy():
        score = without_mirror(score)
    yield from compared("live/score", score, wanted.score)
    yield from compared("live/health", public.health, wanted.health or {})
    shown = {key: each for key, each in wanted.shown.items() if each is not None}
    yield from many_compared("", store.read_shown(match_id), shown)
    yield from changes(f"matches/{match_id}", wanted.match)
    for lineup_id, fields in wanted.lineups.items():
        yield from changes(f"lineups/{lineup_id}", fields)
    yield from orphaned_lineups(store, match_id)
    yield from packed_differences(store, match_id, stored, wanted)
    yield from feed_differences(store, match_id, wanted, now)
    yield from left_differences(store, match_id, wanted)


def ledger_differences(store: MatchStore, now: Clock, match_id: str) -> Iterator[Difference]:
    """Where the ledger is not that of the log; a match of before may have none."""
    stored = stored_ledger(store, now, match_id)
    for fault in ledger_faults(match_id, stored) if stored else ():
        yield Difference("ledger", f"link {fault.number}", fault.text, AS_LOGGED)


def orphaned_lineups(store: MatchStore, match_id: str) -> Iterator[Difference]:
    """Lineups that people deleted, and that earlier versions of the functions wrote again."""
    for lineup_id in sorted(store.read_orphaned_lineups(match_id)):
        yield Difference(f"lineups/{lineup_id}", "", "(derived fields alone)", ABSENT)


def feed_differences(
    store: MatchStore, match_id: str, wanted: Commit, now: datetime
) -> Iterator[Difference]:
    """Where the feed differs; one that the database deleted when its time had come does not."""
    expected = {**wanted.events, **wanted.later}
    found = store.read_events(match_id).items()
    stored = {name: each for name, each in found if not is_of_dispute(name)}
    expiry = expires_at(wanted.snapshot.cached.inputs)
    if not stored and expiry is not None and expiry < now:
        return
    yield from many_compared(
        "events",
        {name: without_head(each) for name, each in stored.items()},
        {name: without_head(each) for name, each in expected.items()},
    )


def left_differences(store: MatchStore, match_id: str, wanted: Commit) -> Iterator[Difference]:
    """Where the archive and the contributions to the statistics differ."""
    documents = match_end.match_end_documents(match_id, wanted.snapshot, wanted.chunks)
    yield from many_compared("", store.read_match_end(match_id), documents)


def many_compared(
    where: str, stored: Mapping[str, Document], wanted: Mapping[str, Document]
) -> Iterator[Difference]:
    """Documents by their names, those too that should not be there, but for tombstones."""
    stored = {
        name: each for name, each in stored.items() if name in wanted or not is_tombstone(each)
    }
    for name in sorted(stored.keys() | wanted.keys()):
        document = f"{where}/{name}" if where else name
        if name in wanted:
            yield from compared(document, stored.get(name), wanted[name])
        else:
            yield Difference(document, "", "(a document)", ABSENT)


def owned(score: Json, fields: frozenset[str]) -> Json:
    """The functions' own fields of a `live/score`."""
    return {name: value for name, value in score.items() if name in fields}


def without_mirror(score: Json) -> Json:
    """A `live/score` without the balls that a mirror, which is off since, left in its cards."""
    return {
        name: {key: each for key, each in value.items() if key not in LEGACY_FIELDS}
        if isinstance(value, dict)
        else value
        for name, value in score.items()
    }


def changes(document: str, fields: Mapping[str, Any]) -> Iterator[Difference]:
    """Fields that a rebuild would change in a document that people write too."""
    for name, value in fields.items():
        yield Difference(document, name, DIFFERS, ABSENT if value is None else value)


def compared(document: str, stored: Document | None, wanted: Document) -> Iterator[Difference]:
    """Two documents, field by field, but for what only a commit knows."""
    if stored is None:
        yield Difference(document, "", ABSENT, "(a document)")
        return
    have, want = flat(stored), flat(wanted)
    for name in sorted(have.keys() | want.keys()):
        if name.partition(".")[0] in ONLY_A_COMMIT_KNOWS:
            continue
        if have.get(name, ABSENT) != want.get(name, ABSENT):
            yield Difference(document, name, have.get(name, ABSENT), want.get(name, ABSENT))


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """A document's plain values by their path; an empty map or list is a value."""
    if isinstance(value, Mapping) and value:
        parts = value.items()
    elif isinstance(value, list | tuple) and value:
        parts = {str(index): each for index, each in enumerate(value)}.items()
    else:
        return {name: value}
    return {
        path: each
        for key, part in parts
        for path, each in flat(part, f"{name}.{key}" if name else str(key)).items()
    }


def packed_differences(
    store: MatchStore, match_id: str, stored: Snapshot | Unusable, wanted: Commit
) -> Iterator[Difference]:
    """Where the packed log and the states in it differ, part by part."""
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


def state_differences(stored: Snapshot, new: Snapshot) -> Iterator[Difference]:
    """Where `live/state` differs."""
    for name in ("index", "open_key", "open_entries", "problem_count"):
        if getattr(stored, name) != getattr(new, name):
            yield Difference("live/state", name, DIFFERS, AS_LOGGED)
    if [*stored.sealed] != [*new.sealed]:
        yield Difference("live/state", "sealed", DIFFERS, AS_LOGGED)
    for name in ("state", "checkpoint"):
        if not same_state(getattr(stored, name), getattr(new, name), new):
            yield Difference("live/state", name, DIFFERS, AS_LOGGED)


def chunk_difference(
    stored: Sealed | None, wanted: Sealed, snapshot: Snapshot, *, is_damaged: bool
) -> str | None:
    """The field in which a sealed chunk differs; None where it is as the log has it."""
    if stored is None or stored.entries != wanted.entries:
        return "log"
    if is_damaged or not same_state(stored.checkpoint, wanted.checkpoint, snapshot):
        return "checkpoint"
    return None


def same_state(one: bytes, other: bytes, snapshot: Snapshot) -> bool:
    """Whether two encoded states are the same, with names and awards as they are now."""
    try:
        return with_present_end(one, snapshot) == with_present_end(other, snapshot)
    except UnusableError:
        return False


def with_present_end(data: bytes, snapshot: Snapshot) -> Progress:
    """Return an encoded progress with the feed's event of the match's end as the inputs have it.

    Raises UnusableError where it cannot be read.
    """
    progress = decode_progress(data, snapshot.setup)
    FeedBuilder(snapshot.cached.inputs, progress.memory).refresh(progress.state)
    return progress
