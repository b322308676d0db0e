"""Defines and reads matches of other sports: followed by the feeds' service, not scored here.

`scoreboards/{matchId}` with `timeline` and `stats`. They have no log, no fold and no rooms: what is
read is kept for seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from google.cloud.firestore import Client

from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import read_all, read_document
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.json_types import Json
from scrbrd_gateway.encoding import plain
from scrbrd_gateway.firestore.source import FirestoreSource
from scrbrd_gateway.library import League, LeagueKind, parse_league

MOST_SCOREBOARDS: Final = 2_000
"""Scoreboards of which the leagues are made."""

ENDED: Final = frozenset({"finished", "cancelled"})


class FirestoreFollowed:
    """The scoreboards of one project."""

    def __init__(self, source: FirestoreSource) -> None:
        self._source = source

    @property
    def _client(self) -> Client:
        return self._source.client

    async def leagues(self) -> list[League]:
        """`scoreboards`: sport and league of each."""
        return await self._source.in_thread(self._leagues)

    async def of_league(self, sport: str, league: str, limit: int) -> list[Json]:
        """`scoreboards` of a sport and league."""
        return await self._source.in_thread(lambda: self._of_league(sport, league, limit))

    async def board(self, match_id: str) -> Json | None:
        """`scoreboards/{m}`."""
        if not can_name_document(match_id):
            return None
        return await self._source.in_thread(lambda: self._board(match_id))

    async def events_behind(self, match_id: str, revision: int, limit: int) -> list[Json]:
        """`scoreboards/{m}/timeline`."""
        return await self._source.in_thread(lambda: self._events(match_id, revision, limit))

    async def event(self, match_id: str, event_id: str) -> Json | None:
        """`scoreboards/{m}/timeline/{e}`."""
        return await self._source.in_thread(lambda: self._event(match_id, event_id))

    async def stats(self, match_id: str) -> Json:
        """`scoreboards/{m}/stats`."""
        return await self._source.in_thread(lambda: self._stats(match_id))

    def _leagues(self) -> list[League]:
        query = self._client.collection(paths.SCOREBOARDS).select(["sport", "league"])
        found = [snap.to_dict() or {} for snap in read_all(query.limit(MOST_SCOREBOARDS))]
        return leagues_of(found)

    def _of_league(self, sport: str, league: str, limit: int) -> list[Json]:
        query = queries.scoreboards_of_league(self._client, sport, league).limit(MOST_SCOREBOARDS)
        found = [plain(snap.to_dict() or {}) for snap in read_all(query)]
        return sorted(found, key=latest_first, reverse=True)[:limit]

    def _board(self, match_id: str) -> Json | None:
        reference = self._client.document(paths.scoreboard(match_id))
        document: Json | None = read_document(self._client, reference).to_dict()
        return None if document is None else {**plain(document), "id": match_id}

    def _events(self, match_id: str, revision: int, limit: int) -> list[Json]:
        query = queries.scoreboard_events(self._client, match_id, revision + 1).limit(limit)
        return [{**plain(snap.to_dict() or {}), "id": snap.id} for snap in read_all(query)]

    def _event(self, match_id: str, event_id: str) -> Json | None:
        timeline = self._client.collection(paths.scoreboard_timeline(match_id))
        document: Json | None = read_document(self._client, timeline.document(event_id)).to_dict()
        return None if document is None else {**plain(document), "id": event_id}

    def _stats(self, match_id: str) -> Json:
        snaps = read_all(self._client.collection(paths.scoreboard_stats(match_id)))
        return {snap.id: plain((snap.to_dict() or {}).get("figures", {})) for snap in snaps}


def leagues_of(boards: Iterable[Json]) -> list[League]:
    """Return the leagues of scoreboards: `feed:soccer:eng.1`; of those alone that it can name."""
    named = {(each.get("sport"), each.get("league")) for each in boards if names_league(each)}
    return [
        League(LeagueKind.FEED, f"{sport}:{league}", {"name": league, "sport": sport})
        for sport, league in sorted(named)
    ]


def names_league(board: Json) -> bool:
    """Return whether a league's name can be made of a scoreboard, and read again."""
    sport, league = board.get("sport"), board.get("league")
    if not (isinstance(sport, str) and isinstance(league, str) and sport and league):
        return False
    parsed = parse_league(f"{LeagueKind.FEED}:{sport}:{league}")
    return parsed is not None and league_and_sport(parsed[1]) == (sport, league)


def latest_first(board: Json) -> tuple[str, str]:
    """Return what scoreboards are ordered by: when they start, then their id."""
    return str(board.get("startsAt") or ""), str(board.get("matchId", ""))


def league_and_sport(league_id: str) -> tuple[str, str]:
    """Return the sport and the league that the id of a followed league names."""
    sport, _, league = league_id.partition(":")
    return sport, league
