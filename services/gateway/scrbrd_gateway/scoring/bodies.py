"""Defines the bodies that a client may POST: camelCase, strict, without unknown fields.

A client states what happened; places, totals and positions of batters follow from the log
(`derived_fields`).
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)
from pydantic.alias_generators import to_camel

from scrbrd.consensus.entries import Seat
from scrbrd.consensus.rulings import Method
from scrbrd.domain.actions import Coordinates, Extras, Overs, PowerplaySpan, Reference, ShotData
from scrbrd.domain.document import (
    BallNumber,
    Flag,
    InningsNumber,
    OverNumber,
    Runs,
    Whole,
    check_moment,
)
from scrbrd.domain.identifiers import ID_PATTERN, is_id
from scrbrd.domain.plain import as_plain
from scrbrd.domain.vocabulary import (
    ActionType,
    BowlingAngle,
    CloseReason,
    End,
    MatchRole,
    WicketType,
)
from scrbrd_gateway.scoring.texts import checked_prose, checked_reason

MOST_FIELDERS: Final = 7
MOST_ABSENT: Final = 11
MOST_POWERPLAYS: Final = 3
MOST_TARGET: Final = 9_999
LONGEST_REVIEW: Final = 500
"""Greatest number of characters of all fields of a review, with one separator between each two."""

FARTHEST: Final = 100_000
"""Greatest root of the sum of the squares of a stroke's numbers."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""The first and last year, in UTC, of the times that the rules accept (rules/lib/values.rules)."""

DATE_AND_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:")
"""The beginning of a time as text, whatever its seconds and time zone."""


def checked_id(text: str) -> str:
    """Return a valid id. Raises ValueError for a text that the rules refuse as an id."""
    if not is_id(text):
        raise ValueError("is no id: 1 to 100 letters, digits, '_', '.' and '-'")
    return text


def checked_id_or_empty(text: str) -> str:
    """Return a valid id, or the empty text for nobody. Raises ValueError for any other text."""
    return text and checked_id(text)


def checked_time_text(value: Any) -> Any:
    """Return a time that was sent as text. Raises ValueError for a number, also as a text of
    digits, because its unit would be unknown."""
    is_text = not isinstance(value, str) or DATE_AND_TIME.match(value) is not None
    if isinstance(value, int | float) or not is_text:
        raise ValueError("is no text such as 2026-05-09T14:03:12Z")
    return value


def checked_moment(moment: datetime) -> datetime:
    """Return a time. Raises ValueError for one that the rules refuse."""
    check_moment(moment)
    if not FIRST_YEAR <= moment.astimezone(UTC).year <= LAST_YEAR:
        raise ValueError(f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Id = Annotated[
    str,
    Field(strict=True, json_schema_extra={"pattern": f"^({ID_PATTERN})$"}),
    AfterValidator(checked_id),
]
IdOrEmpty = Annotated[
    str,
    Field(strict=True, json_schema_extra={"pattern": f"^({ID_PATTERN})?$"}),
    AfterValidator(checked_id_or_empty),
]
Fielders = Annotated[tuple[Id, ...], Field(max_length=MOST_FIELDERS)]
Prose = Annotated[str, Field(strict=True, max_length=500), AfterValidator(checked_prose)]
UncheckedField = Annotated[Any, AfterValidator(as_plain)]
"""A field that is checked later. Pydantic would turn a number that is not finite into null before
that."""

Clock = Annotated[AwareDatetime, BeforeValidator(checked_time_text), AfterValidator(checked_moment)]
Role = Literal[
    "scorer_home", "scorer_away", "scorer_neutral", "umpire_on_field", "umpire_third",
    "match_referee", "captain_home", "captain_away", "admin",
]  # fmt: skip

STRICT = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class Body(BaseModel):
    """A JSON object without unknown fields."""

    model_config = STRICT


class ExtrasBody(Extras):
    """Runs not off the bat, by kind; the penalty of a wide or a no-ball is included."""

    model_config = STRICT


class PointBody(Coordinates):
    """A point of the wagon wheel."""

    model_config = STRICT


class ShotBody(ShotData):
    """An analyst's notes on a stroke."""

    model_config = STRICT

    coordinates: PointBody | None = None

    @model_validator(mode="after")
    def check_limits(self) -> Self:
        """Raise ValueError if the numbers together exceed the limit of the rules."""
        x, y = (0, 0) if self.coordinates is None else (self.coordinates.x, self.coordinates.y)
        if math.hypot(x, y, self.speed or 0, self.wagon_wheel_segment or 0) > FARTHEST:
            raise ValueError(f"has numbers of more than {FARTHEST} together")
        return self


class ReviewBody(Body):
    """A review of a decision: who requested it, and its outcome."""

    by: Prose | None = None
    umpire: Prose | None = None
    batter: Prose | None = None
    decision: Prose | None = None
    type: Prose | None = None
    umpires_call: Flag | Prose | None = None

    @model_validator(mode="after")
    def check_limits(self) -> Self:
        """Raise ValueError if the fields together are longer than the rules allow."""
        texts = [str(each) for each in self.model_dump(exclude_none=True).values()]
        if len("\r".join(texts)) > LONGEST_REVIEW:
            raise ValueError(f"has more than {LONGEST_REVIEW} characters together")
        return self


class WicketBody(Body):
    """A dismissal. The striker is out if the type of wicket leaves no other possibility."""

    type: WicketType
    dismissed_player_id: Id | None = None
    fielder_ids: Fielders = ()
    assist_fielder_ids: Fielders = ()
    substitute_ids: Fielders = ()
    end: End | None = None
    crossed: Flag | None = None

    @model_validator(mode="after")
    def check_limits(self) -> Self:
        """Raise ValueError if one dismissal names more fielders than the rules allow."""
        named = (*self.fielder_ids, *self.assist_fielder_ids, *self.substitute_ids)
        if len(named) > MOST_FIELDERS:
            raise ValueError(f"names more than {MOST_FIELDERS} fielders in its three lists")
        return self


class PowerplayBody(PowerplaySpan):
    """Overs of fielding restrictions, 0-based and inclusive."""

    model_config = STRICT

    type: Annotated[str, Field(strict=True, pattern="^[ -~]{1,40}$")] = "mandatory"


class RecordBody(Body):
    """The fields that every record may have.

    `follows` is the nonce of the last action that the client has seen: nothing is recorded if there
    is a newer one. `recordedAs` is one of the caller's roles. `timestamp` is the time on the
    scorer's clock.
    """

    follows: Annotated[str, Field(strict=True, max_length=200)] | None = None
    recorded_as: Role | None = None
    timestamp: Clock | None = None
    note: Prose | None = None


class Ball(RecordBody):
    """One delivery. Fields left out follow from the log: striker, bowler, over and ball.

    `newBatterId` fills a vacant place. `nonStrikerId` is empty if the last man bats on alone.
    `bowlerId` is needed for a new over. `overNumber` (0-based) is for an over that the umpire lets
    continue or ended early. `after` is the action after which a forgotten ball belongs.
    """

    type: Literal["delivery"] = "delivery"
    runs_off_bat: Runs = 0
    extras: ExtrasBody = ExtrasBody()
    wicket: WicketBody | None = None
    striker_id: Id | None = None
    non_striker_id: IdOrEmpty | None = None
    new_batter_id: Id | None = None
    bowler_id: Id | None = None
    over_number: OverNumber | None = None
    over_balls: BallNumber | None = None
    boundary: Flag | None = None
    runs_run: Runs | None = None
    not_counted: Flag = False
    bowling_angle: BowlingAngle | None = None
    shot_data: ShotBody | None = None
    review: ReviewBody | Prose | None = None
    after: Reference | None = None


class Fact(RecordBody):
    """An action other than a delivery: a retirement, a penalty, a stoppage. The fields next to
    `type` are those in docs/log.md. Innings are opened and ended by requests of their own."""

    model_config = STRICT | ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, UncheckedField]

    type: ActionType
    after: Reference | None = None


class Opening(RecordBody):
    """The start of an innings. Its number and its batting side follow from the log if they are left
    out."""

    match_id: Id
    innings_number: InningsNumber | None = None
    batting_team_id: Id | None = None
    bowling_team_id: Id | None = None
    super_over: Flag | None = None
    striker_id: Id | None = None
    non_striker_id: Id | None = None
    bowler_id: Id | None = None
    target: Annotated[Whole, Field(le=MOST_TARGET)] | None = None
    overs_limit: Overs | None = None
    powerplays: Annotated[tuple[PowerplayBody, ...], Field(max_length=MOST_POWERPLAYS)] = ()


class Close(RecordBody):
    """The end of an innings. `reason` follows from the score if the score ended the innings."""

    reason: CloseReason | None = None
    absent_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_ABSENT)] = ()


class Undo(Body):
    """Why a record no longer counts, or counts again."""

    reason: Annotated[str, Field(strict=True, max_length=500), AfterValidator(checked_reason)] = ""


NOTHING: Final = Undo()


def body_kind(body: Any) -> str:
    """Return the kind of a record's body: a ball if it has no type."""
    kind = body.get("type", "delivery") if isinstance(body, dict) else getattr(body, "type", "")
    if kind == "delivery":
        return "ball"
    return "statement" if kind in STATEMENTS else "fact"


STATEMENTS: Final = ("book_opened", "score_agreed")

Record = Annotated[
    Annotated[Ball, Tag("ball")] | Annotated[Fact, Tag("fact")], Discriminator(body_kind)
]
"""The action that a correction puts in place of the corrected one."""


# -- books ----------------------------------------------------------------------------------------


class InBook(Body):
    """The place of an entry: a match that is scored in books, and one of its innings (if left out,
    the one in progress)."""

    match_id: Id
    innings_number: InningsNumber | None = None
    corrects: Reference | None = None


class BallEntry(InBook, Ball):
    """A ball in the caller's own book."""


class FactEntry(InBook, Fact):
    """An action other than a delivery, in the caller's own book."""


class StatementEntry(InBook, RecordBody):
    """A book's statement about a score: the score that the book begins with, or one that is agreed
    on."""

    type: Literal["book_opened", "score_agreed"]
    runs: Annotated[int, Field(strict=True, ge=0, le=9_999)]
    wickets: Annotated[int, Field(strict=True, ge=0, le=30)]
    legal_balls: Annotated[int, Field(strict=True, ge=0, le=99_999)]
    striker_id: Id | None = None
    non_striker_id: Id | None = None
    bowler_id: Id | None = None
    after_action_id: Reference | None = None
    takes_over_from: Id | None = None
    after_entry_id: Reference | None = None
    at: Literal["over", "interval", "innings", "match"] | None = None
    ledger_number: Whole | None = None
    ledger_head: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


Entry = Annotated[
    Annotated[BallEntry, Tag("ball")]
    | Annotated[FactEntry, Tag("fact")]
    | Annotated[StatementEntry, Tag("statement")],
    Discriminator(body_kind),
]
"""An entry that a scorer writes into their own book."""


class Resolution(Body):
    """An official's decision on a dispute: one seat's claim, a stated ball, or no ball at all.

    `about` are the seats whose claims the decision settles; all seats if it is left out.
    """

    method: Method
    accepts: Seat | Literal["action", "neither"]
    reason: Annotated[
        str,
        Field(strict=True, min_length=1, max_length=500, pattern=r"^\S"),
        AfterValidator(checked_prose),
    ]
    evidence: Prose | None = None
    action: Annotated[dict[str, Any], AfterValidator(as_plain)] | None = None
    about: tuple[Seat, ...] = ()
    missed: tuple[Seat, ...] = ()
    decided_as: Role | None = None


SCORERS: Final = (MatchRole.SCORER_NEUTRAL, MatchRole.SCORER_HOME, MatchRole.SCORER_AWAY)
"""Roles that may append to a log, in the order in which a caller's role is looked up."""
