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

MOST_NAMED: Final = 20
"""Seasons in a message."""


@dataclass(frozen=True, slots=True)
class Season:
    """A season and its matches' documents by their id, played or not."""

    id: str
    matches: Mapping[str, Json]


def select_season(client: Client, season_id: str) -> Season:
    """Return the season, which `2023/24` names as well as `2023-24`.

    Raises BadInput where no match and no figure is of it, naming the seasons there are.
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
    """Return the seasons that matches name, in words."""
    snaps = stream_whole(client, client.collection(paths.MATCHES).select(["seasonId"]))
    found = {(snap.to_dict() or {}).get("seasonId") for snap in snaps}
    names = sorted(name for name in found if isinstance(name, str) and name)
    if not names:
        return "no match names any"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"there are {', '.join(names[-MOST_NAMED:])}{more}"


def matches_of(client: Client, season: Season) -> list[str]:
    """Return the ids of a season's matches, and of others that contributed to it."""
    contributions = queries.contributions_of_season(client, season.id)
    contributing = {name for query in contributions for name in values(client, query, "matchId")}
    return sorted(season.matches.keys() | contributing)


def subjects_of(client: Client, season_id: str) -> list[Subject]:
    """Return every player and team with a contribution or a figure in a season; players first."""
    players, teams = queries.contributions_of_season(client, season_id)
    figures, pairs = queries.players_of_season(client, season_id)
    asked = (
        (PLAYER, players, "personId"),
        (PLAYER, figures, "personId"),
        (PLAYER, pairs, "batsmanId"),
        (TEAM, teams, "teamId"),
        (TEAM, queries.teams_of_season(client, season_id), "teamId"),
    )
    texts: dict[tuple[str, str], set[str]] = {}
    for kind, query, field in asked:
        for text in values(client, query, field):
            texts.setdefault((kind, as_id(text)), set()).add(text)
    return [
        Subject(kind, name, also=tuple(sorted(found - {name})))
        for (kind, name), found in sorted(texts.items())
    ]


def values(client: Client, query: Query, field: str) -> Iterator[str]:
    """One field of each document of an answer, where it is a text."""
    for snap in stream_whole(client, query.select([field])):
        value: Any = (snap.to_dict() or {}).get(field)
        if isinstance(value, str) and value:
            yield value
