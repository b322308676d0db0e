"""Owns the mirror for apps of before: `ballHistory` beside the projection, while it is wanted.

`config/compatibility.legacyBallHistory` says whether. The log stays the only source.
"""

from dataclasses import replace

from scrbrd.domain.effective import in_order_of_play
from scrbrd.handlers.packed_log import ChunkKey, Packed
from scrbrd.handlers.ports import Commit, MatchStore
from scrbrd.handlers.refold.apply import Advance
from scrbrd.handlers.refold.replayer import readable
from scrbrd.handlers.snapshot.changes import chunks as read_chunks
from scrbrd.projections.live.legacy_ball_history import (
    LEGACY_FIELDS,
    MOST_BYTES,
    Entry,
    ball_histories,
    size_of,
    with_mirror,
)

RUNNING = "running"
STOPPED = f"stopped: the balls of this match would take more than {MOST_BYTES // 1000} KB"


def mirrored(store: MatchStore, match_id: str, commit: Commit, gone_on: Advance) -> Commit:
    """The commit with the mirror in its `live/score`, if there is to be one and it fits.

    Raises NotEnoughKnown where a sealed chunk is missing or damaged: the match must be rebuilt.
    """
    if not store.mirrors_legacy():
        return commit
    histories = histories_of(store, match_id, gone_on)
    if size_of(histories) > MOST_BYTES:
        return replace(commit, health=(commit.health or {}) | {"legacyMirror": STOPPED})
    score = with_mirror(commit.score, gone_on.state, histories)
    health = None if commit.health is None else commit.health | {"legacyMirror": RUNNING}
    return replace(commit, score=score, owned=commit.owned | LEGACY_FIELDS, health=health)


def histories_of(store: MatchStore, match_id: str, gone_on: Advance) -> dict[int, list[Entry]]:
    """The balls of every innings, from the packed log."""
    snapshot = gone_on.snapshot
    unread = {k: v for k, v in snapshot.sealed.items() if k not in gone_on.chunks}
    whole = read_chunks(store, match_id, unread) | dict(gone_on.chunks)
    chunks: dict[ChunkKey, dict[int, Packed]] = {}
    for key in snapshot.sealed:
        chunks[key] = dict(whole[key].entries)
    if snapshot.open_key is not None:
        chunks[snapshot.open_key] = snapshot.open_entries
    return ball_histories(action for _, action in in_order_of_play(readable(match_id, chunks)))
