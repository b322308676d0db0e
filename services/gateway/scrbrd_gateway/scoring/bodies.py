"""Defines what a client may POST: camelCase, strict, and nothing that is not named here.

A client says what happened; places, totals and who is where follow from the log (`filling`).
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
    moment_kept,
)
from scrbrd.domain.identifiers import ID_PATTERN, is_id
from scrbrd.domain.plain import plain
from scrbrd.domain.vocabulary import (
    ActionType,
    BowlingAngle,
    CloseReason,
    End,
    MatchRole,
    WicketType,
)
from scrbrd_gateway.scoring.texts import prose_said, reason_said

MOST_FIELDERS: Final = 7
MOST_ABSENT: Final = 11
MOST_POWERPLAYS: Final = 3
MOST_TARGET: Final = 9_999
LONGEST_REVIEW: Final = 500
"""Characters of all that a review says, with one between each two."""

FARTHEST: Final = 100_000
"""The root of the sum of the squares that the numbers of a stroke may have."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""The years, in UTC, of the times that the rules let in (rules/lib/values.rules)."""

DATE_AND_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:")
"""How a time in words begins, whatever its seconds and its zone."""


def id_said(text: str) -> str:
    """Return an id. Raises ValueError for what the rules would refuse as one."""
    if not is_id(text):
        raise ValueError("is no id: 1 to 100 letters, digits, '_', '.' and '-'")
    return text


def id_or_nobody(text: str) -> str:
    """Return an id, or the empty text, which is nobody's. Raises ValueError for any other text."""
    return text and id_said(text)


def text_said(value: Any) -> Any:
    """Return a time as it was written. Raises ValueError for a number, in digits too: of seconds,
    or of milliseconds?"""
    is_text = not isinstance(value, str) or DATE_AND_TIME.match(value) is not None
    if isinstance(value, int | float) or not is_text:
        raise ValueError("is no text such as 2026-05-09T14:03:12Z")
    return value


def moment_said(moment: datetime) -> datetime:
    """Return a time. Raises ValueError for one that the rules would refuse."""
    moment_kept(moment)
    if not FIRST_YEAR <= moment.astimezone(UTC).year <= LAST_YEAR:
        raise ValueError(f"is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Id = Annotated[
    str,
    Field(strict=True, json_schema_extra={"pattern": f"^({ID_PATTERN})$"}),
    AfterValidator(id_said),
]
IdOrNobody = Annotated[
    str,
    Field(strict=True, json_schema_extra={"pattern": f"^({ID_PATTERN})?$"}),
    AfterValidator(id_or_nobody),
]
Fielders = Annotated[tuple[Id, ...], Field(max_length=MOST_FIELDERS)]
Prose = Annotated[str, Field(strict=True, max_length=500), AfterValidator(prose_said)]
Kept = Annotated[Any, AfterValidator(plain)]
"""A field that is looked at later: a number that is none would be null by then."""

Clock = Annotated[AwareDatetime, BeforeValidator(text_said), AfterValidator(moment_said)]
Role = Literal[
    "scorer_home", "scorer_away", "scorer_neutral", "umpire_on_field", "umpire_third",
    "match_referee", "captain_home", "captain_away", "admin",
]  # fmt: skip

STRICT = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class Body(BaseModel):
    """A JSON object of which every field is known."""

    model_config = STRICT


class ExtrasSaid(Extras):
    """Runs not off the bat, by kind; the penalty of a wide or a no-ball is among them."""

    model_config = STRICT


class PointSaid(Coordinates):
    """A point of the wagon wheel."""

    model_config = STRICT


class ShotSaid(ShotData):
    """What analysts note of a stroke."""

    model_config = STRICT

    coordinates: PointSaid | None = None

    @model_validator(mode="after")
    def bounded(self) -> Self:
        """Raise ValueError for numbers that the rules would refuse together."""
        x, y = (0, 0) if self.coordinates is None else (self.coordinates.x, self.coordinates.y)
        if math.hypot(x, y, self.speed or 0, self.wagon_wheel_segment or 0) > FARTHEST:
            raise ValueError(f"has numbers of more than {FARTHEST} together")
        return self


class ReviewSaid(Body):
    """A review of a decision: who asked, and what became of it."""

    by: Prose | None = None
    umpire: Prose | None = None
    batter: Prose | None = None
    decision: Prose | None = None
    type: Prose | None = None
    umpires_call: Flag | Prose | None = None

    @model_validator(mode="after")
    def bounded(self) -> Self:
        """Raise ValueError for what the rules would refuse as too long together."""
        said = [str(each) for each in self.model_dump(exclude_none=True).values()]
        if len("\r".join(said)) > LONGEST_REVIEW:
            raise ValueError(f"says more than {LONGEST_REVIEW} characters together")
        return self


class WicketSaid(Body):
    """A dismissal; whoever faces is out where only the striker can be out so."""

    type: WicketType
    dismissed_player_id: Id | None = None
    fielder_ids: Fielders = ()
    assist_fielder_ids: Fielders = ()
    substitute_ids: Fielders = ()
    end: End | None = None
    crossed: Flag | None = None

    @model_validator(mode="after")
    def bounded(self) -> Self:
        """Raise ValueError for more fielders than the rules let one dismissal name."""
        named = (*self.fielder_ids, *self.assist_fielder_ids, *self.substitute_ids)
        if len(named) > MOST_FIELDERS:
            raise ValueError(f"names more than {MOST_FIELDERS} fielders in its three lists")
        return self


class PowerplaySaid(PowerplaySpan):
    """Overs of fielding restrictions, 0-based and inclusive."""

    model_config = STRICT

    type: Annotated[str, Field(strict=True, pattern="^[ -~]{1,40}$")] = "mandatory"


class Said(Body):
    """What every record may say: `follows` is the nonce of the last action that the client has
    seen (nothing is recorded if there is a newer one), `recordedAs` one of the caller's roles,
    `timestamp` the scorer's clock."""

    follows: Annotated[str, Field(strict=True, max_length=200)] | None = None
    recorded_as: Role | None = None
    timestamp: Clock | None = None
    note: Prose | None = None


class Ball(Said):
    """One delivery. What is left out follows from the log: who faces, who bowls, over and ball.

    `newBatterId` comes in where a place is vacant; `nonStrikerId` is empty where the last man bats
    on alone. `bowlerId` is needed for a new over.
    `overNumber` (0-based) is for an over that the umpire lets go on, or ended early. `after` is the
    action behind which a forgotten ball belongs.
    """

    type: Literal["delivery"] = "delivery"
    runs_off_bat: Runs = 0
    extras: ExtrasSaid = ExtrasSaid()
    wicket: WicketSaid | None = None
    striker_id: Id | None = None
    non_striker_id: IdOrNobody | None = None
    new_batter_id: Id | None = None
    bowler_id: Id | None = None
    over_number: OverNumber | None = None
    over_balls: BallNumber | None = None
    boundary: Flag | None = None
    runs_run: Runs | None = None
    not_counted: Flag = False
    bowling_angle: BowlingAngle | None = None
    shot_data: ShotSaid | None = None
    review: ReviewSaid | Prose | None = None
    after: Reference | None = None


class Fact(Said):
    """What no ball can carry: a retirement, a penalty, a stoppage. The fields beside `type` are
    those of docs/log.md; innings are opened and ended by requests of their own."""

    model_config = STRICT | ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Kept]

    type: ActionType
    after: Reference | None = None


class Opening(Said):
    """An innings begins. Its number, and who bats, follow from the log where they are left out."""

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
    powerplays: Annotated[tuple[PowerplaySaid, ...], Field(max_length=MOST_POWERPLAYS)] = ()


class Close(Said):
    """An innings ends; `reason` follows from the score where that ended it."""

    reason: CloseReason | None = None
    absent_ids: Annotated[tuple[Id, ...], Field(max_length=MOST_ABSENT)] = ()


class Undo(Body):
    """Why a record counts no longer, or counts again."""

    reason: Annotated[str, Field(strict=True, max_length=500), AfterValidator(reason_said)] = ""


NOTHING: Final = Undo()


def kind_said(body: Any) -> str:
    """Return which of the bodies of a record one is: a ball where it has no type."""
    kind = body.get("type", "delivery") if isinstance(body, dict) else getattr(body, "type", "")
    if kind == "delivery":
        return "ball"
    return "statement" if kind in STATEMENTS else "fact"


STATEMENTS: Final = ("book_opened", "score_agreed")

Record = Annotated[
    Annotated[Ball, Tag("ball")] | Annotated[Fact, Tag("fact")], Discriminator(kind_said)
]
"""What a correction says that an action should have been."""


# -- books ----------------------------------------------------------------------------------------


class InBook(Body):
    """Where an entry belongs: a match that is kept in books, and an innings of it (the one in
    progress where it is left out)."""

    match_id: Id
    innings_number: InningsNumber | None = None
    corrects: Reference | None = None


class BallEntry(InBook, Ball):
    """A ball in the caller's own book."""


class FactEntry(InBook, Fact):
    """What no ball can carry, in the caller's own book."""


class StatementEntry(InBook, Said):
    """A statement of a book about a score: where the book goes on from, or what is agreed on."""

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
    Discriminator(kind_said),
]
"""What a scorer writes into a book of their own."""


class Resolution(Body):
    """What an official decides of a dispute: a seat's claim, a ball that is stated, or that there
    was none. `about` are the seats whose claims it is about and uses up; all where it is left out.
    """

    method: Method
    accepts: Seat | Literal["action", "neither"]
    reason: Annotated[
        str,
        Field(strict=True, min_length=1, max_length=500, pattern=r"^\S"),
        AfterValidator(prose_said),
    ]
    evidence: Prose | None = None
    action: Annotated[dict[str, Any], AfterValidator(plain)] | None = None
    about: tuple[Seat, ...] = ()
    missed: tuple[Seat, ...] = ()
    decided_as: Role | None = None


SCORERS: Final = (MatchRole.SCORER_NEUTRAL, MatchRole.SCORER_HOME, MatchRole.SCORER_AWAY)
"""Who may append to a log, in the order in which a role is looked for."""
