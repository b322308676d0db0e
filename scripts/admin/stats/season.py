"""Finds the matches of a season, and the players and teams with figures in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.cloud.firestore import Client, Query

from admin.whole import stream_whole
from scrbrd.adapters import paths, queries
from scrbrd.adapters.codec import match_names
from scrbrd.adapters.rpc import read_query
from scrbrd.domain.errors import BadInput
from scrbrd.domain.identifiers import as_id, as_season_id, utf8_length
from scrbrd.domain.json_types import Json
from scrbrd.handlers.statistics import PLAYER, TEAM, Subject

MAX_NAMED: Final = 20
"""Maximum number of seasons in a message."""


@dataclass(frozen=True, slots=True)
class Season:
    """A season and its matches' documents by id, whether played or not."""

    id: str
    matches: Mapping[str, Json]


def select_season(client: Client, season_id: str) -> Season:
    """Return the season; `2023/24` is accepted for `2023-24`.

    Raises BadInput, listing the seasons that exist, if no match and no figure belongs to it.
    """
    if season_id and not utf8_length(season_id):
        raise BadInput(f"SEASON: {season_id!r:.60} is no text in UTF-8; type it again")
    for name in dict.fromkeys((season_id, as_season_id(season_id))):
        snaps = read_query(client, queries.matches_of_season(client, name), match_names())
        matches = {snap.id: snap.to_dict() or {} for snap in snaps}
        if matches or subjects_of(client, name):
            return Season(name, matches)
    raise BadInput(f"SEASON: no match is of season {season_id!r}; {known_seasons(client)}")


def known_seasons(client: Client) -> str:
    """Return a sentence that lists the seasons of all matches."""
    snaps = stream_whole(client, client.collection(paths.MATCHES).select(["seasonId"]))
    season_ids = {(snap.to_dict() or {}).get("seasonId") for snap in snaps}
    names = sorted(name for name in season_ids if isinstance(name, str) and name)
    if not names:
        return "no match names any"
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"there are {', '.join(names[-MAX_NAMED:])}{more}"


def matches_of(client: Client, season: Season) -> list[str]:
    """Return the ids of a season's matches, and of others that contributed to it."""
    contributions = queries.contributions_of_season(client, season.id)
    contributing = {
        name for query in contributions for name in text_values(client, query, "matchId")
    }
    return sorted(season.matches.keys() | contributing)


def subjects_of(client: Client, season_id: str) -> list[Subject]:
    """Return every player and team with a contribution or a figure in a season; players first."""
    players, teams = queries.contributions_of_season(client, season_id)
    figures, pairs = queries.players_of_season(client, season_id)
    queries_by_kind = (
        (PLAYER, players, "personId"),
        (PLAYER, figures, "personId"),
        (PLAYER, pairs, "batsmanId"),
        (TEAM, teams, "teamId"),
        (TEAM, queries.teams_of_season(client, season_id), "teamId"),
    )
    texts: dict[tuple[str, str], set[str]] = {}
    for kind, query, field in queries_by_kind:
        for text in text_values(client, query, field):
            texts.setdefault((kind, as_id(text)), set()).add(text)
    return [
        Subject(kind, name, former_ids=tuple(sorted(spellings - {name})))
        for (kind, name), spellings in sorted(texts.items())
    ]


def text_values(client: Client, query: Query, field: str) -> Iterator[str]:
    """Yield a field of each document of a query, if it is a text."""
    for snap in stream_whole(client, query.select([field])):
        value: Any = (snap.to_dict() or {}).get(field)
        if isinstance(value, str) and value:
            yield value
