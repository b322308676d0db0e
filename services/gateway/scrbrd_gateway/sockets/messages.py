"""Defines the messages that the sockets send.

`encoding` makes their texts from documents that are encoded already; a test checks the texts
against these models. The AsyncAPI document is made from the models.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from scrbrd.projections.feed.documents import FeedDocument
from scrbrd_gateway.sockets.feed_models import model_of

if TYPE_CHECKING:
    Feed = dict[str, Any]
else:
    Feed = model_of(FeedDocument)


class ErrorCode(StrEnum):
    """Why the gateway refused a message; the connection stays open."""

    SUBSCRIPTION_LIMIT = "subscription_limit"
    BAD_MESSAGE = "bad_message"
    UNKNOWN_MATCH = "unknown_match"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"


class NotResumed(StrEnum):
    """Why the events after a cursor cannot be sent: the text is not a cursor; it is a cursor of
    another match, or newer than the match; or its event was deleted or never belonged to this
    match."""

    MALFORMED = "malformed"
    FOREIGN = "foreign"
    GAP = "gap"


class Message(BaseModel):
    """A message of the gateway. Later versions may add fields."""

    model_config = ConfigDict(extra="forbid")


class CamelMessage(Message):
    """A message with field names in camelCase, as documents have them."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Error(Message):
    """A message was refused; the connection stays open."""

    type: Literal["error"]
    code: ErrorCode
    message: str
    match_id: str | None = Field(
        default=None, description="Only with `unknown_match` and `subscription_limit`."
    )


class Pong(Message):
    """The answer to `ping`."""

    type: Literal["pong"]


class Heartbeat(Message):
    """Sent every 30 seconds to show that the connection is alive."""

    type: Literal["heartbeat"]


class ServerGoingAway(CamelMessage):
    """This process stops; a close with 1012 follows. Connect again after the wait, and resume."""

    type: Literal["server_going_away"]
    reconnect_in_ms: Annotated[int, Field(ge=0, description="random")]


class Ready(CamelMessage):
    """The answer to `auth`."""

    type: Literal["ready"]
    uid: str
    expires_at: Annotated[float, Field(description="the token's end, seconds since 1970")]


AsResumed = Annotated[
    bool | None,
    Field(
        description="true: the events after the cursor follow; false: the cursor could not be"
        " used, discard earlier data, the whole state follows; null: no cursor was given."
    ),
]
CursorText = Annotated[
    str | None, Field(description="the client's place in the feed; null: before the first event")
]


class StateSnapshot(Message):
    """The whole of tier 0 or 2: `tickers/{matchId}` or `live/score`; null before the first ball."""

    type: Literal["snapshot"]
    match_id: str
    tier: Literal[0, 2]
    version: int | None
    document: dict[str, Any] | None


class EventsSnapshot(Message):
    """Tier 1: the place where the events begin, and the missed events, a page per message."""

    type: Literal["snapshot"]
    match_id: str
    tier: Literal[1]
    replay: Annotated[bool, Field(description="false: the first message, without events")]
    resumed: AsResumed
    reason: NotResumed | None = None
    cursor: CursorText
    events: list[Entry]


class Entry(Message):
    """One document of the feed, `matches/{matchId}/events/{id}`. It replaces an older one with the
    same id."""

    id: str
    cursor: str
    document: Feed


class Operation(Message):
    """An operation of a JSON Patch (RFC 6902)."""

    op: Literal["add", "remove", "replace"]
    path: str
    value: Any = None


class StateDelta(Message):
    """The changes in tier 0 or 2. A client whose version is not `from` subscribes again."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["delta"]
    match_id: str
    tier: Literal[0, 2]
    from_: Annotated[int, Field(alias="from")]
    to: int
    patch: list[Operation]


class EventsDelta(Message):
    """New events. A client whose cursor is not `from` subscribes again, `after` its cursor."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["delta"]
    match_id: str
    tier: Literal[1]
    from_: Annotated[str | None, Field(alias="from")]
    to: str
    events: list[Entry]


ManyMessage = (
    Ready
    | StateSnapshot
    | EventsSnapshot
    | StateDelta
    | EventsDelta
    | Pong
    | Heartbeat
    | ServerGoingAway
    | Error
)
