"""Defines the documents of the feed, `matches/{matchId}/events/{actionId}`, and their events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired, TypedDict, TypeGuard

from pydantic import GetPydanticSchema

from scrbrd.domain.actions import action_id
from scrbrd.domain.vocabulary import ActionId, PlayerId
from scrbrd.projections.feed.event_data import (
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


class PlayerChange(StrEnum):
    """The kind of change in a player's part in the match."""

    ARRIVED = "arrived"
    RETIRED = "retired"
    RESUMED = "resumed"
    REPLACED = "replaced"
    SUSPENDED = "suspended"


class EventType(StrEnum):
    """The type of an event. The two types about disputes occur only in matches whose scorers must
    agree.
    """

    BALL_BOWLED = "BALL_BOWLED"
    WICKET_FALLEN = "WICKET_FALLEN"
    OVER_COMPLETE = "OVER_COMPLETE"
    INNINGS_COMPLETE = "INNINGS_COMPLETE"
    MATCH_COMPLETE = "MATCH_COMPLETE"
    PLAYER_CHANGED = "PLAYER_CHANGED"
    MILESTONE_ACHIEVED = "MILESTONE_ACHIEVED"
    BALL_VOIDED = "BALL_VOIDED"
    BALL_CORRECTED = "BALL_CORRECTED"
    SCORING_DISPUTE_RAISED = "SCORING_DISPUTE_RAISED"
    DISPUTE_RESOLVED = "DISPUTE_RESOLVED"
    ERROR = "ERROR"


class BallBowledEvent(TypedDict):
    """A ball."""

    type: Literal["BALL_BOWLED"]
    data: BallBowled


class WicketFallenEvent(TypedDict):
    """A wicket, off a ball or without one."""

    type: Literal["WICKET_FALLEN"]
    data: WicketFallen


class OverCompleteEvent(TypedDict):
    """The end of an over."""

    type: Literal["OVER_COMPLETE"]
    data: OverComplete


class InningsCompleteEvent(TypedDict):
    """The end of an innings."""

    type: Literal["INNINGS_COMPLETE"]
    data: InningsComplete


class MatchCompleteEvent(TypedDict):
    """The end of the match."""

    type: Literal["MATCH_COMPLETE"]
    data: MatchComplete


class PlayerChangedEvent(TypedDict):
    """A player came, left, or may not continue."""

    type: Literal["PLAYER_CHANGED"]
    data: PlayerChanged


class MilestoneAchievedEvent(TypedDict):
    """A milestone."""

    type: Literal["MILESTONE_ACHIEVED"]
    data: MilestoneAchieved


class BallVoidedEvent(TypedDict):
    """In a document that is retracted."""

    type: Literal["BALL_VOIDED"]
    data: BallVoided


class BallCorrectedEvent(TypedDict):
    """In a document that is retracted."""

    type: Literal["BALL_CORRECTED"]
    data: BallCorrected


class DisputeEvent(TypedDict):
    """A dispute between scorers was raised or resolved.

    `data` has the fields of the dispute's document.
    """

    type: Literal["SCORING_DISPUTE_RAISED", "DISPUTE_RESOLVED"]
    data: dict[str, Any]


class ErrorEvent(TypedDict):
    """A problem of the action."""

    type: Literal["ERROR"]
    data: ErrorTold


FeedEvent = (
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
    | ErrorEvent
)
"""An event of the feed, by `type`."""


class FeedBody(TypedDict):
    """A document of the feed without the fields that are set at writing.

    In `live/state` it has only the ids of players and teams, and no `commentary`.
    """

    matchId: str
    inningsNumber: int
    sequenceNumber: int
    orderKey: Annotated[str, "the action's place in the effective log: 0037, 0037.0052"]
    events: list[FeedEvent]
    commentary: NotRequired[Annotated[str, "the action's line in the replay; absent if retracted"]]
    fact: NotRequired[
        Annotated[
            dict[str, Any], "of an action without a ball: `type` and its fields in the log, named"
        ]
    ]
    timestamp: NotRequired[Annotated[str, "by the scorer's clock, ISO"]]
    isRetracted: Annotated[bool, "true: voided, or corrected by another"]


class FeedDocument(FeedBody):
    """`matches/{matchId}/events/{actionId}`: the events of an action, in their order.

    Documents are sorted by innings and `orderKey`, as plain texts. Changes are read by (`revision`,
    id).
    """

    revision: Annotated[int, "of the last change; a counter of the feed that only grows"]
    expireAt: Annotated[datetime | None, "TTL: two years after the match's day"]


BowledBall = tuple[str, PlayerId, str]
"""A ball's action, its bowler, and its place in the innings, 12.4. A wide or no-ball has the place
of the ball that it would have been."""

PACKED_AS_IT_IS = GetPydanticSchema(lambda _, handler: handler(dict[str, Any]))
HeldBody = Annotated[FeedBody, PACKED_AS_IT_IS]
"""A document of the feed in `live/state`: read as it was packed, under the state's checksum."""


@dataclass(slots=True)
class FeedState:
    """The part of the feed that the next action may need.

    `held` are documents that it may make untrue, by action id. Other fields name these documents:
    the last over's end, each innings' end with its figures, the match's end, wickets whose new
    batter is not known (those that left the same place together), batters retired out, and the
    wickets that fell `later` than one of these. `streaks` are wickets with consecutive balls in the
    match by bowler. `over_balls` are the balls of the innings' last over, `last_ball` is the
    document of the last ball of the match that counts.
    """

    streaks: dict[PlayerId, int] = field(default_factory=dict)
    held: dict[str, HeldBody] = field(default_factory=dict)
    over: str | None = None
    innings: dict[int, tuple[str, str]] = field(default_factory=dict)
    match: str | None = None
    vacancies: tuple[tuple[str, ...], ...] = ()
    retired: dict[PlayerId, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()
    over_balls: tuple[BowledBall, ...] = ()
    last_ball: HeldBody | None = None

    def names(self) -> tuple[Any, ...]:
        """Return the fields that name the documents to keep, for comparison."""
        return (
            self.over,
            self.match,
            self.vacancies,
            tuple(self.innings.values()),
            tuple(self.retired.values()),
            self.later,
        )

    def keep(self, documents: Mapping[str, FeedBody]) -> None:
        """Keep only the documents that are named."""
        named = {name for name in (self.over, self.match, *self.retired.values()) if name}
        named.update(self.later)
        named.update(action_id for place in self.vacancies for action_id in place)
        named.update(action_id for action_id, _ in self.innings.values())
        self.held = {name: documents[name] for name in sorted(named)}


def id_of(document: FeedBody) -> ActionId:
    """Return the action id of a document of the feed."""
    return action_id(document["inningsNumber"], document["sequenceNumber"])


def is_milestone(event: FeedEvent) -> TypeGuard[MilestoneAchievedEvent]:
    """Return True if an event of the feed is a milestone."""
    return event["type"] == "MILESTONE_ACHIEVED"


def is_maiden(event: FeedEvent, bowler_id: str) -> bool:
    """Return True if an event is a maiden of the bowler."""
    if event["type"] != "MILESTONE_ACHIEVED" or event["data"]["milestone"] != "maiden":
        return False
    return event["data"]["playerId"] == bowler_id


def is_of_over_end(event: FeedEvent) -> bool:
    """Return True if an event holds only while the over is complete."""
    if event["type"] == "MILESTONE_ACHIEVED":
        return event["data"]["milestone"] == "maiden"
    return event["type"] == "OVER_COMPLETE"


def without_type(events: Sequence[FeedEvent], kind: EventType) -> list[FeedEvent]:
    """Return the events without those of one type."""
    return [each for each in events if each["type"] != kind]


def without_over_end(events: Sequence[FeedEvent]) -> tuple[list[FeedEvent], list[FeedEvent]]:
    """Return a ball's events without those of the end of its over, and those of that end.

    Events before the ball are of the over before it, which stays complete.
    """
    place = [each["type"] for each in events].index("BALL_BOWLED")
    kept = [each for each in events[place:] if not is_of_over_end(each)]
    return [*events[:place], *kept], [each for each in events[place:] if is_of_over_end(each)]


def without_innings_end(events: Sequence[FeedEvent], place: int) -> list[FeedEvent]:
    """Return the events without one of the ends of innings among them; `place` is 0-based.

    They are returned as they are if there is no such end.
    """
    ends = [index for index, each in enumerate(events) if each["type"] == "INNINGS_COMPLETE"]
    removed = ends[place : place + 1]
    return [each for index, each in enumerate(events) if index not in removed]


def with_event_before_errors(events: Sequence[FeedEvent], more: FeedEvent) -> list[FeedEvent]:
    """Return the events with another one, placed before the errors."""
    errors = [each for each in events if each["type"] == "ERROR"]
    return [*events[: len(events) - len(errors)], more, *errors]


def with_new_batter(events: list[FeedEvent], player_id: PlayerId) -> list[FeedEvent]:
    """Return the events with the new batter set in the first wicket that lacks one."""
    for number, each in enumerate(events):
        if each["type"] == "WICKET_FALLEN" and each["data"]["newBatterId"] is None:
            named: WicketFallenEvent = {
                "type": "WICKET_FALLEN",
                "data": {**each["data"], "newBatterId": player_id},
            }
            return [*events[:number], named, *events[number + 1 :]]
    return events


def wicket_numbers(events: Sequence[FeedEvent]) -> list[int]:
    """Return the numbers of the wickets among events (1-based)."""
    return [each["data"]["wicketNumber"] for each in events if each["type"] == "WICKET_FALLEN"]


def with_wicket_removed(events: Sequence[FeedEvent], removed: int) -> list[FeedEvent]:
    """Return the events with wickets numbered as if wicket `removed` (1-based) had not fallen."""
    return [
        with_decreased_number(each)
        if each["type"] == "WICKET_FALLEN" and each["data"]["wicketNumber"] > removed
        else each
        for each in events
    ]


def with_decreased_number(event: WicketFallenEvent) -> WicketFallenEvent:
    """Return a wicket with its number decreased by one."""
    number = event["data"]["wicketNumber"] - 1
    return {"type": "WICKET_FALLEN", "data": {**event["data"], "wicketNumber": number}}
