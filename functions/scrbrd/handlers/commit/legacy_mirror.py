"""Adds `ballHistory` to `live/score` for older apps while `config/compatibility` enables it.

The switch is `config/compatibility.legacyBallHistory`. The log stays the only source.
"""

from dataclasses import replace

from scrbrd.domain.effective import order_of_play
from scrbrd.engine.chunks import ChunkKey, PackedAction
from scrbrd.engine.digests import digests_of
from scrbrd.handlers.commit.build import COMMIT_FIELDS, OWNED_FIELDS
from scrbrd.handlers.ports import Commit, MatchStore
from scrbrd.handlers.refold.apply import Folded
from scrbrd.handlers.refold.match_fold import unpack_entries
from scrbrd.handlers.snapshot.changes import read_chunks
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


def with_legacy_mirror(store: MatchStore, match_id: str, commit: Commit, folded: Folded) -> Commit:
    """Return the commit with the balls in its `live/score`, if they fit.

    Raises NeedsRebuild if a sealed chunk is missing or damaged.
    """
    histories = histories_of(store, match_id, folded)
    if size_of(histories) > MOST_BYTES:
        return replace(commit, health=(commit.health or {}) | {"legacyMirror": STOPPED})
    score = with_mirror(commit.score, folded.state, histories)
    health = None if commit.health is None else commit.health | {"legacyMirror": RUNNING}
    known = COMMIT_FIELDS | LEGACY_FIELDS
    plain = {name: value for name, value in score.items() if name not in known}
    written = replace(commit.snapshot.written, score=digests_of(plain))
    return replace(
        commit,
        snapshot=replace(commit.snapshot, written=written),
        score=score,
        owned=OWNED_FIELDS | LEGACY_FIELDS,
        health=health,
    )


def histories_of(store: MatchStore, match_id: str, folded: Folded) -> dict[int, list[Entry]]:
    """Return the balls of every innings from the packed log."""
    snapshot = folded.snapshot
    unread = {k: v for k, v in snapshot.sealed.items() if k not in folded.chunks}
    whole = read_chunks(store, match_id, unread) | dict(folded.chunks)
    chunks: dict[ChunkKey, dict[int, PackedAction]] = {}
    for key in snapshot.sealed:
        chunks[key] = dict(whole[key].entries)
    if snapshot.open_key is not None:
        chunks[snapshot.open_key] = snapshot.open_entries
    actions = (action for _, action in order_of_play(unpack_entries(match_id, chunks)))
    return ball_histories(snapshot.setup, actions)
