"""Maps foreign ids of a match to our ids, and marks an imported match as accepted.

Files name seasons `2023/24` and competitions in words; neither is a valid id. Importing a match
includes accepting it, so it counts in its competition and for both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP

from admin.matchlog import MatchLog
from admin.transfer.batch_writes import Document
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import as_id, as_season_id, as_team_id

ID_ENDINGS: Final = ("Id", "Ids")
TEAM_ENDING: Final = "eamId"
"""The common ending of `teamId`, `homeTeamId` and similar names."""

ACTION_IDS: Final = frozenset({"actionId", "correctedActionId"})
"""Fields with names like ids that refer to actions."""


def with_our_ids(value: Any, name: str = "") -> Any:
    """Return a value of a document with our ids in it, in every map and list."""
    match value:
        case Mapping():
            return {key: with_our_ids(each, str(key)) for key, each in value.items()}
        case list() | tuple():
            return [with_our_ids(each, name) for each in value]
        case str() if value and name.endswith(ID_ENDINGS) and name not in ACTION_IDS:
            return id_maker(name)(value)
    return value


def id_maker(name: str) -> Callable[[str], str]:
    """Return the function that makes an id of a text in a field with this name."""
    if name == "seasonId":
        return as_season_id
    return as_team_id if name.endswith(TEAM_ENDING) else as_id


def acceptance_fields(
    match: Mapping[str, Any], by: str, at: Any = SERVER_TIMESTAMP
) -> dict[str, Any]:
    """Return the fields that make a match count in its competition and for the away side."""
    competition_id = match.get("competitionId")
    entry_fields = {"countsFor": competition_id} if competition_id else {}
    return {"acceptedBy": by, "acceptedAt": at, **entry_fields}


def documents_of_names(log: MatchLog) -> Iterator[Document]:
    """Yield documents with the names of competition and season, if these are no valid ids."""
    references = (
        (log.match.competition_id, as_id, paths.competition),
        (log.match.season_id, as_season_id, paths.season),
    )
    for name, make_id, path in references:
        if name and make_id(name) != name:
            yield Document(path(make_id(name)), {"id": make_id(name), "name": name})
