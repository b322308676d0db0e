"""Defines the actions of the log: the single list of their fields, types and ranges.

One frozen model per type, camelCase in documents (`matches/{matchId}/scoring_actions/{actionId}`),
snake_case here. Does not know how an action changes the score.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field

from scrbrd.domain.document import (
    MAX_INNINGS,
    MAX_SEQUENCE,
    BallNumber,
    Document,
    Flag,
    InningsNumber,
    Line,
    Moment,
    OverNumber,
    Plain,
    Runs,
    SequenceNumber,
    Text,
    Whole,
    read_document,
    shorten_long_id,
)
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.plain import short_text
from scrbrd.domain.vocabulary import (
    ActionId,
    ActionType,
    BowlingAngle,
    BowlingLine,
    CloseReason,
    End,
    MatchId,
    Outcome,
    PitchLength,
    PlayerId,
    ReplacementReason,
    ReplacementRole,
    Retirement,
    ShotType,
    Source,
    SuspensionScope,
    TeamId,
    WicketType,
)

SCHEMA_VERSION = 3

Player = Annotated[
    PlayerId, Field(strict=True, min_length=1, max_length=200), AfterValidator(shorten_long_id)
]
MaybePlayer = Annotated[
    PlayerId, Field(strict=True, max_length=200), AfterValidator(shorten_long_id)
]
Team = Annotated[
    TeamId, Field(strict=True, min_length=1, max_length=200), AfterValidator(shorten_long_id)
]


def empty_for_null(value: Any) -> Any:
    """Return an empty list for null, which apps write for an empty list."""
    return () if value is None else value


NullIsEmpty = BeforeValidator(empty_for_null)
Fielders = Annotated[tuple[Player, ...], Field(max_length=7), NullIsEmpty]
"""The fielders who took part in one dismissal."""

Players = Annotated[tuple[Player, ...], Field(max_length=30), NullIsEmpty]
"""At most the players of one side."""
Reference = Annotated[ActionId, Field(strict=True, pattern=r"^[1-9][0-9]?_[1-9][0-9]{0,4}$")]
Overs = Annotated[int, Field(strict=True, ge=1, le=9_999)]


def action_id(innings_number: int, sequence_number: int) -> ActionId:
    """Return the id of the action at a place: `{inningsNumber}_{sequenceNumber}`, e.g. `1_37`."""
    return ActionId(f"{innings_number}_{sequence_number}")


def parse_action_id(text: str) -> tuple[int, int]:
    """Return (innings, sequence) of an action id, both 1-based.

    Raises ValueError for another text.
    """
    innings, _, sequence = text.partition("_")
    numbers = int(innings), int(sequence)
    in_range = 1 <= numbers[0] <= MAX_INNINGS and 1 <= numbers[1] <= MAX_SEQUENCE
    if not in_range or action_id(*numbers) != text:
        raise ValueError(f"{text!r} is not an action id such as 1_37")
    return numbers


class Action(Document):
    """The fields of every action: identity, order, authorship, and whether it was voided."""

    id: Reference
    match_id: Annotated[MatchId, Field(strict=True, min_length=1)]
    innings_number: InningsNumber
    sequence_number: SequenceNumber
    type: ActionType = ActionType.DELIVERY
    nonce: Text = ""
    follows: Text = ""
    recorded_by: Text | None = None
    recorded_as: Text | None = None
    source: Source = Source.LIVE
    timestamp: Moment | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    schema_version: Whole = SCHEMA_VERSION
    is_voided: Flag = False
    void_reason: Text | None = None
    voided_by: Text | None = None
    voided_at: Moment | None = None
    corrects: Reference | None = None
    corrected_by: Text | None = None
    after: Reference | None = None
    provider_event_id: Text | None = None
    note: Plain = None

    faults: ClassVar[tuple[str, ...]] = ()
    """The faults of the fields that were left out of the document; not a field of the document."""

    def with_faults(self, faults: tuple[str, ...]) -> Self:
        """Return the same action with the faults of the fields that were left out of it."""
        new = self.model_copy()
        new.__dict__["faults"] = faults
        return new


class Extras(Document):
    """Runs not off the bat. A wide is the penalty plus the runs run or the boundary (Law 22)."""

    wide: Runs = 0
    no_ball: Runs = 0
    bye: Runs = 0
    leg_bye: Runs = 0
    penalty: Runs = 0


NO_EXTRAS = Extras()


class Wicket(Document):
    """A dismissal; `end` is where the wicket was put down, `crossed` if the batters had."""

    type: WicketType
    dismissed_player_id: Player
    fielder_ids: Fielders = ()
    assist_fielder_ids: Fielders = ()
    substitute_ids: Fielders = ()
    end: End | None = None
    crossed: Flag | None = None


class Coordinates(Document):
    """A point of the wagon wheel."""

    x: float
    y: float


class ShotData(Document):
    """An analyst's notes on a stroke; the score does not depend on them."""

    coordinates: Coordinates | None = None
    shot_type: ShotType | None = None
    length: PitchLength | None = None
    line: BowlingLine | None = None
    speed: Annotated[float, Field(ge=0)] | None = None
    wagon_wheel_segment: Annotated[int, Field(ge=1, le=8)] | None = None


class Delivery(Action):
    """One ball. `over_number` is 0-based, `ball_in_over` 1-based and counts every delivery.

    Excluded from the over: wides, no-balls and `not_counted` balls (Law 17.3.2).
    """

    type: Literal[ActionType.DELIVERY] = ActionType.DELIVERY
    over_number: OverNumber
    ball_in_over: BallNumber
    striker_id: Player
    non_striker_id: MaybePlayer
    bowler_id: Player
    runs_off_bat: Runs = 0
    extras: Extras = NO_EXTRAS
    total_runs: Whole | None = None
    is_legal_delivery: Flag | None = None
    is_wicket: Flag = False
    wicket: Wicket | None = None
    shot_data: Plain = None
    boundary: Flag | None = None
    runs_run: Runs | None = None
    not_counted: Flag = False
    over_balls: BallNumber | None = None
    bowling_angle: BowlingAngle | None = None
    review: Plain = None

    def to_document(self) -> dict[str, Any]:
        """Return the given fields, and those that the public schema requires of a delivery."""
        extras = self.extras
        parts = (extras.wide, extras.no_ball, extras.bye, extras.leg_bye, extras.penalty)
        is_legal = not (extras.wide or extras.no_ball or self.not_counted)
        required = {
            "runsOffBat": self.runs_off_bat,
            "extras": extras.model_dump(by_alias=True),
            "totalRuns": self.runs_off_bat + sum(parts),
            "isLegalDelivery": is_legal,
            "isWicket": self.is_wicket,
        }
        return required | super().to_document() | {"extras": required["extras"]}


class PowerplaySpan(Document):
    """Overs of fielding restrictions, 0-based and inclusive; the balls are legal ones, 1-based."""

    type: Annotated[str, Field(strict=True, max_length=60)] = "mandatory"
    from_over: OverNumber
    to_over: OverNumber
    from_ball: BallNumber | None = None
    to_ball: BallNumber | None = None


Powerplays = Annotated[tuple[PowerplaySpan, ...], Field(max_length=10)]


class InningsStarted(Action):
    """An innings begins: its sides, openers, and differences from the match's conditions."""

    type: Literal[ActionType.INNINGS_STARTED]
    batting_team_id: Team
    bowling_team_id: Team
    super_over: Flag = False
    striker_id: Player | None = None
    non_striker_id: Player | None = None
    bowler_id: Player | None = None
    target: Whole | None = None
    overs_limit: Overs | None = None
    powerplays: Annotated[Powerplays, NullIsEmpty] = ()


class InningsClosed(Action):
    """An innings ended; `absent_ids` are batters who could not come in (Law 13.4)."""

    type: Literal[ActionType.INNINGS_CLOSED]
    reason: CloseReason
    absent_ids: Players = ()


class BatterDismissed(Action):
    """A dismissal with no ball bowled: timed out (Law 40), or run out before the delivery."""

    type: Literal[ActionType.BATTER_DISMISSED]
    player_id: Player
    wicket_type: WicketType
    fielder_ids: Fielders = ()
    substitute_ids: Fielders = ()
    end: End | None = None


class BatterRetired(Action):
    """A batter left the innings (Law 25.4); only `out` is a wicket."""

    type: Literal[ActionType.BATTER_RETIRED]
    player_id: Player
    retirement: Annotated[Retirement, Field(alias="as")]


class BatterResumed(Action):
    """A retired batter came back; after `retired out` only with consent (Law 25.4.3)."""

    type: Literal[ActionType.BATTER_RESUMED]
    player_id: Player
    consent: Flag = False


class BatterArrived(Action):
    """A new batter came to the crease, at the named end."""

    type: Literal[ActionType.BATTER_ARRIVED]
    player_id: Player
    end: End | None = None


class BowlerSuspended(Action):
    """A bowler may not bowl again in the innings, or in the match (Law 41)."""

    type: Literal[ActionType.BOWLER_SUSPENDED]
    player_id: Player
    scope: SuspensionScope = SuspensionScope.INNINGS


class PenaltyAwarded(Action):
    """Penalty runs to a side (Law 18.6), credited to no batter and no bowler.

    Where `law` names 18.5, or Law 18, the fielding captain may choose who faces (edition of 2026).
    """

    type: Literal[ActionType.PENALTY_AWARDED]
    to_team_id: Team
    runs: Annotated[int, Field(strict=True, ge=1, le=20)]
    law: Line | None = None


class TargetRevised(Action):
    """Overs were lost. `par`: the score at which an unfinished chase would be level."""

    type: Literal[ActionType.TARGET_REVISED]
    target: Whole | None = None
    overs_limit: Overs | None = None
    method: Line | None = None
    par: Whole | None = None


class PlayStopped(Action):
    """Play was stopped: rain, bad light, an interval."""

    type: Literal[ActionType.PLAY_STOPPED]
    reason: Line | None = None


class PlayResumed(Action):
    """Play was resumed."""

    type: Literal[ActionType.PLAY_RESUMED]
    reason: Line | None = None


class PlayerReplaced(Action):
    """One player took another's place in the match, or in one role."""

    type: Literal[ActionType.PLAYER_REPLACED]
    team_id: Team
    out_player_id: Player | None = None
    in_player_id: Player
    role: ReplacementRole = ReplacementRole.PLAYER
    reason: ReplacementReason = ReplacementReason.UNKNOWN


class MatchClosed(Action):
    """The match ended otherwise than the score alone shows, or the scorers confirm the result."""

    type: Literal[ActionType.MATCH_CLOSED]
    outcome: Outcome
    winner_team_id: Team | None = None
    method: Line | None = None


ACTION_MODELS: dict[str, type[Action]] = {
    ActionType.DELIVERY: Delivery,
    ActionType.INNINGS_STARTED: InningsStarted,
    ActionType.INNINGS_CLOSED: InningsClosed,
    ActionType.BATTER_DISMISSED: BatterDismissed,
    ActionType.BATTER_RETIRED: BatterRetired,
    ActionType.BATTER_RESUMED: BatterResumed,
    ActionType.BATTER_ARRIVED: BatterArrived,
    ActionType.BOWLER_SUSPENDED: BowlerSuspended,
    ActionType.PENALTY_AWARDED: PenaltyAwarded,
    ActionType.TARGET_REVISED: TargetRevised,
    ActionType.PLAY_STOPPED: PlayStopped,
    ActionType.PLAY_RESUMED: PlayResumed,
    ActionType.PLAYER_REPLACED: PlayerReplaced,
    ActionType.MATCH_CLOSED: MatchClosed,
}


def read_action(data: dict[str, Any]) -> Action:
    """Read one document of the log. Raises BadDocument naming the match, the action and the field.

    A document without `type` is a delivery, as the public schema has it.
    """
    where = action_label(data)
    return check_id(read_document(model_of(data, where), data, where), where)


def action_label(data: dict[str, Any]) -> str:
    """Return the name of a document for messages: its match and action id."""
    return f"match {data.get('matchId')!s}, action {data.get('id')!s}"


def model_of(data: dict[str, Any], where: str) -> type[Action]:
    """Return the model of a document's type. Raises BadDocument for an unknown type."""
    kind = data.get("type", ActionType.DELIVERY)
    model = ACTION_MODELS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise BadDocument(where, [f"type: {short_text(kind)} is no type of action we know"])
    return model


def check_id(action: Action, where: str) -> Action:
    """Return an action unchanged. Raises BadDocument where its id does not match its place."""
    expected = action_id(action.innings_number, action.sequence_number)
    if action.id != expected:
        raise BadDocument(where, [f"id: must be {expected}, its innings and sequence number"])
    return action
