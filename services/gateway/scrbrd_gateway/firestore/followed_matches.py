"""Defines and reads matches of other sports, which the feeds' service follows and nobody scores
here.

They are `scoreboards/{matchId}` with `timeline` and `stats`. They have no log, no fold and no
rooms: what is read is cached for seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import read_all, read_document
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd_gateway.encoding import json_value
from scrbrd_gateway.firestore.source import FirestoreSource
from scrbrd_gateway.library import League, LeagueKind, parse_league

MOST_SCOREBOARDS: Final = 2_000
"""Number of scoreboards that are read to build the list of leagues."""

ENDED: Final = frozenset({"finished", "cancelled"})


class FirestoreFollowedMatches:
    """The scoreboards of one project."""

    def __init__(self, source: FirestoreSource) -> None:
        self._source = source

    @property
    def _client(self) -> Client:
        return self._source.client

    async def leagues(self) -> list[League]:
        """Read the leagues: sport and league of each of `scoreboards`."""
        return await self._source.in_thread(self._leagues)

    async def scoreboards_of_league(self, sport: str, league: str, limit: int) -> list[Json]:
        """Read the documents of `scoreboards` of a sport and league, the latest first."""
        return await self._source.in_thread(
            lambda: self._scoreboards_of_league(sport, league, limit)
        )

    async def board(self, match_id: str) -> Json | None:
        """Read `scoreboards/{matchId}`."""
        if not can_name_document(match_id):
            return None
        return await self._source.in_thread(lambda: self._board(match_id))

    async def events_after(self, match_id: str, revision: int, limit: int) -> list[Json]:
        """Read `scoreboards/{matchId}/timeline` after a revision, oldest first."""
        return await self._source.in_thread(lambda: self._events(match_id, revision, limit))

    async def event(self, match_id: str, event_id: str) -> Json | None:
        """Read `scoreboards/{matchId}/timeline/{eventId}`."""
        return await self._source.in_thread(lambda: self._event(match_id, event_id))

    async def stats(self, match_id: str) -> Json:
        """Read `scoreboards/{matchId}/stats`."""
        return await self._source.in_thread(lambda: self._stats(match_id))

    def _leagues(self) -> list[League]:
        query = self._client.collection(paths.SCOREBOARDS).select(["sport", "league"])
        found = [snap.to_dict() or {} for snap in read_all(query.limit(MOST_SCOREBOARDS))]
        return leagues_of(found)

    def _scoreboards_of_league(self, sport: str, league: str, limit: int) -> list[Json]:
        query = queries.scoreboards_of_league(self._client, sport, league).limit(MOST_SCOREBOARDS)
        found = [json_value(snap.to_dict() or {}) for snap in read_all(query)]
        return sorted(found, key=start_and_id, reverse=True)[:limit]

    def _board(self, match_id: str) -> Json | None:
        reference = self._client.document(paths.scoreboard(match_id))
        document: Json | None = read_document(self._client, reference).to_dict()
        return None if document is None else {**json_value(document), "id": match_id}

    def _events(self, match_id: str, revision: int, limit: int) -> list[Json]:
        query = queries.scoreboard_events(self._client, match_id, revision + 1).limit(limit)
        return [{**json_value(snap.to_dict() or {}), "id": snap.id} for snap in read_all(query)]

    def _event(self, match_id: str, event_id: str) -> Json | None:
        timeline = self._client.collection(paths.scoreboard_timeline(match_id))
        document: Json | None = read_document(self._client, timeline.document(event_id)).to_dict()
        return None if document is None else {**json_value(document), "id": event_id}

    def _stats(self, match_id: str) -> Json:
        snaps = read_all(self._client.collection(paths.scoreboard_stats(match_id)))
        return {snap.id: json_value((snap.to_dict() or {}).get("figures", {})) for snap in snaps}


def leagues_of(boards: Iterable[Json]) -> list[League]:
    """Return the leagues of scoreboards, such as `feed:soccer:eng.1`; only those whose names are
    valid."""
    named = {(each.get("sport"), each.get("league")) for each in boards if has_valid_league(each)}
    return [
        League(LeagueKind.FEED, f"{sport}:{league}", {"name": league, "sport": sport})
        for sport, league in sorted(named)
    ]


def has_valid_league(board: Json) -> bool:
    """Return True if sport and league of a scoreboard form a valid name that can be parsed
    again."""
    sport, league = board.get("sport"), board.get("league")
    if not (isinstance(sport, str) and isinstance(league, str) and sport and league):
        return False
    parsed = parse_league(f"{LeagueKind.FEED}:{sport}:{league}")
    return parsed is not None and sport_and_league(parsed[1]) == (sport, league)


def start_and_id(board: Json) -> tuple[str, str]:
    """Return the sort key of a scoreboard: its start, then its id."""
    return str(board.get("startsAt") or ""), str(board.get("matchId", ""))


def sport_and_league(league_id: str) -> tuple[str, str]:
    """Return sport and league from the id of a league of followed matches."""
    sport, _, league = league_id.partition(":")
    return sport, league
