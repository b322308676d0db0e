"""Reads an ESPN-like scoreboard, plays and box score. Scores are text, ids may have gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
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
from scrbrd_ingest.feeds.identity import require_match
from scrbrd_ingest.feeds.scoreboard_parts import (
    FaultLog,
    ReadMatches,
    boards_of,
    figures_of,
    maybe_score,
    player_ids,
    timeline_of,
)
from scrbrd_ingest.model import (
    Phase,
    Scoreboard,
    Side,
    Sport,
    Statistics,
    Timeline,
    TimelineEvent,
)

NAME = "espn"

SPORTS = {
    Sport.SOCCER: "soccer",
    Sport.BASKETBALL: "basketball",
    Sport.HOCKEY: "hockey",
    Sport.BASEBALL: "baseball",
    Sport.CRICKET: "cricket",
}
STATES = {"pre": Phase.SCHEDULED, "in": Phase.LIVE, "post": Phase.FINISHED}
NAMES = {
    "STATUS_HALFTIME": Phase.BREAK,
    "STATUS_END_PERIOD": Phase.BREAK,
    "STATUS_DELAYED": Phase.SUSPENDED,
    "STATUS_RAIN_DELAY": Phase.SUSPENDED,
    "STATUS_SUSPENDED": Phase.SUSPENDED,
    "STATUS_POSTPONED": Phase.SCHEDULED,
    "STATUS_ABANDONED": Phase.CANCELLED,
    "STATUS_CANCELED": Phase.CANCELLED,
}


class EspnScoreboards:
    """The connector: requests a league's scoreboard, and a match's summary."""

    name = NAME

    def __init__(self, http: FeedHttp) -> None:
        self.http = http
        self.faults = FaultLog(NAME)

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return today's matches of a league. Raises ProviderError."""

        def read(value: Any) -> ReadMatches:
            return parse_scoreboards(sport, league, value, self.http.clock())

        path = f"/sports/{SPORTS[sport]}/{league}/scoreboard"
        return await boards_of(self.http, self.faults, league, path, read)

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:
        """Return all plays of a match. Raises ProviderError."""
        read = partial(parse_timeline, provider_match_id)
        found: Timeline = await self._summary(sport, league, provider_match_id, read)
        self.faults.note(f"match {provider_match_id}", found.faults)
        return found

    async def statistics(
        self, sport: Sport, league: str, provider_match_id: str
    ) -> Statistics | None:
        """Return the box score of a match; None if it has none. Raises ProviderError."""
        read = partial(parse_statistics, provider_match_id)
        found: Statistics | None = await self._summary(sport, league, provider_match_id, read)
        return found

    async def _summary(
        self, sport: Sport, league: str, provider_match_id: str, read: Callable[[Any], Any]
    ) -> Any:
        path = f"/sports/{SPORTS[sport]}/{league}/summary"
        return (await self.http.get(path, {"event": provider_match_id}, read=read)).value


def parse_scoreboards(sport: Sport, league: str, value: Any, received_at: datetime) -> ReadMatches:
    """Return the readable matches. Raises BadAnswer if the answer is not a scoreboard."""

    def read() -> ReadMatches:
        return read_all(
            Fields(value).items("events"),
            "events",
            lambda event: read_event(sport, league, event, received_at),
        )

    return whole_answer(NAME, f"league {league}", read)


def read_event(sport: Sport, league: str, event: Fields, received_at: datetime) -> Scoreboard:
    """Return one match of a scoreboard. Raises Unreadable."""
    competitions = event.children("competitions")
    if not competitions:
        raise Unreadable(f"{event.where('competitions')}: is empty")
    competition = competitions[0]
    status = competition.child("status")
    sides = {each.text("homeAway"): each for each in competition.children("competitors")}
    if not {"home", "away"} <= set(sides):
        raise Unreadable(f"{competition.where('competitors')}: home or away is missing")
    said_at = event.moment("lastUpdated")
    phase = phase_of(status)
    return Scoreboard(
        provider=NAME,
        provider_match_id=event.text("id"),
        sport=sport,
        league=league,
        phase=phase,
        home=side_of(sides["home"], phase),
        away=side_of(sides["away"], phase),
        received_at=received_at,
        period=status.maybe_number("period"),
        clock=status.maybe_text("displayClock"),
        starts_at=event.moment("date"),
        sequence=milliseconds(said_at),
        said_at=said_at,
    )


def side_of(competitor: Fields, phase: Phase) -> Side:
    """Return a side; before the match a score of 0 counts as no score."""
    team = competitor.child("team")
    score = None if phase is Phase.SCHEDULED else maybe_score(competitor, "score")
    return Side(team.text("id"), team.text("displayName"), score)


def phase_of(status: Fields) -> Phase:
    """Return the phase of the match: by the status name if it is more specific than the state."""
    kind = status.child("type")
    return NAMES.get(kind.maybe_text("name") or "") or STATES.get(kind.text("state"), Phase.LIVE)


def parse_timeline(provider_match_id: str, value: Any) -> Timeline:
    """Return the plays; if one cannot be read, the timeline is not full."""

    def read() -> Timeline:
        answer = Fields(value)
        require_own(answer, provider_match_id)
        home = side_ids(answer)
        plays = answer.items("plays")
        return timeline_of(provider_match_id, plays, "plays", lambda play: read_play(play, home))

    return whole_answer(NAME, provider_match_id, read)


def require_own(answer: Fields, provider_match_id: str) -> None:
    """Raise Unreadable if a summary is of another match."""
    if answer.has("header"):
        require_match(answer.child("header"), "id", provider_match_id)


def side_ids(answer: Fields) -> dict[str, str]:
    """Return `home` or `away` by the id of a team."""
    teams = answer.child("boxscore").children("teams")
    return {each.child("team").text("id"): each.text("homeAway") for each in teams}


def read_play(play: Fields, sides: dict[str, str]) -> TimelineEvent:
    """Return one play. Raises Unreadable."""
    team = play.child("team").text("id") if play.has("team") else ""
    return TimelineEvent(
        id=play.text("id"),
        type=play.child("type").text("text").lower().replace(" ", "_"),
        period=play.child("period").maybe_number("number"),
        clock=play.child("clock").maybe_text("displayValue") if play.has("clock") else None,
        side=sides.get(team),
        text=play.maybe_text("text") or "",
        home_score=maybe_score(play, "homeScore"),
        away_score=maybe_score(play, "awayScore"),
        player_ids=player_ids(play, "participants", lambda each: each.child("athlete").text("id")),
        said_at=play.moment("wallclock"),
    )


def parse_statistics(provider_match_id: str, value: Any) -> Statistics | None:
    """Return the figures of both sides. Raises BadAnswer."""

    def read() -> Statistics | None:
        found: dict[str, dict[str, float]] = {}
        answer = Fields(value)
        require_own(answer, provider_match_id)
        for team in answer.child("boxscore").children("teams"):
            values = [partial(figure_of, each) for each in team.maybe_children("statistics")]
            found[team.text("homeAway")] = figures_of(values, team.where("statistics"))
        if not any(found.values()):
            return None
        return Statistics(provider_match_id, found.get("home", {}), found.get("away", {}))

    return whole_answer(NAME, provider_match_id, read)


def figure_of(statistic: Fields) -> tuple[str, int]:
    """Return the name of a figure and the figure. Raises Unreadable."""
    return statistic.text("name"), statistic.number("displayValue")


FEED = Feed("espn_scoreboards", lambda parts: EspnScoreboards(parts.http()))
