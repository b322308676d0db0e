"""Maps the ids of a match from elsewhere to ids of ours, and marks the match as one that counts.

Files name seasons `2023/24` and competitions in words; an id holds neither. Whoever imports a match
stands for it, so it counts in its competition and for both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from google.cloud.firestore import SERVER_TIMESTAMP

from admin.matchlog import MatchLog
from admin.transfer.writing import Document
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import as_id, as_season_id, as_team_id

ID_ENDINGS: Final = ("Id", "Ids")
TEAM_ENDING: Final = "eamId"
"""Of `teamId`, `homeTeamId` and the like."""

ACTION_IDS: Final = frozenset({"actionId", "correctedActionId"})
"""Fields that end like ids and name actions."""


def with_ids(value: Any, name: str = "") -> Any:
    """Return a value of a document with ids of ours in it, in every map and list."""
    match value:
        case Mapping():
            return {key: with_ids(each, str(key)) for key, each in value.items()}
        case list() | tuple():
            return [with_ids(each, name) for each in value]
        case str() if value and name.endswith(ID_ENDINGS) and name not in ACTION_IDS:
            return id_maker(name)(value)
    return value


def id_maker(name: str) -> Callable[[str], str]:
    """Return what makes an id of a text in a field of some name."""
    if name == "seasonId":
        return as_season_id
    return as_team_id if name.endswith(TEAM_ENDING) else as_id


def counting(match: Mapping[str, Any], by: str, at: Any = SERVER_TIMESTAMP) -> dict[str, Any]:
    """Return the fields by which a match counts in its competition and for the away side."""
    competition_id = match.get("competitionId")
    entered = {"countsFor": competition_id} if competition_id else {}
    return {"acceptedBy": by, "acceptedAt": at, **entered}


def documents_of_names(log: MatchLog) -> Iterator[Document]:
    """Yield documents that keep the names of competition and season where those are no ids."""
    named = (
        (log.match.competition_id, as_id, paths.competition),
        (log.match.season_id, as_season_id, paths.season),
    )
    for name, made_id, path in named:
        if name and made_id(name) != name:
            yield Document(path(made_id(name)), {"id": made_id(name), "name": name})
