"""Reads the league tables of a season from a project, with the names that they show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from google.cloud.firestore import Client

from admin.options import Refusal
from admin.stats.season import Season
from admin.stats.table import (
    LeagueTable,
    Names,
    competitions_in,
    readable_matches,
    remedy,
    table_of,
    team_names_in,
)
from admin.whole import stream_whole
from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import read_documents
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Match
from scrbrd.domain.vocabulary import MatchStatus

MISSHAPEN = (LookupError, OverflowError, TypeError, ValueError)
"""Errors that sorting and printing raise for figures not written by us."""


def read_tables(client: Client, season: Season, competition_id: str | None) -> list[LeagueTable]:
    """Return the table of one competition, or those of all competitions and then of all matches.

    Raises BadInput for a competition without figures, and Refusal if the season has none.
    """
    snaps = stream_whole(client, queries.teams_of_season(client, season.id))
    documents = [snap.to_dict() or {} for snap in snaps]
    if not documents:
        raise Refusal(missing_figures(season))
    competition_ids = competitions_in(documents)
    if competition_id is not None and competition_id not in competition_ids:
        there_are = f"there are {', '.join(competition_ids)}" if competition_ids else "it has none"
        raise BadInput(
            f"--competition: season {season.id} has no figures of {competition_id!r}; {there_are}"
        )
    table_ids = [*competition_ids, None] if competition_id is None else [competition_id]
    try:
        return complete_tables(client, season, documents, table_ids)
    except MISSHAPEN as error:
        raise Refusal(
            f"the figures of season {season.id} are not whole ({error!r});"
            f" {remedy(season.id)} mends them"
        ) from None


def missing_figures(season: Season) -> str:
    """Return why there is no table, and the remedy."""
    statuses = [match.status for match in readable_matches(season.matches)]
    completed = statuses.count(MatchStatus.COMPLETED)
    if completed:
        return (
            f"season {season.id} has {completed} completed and no figures yet;"
            f" {remedy(season.id)} makes them"
        )
    return f"no match of season {season.id} is completed; a table comes with the first"


def complete_tables(
    client: Client, season: Season, documents: list[Json], table_ids: Iterable[str | None]
) -> list[LeagueTable]:
    """Return the tables after making every row once, so that errors are raised here."""
    matches = readable_matches(season.matches)
    names = names_of(client, documents, matches)
    tables = [table_of(season.id, each, documents, matches, names) for each in table_ids]
    for table in tables:
        list(table.rows())
    return tables


def names_of(client: Client, documents: list[Json], matches: Iterable[Match]) -> Names:
    """Return the names of teams (from the newest match or `teams/{id}`) and of competitions."""
    team_names = team_names_in(matches)
    unnamed_ids = {each["teamId"] for each in documents} - team_names.keys()
    return Names(
        team_names | stored_names(client, unnamed_ids, paths.team),
        stored_names(client, competitions_in(documents), paths.competition),
    )


def stored_names(
    client: Client, ids: Collection[str], path: Callable[[str], str]
) -> dict[str, str]:
    """Return the `name` of each document that has one; invalid ids are skipped."""
    refs = [client.document(path(each)) for each in sorted(ids) if can_name_document(each)]
    snaps = read_documents(client, refs, ["name"])
    stored = {snap.id: (snap.to_dict() or {}).get("name") for snap in snaps}
    return {name: value for name, value in stored.items() if isinstance(value, str) and value}
