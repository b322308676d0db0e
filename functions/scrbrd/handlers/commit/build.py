"""Builds the one commit of every document that is derived from a snapshot. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.engine.digests import Digests, Document, digest, digests_of
from scrbrd.handlers.commit.ledger_head import head_of, with_head
from scrbrd.handlers.limits import LIMITS, Limits
from scrbrd.handlers.ports import Commit
from scrbrd.handlers.refold.apply import Folded
from scrbrd.handlers.snapshot.model import CachedInputs, Pending, Snapshot, Written
from scrbrd.projections.feed.builder import expires_at
from scrbrd.projections.feed.documents import FeedBody, FeedDocument
from scrbrd.projections.feed.text import with_text
from scrbrd.projections.live.builder import HEALTH, SCORE, LiveDocuments
from scrbrd.projections.live.documents import LiveScore
from scrbrd.projections.live.lineups import comparable, lineup_changes, lineup_fields
from scrbrd.projections.live.live_score import names_of_cards
from scrbrd.projections.live.match_status import MatchFields, match_changes, stored_match_fields

COMMIT_FIELDS = frozenset({"version", "lastUpdated", "ledger"})
"""Fields of `live/score` that only a commit sets; two builds may differ in these fields only."""

MOST_VERSION = 253_402_300_800_000_000
"""The year 10000 in microseconds since 1970; versions are times of commits."""

HEALTH_FIELDS = ("matchId", "problemCount", "problems")
"""Fields of `live/health` that follow from the log and the inputs; the others are notes."""

OWNED_FIELDS = (
    frozenset(field.alias or name for name, field in LiveScore.model_fields.items()) | COMMIT_FIELDS
)


def build_commit(
    stored: Snapshot | None,
    folded: Folded,
    now: datetime,
    *,
    is_whole: bool = False,
    limits: Limits = LIMITS,
) -> Commit:
    """Return everything to write for a snapshot with its changes applied.

    `stored` is the snapshot before the changes; None for a rebuild, which writes everything. The
    commit's `score` lacks the cards of unchanged innings, unless `is_whole`.
    """
    snapshot, state, cached = folded.snapshot, folded.state, folded.snapshot.cached
    inputs, written = cached.inputs, stored.written if stored else None
    left_out = frozenset[int]() if is_whole or written is None else folded.unchanged
    problems = (*cached.problems, *snapshot.index.problems(), *state.problems)
    documents = LiveDocuments(
        state,
        inputs,
        folded.feed_state,
        problems,
        state.problems_beyond,
        snapshot.index.last_action_id,
        left_out,
    ).documents()
    score, health = documents.pop(SCORE), documents.pop(HEALTH)
    match = match_changes(cached.match, state, inputs, now, folded.end)
    lineups = lineup_changes(lineup_fields(state, cached.selected), cached.lineups)
    version = next_version(snapshot.version, now)
    revision = next_revision(snapshot.revision, version)
    head = head_of(snapshot.ledger)
    events = feed_documents(with_texts(folded.events, inputs), inputs, revision, head)
    is_pending = is_feed_pending(snapshot, folded, limits)
    kept = kept_digests(written, state, left_out)
    new = replace(
        snapshot,
        version=version,
        cached=cached_after(cached, match, lineups),
        problem_count=health["problemCount"],
        written=Written(
            {**kept.score, **digests_of(score)},
            digest(health),
            {**kept.documents, **digests_of(documents)},
        ),
        pending=Pending(
            (snapshot.pending.feed or version) if is_pending else 0,
            is_match_end_pending(snapshot, score["status"] == MatchStatus.COMPLETED),
            pending_names(snapshot, folded, limits) if is_pending else (),
        ),
        revision=revision if events and not is_pending else snapshot.revision,
    )
    lag = lag_of(folded, now)
    is_late = lag >= limits.late_after / timedelta(milliseconds=1)
    writes_health = is_late or written is None or written.health != new.written.health
    return Commit(
        snapshot=new,
        score=score | {"version": version, "lastUpdated": now} | ({"ledger": head} if head else {}),
        owned=OWNED_FIELDS if written is None else changed_fields(written.score, new.written.score),
        health=health | {"lastUpdated": now, "lagMs": lag} if writes_health else None,
        match=match,
        lineups=lineups,
        chunks=folded.chunks,
        is_first=stored is None,
        whole_documents=changed_documents(documents, written, new.written, version),
        events={} if is_pending else events,
        pending_events=events if is_pending else {},
        ledger=folded.ledger,
    )


def kept_digests(written: Written | None, state: MatchState, left_out: Collection[int]) -> Written:
    """Return the digests of the parts that are left out because they are unchanged."""
    if written is None:
        return Written()
    names = names_of_cards(state)
    fields = {names[number] for number in left_out if number in names}
    keys = {f"live/innings_{number}" for number in left_out}
    return Written(
        {name: each for name, each in written.score.items() if name in fields},
        documents={key: each for key, each in written.documents.items() if key in keys},
    )


def changed_documents(
    documents: Mapping[str, Json], written: Written | None, new: Written, version: int
) -> dict[str, Json | None]:
    """Return the whole documents to write, None for one to delete.

    All of them are written if `written`, the digests of the last commit, is None.
    """
    digests = {} if written is None else written.documents
    deleted: dict[str, Json | None] = dict.fromkeys(digests.keys() - new.documents.keys())
    return deleted | {
        key: document | {"version": version}
        for key, document in documents.items()
        if digests.get(key) != new.documents[key]
    }


def changed_fields(before: Digests, after: Digests) -> frozenset[str]:
    """Return the fields of `live/score` to write: those added, changed or removed."""
    names = before.keys() | after.keys()
    return frozenset(name for name in names if before.get(name) != after.get(name)) | COMMIT_FIELDS


def with_texts(events: Mapping[str, FeedBody], inputs: Inputs) -> dict[str, FeedBody]:
    """Return documents of the feed with their names and texts, in order of action ids."""
    return {name: with_text(body, inputs) for name, body in sorted(events.items())}


def feed_documents(
    events: Mapping[str, FeedBody], inputs: Inputs, revision: int, head: Json | None = None
) -> dict[str, FeedDocument]:
    """Return documents of the feed with the fields set at writing, including the ledger's
    `head`.
    """
    until = expires_at(inputs)
    return {
        name: {**with_head(each, head), "revision": revision, "expireAt": until}
        for name, each in sorted(events.items())
    }


def is_feed_pending(snapshot: Snapshot, folded: Folded, limits: Limits) -> bool:
    """Return True if the commit leaves its documents of the feed to pages.

    That is so if they are unknown or too many, or if others are still pending, which they must not
    overtake.
    """
    is_much = folded.is_feed_unknown or len(folded.events) > limits.events_in_a_commit
    return is_much or bool(snapshot.pending.feed)


def pending_names(snapshot: Snapshot, folded: Folded, limits: Limits) -> tuple[str, ...] | None:
    """Return the documents of the feed that are pending after a commit.

    None if they have to be searched for.
    """
    before = snapshot.pending.names if snapshot.pending.feed else ()
    if before is None or folded.is_feed_unknown:
        return None
    names = {*before, *folded.events}
    return tuple(sorted(names)) if len(names) <= limits.pending_names else None


def is_match_end_pending(snapshot: Snapshot, is_completed: bool) -> bool:
    """Return True if documents of the end of a match may have to be written after the commit."""
    return is_completed or bool(snapshot.match_end_digests) or snapshot.pending.is_match_end


def lag_of(folded: Folded, now: datetime) -> int:
    """Return the milliseconds from the write of the newest action to this commit.

    0 without an action.
    """
    if not folded.moved_at:
        return 0
    return max(0, round(now.timestamp() * 1000 - folded.moved_at / 1000))


def cached_after(cached: CachedInputs, match: Json, lineups: dict[str, Json]) -> CachedInputs:
    """Return the cached inputs after the changes are written; the same object if there are none."""
    if not match and not lineups:
        return cached
    fields = cached.match
    if fields is not None and match:
        fields = fields_after(fields, match)
    after = dict(cached.lineups)
    for lineup_id, changes in lineups.items():
        merged = after.get(lineup_id, {}) | changes
        after[lineup_id] = {k: comparable(v) for k, v in merged.items() if v is not None}
    return replace(cached, match=fields, lineups=after)


def fields_after(fields: MatchFields, changes: Json) -> MatchFields:
    """Return the functions' own fields of the match document after changes are written."""
    new = stored_match_fields(changes)
    changed: dict[str, Any] = {}
    if "status" in changes:
        changed["status"] = new.status
    if "result" in changes:
        changed["result"] = new.result
    if "completedAt" in changes:
        changed |= {"is_completed": new.is_completed, "completed_at": new.completed_at}
    if "lastCompletion" in changes:
        changed["last"] = new.last
    return replace(fields, **changed)


def next_version(previous: int, now: datetime) -> int:
    """Return the next `version`.

    It grows with every commit and never decreases, even after a rebuild.
    """
    return max(previous + 1, int(now.timestamp() * 1_000_000))


def next_revision(latest: int, version: int) -> int:
    """Return the revision of the next documents of the feed, above `latest`, the greatest so far.

    Never below the score's version, which earlier releases of the functions used as the revision.
    """
    return max(latest + 1, version)


def version_of(score: Json | None) -> int:
    """Return the version of a stored `live/score`; 0 if there is none."""
    return valid_counter((score or {}).get("version"))


def revision_of(event: Document) -> int:
    """Return the revision of a stored document of the feed; 0 if it has none."""
    return valid_counter(event.get("revision"))


def valid_counter(value: object) -> int:
    """Return a stored version or revision.

    0 if the value cannot be one, so that none continues from it.
    """
    return value if isinstance(value, int) and 0 <= value < MOST_VERSION else 0


def is_same_document(stored: Json | None, wanted: Json, ignored: frozenset[str]) -> bool:
    """Return True if a stored document equals the wanted one in the fields that the functions
    own.
    """
    if stored is None:
        return False
    ours = {key: value for key, value in stored.items() if key in OWNED_FIELDS or key in wanted}
    return {key: value for key, value in ours.items() if key not in ignored} == wanted


def is_health_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return True if a stored `live/health` lists the problems of the snapshot."""
    documents = {name: (document or {}).get(name) for name in HEALTH_FIELDS}
    return digest(documents) == snapshot.written.health


def is_score_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return True if a stored `live/score` is what was last written."""
    ours = OWNED_FIELDS - COMMIT_FIELDS | snapshot.written.score.keys()
    documents = {name: value for name, value in (document or {}).items() if name in ours}
    return digests_of(documents) == snapshot.written.score


def is_head_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return True if a stored `live/score` has the head of the ledger, or if no ledger is begun."""
    head = head_of(snapshot.ledger)
    return head is None or (document or {}).get("ledger") == head


def are_whole_documents_of(stored: Mapping[str, Json], snapshot: Snapshot) -> bool:
    """Return True if the stored ticker and innings cards are what was last written."""
    plain = {
        key: {name: value for name, value in each.items() if name != "version"}
        for key, each in stored.items()
    }
    return digests_of(plain) == snapshot.written.documents


def digest_of_stored(document: Json) -> str:
    """Return the digest of a stored document, without the fields that are set at writing."""
    left_out = ("lastUpdated", "ledger")
    return digest({name: value for name, value in document.items() if name not in left_out})
