"""Writes into a match document the ids that stand for texts that are none, and back.

What is migrated of a match names its teams by these ids, so the match document must, too. The
match's own id stays: its log cannot be given another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.cloud.firestore import Client

from admin.whole import read_whole
from migrate.old.match_fields import mended
from migrate.old.values import id_of
from migrate.people.old import season_of
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json

TEAMS = ("homeTeamId", "awayTeamId")
WITHIN = ("toss", "awards")
"""Maps of a match document that name teams and players."""
IDS = frozenset(
    ("teamId", "winnerTeamId", "playerId", "playerOfMatchIds", "replacedBy", "substitutedFor")
)


def renamed(match: Mapping[str, Any]) -> Json:
    """The fields of a match document that we say otherwise: ids for texts that are none, words."""
    new: Json = {name: id_of(match[name]) for name in TEAMS if name in match}
    new |= {name: with_ids(match[name]) for name in WITHIN if name in match}
    new["seasonId"] = season_of(match.get("seasonId"))
    new |= {name: with_ids(each) for name, each in mended(match).items()}
    return {name: each for name, each in new.items() if each and each != match.get(name)}


def with_ids(value: Any, name: str = "") -> Any:
    """A value with ids in its fields that name teams and players."""
    if isinstance(value, Mapping):
        return {key: with_ids(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_ids(each, name) for each in value]
    return (id_of(value) or value) if name in IDS else value


def own_id_told(match_id: str) -> tuple[str, ...]:
    """A line for a match whose own id is none."""
    told = f"the match's own id {match_id!r} is no id; it stays, for its log lies under it"
    return () if is_id(match_id) else (told,)


def rename(client: Client, match_id: str) -> None:
    """Write the ids into the match document, if it needs any."""
    changes = renamed(read_whole(client, paths.match(match_id)).to_dict() or {})
    if changes:
        client.document(paths.match(match_id)).update(changes)


def rename_back(client: Client, match_id: str, original: Mapping[str, Any]) -> None:
    """Write the texts of before where nobody has written anything else since."""
    stored = read_whole(client, paths.match(match_id)).to_dict() or {}
    new = renamed(original)
    back = {name: original[name] for name, each in new.items() if stored.get(name) == each}
    if back:
        client.document(paths.match(match_id)).update(back)
