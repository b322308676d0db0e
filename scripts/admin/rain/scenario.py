"""Reads a scenario, written by an operator: a match of one innings a side that lost overs.

`{g50, oversPerInnings, ballsPerOver?, minimumOvers?, first{runs, wickets?, stoppages[]}, second{
stoppages[], now{runs, wickets, ballsLeft}?}, penalties[]?}`; see `scrbrd dls --help`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from admin.rain.fields import Fields, read_fields
from scrbrd.domain.rain.resources import ALL_OUT, MOST_BALLS, TABLE_OVER_BALLS
from scrbrd.domain.rain.targets import Stoppage

MAX_RUNS: Final = 2_000
MAX_G50: Final = 500
MAX_BALLS_PER_OVER: Final = 20

NOTES: Final = ("name", "note", "source")
"""Fields for human readers only."""

TOP_FIELDS: Final = (
    *("g50", "oversPerInnings", "ballsPerOver", "minimumOvers", "first", "second", "penalties"),
    *NOTES,
)
SHAPE_OF_A_STOPPAGE: Final = "write [{ballsLeft, wickets, ballsLeftAfter}]"
SHAPE_OF_A_PENALTY: Final = 'write [{innings: 1 or 2, to: "batting" or "fielding", runs}]'


class Side(StrEnum):
    """The side that was awarded penalty runs, by its role in that innings."""

    BATTING = "batting"
    FIELDING = "fielding"


@dataclass(frozen=True, slots=True)
class Penalty:
    """Penalty runs awarded during an innings (1 or 2)."""

    innings: int
    to: Side
    runs: int


@dataclass(frozen=True, slots=True)
class ChaseState:
    """The present state of a chase."""

    runs: int
    wickets: int
    balls_left: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A match that lost overs.

    `balls` is the planned length of an innings, the same for both sides.
    """

    balls: int
    balls_per_over: int
    runs: int
    first: tuple[Stoppage, ...]
    second: tuple[Stoppage, ...]
    now: ChaseState | None
    penalties: tuple[Penalty, ...]
    g50: int | None
    minimum_overs: int | None

    @property
    def balls_left(self) -> int:
        """The balls left in the chase: now, or after its last stoppage."""
        if self.now is not None:
            return self.now.balls_left
        return self.second[-1].balls_left_after if self.second else self.balls

    @property
    def wickets(self) -> int:
        """The wickets lost in the chase, as far as the scenario states them."""
        if self.now is not None:
            return self.now.wickets
        return self.second[-1].wickets if self.second else 0

    @property
    def balls_bowled(self) -> int:
        """The balls bowled in the chase until then."""
        left, balls_bowled = self.balls, 0
        for each in self.second:
            balls_bowled += left - each.balls_left
            left = each.balls_left_after
        return balls_bowled + left - self.balls_left

    @property
    def late_penalty(self) -> int:
        """Runs awarded to Team 1 while Team 2 bats, the only penalties that change the target."""
        late = (each.runs for each in self.penalties if (each.innings, each.to) == RAISES_TARGET)
        return sum(late)


RAISES_TARGET: Final = (2, Side.FIELDING)


def read_scenario(file: Path) -> Scenario:
    """Read a scenario file. Raises BadInput naming the field and the remedy."""
    fields = read_fields(file)
    fields.allow(TOP_FIELDS)
    length = fields.integer(
        "ballsPerOver", 1, MAX_BALLS_PER_OVER, "give the balls of one", default=6
    )
    balls = read_balls(fields, length)
    runs, first = read_first(fields.part("first", "write first: {runs, wickets, stoppages}"), balls)
    second, now = read_second(
        fields.optional_part("second", "write second: {stoppages, now}"), balls
    )
    return Scenario(
        balls=balls,
        balls_per_over=length,
        runs=runs,
        first=first,
        second=second,
        now=now,
        penalties=tuple(map(read_penalty, fields.parts("penalties", SHAPE_OF_A_PENALTY))),
        g50=fields.integer("g50", 1, MAX_G50, "give the average total of 50 overs", default=None),
        minimum_overs=fields.integer(
            "minimumOvers", 1, 9_999, "give the overs that make a match", default=None
        ),
    )


def read_balls(fields: Fields, length: int) -> int:
    """Return the balls of an innings with overs of this length.

    Raises BadInput for more than the table has.
    """
    overs: int = fields.integer("oversPerInnings", 1, 9_999, "give the overs of an innings")
    balls = overs * length
    if balls > MOST_BALLS:
        integer = f"{MOST_BALLS // TABLE_OVER_BALLS} overs of six"
        what = f"{balls} balls are more than the {MOST_BALLS} of the table, which is of {integer}"
        raise fields.fault("oversPerInnings", f"{what}; there is no figure for it")
    return balls


def read_first(first: Fields, balls: int) -> tuple[int, tuple[Stoppage, ...]]:
    """Return the total of the first innings, and its stoppages."""
    first.allow(("runs", "wickets", "stoppages"))
    stoppages = read_stoppages(first, balls)
    fallen = stoppages[-1].wickets if stoppages else 0
    first.integer("wickets", fallen, ALL_OUT, "give the wickets at its end", default=None)
    return first.integer("runs", 0, MAX_RUNS, "give the first innings' total"), stoppages


def read_second(
    second: Fields | None, balls: int
) -> tuple[tuple[Stoppage, ...], ChaseState | None]:
    """Return the stoppages of the second innings, and its present state."""
    if second is None:
        return (), None
    second.allow(("stoppages", "now"))
    stoppages = read_stoppages(second, balls)
    return stoppages, read_now(second, balls, stoppages)


def read_stoppages(innings: Fields, balls: int) -> tuple[Stoppage, ...]:
    """Return the stoppages of an innings, in order."""
    stoppages: list[Stoppage] = []
    for each in innings.parts("stoppages", SHAPE_OF_A_STOPPAGE):
        each.allow(("ballsLeft", "wickets", "ballsLeftAfter"))
        max_balls, fallen = (
            (stoppages[-1].balls_left_after, stoppages[-1].wickets) if stoppages else (balls, 0)
        )
        left = balls_field(each, "ballsLeft", max_balls, "give the balls left when play stopped")
        wickets = each.integer(
            "wickets", fallen, ALL_OUT - 1, "give the wickets lost by then; they never fall back"
        )
        remedy = "give the balls left when play went on, 0 if the innings was ended"
        after = balls_field(each, "ballsLeftAfter", left, remedy, default=0)
        stoppages.append(Stoppage(left, wickets, after))
    return tuple(stoppages)


def balls_field(
    fields: Fields, name: str, max_balls: int, remedy: str, default: int | None = None
) -> int:
    """Return a number of balls left: an integer, at most the number left before."""
    value = fields.values.get(name)
    if isinstance(value, float):
        what = f"is no whole number of balls (got {value}); 7.4 overs of six are 46 balls"
        raise fields.fault(name, f"{what}; {remedy}")
    given = {} if default is None else {"default": default}
    balls: int = fields.integer(
        name, 0, max_balls, f"{remedy}, at most the {max_balls} that were left before", **given
    )
    return balls


def read_now(second: Fields, balls: int, stoppages: tuple[Stoppage, ...]) -> ChaseState | None:
    """Return the present state of the chase, after its last stoppage."""
    now = second.optional_part("now", "write now: {runs, wickets, ballsLeft}")
    if now is None:
        return None
    now.allow(("runs", "wickets", "ballsLeft"))
    max_balls, fallen = (
        (stoppages[-1].balls_left_after, stoppages[-1].wickets) if stoppages else (balls, 0)
    )
    return ChaseState(
        runs=now.integer("runs", 0, MAX_RUNS, "give the score of the side batting second"),
        wickets=now.integer("wickets", fallen, ALL_OUT, "give its wickets lost"),
        balls_left=balls_field(now, "ballsLeft", max_balls, "give the balls that are left to it"),
    )


def read_penalty(fields: Fields) -> Penalty:
    """Return one award of penalty runs."""
    fields.allow(("innings", "to", "runs"))
    to = fields.values.get("to")
    if to not in tuple(Side):
        raise fields.fault("to", f'is neither "batting" nor "fielding"; {SHAPE_OF_A_PENALTY}')
    return Penalty(
        innings=fields.integer("innings", 1, 2, SHAPE_OF_A_PENALTY),
        to=Side(to),
        runs=fields.integer("runs", 1, MAX_RUNS, SHAPE_OF_A_PENALTY),
    )
