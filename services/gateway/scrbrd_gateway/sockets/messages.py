"""Defines what the sockets send. The texts are made by `encoding`, out of documents that are
encoded already; a test holds them against these models, of which the AsyncAPI document is made."""

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
    """What the gateway refuses; the connection stays open."""

    SUBSCRIPTION_LIMIT = "subscription_limit"
    BAD_MESSAGE = "bad_message"
    UNKNOWN_MATCH = "unknown_match"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"


class NotResumed(StrEnum):
    """Why the events behind a cursor cannot be told: it is no cursor; it is newer than the match,
    so of another one; its event has been deleted or was never of this match."""

    MALFORMED = "malformed"
    FOREIGN = "foreign"
    GAP = "gap"


class Message(BaseModel):
    """A message of the gateway; more fields may come with later versions."""

    model_config = ConfigDict(extra="forbid")


class CamelMessage(Message):
    """A message whose fields are named as those of documents are."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Error(Message):
    """A message was refused; the connection stays open."""

    type: Literal["error"]
    code: ErrorCode
    message: str
    match_id: str | None = Field(default=None, description="Of `unknown_match` and the limit.")


class Pong(Message):
    """The answer to `ping`."""

    type: Literal["pong"]


class Heartbeat(Message):
    """Sent every 30 seconds: the connection lives."""

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
        description="true: what follows goes on behind the cursor; false: it could not, drop what"
        " was kept, the whole follows; null: no cursor was given."
    ),
]
CursorText = Annotated[
    str | None, Field(description="where the client has come to; null: before the first event")
]


class StateSnapshot(Message):
    """The whole of tier 0 or 2: `tickers/{matchId}` or `live/score`; null before the first ball."""

    type: Literal["snapshot"]
    match_id: str
    tier: Literal[0, 2]
    version: int | None
    document: dict[str, Any] | None


class EventsSnapshot(Message):
    """Tier 1: where the events begin, and those that were missed, a page in a message."""

    type: Literal["snapshot"]
    match_id: str
    tier: Literal[1]
    replay: Annotated[bool, Field(description="false: the first message, without events")]
    resumed: AsResumed
    reason: NotResumed | None = None
    cursor: CursorText
    events: list[Entry]


class Entry(Message):
    """One document of the feed, `matches/{matchId}/events/{id}`; it takes the place of an older
    one of the same id."""

    id: str
    cursor: str
    document: Feed


class Operation(Message):
    """An operation of a JSON Patch (RFC 6902)."""

    op: Literal["add", "remove", "replace"]
    path: str
    value: Any = None


class StateDelta(Message):
    """What changed in tier 0 or 2. A client whose version is not `from` subscribes again."""

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
