"""Defines what clients send to either socket, and reads it."""

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
    """What can be followed of a match: its ticker, its feed, or the whole score."""

    SCOREBOARD = 0
    EVENTS = 1
    STATS = 2


def number_said(value: object) -> object:
    """Return a tier as it was sent; None, which is no tier, for `"1"` and `true`."""
    return value if type(value) is int else None


class Request(BaseModel):
    """A message of a client; a field that it does not know is refused, so that none is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_DOCUMENT_ID)]
After = Annotated[str, StringConstraints(max_length=1024)]


class Auth(Request):
    """The caller's ID token: the first message, and again before it ends."""

    type: Literal["auth"]
    token: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TOKEN)]
    after: After | None = Field(
        default=None,
        description="`/live`: the cursor to resume behind, or `start`. `/v1/ws`: not used.",
    )


class Subscribe(Request):
    """Follow a match; again, to follow other tiers of it or to have the whole anew."""

    type: Literal["subscribe"]
    match_id: Id
    tiers: list[Annotated[Tier, BeforeValidator(number_said)]] = Field(
        default=[Tier.SCOREBOARD, Tier.EVENTS],
        min_length=1,
        max_length=len(Tier),
        description="0: the ticker, 1: the events, 2: the whole score.",
    )
    after: After | None = Field(
        default=None,
        description="With tier 1: the cursor to resume behind; `start`: the whole feed."
        " Without it events come from now on.",
    )


class Unsubscribe(Request):
    """Follow a match no more; no answer."""

    type: Literal["unsubscribe"]
    match_id: Id


class Ping(Request):
    """Answered with `pong`; keeps a connection of a quiet match open. The text `ping` will do."""

    type: Literal["ping"]


class CloseRequest(Request):
    """Close the connection with 1000. The text `close` will do."""

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
OTHER_TYPE = "union_tag"
"""How pydantic's words for a message of no known type begin."""

WHOLE = {"json_invalid": "no JSON", "dict_type": "no JSON object"}
"""What is wrong with a message as a whole, by pydantic's word for it."""

TEXTS: dict[str, AnyRequest] = {"ping": Ping(type="ping"), "close": CloseRequest(type="close")}


def read_request(text: str, is_live: bool) -> AnyRequest | str:
    """Return a client's message, or what is wrong with it in words that repeat none of it."""
    if text in TEXTS:
        return TEXTS[text]
    try:
        return LIVE_REQUEST.validate_json(text) if is_live else MANY_REQUEST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"].startswith(OTHER_TYPE):
            return f"type: should be {' or '.join(LIVE_TYPES if is_live else MANY_TYPES)}"
        place = ".".join(str(each) for each in first["loc"] if isinstance(each, str))
        is_tier = first["type"] == "enum"
        what = f"should be {first['ctx']['expected']}" if is_tier else first["type"]
        return f"{place}: {what}" if place else WHOLE.get(what, what)
