"""Reads from Firestore the documents of matches that are not watched: public documents only.

The security rules let everyone read each of them; a test compares them with the data model.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import Client

from scrbrd.adapters import codec, paths, queries
from scrbrd.adapters.match_inputs import read_inputs
from scrbrd.adapters.rpc import read_all, read_document, read_query
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.identifiers import can_name_document
from scrbrd.domain.places import Place
from scrbrd_gateway.earlier_score import StoredLog
from scrbrd_gateway.encoding import encode, json_value
from scrbrd_gateway.firestore.followed_matches import FirestoreFollowedMatches
from scrbrd_gateway.firestore.source import FirestoreSource
from scrbrd_gateway.library import FollowedMatches, League, LeagueKind
from scrbrd_gateway.match_feed import MatchFeed
from scrbrd_gateway.model import Cursor, EncodedDocument, FeedEvent, MatchView
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.ports import UnknownMatch

LEAGUE_FIELDS = ("name", "sport", "seasonId", "format", "startDate", "endDate")
COLLECTIONS = {LeagueKind.SEASON: paths.SEASONS, LeagueKind.COMPETITION: paths.COMPETITIONS}
TICKERS = {
    LeagueKind.SEASON: queries.tickers_of_season,
    LeagueKind.COMPETITION: queries.tickers_of_competition,
}


AHEAD = timedelta(days=2)
"""How far ahead a scoreboard lists matches: a whole season's would crowd out those in play."""


class FirestoreLibrary:
    """The public documents of one project."""

    def __init__(self, source: FirestoreSource) -> None:
        self._source = source
        self.followed: FollowedMatches = FirestoreFollowedMatches(source)

    @property
    def _client(self) -> Client:
        return self._source.client

    async def match(self, match_id: str) -> EncodedDocument | None:
        """Read `matches/{matchId}`; its version is its update time."""
        if not can_name_document(match_id):
            return None
        return await self._source.in_thread(lambda: self._match(match_id))

    async def view(self, match_id: str) -> MatchView:
        """Read the state of a match that is not watched. Raises UnknownMatch."""
        first_read = await self._source.open(match_id, 1)
        return MatchFeed(match_id, 1, first_read.update, is_whole=first_read.is_whole).view

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor, oldest first, at most `limit`."""
        return await self._source.events_after(match_id, cursor, limit)

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None if it is not in the feed."""
        return await self._source.event(match_id, event_id)

    async def leagues(self) -> list[League]:
        """Read all seasons and competitions."""
        return await self._source.in_thread(self._leagues)

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one season or competition."""
        if not can_name_document(league_id):
            return None
        return await self._source.in_thread(lambda: self._league(kind, league_id))

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[dict[str, Any]]:
        """Read the tickers of a league's matches, the latest first, without matches that have no
        date or a date beyond AHEAD."""

        def read() -> list[dict[str, Any]]:
            until = datetime.now(UTC) + AHEAD
            query = TICKERS[kind](self._client, league_id, until).limit(limit)
            return [json_value(snap.to_dict() or {}) for snap in read_all(query)]

        return await self._source.in_thread(read)

    async def stats(self, match_id: str) -> dict[str, Any]:
        """Read the contributions of a match to the statistics, and its summary."""
        return await self._source.in_thread(lambda: self._stats(match_id))

    async def log(self, match_id: str) -> StoredLog:
        """Read the log and the inputs of a match. Raises UnknownMatch."""
        if not can_name_document(match_id):
            raise UnknownMatch(match_id)
        return await self._source.in_thread(lambda: self._log(match_id))

    async def ping(self) -> None:
        """Read something, to check that the database answers."""
        await self._source.ping()

    def _match(self, match_id: str) -> EncodedDocument | None:
        snap = read_document(self._client, self._client.document(paths.match(match_id)))
        if not snap.exists:
            return None
        values = {**json_value(snap.to_dict()), "id": match_id}
        return EncodedDocument.of(codec.microseconds(snap.update_time), values, encode(values))

    def _leagues(self) -> list[League]:
        return [
            league_of(kind, snap.id, snap.to_dict() or {})
            for kind, collection in COLLECTIONS.items()
            for snap in read_query(self._client, self._client.collection(collection), LEAGUE_FIELDS)
        ]

    def _league(self, kind: LeagueKind, league_id: str) -> League | None:
        reference = self._client.collection(COLLECTIONS[kind]).document(league_id)
        document = read_document(self._client, reference, LEAGUE_FIELDS).to_dict()
        return None if document is None else league_of(kind, league_id, document)

    def _stats(self, match_id: str) -> dict[str, Any]:
        client = self._client
        players, teams = (
            [json_value(snap.to_dict() or {}) for snap in read_all(query)]
            for query in queries.contributions_of_match(client, match_id)
        )
        reference = client.document(paths.summary(match_id))
        summary = json_value(read_document(client, reference).to_dict())
        return {"matchId": match_id, "players": players, "teams": teams, "summary": summary}

    def _log(self, match_id: str) -> StoredLog:
        client = self._client
        if not read_document(client, client.document(paths.match(match_id))).exists:
            raise UnknownMatch(match_id)
        inputs = read_inputs(client, match_id, {}).inputs
        query = queries.all_actions(client, match_id)
        snaps = read_query(client, query, codec.action_names())
        entries: dict[Place, LogEntry] = {}
        for snap in snaps:
            place = place_or_none(snap.id)
            if place is not None:
                entries[place] = codec.read_entry(match_id, place, snap.to_dict() or {})
        return StoredLog(inputs, entries)


def league_of(kind: LeagueKind, league_id: str, document: dict[str, Any]) -> League:
    """Return a season or competition with the fields that clients get."""
    fields = {name: json_value(document[name]) for name in LEAGUE_FIELDS if name in document}
    return League(kind, league_id, fields)
