"""Builds the one commit of every document that follows from a snapshot. Pure."""

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
"""Fields of `live/score` that only the commit knows; two builds may differ in them alone."""

MOST_VERSION = 253_402_300_800_000_000
"""The year 10000 in microseconds since 1970; versions are times of commits."""

HEALTH_FIELDS = ("matchId", "problemCount", "problems")
"""Fields of `live/health` that the log and the inputs say; the others are notes."""

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
    """Return all that is to be written for a snapshot with changes applied.

    `stored` is the snapshot as it was; None for a rebuild, which writes everything. The commit's
    `score` lacks the cards of innings that are as they were, unless `is_whole`.
    """
    snapshot, state, cached = folded.snapshot, folded.state, folded.snapshot.cached
    inputs, written = cached.inputs, stored.written if stored else None
    left_out = frozenset[int]() if is_whole or written is None else folded.unchanged
    problems = (*cached.problems, *snapshot.index.problems(), *state.problems)
    shown = LiveDocuments(
        state,
        inputs,
        folded.memory,
        problems,
        state.problems_beyond,
        snapshot.index.last_action_id,
        left_out,
    ).documents()
    score, health = shown.pop(SCORE), shown.pop(HEALTH)
    match = match_changes(cached.match, state, inputs, now, folded.end)
    lineups = lineup_changes(lineup_fields(state, cached.selected), cached.lineups)
    version = next_version(snapshot.version, now)
    revision = next_revision(snapshot.revision, version)
    head = head_of(snapshot.ledger)
    events = feed_documents(worded(folded.events, inputs), inputs, revision, head)
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
            {**kept.documents, **digests_of(shown)},
        ),
        pending=Pending(
            (snapshot.pending.feed or version) if is_pending else 0,
            is_match_end_pending(snapshot, score["status"] == MatchStatus.COMPLETED),
            pending_names(snapshot, folded, limits) if is_pending else (),
        ),
        revision=revision if events and not is_pending else snapshot.revision,
    )
    lag = lag_of(folded, now)
    is_late = lag >= limits.late / timedelta(milliseconds=1)
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
        shown=changed_documents(shown, written, new.written, version),
        events={} if is_pending else events,
        later=events if is_pending else {},
        ledger=folded.ledger,
    )


def kept_digests(written: Written | None, state: MatchState, left_out: Collection[int]) -> Written:
    """Return the digests of what is left out, which is as it was written."""
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
    shown: Mapping[str, Json], written: Written | None, new: Written, version: int
) -> dict[str, Json | None]:
    """Return the documents to write, None for one to delete; all of them where nothing is known of
    what was `written`."""
    digests = {} if written is None else written.documents
    gone: dict[str, Json | None] = dict.fromkeys(digests.keys() - new.documents.keys())
    return gone | {
        key: document | {"version": version}
        for key, document in shown.items()
        if digests.get(key) != new.documents[key]
    }


def changed_fields(before: Digests, after: Digests) -> frozenset[str]:
    """Return the fields of `live/score` to write: those that came, changed or went."""
    names = before.keys() | after.keys()
    return frozenset(name for name in names if before.get(name) != after.get(name)) | COMMIT_FIELDS


def worded(events: Mapping[str, FeedBody], inputs: Inputs) -> dict[str, FeedBody]:
    """Documents of the feed with names and words, in order of their names."""
    return {name: with_text(body, inputs) for name, body in sorted(events.items())}


def feed_documents(
    events: Mapping[str, FeedBody], inputs: Inputs, revision: int, head: Json | None = None
) -> dict[str, FeedDocument]:
    """Documents of the feed with what only their writing knows of them, the ledger's `head` too."""
    until = expires_at(inputs)
    return {
        name: {**with_head(each, head), "revision": revision, "expireAt": until}
        for name, each in sorted(events.items())
    }


def is_feed_pending(snapshot: Snapshot, folded: Folded, limits: Limits) -> bool:
    """Whether the commit leaves its documents of the feed to pages: they are not known or too many,
    or others are still pending, which they must not overtake."""
    is_much = folded.is_feed_unknown or len(folded.events) > limits.events_in_a_commit
    return is_much or bool(snapshot.pending.feed)


def pending_names(snapshot: Snapshot, folded: Folded, limits: Limits) -> tuple[str, ...] | None:
    """Return the documents of the feed that are pending after a commit; None where they have to be
    looked for."""
    before = snapshot.pending.names if snapshot.pending.feed else ()
    if before is None or folded.is_feed_unknown:
        return None
    names = {*before, *folded.events}
    return tuple(sorted(names)) if len(names) <= limits.pending_names else None


def is_match_end_pending(snapshot: Snapshot, is_completed: bool) -> bool:
    """Return whether documents of the end of a match may have to be written after the commit."""
    return is_completed or bool(snapshot.match_end_digests) or snapshot.pending.is_match_end


def lag_of(folded: Folded, now: datetime) -> int:
    """Milliseconds from the write of what moved to this commit; 0 where nothing moved."""
    if not folded.moved_at:
        return 0
    return max(0, round(now.timestamp() * 1000 - folded.moved_at / 1000))


def cached_after(cached: CachedInputs, match: Json, lineups: dict[str, Json]) -> CachedInputs:
    """What is stored of the functions' own fields once the changes are written; the very same where
    there are none."""
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
    """The functions' own fields of the match document once changes are written."""
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
    """`version` grows by every commit and never goes back, even after a rebuild from nothing."""
    return max(previous + 1, int(now.timestamp() * 1_000_000))


def next_revision(latest: int, version: int) -> int:
    """The revision of the next documents of the feed, above `latest`, the greatest so far.

    Never below the score's version, which functions of earlier releases gave as the revision.
    """
    return max(latest + 1, version)


def version_of(score: Json | None) -> int:
    """The version of a stored `live/score`; 0 where there is none."""
    return counter((score or {}).get("version"))


def revision_of(event: Document) -> int:
    """The revision of a stored document of the feed; 0 where it has none."""
    return counter(event.get("revision"))


def counter(value: object) -> int:
    """A stored version or revision; 0 for what cannot be one, so that nothing goes on from it."""
    return value if isinstance(value, int) and 0 <= value < MOST_VERSION else 0


def same(stored: Json | None, wanted: Json, ignored: frozenset[str]) -> bool:
    """Return whether a stored document says what is wanted, in the fields that are ours."""
    if stored is None:
        return False
    ours = {key: value for key, value in stored.items() if key in OWNED_FIELDS or key in wanted}
    return {key: value for key, value in ours.items() if key not in ignored} == wanted


def is_health_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return whether a stored `live/health` lists the problems that a snapshot counts."""
    shown = {name: (document or {}).get(name) for name in HEALTH_FIELDS}
    return digest(shown) == snapshot.written.health


def is_score_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return whether a stored `live/score` is what was last written."""
    ours = OWNED_FIELDS - COMMIT_FIELDS | snapshot.written.score.keys()
    shown = {name: value for name, value in (document or {}).items() if name in ours}
    return digests_of(shown) == snapshot.written.score


def is_head_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Return whether a stored `live/score` gives out the head of the ledger, if one is begun."""
    head = head_of(snapshot.ledger)
    return head is None or (document or {}).get("ledger") == head


def are_shown(stored: Mapping[str, Json], snapshot: Snapshot) -> bool:
    """Return whether the stored ticker and cards of innings are what was last written."""
    plain = {
        key: {name: value for name, value in each.items() if name != "version"}
        for key, each in stored.items()
    }
    return digests_of(plain) == snapshot.written.documents


def digest_of_stored(document: Json) -> str:
    """The digest of a stored document, but for what only its writing knows of it."""
    left_out = ("lastUpdated", "ledger")
    return digest({name: value for name, value in document.items() if name not in left_out})
