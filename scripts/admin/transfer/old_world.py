"""Decides what of a match's old shape is in a backup: what its apps wrote, and migrations' copies.

Nothing of it follows from a log: where no log is, it is the only record of the balls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from google.cloud.firestore import Client

from admin.transfer.writing import Document, is_old_score
from admin.whole import read_whole, stream_whole
from migrate.engine.copies import functions_of
from migrate.engine.old_writes import of_old_apps
from migrate.old.histories import holds_history
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from scrbrd.handlers.commit.build import OWNED_FIELDS

LEGACY, SET_ASIDE = "legacy", "set_aside"
COLLECTIONS: Final = (LEGACY, SET_ASIDE)
"""Copies of old documents, and what another script had made of old balls."""


def documents_of_old_world(client: Client, then: Client, match_id: str) -> Iterator[Document]:
    """Yield `live/score` where an app of before keeps a history there, and what migrations keep; it
    is read with `then`, a client as of a moment."""
    fields = old_score(client, then, match_id)
    if fields:
        yield Document(paths.live_score(match_id), fields)
    for name in COLLECTIONS:
        for snap in stream_whole(then, then.collection(f"{paths.match(match_id)}/{name}")):
            yield Document(snap.reference.path, snap.to_dict() or {})


def old_score(client: Client, then: Client, match_id: str) -> Json:
    """Return what apps of before wrote into `live/score`; nothing where it holds no history.

    All of it where there is no log; beside a log only histories that are not the functions' own.
    """
    score: Json = read_whole(then, paths.live_score(match_id)).to_dict() or {}
    if not any(holds_history(name, value) for name, value in score.items()):
        return {}
    functions = functions_of(client, match_id)
    if not functions.has_log:
        return score
    return {
        name: value
        for name, value in of_old_apps(score, functions).items()
        if name not in OWNED_FIELDS and holds_history(name, value)
    }


def is_of_old_world(parts: list[str]) -> bool:
    """Return whether a path is one of what a backup holds of a match's old shape."""
    match parts:
        case [paths.MATCHES, _, "legacy" | "set_aside", _]:
            return True
    return is_old_score("/".join(parts))
