"""Holds the shapes of what the service keeps that follows data providers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from scrbrd.domain.document import Document
from scrbrd_ingest.policy.budget import WHOLE

Provider = Annotated[str, Field(description="the name of the provider, as settings have it")]
Innings = Annotated[int, Field(ge=1, description="1-based, super overs included")]


class ProviderPlace(Document):
    """Where an event stands in a match."""

    innings: Innings
    over: Annotated[int, Field(ge=0, description="0-based")]
    ball: Annotated[int, Field(ge=0, description="1-based, every delivery counted; 0 before them")]
    part: Annotated[int, Field(ge=0, description="0 for a delivery; of what is none, from 1 on")]


class ProviderGap(Document):
    """Something that the provider has left out."""

    key: Annotated[str, Field(description="innings and over, as `acceptedGaps` has them")]
    kind: Literal["start", "ball", "short_over", "open_innings", "doubled"]
    place: ProviderPlace
    state: Annotated[
        Literal["asked", "unfilled"], Field(description="`unfilled`: operators were told")
    ]


class ProviderProblem(Document):
    """Something that is wrong, with what to do."""

    code: Literal["unmapped", "not_in_log", "gap", "doubted", "totals", "other_match", "unreadable"]
    message: Annotated[str, Field(max_length=500)]


class ProviderComparison(Document):
    """What a provider says differently from people who score."""

    provider: Provider
    open: Annotated[tuple[int, ...], Field(description="innings whose dispute is open")]


class ProviderOrder(Document):
    """How new the newest answer of a provider was; older ones are dropped."""

    sequence: Annotated[int | None, Field(description="the provider's count of its answers")]
    said_at: Annotated[datetime | None, Field(description="the provider's time of it")]


CLOSED = "`stale`: nothing new came, it is asked seldom; `ended`: it is asked for no more"


class ProviderFeed(Document):
    """`provider_feeds/{matchId}`: how far a feed was brought into the log."""

    match_id: str
    provider: Provider
    fence: Annotated[int, Field(description="number of the lease that it was written under")]
    mode: Literal["writes", "compares"]
    why: Annotated[str, Field(description="why the provider only compares; empty where it writes")]
    phase: Literal["scheduled", "live", "break", "suspended", "finished", "cancelled"]
    newest: Annotated[
        dict[str, ProviderOrder] | None,
        Field(description="the newest answer brought in, by provider"),
    ] = None
    last_action_id: Annotated[str | None, Field(description="the last action of the log")]
    gaps: tuple[ProviderGap, ...]
    waiting: Annotated[int, Field(description="events that wait behind a gap or for a mapping")]
    problems: tuple[ProviderProblem, ...]
    comparing: ProviderComparison | None
    closed: Annotated[Literal["stale", "ended"] | None, Field(description=CLOSED)]
    closed_at: datetime | None = None
    reopened_at: Annotated[
        datetime | None, Field(description="when a person opened it after it had ended")
    ] = None
    accepted_gaps: Annotated[
        tuple[str, ...] | None, Field(description="overs that operators accept as they are")
    ] = None
    updated_at: datetime


class ProviderEvent(Document):
    """`matches/{matchId}/provider_events/{provider}:{eventId}`: an event enters the log once."""

    provider: Provider
    event_id: Annotated[str, Field(description="the provider's own")]
    hash: Annotated[str, Field(description="SHA-256 of place and content, as last brought in")]
    place: ProviderPlace
    action_id: Annotated[str | None, Field(description="where it stands; a correction's root")]
    is_synthetic: Annotated[bool, Field(description="made of a change of score, in no log")]
    state: Literal["entered", "deleted", "synthetic", "replaced"]


class ProviderMapping(Document):
    """`provider_mappings/{provider}:{kind}:{providerId}`: whose id is whose."""

    provider: Provider
    kind: Literal["player", "team", "match"]
    provider_id: str
    id: Annotated[str, Field(description="ours")]


class ProviderLease(Document):
    """`provider_leases/{name}`: who leads, or works at a place; never deleted."""

    name: Annotated[str, Field(description="`leader`, or `worker-00` to `worker-63`")]
    holder: Annotated[str, Field(description="the process; empty once it was given back")]
    fence: Annotated[int, Field(ge=1, description="grows with each holder; never used again")]
    seconds: Annotated[float, Field(description="how long it lasts from its last write")]
    renewed_at: datetime
    expires_at: Annotated[datetime, Field(description="for people; `seconds` decides")]


class ProviderGrant(Document):
    """A worker's part of each provider's budget."""

    worker: Annotated[str, Field(description="the lease's name and number: `worker-00.7`")]
    parts: Annotated[int, Field(ge=0, description=f"of {WHOLE} of the requests a minute")]
    until: Annotated[
        datetime | None, Field(description="of one who is gone: until when it counts as used")
    ]


class ProviderPlan(Document):
    """`provider_plans/current`: which processes share matches and requests, by the leader."""

    number: Annotated[int, Field(ge=0, description="grows by one; matches are written under it")]
    leader_fence: Annotated[int, Field(description="the leader's number who made it")]
    grants: tuple[ProviderGrant, ...]


class ProviderLimit(Document):
    """How long a provider has said to be left alone."""

    seconds: float
    since: Annotated[datetime, Field(description="by the database's clock")]


class ProviderLimits(Document):
    """`provider_plans/limits`: providers that have answered 429, to any process."""

    providers: Annotated[Mapping[str, ProviderLimit], Field(description="by the provider's name")]


class IngestSwitches(Document):
    """Features that are on (true) or off; what is not said is as further out."""

    enable_fast_updates: Annotated[
        bool | None,
        Field(alias="enable_fast_updates", description="off: plain polling at 2.5 s"),
    ] = None
    enable_immediate_push: Annotated[
        bool | None,
        Field(alias="enable_immediate_push", description="off: no tier wakes the others"),
    ] = None


class IngestFlags(IngestSwitches):
    """`config/ingest`: which features of the feeds' service are on."""

    providers: Annotated[
        Mapping[str, IngestSwitches] | None, Field(description="by the provider's name")
    ] = None
    matches: Annotated[
        Mapping[str, IngestSwitches] | None, Field(description="by the match's id")
    ] = None


class ScoreboardSide(Document):
    """A side of a match of another sport."""

    id: str
    name: str
    score: Annotated[int | None, Field(description="none before it starts")]


class Scoreboard(Document):
    """`scoreboards/{matchId}`: how a match of another sport stands."""

    match_id: str
    sport: Literal["cricket", "soccer", "basketball", "hockey", "baseball"]
    league: str
    provider: Provider
    phase: Literal["scheduled", "live", "break", "suspended", "finished", "cancelled"]
    home: ScoreboardSide
    away: ScoreboardSide
    period: int | None
    clock: Annotated[str | None, Field(description="as the provider shows it")]
    starts_at: datetime | None
    closed: Annotated[Literal["stale", "ended"] | None, Field(description=CLOSED)]
    closed_at: datetime | None = None
    reopened_at: Annotated[
        datetime | None, Field(description="when a person opened it after it had ended")
    ] = None
    fence: Annotated[int, Field(description="number of the lease that it was written under")]
    version: Annotated[int, Field(description="microseconds of its time; it never goes back")]
    sequence: Annotated[int | None, Field(description="the provider's count of its answers")]
    said_at: Annotated[datetime | None, Field(description="the provider's own time")]
    updated_at: datetime


class ScoreboardEvent(Document):
    """`scoreboards/{matchId}/timeline/{eventId}`: appended; what is taken back is marked."""

    event_id: str
    provider: Provider
    type: str
    order: Annotated[int, Field(description="counts from 1 in the order of coming in")]
    revision: Annotated[int, Field(description="of its last write; a cursor of the timeline")]
    period: int | None
    clock: str | None
    side: Literal["home", "away"] | None
    text: str
    home_score: int | None
    away_score: int | None
    player_ids: tuple[str, ...]
    said_at: datetime | None
    is_synthetic: Annotated[bool, Field(description="made of a change of score")]
    state: Annotated[
        Literal["told", "deleted", "replaced"],
        Field(
            description="`replaced`: another event tells it now, a real one or another provider's"
        ),
    ]
    updated_at: datetime


class ScoreboardStats(Document):
    """`scoreboards/{matchId}/stats/{side}`: figures by the provider's names."""

    provider: Provider
    figures: dict[str, float]
    updated_at: datetime
