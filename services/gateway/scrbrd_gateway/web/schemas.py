"""Defines the bodies of answers for OpenAPI. The answers themselves are encoded from documents."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from scrbrd.projections.live.documents import LiveScore
from scrbrd.projections.live.ticker_document import Ticker


class Body(BaseModel):
    """A body, or a part of one, with field names in camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class LeagueBody(Body):
    """A season or a competition."""

    id: str = Field(
        description="for /v1/leagues/{league_id}", examples=["season:2026", "feed:soccer:eng.1"]
    )
    kind: str = Field(examples=["season", "competition", "feed"])
    sport: str = Field(examples=["cricket"])
    name: str | None = None
    season_id: str | None = None
    format: str | None = None
    start_date: str | None = None
    end_date: str | None = None


class SportBody(Body):
    """The leagues of a sport."""

    sport: str
    leagues: list[LeagueBody]


class LeaguesBody(Body):
    """All leagues, by sport."""

    sports: list[SportBody]


class TickerBody(Ticker):
    """A ticker with its version."""

    version: int = Field(description="grows with each change, not by one")


class ScoreBody(LiveScore):
    """`live/score` with its version."""

    version: int = Field(description="grows with each change, not by one; the ETag")
    last_updated: str = Field(description="ISO text in UTC")


class FollowedSideBody(Body):
    """A side of a match of another sport."""

    id: str
    name: str
    score: int | None = None


class FollowedMatchBody(Body):
    """The scoreboard of a match of another sport: a document of `scoreboards`."""

    model_config = ConfigDict(extra="allow")

    match_id: str
    sport: str
    league: str
    phase: str = Field(description="scheduled, live, break, suspended, finished, cancelled")
    home: FollowedSideBody
    away: FollowedSideBody
    period: int | None = None
    clock: str | None = None
    version: int = Field(description="grows with each change, not by one")


class FollowedEventBody(Body):
    """An event of another sport: a document of `scoreboards/{matchId}/timeline`."""

    model_config = ConfigDict(extra="allow")

    id: str
    cursor: str = Field(description="the place behind this event, opaque")
    type: str = Field(examples=["goal"])
    state: str = Field(description="told: it counts; deleted: withdrawn; replaced: changed since")
    is_synthetic: bool = Field(description="derived from a change of score")
    revision: int


class ScoreboardBody(Body):
    """The scoreboard of a league: its matches, the latest first."""

    league: LeagueBody
    matches: list[TickerBody | FollowedMatchBody]


class MatchBody(Body):
    """`matches/{matchId}`, as described in docs/data-model.md."""

    model_config = ConfigDict(extra="allow")

    id: str
    status: str | None = None


class EventBody(Body):
    """The effects of an action: a document of the feed, as described in docs/data-model.md."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(description="the action's id", examples=["1_37"])
    cursor: str = Field(description="the place behind this event, opaque")
    match_id: str
    innings_number: int
    sequence_number: int
    order_key: str
    events: list[dict[str, Any]] = Field(description="each with `type` and `data`")
    commentary: str | None = None
    is_retracted: bool
    revision: int


class TimelineBody(Body):
    """A page of the feed, oldest first."""

    match_id: str
    cursor: str = Field(description="for after_seq, or Last-Event-ID: the place after this page")
    has_more: bool
    events: list[EventBody | FollowedEventBody]


class StatsBody(Body):
    """The contributions of a match to the statistics; empty while it has no result."""

    match_id: str
    players: list[dict[str, Any]]
    teams: list[dict[str, Any]]
    summary: dict[str, Any] | None
    sides: dict[str, dict[str, float]] | None = Field(
        default=None, description="only for a match of another sport: figures of home and away"
    )


class EarlierScoreBody(Body):
    """The score as it was after an action."""

    match_id: str
    action: str
    score: LiveScore


class ReadyBody(Body):
    """Whether the process accepts requests."""

    status: str
