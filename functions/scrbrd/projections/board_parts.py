"""Defines the parts of a board: what a scorer must see of a match at one time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Result
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.live.parts import Need


class BarReason(StrEnum):
    """Why a bowler may not bowl: the code of the Problem that a ball of theirs would have."""

    BOWLER_SUSPENDED = "bowler_suspended"
    CONSECUTIVE_OVERS = "consecutive_overs"
    BOWLER_OVER_LIMIT = "bowler_over_limit"
    SUPER_OVER_BOWLER = "super_over_bowler"


@dataclass(frozen=True, slots=True)
class Score:
    """The score of an innings.

    `overs` as printed: `12.3`, and `12.0` for a whole number of overs.
    """

    runs: int
    wickets: int
    overs: str
    legal_balls: int


@dataclass(frozen=True, slots=True)
class BatterLine:
    """A batter at the crease; `balls` are the balls faced."""

    player_id: PlayerId
    runs: int
    balls: int
    fours: int
    sixes: int


@dataclass(frozen=True, slots=True)
class BowlerLine:
    """A bowler's figures: overs, maidens, runs, wickets.

    `overs_left` is None if there is no limit.
    """

    player_id: PlayerId
    figures: str
    overs_left: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """The partnership at the crease."""

    runs: int
    balls: int


@dataclass(frozen=True, slots=True)
class StripBall:
    """A ball of the over in progress, or of the last one until the next begins."""

    action_id: str
    display: str


@dataclass(frozen=True, slots=True)
class Required:
    """The runs and balls that a chase still needs; `balls` is None if overs are not limited."""

    runs: int
    balls: int | None


@dataclass(frozen=True, slots=True)
class NextPlace:
    """The place of the next ball; `over_number` is 0-based, `ball_in_over` 1-based."""

    innings_number: int
    over_number: int
    ball_in_over: int


@dataclass(frozen=True, slots=True)
class Board:
    """A match at one time. `problems` has those of the log itself first, then those in order of
    play.

    `yet_to_bat` is for the side that bats, or bats next, in the planned order. `likely_bowler_id`
    bowled the over before the last.
    """

    score: Score
    next_place: NextPlace
    striker: BatterLine | None = None
    non_striker: BatterLine | None = None
    bowler: BowlerLine | None = None
    partnership: Stand | None = None
    strip: tuple[StripBall, ...] = ()
    is_free_hit: bool = False
    powerplay: str | None = None
    target: int | None = None
    required: Required | None = None
    needs: tuple[Need, ...] = ()
    likely_bowler_id: PlayerId | None = None
    barred_bowlers: Mapping[PlayerId, BarReason] = field(default_factory=dict)
    yet_to_bat: tuple[PlayerId, ...] = ()
    result: Result | None = None
    problems: tuple[Problem, ...] = ()
    last_action_id: str | None = None
