"""Defines and parses the messages that clients send to either socket."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from scrbrd.domain.identifiers import LONGEST_DOCUMENT_ID

LONGEST_TOKEN = 8192


class Tier(IntEnum):
    """The parts of a match that can be followed: its ticker, its feed, or the whole score."""

    SCOREBOARD = 0
    EVENTS = 1
    STATS = 2


def integer_or_none(value: object) -> object:
    """Return a tier if it was sent as an integer; None, which is not a tier, for `"1"` or
    `true`."""
    return value if type(value) is int else None


class Request(BaseModel):
    """A message of a client. Unknown fields are refused, so that none is ignored by mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_DOCUMENT_ID)]
After = Annotated[str, StringConstraints(max_length=1024)]


class Auth(Request):
    """The caller's ID token: sent as the first message, and again before the token expires."""

    type: Literal["auth"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TOKEN)]
    after: After | None = Field(
        default=None,
        description="`/live`: the cursor to resume after, or `start`. `/v1/ws`: not used.",
    )


class Subscribe(Request):
    """Follow a match. Sent again, it changes the tiers or requests new snapshots."""

    type: Literal["subscribe"]
    match_id: Id
    tiers: list[Annotated[Tier, BeforeValidator(integer_or_none)]] = Field(
        default=[Tier.SCOREBOARD, Tier.EVENTS],
        min_length=1,
        max_length=len(Tier),
        description="0: the ticker, 1: the events, 2: the whole score.",
    )
    after: After | None = Field(
        default=None,
        description="With tier 1: the cursor to resume after; `start`: the whole feed."
        " Without it, only new events are sent.",
    )


class Unsubscribe(Request):
    """Stop following a match; there is no answer."""

    type: Literal["unsubscribe"]
    match_id: Id


class Ping(Request):
    """Answered with `pong`; keeps the connection of a quiet match open. The plain text `ping` works
    too."""

    type: Literal["ping"]


class CloseRequest(Request):
    """Close the connection with 1000. The plain text `close` works too."""

    type: Literal["close"]


LiveRequest = Annotated[Auth | Ping | CloseRequest, Field(discriminator="type")]
ManyRequest = Annotated[
    Auth | Subscribe | Unsubscribe | Ping | CloseRequest, Field(discriminator="type")
]
LIVE_REQUEST: TypeAdapter[Auth | Ping | CloseRequest] = TypeAdapter(LiveRequest)
MANY_REQUEST: TypeAdapter[Auth | Subscribe | Unsubscribe | Ping | CloseRequest] = TypeAdapter(
    ManyRequest
)
AnyRequest = Auth | Subscribe | Unsubscribe | Ping | CloseRequest

LIVE_TYPES = ("auth", "ping", "close")
MANY_TYPES = ("auth", "subscribe", "unsubscribe", "ping", "close")
UNKNOWN_TYPE = "union_tag"
"""The prefix of pydantic's error types for a message of an unknown type."""

MESSAGE_ERRORS = {"json_invalid": "no JSON", "dict_type": "no JSON object"}
"""Errors of a message as a whole, by pydantic's error type."""

TEXTS: dict[str, AnyRequest] = {"ping": Ping(type="ping"), "close": CloseRequest(type="close")}


def read_request(text: str, is_live: bool) -> AnyRequest | str:
    """Return a client's message, or a description of its first error that repeats none of its
    content."""
    if text in TEXTS:
        return TEXTS[text]
    try:
        return LIVE_REQUEST.validate_json(text) if is_live else MANY_REQUEST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"].startswith(UNKNOWN_TYPE):
            return f"type: should be {' or '.join(LIVE_TYPES if is_live else MANY_TYPES)}"
        place = ".".join(str(each) for each in first["loc"] if isinstance(each, str))
        is_tier = first["type"] == "enum"
        what = f"should be {first['ctx']['expected']}" if is_tier else first["type"]
        return f"{place}: {what}" if place else MESSAGE_ERRORS.get(what, what)
