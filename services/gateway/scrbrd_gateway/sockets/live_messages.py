"""Defines the messages of `/live`: one for each event of the feed, by its type."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, create_model

from scrbrd.projections.feed.documents import FeedEvent
from scrbrd_gateway.sockets.feed_models import model_of
from scrbrd_gateway.sockets.messages import (
    AsResumed,
    CamelMessage,
    CursorText,
    Error,
    Heartbeat,
    NotResumed,
    Pong,
    Ready,
    ServerGoingAway,
)

FACT_RECORDED = "FACT_RECORDED"
"""The type of a message for a feed document without events: an innings started, play stopped, or
the remainder of a correction."""


class ConnectionEstablished(CamelMessage):
    """The whole state, `live/score`, and the place from which the events continue."""

    type: Literal["CONNECTION_ESTABLISHED"]
    match_id: str
    resumed: AsResumed
    reason: NotResumed | None = None
    cursor: CursorText
    version: int | None
    state: Annotated[dict[str, Any] | None, Field(description="null before the first action")]


class InningsState(CamelMessage):
    """The current state of an event's innings. `last_action_id` is the newest action counted in
    it."""

    innings_number: int
    version: int
    last_action_id: str | None = None
    batting_team_id: str | None = None
    batting_team: str | None = None
    runs: int
    wickets: int
    overs: float
    balls: int
    target: int | None = None
    striker_id: str | None = None
    striker_name: str | None = None
    non_striker_id: str | None = None
    non_striker_name: str | None = None
    bowler_id: str | None = None
    bowler_name: str | None = None
    current_run_rate: float | None = None
    required_run_rate: float | None = None
    runs_required: int | None = None
    balls_remaining: int | None = None
    is_free_hit: bool | None = None
    stoppage: str | None = None


STATE_FIELDS = tuple(
    field.alias or name
    for name, field in InningsState.model_fields.items()
    if name not in ("innings_number", "version", "last_action_id")
)
"""The fields of an innings in `live/score` that are repeated."""


class LiveEvent(CamelMessage):
    """The fields of every event. The `parts` messages of one action belong together and replace
    those of a smaller revision."""

    match_id: str
    action_id: str
    cursor: Annotated[str, Field(description="place of the last part, to resume after")]
    revision: int
    part: Annotated[int, Field(ge=1)]
    parts: Annotated[int, Field(ge=1)]
    innings_number: int
    sequence_number: int
    order_key: str
    is_retracted: bool
    replay: Annotated[bool, Field(description="true: a missed event, without `inningsState`")]
    timestamp: str | None = None
    commentary: str | None = None
    innings_state: InningsState | None = None


class FactRecorded(LiveEvent):
    """An action without an event: an innings started, play stopped, or the remainder of a
    correction."""

    type: Literal["FACT_RECORDED"]
    fact: dict[str, Any] | None = None


def _event_message(event: Any) -> type[LiveEvent]:
    fields = model_of(event).model_fields
    own: dict[str, Any] = {name: (fields[name].annotation, ...) for name in ("type", "data")}
    name = event.__name__.removesuffix("Event") + "Message"
    return create_model(name, __base__=LiveEvent, __doc__=event.__doc__, **own)


EVENT_MESSAGES = tuple(_event_message(each) for each in get_args(FeedEvent))
LIVE_MESSAGES: tuple[type[CamelMessage | Error | Heartbeat | Pong], ...] = (
    ConnectionEstablished, *EVENT_MESSAGES, FactRecorded, Ready, Pong, Heartbeat, ServerGoingAway,
    Error,
)  # fmt: skip
