"""Defines the parts of a board: what a scorer must see of a match at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Result
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.live.parts import Need


class BarReason(StrEnum):
    """Why a bowler may not bowl: the code of the Problem that a ball of theirs would be."""

    BOWLER_SUSPENDED = "bowler_suspended"
    CONSECUTIVE_OVERS = "consecutive_overs"
    BOWLER_OVER_LIMIT = "bowler_over_limit"


@dataclass(frozen=True, slots=True)
class Score:
    """`overs` as they are printed: `12.3`, and `12.0` for a whole number of them."""

    runs: int
    wickets: int
    overs: str
    legal_balls: int


@dataclass(frozen=True, slots=True)
class BatterLine:
    """A batter at the crease; `balls` are those faced."""

    player_id: PlayerId
    runs: int
    balls: int
    fours: int
    sixes: int


@dataclass(frozen=True, slots=True)
class BowlerLine:
    """`figures` are overs, maidens, runs, wickets; `overs_left` None where nothing limits them."""

    player_id: PlayerId
    figures: str
    overs_left: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """What the pair at the crease has made together."""

    runs: int
    balls: int


@dataclass(frozen=True, slots=True)
class StripBall:
    """A ball of the over in progress, or of the last one until the next begins."""

    action_id: str
    display: str


@dataclass(frozen=True, slots=True)
class Required:
    """What a chase still needs; `balls` None where overs are not limited."""

    runs: int
    balls: int | None


@dataclass(frozen=True, slots=True)
class NextPlace:
    """Where the next ball belongs; `over_number` 0-based, `ball_in_over` 1-based."""

    innings_number: int
    over_number: int
    ball_in_over: int


@dataclass(frozen=True, slots=True)
class Board:
    """A match at one moment. `problems`: of the log itself first, then in order of play.

    `yet_to_bat`: of the side that bats, or that bats next, in the order planned. `likely_bowler_id`
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
