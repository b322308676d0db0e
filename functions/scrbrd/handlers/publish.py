"""Owns what a snapshot shows the world: one commit of every document that follows from it. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.handlers.advance import Advance
from scrbrd.handlers.ports import Commit, Json
from scrbrd.handlers.snapshot import Known, Owed, Snapshot
from scrbrd.projections.documents import LiveScore, as_document
from scrbrd.projections.feed import expires_at
from scrbrd.projections.feed_text import with_text
from scrbrd.projections.health import health_document
from scrbrd.projections.lineups import comparable, lineup_changes, lineup_fields
from scrbrd.projections.live_score import live_score
from scrbrd.projections.match_status import MatchFields, match_changes, stored_match_fields

COMMIT_FIELDS = frozenset({"version", "lastUpdated"})
"""Fields of `live/score` that only the commit knows; two builds may differ in them alone."""

LATE_MILLISECONDS = 30_000
"""A ball later than this is told in `live/health`, though nothing is wrong with the log."""

MOST_VERSION = 253_402_300_800_000_000
"""The year 10000 in microseconds since 1970; versions are times of commits."""

MOST_IN_A_COMMIT = 20
"""More documents of the feed than this follow the commit in pages; see `afterwards`."""

HEALTH_FIELDS = ("matchId", "problemCount", "problems")
"""Fields of `live/health` that the log and the inputs say; the others are notes."""

OWNED_FIELDS = (
    frozenset(field.alias or name for name, field in LiveScore.model_fields.items()) | COMMIT_FIELDS
)


def commit_of(stored: Snapshot | None, gone_on: Advance, now: datetime) -> Commit:
    """Everything to write for an advance. `stored` is what was there, None before a rebuild."""
    snapshot, state, known = gone_on.snapshot, gone_on.state, gone_on.snapshot.known
    inputs = known.inputs
    problems = (*known.problems, *snapshot.index.problems(), *state.problems)
    health = health_document(state.setup.match_id, problems, state.problems_beyond)
    match = match_changes(known.match, state, inputs, now, gone_on.ended_at)
    lineups = lineup_changes(lineup_fields(state, known.selected), known.lineups)
    version = next_version(snapshot.version, now)
    score = as_document(live_score(state, inputs, snapshot.index.last_action_id, gone_on.memory))
    revision = next_revision(snapshot.revision, version)
    events = feed_documents(gone_on.events, inputs, revision)
    is_owed = is_feed_owed(snapshot, gone_on)
    new = replace(
        snapshot,
        version=version,
        known=known_after(known, match, lineups),
        problem_count=health["problemCount"],
        health=digest(health),
        owed=Owed(
            (snapshot.owed.feed or version) if is_owed else 0,
            is_closing_owed(snapshot, score["status"] == MatchStatus.COMPLETED),
        ),
        revision=revision if events and not is_owed else snapshot.revision,
    )
    lag = lag_of(gone_on, now)
    is_well = stored is not None and stored.health == new.health and lag < LATE_MILLISECONDS
    return Commit(
        snapshot=new,
        score=score | {"version": version, "lastUpdated": now},
        owned=OWNED_FIELDS,
        health=None if is_well else health | {"lastUpdated": now, "lagMs": lag},
        match=match,
        lineups=lineups,
        chunks=gone_on.chunks,
        is_first=stored is None,
        events={} if is_owed else events,
        later=events if is_owed else {},
    )


def feed_documents(events: Mapping[str, Json], inputs: Inputs, revision: int) -> dict[str, Json]:
    """Documents of the feed with what only their writing knows of them."""
    stamp = {"revision": revision, "expireAt": expires_at(inputs)}
    return {name: with_text(body, inputs) | stamp for name, body in sorted(events.items())}


def is_feed_owed(snapshot: Snapshot, gone_on: Advance) -> bool:
    """Whether the commit leaves its documents of the feed to pages: they are not known or too many,
    or others are still owed, which they must not overtake."""
    is_much = gone_on.owes_feed or len(gone_on.events) > MOST_IN_A_COMMIT
    return is_much or bool(snapshot.owed.feed)


def is_closing_owed(snapshot: Snapshot, is_completed: bool) -> bool:
    """Whether what a match leaves is to be looked at after the commit."""
    return is_completed or bool(snapshot.closed) or snapshot.owed.is_closing


def lag_of(gone_on: Advance, now: datetime) -> int:
    """Milliseconds from the write of what moved to this commit; 0 where nothing moved."""
    if not gone_on.moved_at:
        return 0
    return max(0, round(now.timestamp() * 1000 - gone_on.moved_at / 1000))


def known_after(known: Known, match: Json, lineups: dict[str, Json]) -> Known:
    """What is stored of the functions' own fields once the changes are written."""
    fields = known.match
    if fields is not None and match:
        fields = fields_after(fields, match)
    after = dict(known.lineups)
    for lineup_id, changes in lineups.items():
        merged = after.get(lineup_id, {}) | changes
        after[lineup_id] = {k: comparable(v) for k, v in merged.items() if v is not None}
    return replace(known, match=fields, lineups=after)


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


def revision_of(event: Json) -> int:
    """The revision of a stored document of the feed; 0 where it has none."""
    return counter(event.get("revision"))


def counter(value: object) -> int:
    """A stored version or revision; 0 for what cannot be one, so that nothing goes on from it."""
    return value if isinstance(value, int) and 0 <= value < MOST_VERSION else 0


def same(stored: Json | None, wanted: Json, ignored: frozenset[str]) -> bool:
    """Whether a stored document says what is wanted, in the fields that are ours."""
    if stored is None:
        return False
    ours = {key: value for key, value in stored.items() if key in OWNED_FIELDS or key in wanted}
    return {key: value for key, value in ours.items() if key not in ignored} == wanted


def is_health_of(document: Json | None, snapshot: Snapshot) -> bool:
    """Whether a stored `live/health` lists the problems that a snapshot counts."""
    shown = {name: (document or {}).get(name) for name in HEALTH_FIELDS}
    return digest(shown) == snapshot.health


def digest_of_stored(document: Json) -> str:
    """The digest of a stored document, but for when it was written."""
    return digest({name: value for name, value in document.items() if name != "lastUpdated"})


def digest(document: dict[str, Any]) -> str:
    """Return a short digest of a document, also of one with values that we never write."""
    text = json.dumps(document, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
