"""Defines the shape of the feed: `matches/{matchId}/events/{actionId}` and its events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel

from devtools.datamodel.shapes.base import Shape
from devtools.datamodel.shapes.events import (
    BallBowled,
    BallCorrected,
    BallVoided,
    ErrorTold,
    InningsComplete,
    MatchComplete,
    MilestoneAchieved,
    OverComplete,
    PlayerChanged,
    WicketFallen,
)
from scrbrd.projections.feed.events import EventType


class BallBowledEvent(Shape):
    """A ball."""

    type: Literal[EventType.BALL_BOWLED]
    data: BallBowled


class WicketFallenEvent(Shape):
    """A wicket, off a ball or without one."""

    type: Literal[EventType.WICKET_FALLEN]
    data: WicketFallen


class OverCompleteEvent(Shape):
    """The end of an over."""

    type: Literal[EventType.OVER_COMPLETE]
    data: OverComplete


class InningsCompleteEvent(Shape):
    """The end of an innings."""

    type: Literal[EventType.INNINGS_COMPLETE]
    data: InningsComplete


class MatchCompleteEvent(Shape):
    """The end of the match."""

    type: Literal[EventType.MATCH_COMPLETE]
    data: MatchComplete


class PlayerChangedEvent(Shape):
    """Somebody came, went, or may not go on."""

    type: Literal[EventType.PLAYER_CHANGED]
    data: PlayerChanged


class MilestoneAchievedEvent(Shape):
    """A milestone."""

    type: Literal[EventType.MILESTONE_ACHIEVED]
    data: MilestoneAchieved


class BallVoidedEvent(Shape):
    """In a document that is retracted."""

    type: Literal[EventType.BALL_VOIDED]
    data: BallVoided


class BallCorrectedEvent(Shape):
    """In a document that is retracted."""

    type: Literal[EventType.BALL_CORRECTED]
    data: BallCorrected


class DisputeEvent(Shape):
    """Not raised yet: the events of scorers who must agree, and did not."""

    type: Literal[EventType.SCORING_DISPUTE_RAISED, EventType.DISPUTE_RESOLVED]
    data: dict[str, Any]


class ErrorEvent(Shape):
    """What is wrong with the action."""

    type: Literal[EventType.ERROR]
    data: ErrorTold


class FeedEvent(
    RootModel[
        Annotated[
            BallBowledEvent
            | WicketFallenEvent
            | OverCompleteEvent
            | InningsCompleteEvent
            | MatchCompleteEvent
            | PlayerChangedEvent
            | MilestoneAchievedEvent
            | BallVoidedEvent
            | BallCorrectedEvent
            | DisputeEvent
            | ErrorEvent,
            Field(discriminator="type"),
        ]
    ]
):
    """An event of the feed, by `type`."""


class FeedDocument(Shape):
    """`matches/{matchId}/events/{actionId}`: what an action brought about, in its order. Ordered
    by innings and `orderKey`, as plain texts; read on by (`revision`, id)."""

    match_id: str
    innings_number: int
    sequence_number: int
    order_key: Annotated[
        str, Field(description="the action's place in the effective log: 0037, 0037.0052")
    ]
    events: tuple[FeedEvent, ...]
    commentary: Annotated[
        str | None, Field(description="the replay's line of it; missing: it is retracted")
    ] = None
    fact: Annotated[
        dict[str, Any] | None,
        Field(description="of an action without a ball: `type` and its fields in the log, named"),
    ] = None
    timestamp: Annotated[str | None, Field(description="by the scorer's clock, ISO")] = None
    is_retracted: Annotated[bool, Field(description="true: voided, or corrected by another")]
    revision: Annotated[
        int, Field(description="of the last change; a counter of the feed that only grows")
    ]
    expire_at: Annotated[datetime | None, Field(description="TTL: two years after the match's day")]
