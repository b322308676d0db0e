"""Defines what REST reads beside the watched matches: seasons, statistics, logs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from scrbrd.domain.identifiers import LONGEST_DOCUMENT_ID, utf8_length
from scrbrd.domain.json_types import Json
from scrbrd_gateway.earlier_score import StoredLog
from scrbrd_gateway.model import Cursor, FeedEvent, MatchView, Shown

CRICKET = "cricket"
"""The sport of a season or competition that names none."""


class LeagueKind(StrEnum):
    """What a league is."""

    SEASON = "season"
    COMPETITION = "competition"
    FEED = "feed"
    """Matches of another sport that are followed, by sport and league: `feed:soccer:eng.1`."""


@dataclass(frozen=True, slots=True)
class League:
    """A season or a competition: its id is of its kind alone, so `name` has both.

    `fields` are those of its document that are shown.
    """

    kind: LeagueKind
    id: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """The id of the league: `season:2026`, `competition:cup`."""
        return f"{self.kind}:{self.id}"

    @property
    def sport(self) -> str:
        """The sport, in small letters."""
        named = self.fields.get("sport")
        return named.strip().lower() if isinstance(named, str) and named.strip() else CRICKET


def parse_league(name: str) -> tuple[LeagueKind, str] | None:
    """Return the kind and the id that a league's name has; None for what is no such name.

    Firestore takes no text for an id, or to compare a field with, that is longer than an id may be.
    """
    kind, _, league_id = name.partition(":")
    if kind not in set(LeagueKind) or not 0 < utf8_length(league_id) <= LONGEST_DOCUMENT_ID:
        return None
    return LeagueKind(kind), league_id


class Followed(Protocol):
    """Reads of matches that are followed."""

    async def leagues(self) -> list[League]:
        """Read the leagues of which there are matches."""

    async def of_league(self, sport: str, league: str, limit: int, /) -> list[Json]:
        """Read how the matches of a league stand, the latest first."""

    async def board(self, match_id: str, /) -> Json | None:
        """Read how a match stands; None for one that is not followed."""

    async def events_behind(self, match_id: str, revision: int, limit: int, /) -> list[Json]:
        """Read the events behind a revision, oldest first."""

    async def event(self, match_id: str, event_id: str, /) -> Json | None:
        """Read one event; None where there is none."""

    async def stats(self, match_id: str, /) -> Json:
        """Read the figures of both sides."""


class Library(Protocol):
    """Reads of public documents; `followed` those of matches that are not scored here."""

    @property
    def followed(self) -> Followed:
        """Return the reads of matches that are followed."""

    async def match(self, match_id: str) -> Shown | None:
        """Read `matches/{matchId}`; its version is the time of its last write."""

    async def view(self, match_id: str) -> MatchView:
        """Read the state of a match that nobody watches. Raises UnknownMatch."""

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor, oldest first, at most `limit`."""

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None where it is not in the feed."""

    async def leagues(self) -> list[League]:
        """Read all seasons and competitions."""

    async def league(self, kind: LeagueKind, league_id: str) -> League | None:
        """Read one of them."""

    async def tickers(self, kind: LeagueKind, league_id: str, limit: int) -> list[dict[str, Any]]:
        """Read the tickers of a league's matches, the latest first."""

    async def stats(self, match_id: str) -> dict[str, Any]:
        """Read what a match contributed to the figures, and its summary."""

    async def log(self, match_id: str) -> StoredLog:
        """Read the log of a match and what people decided of it. Raises UnknownMatch."""

    async def ping(self) -> None:
        """Read something, to see that the database answers."""
