"""Selects the old-shape data of a match for a backup.

These are the data that older apps wrote, and the copies of migrations.

None of it is derived from a log: for a match without log it is the only record of the balls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from google.cloud.firestore import Client

from admin.transfer.batch_writes import Document, is_old_score
from admin.whole import read_whole, stream_whole
from migrate.engine.copies import read_function_writes
from migrate.engine.old_writes import fields_of_old_apps
from migrate.old.histories import holds_history
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from scrbrd.handlers.commit.build import OWNED_FIELDS

LEGACY, SET_ASIDE = "legacy", "set_aside"
COLLECTIONS: Final = (LEGACY, SET_ASIDE)
"""Copies of old documents, and what another script had made of old balls."""


def documents_of_old_shape(
    client: Client, snapshot_client: Client, match_id: str
) -> Iterator[Document]:
    """Yield `live/score` if an older app keeps a history there, and the copies of migrations.

    They are read with `snapshot_client`, a client as of a moment.
    """
    fields = old_score(client, snapshot_client, match_id)
    if fields:
        yield Document(paths.live_score(match_id), fields)
    for name in COLLECTIONS:
        for snap in stream_whole(
            snapshot_client, snapshot_client.collection(f"{paths.match(match_id)}/{name}")
        ):
            yield Document(snap.reference.path, snap.to_dict() or {})


def old_score(client: Client, snapshot_client: Client, match_id: str) -> Json:
    """Return what older apps wrote into `live/score`; empty if it has no history.

    Without a log, the whole document; otherwise only histories that the functions did not write.
    """
    score: Json = read_whole(snapshot_client, paths.live_score(match_id)).to_dict() or {}
    if not any(holds_history(name, value) for name, value in score.items()):
        return {}
    functions = read_function_writes(client, match_id)
    if not functions.has_log:
        return score
    return {
        name: value
        for name, value in fields_of_old_apps(score, functions).items()
        if name not in OWNED_FIELDS and holds_history(name, value)
    }


def is_of_old_shape(parts: list[str]) -> bool:
    """Return True if a path is one of the old-shape documents in a backup."""
    match parts:
        case [paths.MATCHES, _, "legacy" | "set_aside", _]:
            return True
    return is_old_score("/".join(parts))
