"""Defines the reads of documents of matches that are not watched: seasons, statistics, logs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from scrbrd.domain.identifiers import LONGEST_DOCUMENT_ID, utf8_length
from scrbrd.domain.json_types import Json
from scrbrd_gateway.earlier_score import StoredLog
from scrbrd_gateway.model import Cursor, EncodedDocument, FeedEvent, MatchView

CRICKET = "cricket"
"""The sport of a season or competition whose document names none."""


class LeagueKind(StrEnum):
    """The kind of a league."""

    SEASON = "season"
    COMPETITION = "competition"
    FEED = "feed"
    """Followed matches of another sport, by sport and league: `feed:soccer:eng.1`."""


@dataclass(frozen=True, slots=True)
class League:
    """A season, a competition or a league of followed matches. An id is unique within its kind
    only, so `name` has both.

    `fields` are the fields of its document that clients get.
    """

    kind: LeagueKind
    id: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """The public id of the league: `season:2026`, `competition:cup`."""
        return f"{self.kind}:{self.id}"

    @property
    def sport(self) -> str:
        """The sport, in lower case."""
        named = self.fields.get("sport")
        return named.strip().lower() if isinstance(named, str) and named.strip() else CRICKET


def parse_league(name: str) -> tuple[LeagueKind, str] | None:
    """Return the kind and the id in a league's name; None if it is not a valid name.

    Firestore accepts no id, and no text in a query, that is longer than an id may be.
    """
    kind, _, league_id = name.partition(":")
    if kind not in set(LeagueKind) or not 0 < utf8_length(league_id) <= LONGEST_DOCUMENT_ID:
        return None
    return LeagueKind(kind), league_id


class FollowedMatches(Protocol):
    """Reads matches of other sports, which are followed and not scored here."""

    async def leagues(self) -> list[League]:
        """Read the leagues that have followed matches."""

    async def scoreboards_of_league(self, sport: str, league: str, limit: int, /) -> list[Json]:
        """Read the scoreboards of a league's matches, the latest first."""

    async def board(self, match_id: str, /) -> Json | None:
        """Read the scoreboard of a match; None if it is not a followed match."""

    async def events_after(self, match_id: str, revision: int, limit: int, /) -> list[Json]:
        """Read the events after a revision, oldest first."""

    async def event(self, match_id: str, event_id: str, /) -> Json | None:
        """Read one event; None if there is none."""

    async def stats(self, match_id: str, /) -> Json:
        """Read the figures of both sides."""


class Library(Protocol):
    """Reads public documents. `followed` reads matches of other sports."""

    @property
    def followed(self) -> FollowedMatches:
        """Return the reader of followed matches."""

    async def match(self, match_id: str) -> EncodedDocument | None:
        """Read `matches/{matchId}`; its version is its update time."""

    async def view(self, match_id: str) -> MatchView:
        """Read the state of a match that is not watched. Raises UnknownMatch."""

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor, oldest first, at most `limit`."""

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None if it is not in the feed."""

    async def leagues(self) -> list[League]:
        """Read all seasons and competitions."""

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one season or competition."""

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[dict[str, Any]]:
        """Read the tickers of a league's matches, the latest first."""

    async def stats(self, match_id: str) -> dict[str, Any]:
        """Read the contributions of a match to the statistics, and its summary."""

    async def log(self, match_id: str) -> StoredLog:
        """Read the log and the inputs of a match. Raises UnknownMatch."""

    async def ping(self) -> None:
        """Read something, to check that the database answers."""
