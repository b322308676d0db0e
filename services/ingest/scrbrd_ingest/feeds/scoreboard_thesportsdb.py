"""Reads a TheSportsDB-like live score: a scoreboard only, whose only time is `updated`.

Scores are 1, "1" or null. The name of the list has changed several times.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from scrbrd_ingest.feeds.connector import Feed
from scrbrd_ingest.feeds.fields import (
    Fields,
    Unreadable,
    milliseconds,
    read_all,
    whole_answer,
)
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.feeds.scoreboard_parts import FaultLog, ReadMatches, boards_of, maybe_score
from scrbrd_ingest.model import Phase, Scoreboard, Side, Sport, Statistics, Timeline

NAME = "thesportsdb"

LISTS = ("livescore", "livescores", "events", "data", "list")

NOT_STARTED = frozenset({"NS", "NOT STARTED", "TBD", "PST", "POSTP", "POSTPONED", ""})
FINISHED = frozenset(
    {"FT", "AET", "PEN", "AOT", "FINISHED", "FINAL", "FULL TIME", "AFTER EXTRA TIME"}
)
BREAKS = frozenset({"HT", "BT", "BREAK", "HALFTIME", "INT"})
SUSPENDED = frozenset({"SUSP", "SUSPENDED", "INTR", "INTERRUPTED", "DELAYED"})
CANCELLED = frozenset({"CANC", "CANCELLED", "ABD", "ABANDONED", "AWD", "WO"})
PHASES = (
    (NOT_STARTED, Phase.SCHEDULED),
    (FINISHED, Phase.FINISHED),
    (BREAKS, Phase.BREAK),
    (SUSPENDED, Phase.SUSPENDED),
    (CANCELLED, Phase.CANCELLED),
)


class TheSportsDbScoreboards:
    """The connector: requests the live scores of a league; it has no timeline and no figures."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.faults = FaultLog(NAME)

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return today's matches of a league. Raises ProviderError."""

        def read(value: Any) -> ReadMatches:
            return parse_scoreboards(sport, league, value, self.http.clock())

        return await boards_of(self.http, self.faults, league, f"/livescore/{league}", read)

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:  # noqa: ARG002
        """Return None: events are derived from changes of the score."""
        return None

    async def statistics(
        self,
        sport: Sport,  # noqa: ARG002
        league: str,  # noqa: ARG002
        provider_match_id: str,  # noqa: ARG002
    ) -> Statistics | None:
        """Return None: the live score has no figures."""
        return None


def parse_scoreboards(sport: Sport, league: str, value: Any, received_at: datetime) -> ReadMatches:
    """Return the readable matches; null instead of the list means no matches.

    Raises BadAnswer if the answer has no list under any of its names.
    """

    def read() -> ReadMatches:
        answer = Fields(value)
        name = next((each for each in LISTS if each in answer.value), None)
        if name is None:
            raise Unreadable(f"answer: has none of {', '.join(LISTS)}")
        items = answer.items(name) if answer.has(name) else []
        return read_all(items, name, lambda match: read_match(sport, league, match, received_at))

    return whole_answer(NAME, f"league {league}", read)


def read_match(sport: Sport, league: str, match: Fields, received_at: datetime) -> Scoreboard:
    """Return one match. Raises Unreadable."""
    said_at = match.moment("updated")
    status = match.maybe_text("strStatus") or ""
    return Scoreboard(
        provider=NAME,
        provider_match_id=match.text("idEvent"),
        sport=sport,
        league=league,
        phase=phase_of(status),
        home=side_of(match, "Home"),
        away=side_of(match, "Away"),
        received_at=received_at,
        period=period_of(status),
        clock=match.maybe_text("strProgress"),
        starts_at=match.moment("strTimestamp"),
        sequence=milliseconds(said_at),
        said_at=said_at,
    )


def side_of(match: Fields, side: str) -> Side:
    """Return a side."""
    return Side(
        match.text(f"id{side}Team"),
        match.text(f"str{side}Team"),
        maybe_score(match, f"int{side}Score"),
    )


def phase_of(status: str) -> Phase:
    """Return the phase of the match from `PST` or `Match Postponed`; any other word is a part of
    play, `2H`, `Q3`, `IN5`."""
    word = status.strip().upper().removeprefix("MATCH ").removeprefix("GAME ").rstrip(".")
    return next((phase for words, phase in PHASES if word in words), Phase.LIVE)


def period_of(status: str) -> int | None:
    """Return the period from `2H`, `Q3`, `P2` or `IN5`."""
    digits = "".join(letter for letter in status if letter.isascii() and letter.isdigit())
    return int(digits) if 0 < len(digits) <= 2 else None


FEED = Feed(
    "thesportsdb_scoreboards", lambda parts: TheSportsDbScoreboards(parts.http("X-API-KEY"))
)
