"""Writes the documents that a match needs before it is followed, and reads its stored log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from devtools.demo.match_setup import add_match, match_document
from scrbrd.adapters import codec, paths
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json

MOST_WRITES = 400


def write_followed_match(client: Client, log: MatchLog, mappings: Iterable[Json]) -> None:
    """Write a match that a provider scores, its lineups and the `provider_mappings`.

    Raises BadInput if the match was followed on these emulators before.
    """
    if client.document(paths.provider_feed(log.match_id)).get().exists:
        raise BadInput(f"match {log.match_id} was followed there before; take other emulators")
    now = datetime.now(UTC)
    batch = client.batch()
    add_match(client, batch, log, match_document(log, now) | {"scoredBy": "provider"}, now)
    batch.commit()
    write_mappings(client, mappings)


def write_mappings(client: Client, mappings: Iterable[Json]) -> None:
    """Write documents of `provider_mappings` in batches."""
    listed = list(mappings)
    for first in range(0, len(listed), MOST_WRITES):
        batch = client.batch()
        for each in listed[first : first + MOST_WRITES]:
            key = paths.provider_mapping_key(each["provider"], each["kind"], each["providerId"])
            batch.set(client.document(paths.provider_mapping(key)), each)
        batch.commit()


def stored_log(client: Client, match_id: str) -> list[LogEntry]:
    """Return the stored entries of a match's log, in no particular order."""
    return [
        codec.read_entry(match_id, parse_action_id(snap.id), snap.to_dict() or {})
        for snap in client.collection(paths.scoring_actions(match_id)).stream()
    ]
