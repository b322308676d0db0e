"""Models of the documents of the ingest service, which follows data providers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from scrbrd.domain.document import Document
from scrbrd_ingest.policy.budget import WHOLE

Provider = Annotated[str, Field(description="the provider's name in the settings")]
Innings = Annotated[int, Field(ge=1, description="1-based, super overs included")]


class ProviderPlace(Document):
    """The position of an event in a match."""

    innings: Innings
    over: Annotated[int, Field(ge=0, description="0-based")]
    ball: Annotated[int, Field(ge=0, description="1-based, all deliveries; 0 before the first")]
    part: Annotated[int, Field(ge=0, description="0 for a delivery; from 1 for other events")]


class ProviderGap(Document):
    """A gap in a provider's events."""

    key: Annotated[str, Field(description="innings and over, as in `acceptedGaps`")]
    kind: Literal["start", "ball", "short_over", "open_innings", "doubled"]
    place: ProviderPlace
    state: Annotated[
        Literal["asked", "unfilled"], Field(description="`unfilled`: operators were notified")
    ]


class ProviderProblem(Document):
    """A problem with a provider's answers, with its remedy."""

    code: Literal["unmapped", "not_in_log", "gap", "doubted", "totals", "other_match", "unreadable"]
    message: Annotated[str, Field(max_length=500)]


class ProviderComparison(Document):
    """The comparison of a provider with the scorers of a match."""

    provider: Provider
    open: Annotated[tuple[int, ...], Field(description="innings with an open dispute")]


class ProviderOrder(Document):
    """The order of a provider's newest answer; older answers are dropped."""

    sequence: Annotated[int | None, Field(description="the provider's count of its answers")]
    said_at: Annotated[datetime | None, Field(description="the provider's time of the answer")]


CLOSED = "`stale`: no news for long, polled rarely; `ended`: no longer polled"


class ProviderFeed(Document):
    """`provider_feeds/{matchId}`: the progress of entering a feed into the log."""

    match_id: str
    provider: Provider
    fence: Annotated[int, Field(description="number of the lease under which it was written")]
    mode: Literal["writes", "compares"]
    why: Annotated[str, Field(description="why the provider only compares; empty if it writes")]
    phase: Literal["scheduled", "live", "break", "suspended", "finished", "cancelled"]
    newest: Annotated[
        dict[str, ProviderOrder] | None,
        Field(description="the newest processed answer, by provider"),
    ] = None
    last_action_id: Annotated[str | None, Field(description="the last action of the log")]
    gaps: tuple[ProviderGap, ...]
    waiting: Annotated[
        int, Field(description="events that wait for a gap to close or for a mapping")
    ]
    problems: tuple[ProviderProblem, ...]
    comparing: ProviderComparison | None
    closed: Annotated[Literal["stale", "ended"] | None, Field(description=CLOSED)]
    closed_at: datetime | None = None
    reopened_at: Annotated[
        datetime | None, Field(description="when a person reopened it after its end")
    ] = None
    accepted_gaps: Annotated[
        tuple[str, ...] | None, Field(description="overs whose gaps operators accept")
    ] = None
    updated_at: datetime


class ProviderEvent(Document):
    """`matches/{matchId}/provider_events/{provider}:{eventId}`: ensures that an event enters the
    log once."""

    provider: Provider
    event_id: Annotated[str, Field(description="the provider's own")]
    hash: Annotated[str, Field(description="SHA-256 of place and content, as last entered")]
    place: ProviderPlace
    action_id: Annotated[
        str | None, Field(description="its action; of a correction, the first action")
    ]
    is_synthetic: Annotated[bool, Field(description="derived from a change of score; in no log")]
    state: Literal["entered", "deleted", "synthetic", "replaced"]


class ProviderMapping(Document):
    """`provider_mappings/{provider}:{kind}:{providerId}`: our id for a provider's id."""

    provider: Provider
    kind: Literal["player", "team", "match"]
    provider_id: str
    id: Annotated[str, Field(description="ours")]


class ProviderLease(Document):
    """`provider_leases/{name}`: the lease of the leader or of one worker; never deleted."""

    name: Annotated[str, Field(description="`leader`, or `worker-00` to `worker-63`")]
    holder: Annotated[str, Field(description="the process; empty after it was released")]
    fence: Annotated[int, Field(ge=1, description="increases with each holder; never reused")]
    seconds: Annotated[float, Field(description="duration from its last write")]
    renewed_at: datetime
    expires_at: Annotated[datetime, Field(description="for people only; `seconds` counts")]


class ProviderGrant(Document):
    """A worker's share of each provider's budget of requests."""

    worker: Annotated[str, Field(description="the lease's name and number: `worker-00.7`")]
    parts: Annotated[int, Field(ge=0, description=f"of {WHOLE} of the requests a minute")]
    until: Annotated[
        datetime | None,
        Field(description="for a worker that is gone: its share is used until then"),
    ]


class ProviderPlan(Document):
    """`provider_plans/current`: the leader's plan of which processes share matches and requests."""

    number: Annotated[int, Field(ge=0, description="increases by one; writes of matches carry it")]
    leader_fence: Annotated[int, Field(description="the lease number of the plan's leader")]
    grants: tuple[ProviderGrant, ...]


class ProviderLimit(Document):
    """The pause that a provider has requested."""

    seconds: float
    since: Annotated[datetime, Field(description="by the database's clock")]


class ProviderLimits(Document):
    """`provider_plans/limits`: providers that have answered 429 to any process."""

    providers: Annotated[Mapping[str, ProviderLimit], Field(description="by the provider's name")]


class IngestSwitches(Document):
    """Features that are on (true) or off; an absent one has the value of the outer level."""

    enable_fast_updates: Annotated[
        bool | None,
        Field(alias="enable_fast_updates", description="off: plain polling at 2.5 s"),
    ] = None
    enable_immediate_push: Annotated[
        bool | None,
        Field(alias="enable_immediate_push", description="off: no tier wakes the others"),
    ] = None


class IngestFlags(IngestSwitches):
    """`config/ingest`: the features of the ingest service that are on."""

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
    score: Annotated[int | None, Field(description="null before the start")]


class Scoreboard(Document):
    """`scoreboards/{matchId}`: the latest state of a match of another sport."""

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
        datetime | None, Field(description="when a person reopened it after its end")
    ] = None
    fence: Annotated[int, Field(description="number of the lease under which it was written")]
    version: Annotated[int, Field(description="its time in microseconds; never decreases")]
    sequence: Annotated[int | None, Field(description="the provider's count of its answers")]
    said_at: Annotated[datetime | None, Field(description="the provider's own time")]
    updated_at: datetime


class ScoreboardEvent(Document):
    """`scoreboards/{matchId}/timeline/{eventId}`: an event; never deleted, withdrawn ones are
    marked."""

    event_id: str
    provider: Provider
    type: str
    order: Annotated[int, Field(description="1-based, in order of arrival")]
    revision: Annotated[int, Field(description="of its last write; the cursor of the timeline")]
    period: int | None
    clock: str | None
    side: Literal["home", "away"] | None
    text: str
    home_score: int | None
    away_score: int | None
    player_ids: tuple[str, ...]
    said_at: datetime | None
    is_synthetic: Annotated[bool, Field(description="derived from a change of score")]
    state: Annotated[
        Literal["told", "deleted", "replaced"],
        Field(description="`replaced`: by a real event or by another provider's event"),
    ]
    updated_at: datetime


class ScoreboardStats(Document):
    """`scoreboards/{matchId}/stats/{side}`: a side's figures by the provider's names."""

    provider: Provider
    figures: dict[str, float]
    updated_at: datetime
