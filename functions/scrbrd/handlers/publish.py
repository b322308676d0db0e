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
from scrbrd.projections.health import health_document
from scrbrd.projections.lineups import comparable, lineup_changes, lineup_fields
from scrbrd.projections.live_score import live_score
from scrbrd.projections.match_status import MatchFields, match_changes

COMMIT_FIELDS = frozenset({"version", "lastUpdated"})
"""Fields of `live/score` that only the commit knows; two builds may differ in them alone."""

LATE_MILLISECONDS = 30_000
"""A ball later than this is told in `live/health`, though nothing is wrong with the log."""

MOST_IN_A_COMMIT = 20
"""More documents of the feed than this follow the commit in pages."""

OWNED_FIELDS = (
    frozenset(field.alias or name for name, field in LiveScore.model_fields.items()) | COMMIT_FIELDS
)


def commit_of(stored: Snapshot | None, gone_on: Advance, now: datetime) -> Commit:
    """Everything to write for an advance. `stored` is what was there, None before a rebuild."""
    snapshot, state, known = gone_on.snapshot, gone_on.state, gone_on.snapshot.known
    inputs = known.inputs
    problems = (*known.problems, *snapshot.index.problems(), *state.problems)
    health = health_document(state.setup.match_id, problems, state.problems_beyond)
    match = match_changes(known.match, state, inputs, now)
    lineups = lineup_changes(lineup_fields(state, known.selected), known.lineups)
    version = next_version(snapshot.version, now)
    score = as_document(live_score(state, inputs, snapshot.index.last_action_id))
    events, find = feed_documents(gone_on.events, inputs, version), gone_on.late
    is_late = find is not None or len(events) > MOST_IN_A_COMMIT
    new = replace(
        snapshot,
        version=version,
        known=known_after(known, match, lineups),
        problem_count=health["problemCount"],
        health=digest(health),
        owed=owed_after(
            snapshot, score["status"] == MatchStatus.COMPLETED, version if is_late else 0
        ),
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
        events={} if is_late else events,
        later=events if is_late else {},
        late=None if find is None else lambda: feed_documents(find(), inputs, version),
    )


def feed_documents(events: Mapping[str, Json], inputs: Inputs, revision: int) -> dict[str, Json]:
    """Documents of the feed with what only the commit knows of them; `revision` never goes back."""
    stamp = {"revision": revision, "expireAt": expires_at(inputs)}
    return {name: body | stamp for name, body in sorted(events.items())}


def owed_after(snapshot: Snapshot, is_completed: bool, feed: int) -> Owed:
    """What is still to be written when the commit is: pages of the feed, what a match leaves."""
    left_something = bool(snapshot.closed) or snapshot.owed.is_closing
    return Owed(feed, is_completed or left_something)


def lag_of(gone_on: Advance, now: datetime) -> int:
    """Milliseconds from the write of what moved to this commit; 0 where nothing moved."""
    if not gone_on.moved_at:
        return 0
    return max(0, round(now.timestamp() * 1000 - gone_on.moved_at / 1000))


def known_after(known: Known, match: Json, lineups: dict[str, Json]) -> Known:
    """What is stored of the functions' own fields once the changes are written."""
    fields = known.match
    if fields is not None and match:
        fields = MatchFields(
            match.get("status", fields.status),
            match.get("result", fields.result),
            is_completed=match.get("completedAt") is not None
            if "completedAt" in match
            else fields.is_completed,
        )
    after = dict(known.lineups)
    for lineup_id, changes in lineups.items():
        merged = after.get(lineup_id, {}) | changes
        after[lineup_id] = {k: comparable(v) for k, v in merged.items() if v is not None}
    return replace(known, match=fields, lineups=after)


def next_version(previous: int, now: datetime) -> int:
    """`version` grows by every commit and never goes back, even after a rebuild from nothing."""
    return max(previous + 1, int(now.timestamp() * 1_000_000))


def version_of(score: Json | None) -> int:
    """The version of a stored `live/score`; 0 where there is none."""
    version = (score or {}).get("version")
    return version if isinstance(version, int) else 0


def revision_of(event: Json) -> int:
    """The revision of a stored document of the feed; 0 where it has none."""
    revision = event.get("revision")
    return revision if isinstance(revision, int) else 0


def same(stored: Json | None, wanted: Json, ignored: frozenset[str]) -> bool:
    """Whether a stored document says what is wanted, in the fields that are ours."""
    if stored is None:
        return False
    ours = {key: value for key, value in stored.items() if key in OWNED_FIELDS or key in wanted}
    return {key: value for key, value in ours.items() if key not in ignored} == wanted


def digest_of_stored(document: Json) -> str:
    """The digest of a stored document, but for when it was written."""
    return digest({name: value for name, value in document.items() if name != "lastUpdated"})


def digest(document: dict[str, Any]) -> str:
    """Return a short digest of a document, also of one with values that we never write."""
    text = json.dumps(document, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
