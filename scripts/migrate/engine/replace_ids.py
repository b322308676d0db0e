"""Replaces texts of a match document that are not valid ids by mapped ids, and restores them.

Migrated documents name teams by these ids, so the match document must do so too. The match's own id
stays, because its log lies under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.cloud.firestore import Client

from admin.whole import read_whole
from migrate.old.match_fields import normalised_fields
from migrate.old.values import id_of
from migrate.people.old import season_of
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json

TEAMS = ("homeTeamId", "awayTeamId")
ID_MAPS = ("toss", "awards")
"""Fields of a match document whose maps name teams and players."""
ID_FIELDS = frozenset(
    ("teamId", "winnerTeamId", "playerId", "playerOfMatchIds", "replacedBy", "substitutedFor")
)


def renamed_fields(match: Mapping[str, Any]) -> Json:
    """Return the fields of a match document whose value changes: mapped ids and normalised
    words."""
    new: Json = {name: id_of(match[name]) for name in TEAMS if name in match}
    new |= {name: with_ids(match[name]) for name in ID_MAPS if name in match}
    new["seasonId"] = season_of(match.get("seasonId"))
    new |= {name: with_ids(each) for name, each in normalised_fields(match).items()}
    return {name: each for name, each in new.items() if each and each != match.get(name)}


def with_ids(value: Any, name: str = "") -> Any:
    """Return a value in which fields that name teams and players hold valid ids."""
    if isinstance(value, Mapping):
        return {key: with_ids(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [with_ids(each, name) for each in value]
    return (id_of(value) or value) if name in ID_FIELDS else value


def own_id_remark(match_id: str) -> tuple[str, ...]:
    """Return a line if the match's own id is not a valid id; else nothing."""
    remark = f"the match's own id {match_id!r} is no id; it stays, for its log lies under it"
    return () if is_id(match_id) else (remark,)


def rename(client: Client, match_id: str) -> None:
    """Write the mapped ids into the match document, if any are needed."""
    changes = renamed_fields(read_whole(client, paths.match(match_id)).to_dict() or {})
    if changes:
        client.document(paths.match(match_id)).update(changes)


def rename_back(client: Client, match_id: str, original: Mapping[str, Any]) -> None:
    """Restore the original texts of fields that have not been changed since."""
    stored = read_whole(client, paths.match(match_id)).to_dict() or {}
    new = renamed_fields(original)
    back = {name: original[name] for name, each in new.items() if stored.get(name) == each}
    if back:
        client.document(paths.match(match_id)).update(back)
