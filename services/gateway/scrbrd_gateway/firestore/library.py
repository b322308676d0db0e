"""Reads from Firestore what REST answers beside the watched matches: public documents alone.

The security rules let everybody read each of these; a test compares them with the data model.
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
from scrbrd_gateway.encoding import encode, plain
from scrbrd_gateway.firestore.followed import FirestoreFollowed
from scrbrd_gateway.firestore.source import FirestoreSource
from scrbrd_gateway.library import Followed, League, LeagueKind
from scrbrd_gateway.match_feed import MatchFeed
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView, Shown
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.ports import UnknownMatch

SHOWN_OF_A_LEAGUE = ("name", "sport", "seasonId", "format", "startDate", "endDate")
COLLECTIONS = {LeagueKind.SEASON: paths.SEASONS, LeagueKind.COMPETITION: paths.COMPETITIONS}
TICKERS = {
    LeagueKind.SEASON: queries.tickers_of_season,
    LeagueKind.COMPETITION: queries.tickers_of_competition,
}


AHEAD = timedelta(days=2)
"""Of the matches to come a scoreboard has the next: a season's would push out those in play."""


class FirestoreLibrary:
    """The public documents of one project."""

    def __init__(self, source: FirestoreSource) -> None:
        self._source = source
        self.followed: Followed = FirestoreFollowed(source)

    @property
    def _client(self) -> Client:
        return self._source.client

    async def match(self, match_id: str) -> Shown | None:
        """Read `matches/{matchId}`; its version is the time of its last write."""
        if not can_name_document(match_id):
            return None
        return await self._source.in_thread(lambda: self._match(match_id))

    async def view(self, match_id: str) -> MatchView:
        """Read the state of a match that nobody watches. Raises UnknownMatch."""
        opening = await self._source.open(match_id, 1)
        return MatchFeed(match_id, 1, opening.seen, is_whole=opening.is_whole).view

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor, oldest first, at most `limit`."""
        return await self._source.events_behind(match_id, cursor, limit)

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None where it is not in the feed."""
        return await self._source.event(match_id, event_id)

    async def leagues(self) -> list[League]:
        """Read all seasons and competitions."""
        return await self._source.in_thread(self._leagues)

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one of them."""
        if not can_name_document(league_id):
            return None
        return await self._source.in_thread(lambda: self._league(kind, league_id))

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[dict[str, Any]]:
        """Read the tickers of a league's matches, the latest first; not those without a date, nor
        those of a later day than AHEAD."""

        def read() -> list[dict[str, Any]]:
            until = datetime.now(UTC) + AHEAD
            query = TICKERS[kind](self._client, league_id, until).limit(limit)
            return [plain(snap.to_dict() or {}) for snap in read_all(query)]

        return await self._source.in_thread(read)

    async def stats(self, match_id: str) -> dict[str, Any]:
        """Read what a match contributed to the figures, and its summary."""
        return await self._source.in_thread(lambda: self._stats(match_id))

    async def log(self, match_id: str) -> StoredLog:
        """Read the log of a match and what people decided of it. Raises UnknownMatch."""
        if not can_name_document(match_id):
            raise UnknownMatch(match_id)
        return await self._source.in_thread(lambda: self._log(match_id))

    async def ping(self) -> None:
        """Read something, to see that the database answers."""
        await self._source.ping()

    def _match(self, match_id: str) -> Shown | None:
        snap = read_document(self._client, self._client.document(paths.match(match_id)))
        if not snap.exists:
            return None
        values = {**plain(snap.to_dict()), "id": match_id}
        return Shown.of(codec.microseconds(snap.update_time), values, encode(values))

    def _leagues(self) -> list[League]:
        return [
            league_of(kind, snap.id, snap.to_dict() or {})
            for kind, collection in COLLECTIONS.items()
            for snap in read_query(
                self._client, self._client.collection(collection), SHOWN_OF_A_LEAGUE
            )
        ]

    def _league(self, kind: LeagueKind, league_id: str) -> League | None:
        reference = self._client.collection(COLLECTIONS[kind]).document(league_id)
        document = read_document(self._client, reference, SHOWN_OF_A_LEAGUE).to_dict()
        return None if document is None else league_of(kind, league_id, document)

    def _stats(self, match_id: str) -> dict[str, Any]:
        client = self._client
        players, teams = (
            [plain(snap.to_dict() or {}) for snap in read_all(query)]
            for query in queries.contributions_of_match(client, match_id)
        )
        reference = client.document(paths.summary(match_id))
        summary = plain(read_document(client, reference).to_dict())
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
    """Return a season or competition with the fields that are shown."""
    fields = {name: plain(document[name]) for name in SHOWN_OF_A_LEAGUE if name in document}
    return League(kind, league_id, fields)
