"""Reads a scenario: a match of one innings a side that lost overs, as an operator writes it.

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

MOST_RUNS: Final = 2_000
MOST_G50: Final = 500
MOST_BALLS_PER_OVER: Final = 20

NOTES: Final = ("name", "note", "source")
"""Fields that nobody reads but people."""

TOP: Final = (
    *("g50", "oversPerInnings", "ballsPerOver", "minimumOvers", "first", "second", "penalties"),
    *NOTES,
)
SHAPE_OF_A_STOPPAGE: Final = "write [{ballsLeft, wickets, ballsLeftAfter}]"
SHAPE_OF_A_PENALTY: Final = 'write [{innings: 1 or 2, to: "batting" or "fielding", runs}]'


class Side(StrEnum):
    """Who was awarded penalty runs, by what it did in that innings."""

    BATTING = "batting"
    FIELDING = "fielding"


@dataclass(frozen=True, slots=True)
class Penalty:
    """Penalty runs that were awarded during an innings (1 or 2)."""

    innings: int
    to: Side
    runs: int


@dataclass(frozen=True, slots=True)
class Now:
    """How a chase stands."""

    runs: int
    wickets: int
    balls_left: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A match that lost overs. `balls` are those of an innings as both sides were to have it."""

    balls: int
    balls_per_over: int
    runs: int
    first: tuple[Stoppage, ...]
    second: tuple[Stoppage, ...]
    now: Now | None
    penalties: tuple[Penalty, ...]
    g50: int | None
    minimum_overs: int | None

    @property
    def balls_left(self) -> int:
        """Balls left to the chase: now, or after its last stoppage."""
        if self.now is not None:
            return self.now.balls_left
        return self.second[-1].balls_left_after if self.second else self.balls

    @property
    def wickets(self) -> int:
        """Wickets that the chase has lost, as far as the scenario says."""
        if self.now is not None:
            return self.now.wickets
        return self.second[-1].wickets if self.second else 0

    @property
    def bowled(self) -> int:
        """Balls of the chase that were bowled by then."""
        left, bowled = self.balls, 0
        for each in self.second:
            bowled += left - each.balls_left
            left = each.balls_left_after
        return bowled + left - self.balls_left

    @property
    def late_penalty(self) -> int:
        """Runs awarded to Team 1 while Team 2 bats: all that penalties change of the target."""
        late = (each.runs for each in self.penalties if (each.innings, each.to) == RAISES_TARGET)
        return sum(late)


RAISES_TARGET: Final = (2, Side.FIELDING)


def read_scenario(file: Path) -> Scenario:
    """Read a file. Raises BadInput naming the field and the remedy."""
    fields = read_fields(file)
    fields.allow(TOP)
    length = fields.whole(
        "ballsPerOver", 1, MOST_BALLS_PER_OVER, "give the balls of one", default=6
    )
    balls = read_balls(fields, length)
    runs, first = read_first(fields.part("first", "write first: {runs, wickets, stoppages}"), balls)
    second, now = read_second(fields.maybe_part("second", "write second: {stoppages, now}"), balls)
    return Scenario(
        balls=balls,
        balls_per_over=length,
        runs=runs,
        first=first,
        second=second,
        now=now,
        penalties=tuple(map(read_penalty, fields.parts("penalties", SHAPE_OF_A_PENALTY))),
        g50=fields.whole("g50", 1, MOST_G50, "give the average total of 50 overs", default=None),
        minimum_overs=fields.whole(
            "minimumOvers", 1, 9_999, "give the overs that make a match", default=None
        ),
    )


def read_balls(fields: Fields, length: int) -> int:
    """The balls of an innings of overs of this length, as far as the table goes."""
    overs: int = fields.whole("oversPerInnings", 1, 9_999, "give the overs of an innings")
    balls = overs * length
    if balls > MOST_BALLS:
        whole = f"{MOST_BALLS // TABLE_OVER_BALLS} overs of six"
        what = f"{balls} balls are more than the {MOST_BALLS} of the table, which is of {whole}"
        raise fields.fault("oversPerInnings", f"{what}; there is no figure for it")
    return balls


def read_first(first: Fields, balls: int) -> tuple[int, tuple[Stoppage, ...]]:
    """The total of the first innings, and its stoppages."""
    first.allow(("runs", "wickets", "stoppages"))
    stoppages = read_stoppages(first, balls)
    fallen = stoppages[-1].wickets if stoppages else 0
    first.whole("wickets", fallen, ALL_OUT, "give the wickets at its end", default=None)
    return first.whole("runs", 0, MOST_RUNS, "give the first innings' total"), stoppages


def read_second(second: Fields | None, balls: int) -> tuple[tuple[Stoppage, ...], Now | None]:
    """The stoppages of the second innings, and how it stands."""
    if second is None:
        return (), None
    second.allow(("stoppages", "now"))
    stoppages = read_stoppages(second, balls)
    return stoppages, read_now(second, balls, stoppages)


def read_stoppages(innings: Fields, balls: int) -> tuple[Stoppage, ...]:
    """The stoppages of an innings, in their order."""
    read: list[Stoppage] = []
    for each in innings.parts("stoppages", SHAPE_OF_A_STOPPAGE):
        each.allow(("ballsLeft", "wickets", "ballsLeftAfter"))
        most, fallen = (read[-1].balls_left_after, read[-1].wickets) if read else (balls, 0)
        left = balls_field(each, "ballsLeft", most, "give the balls left when play stopped")
        wickets = each.whole(
            "wickets", fallen, ALL_OUT - 1, "give the wickets lost by then; they never fall back"
        )
        remedy = "give the balls left when play went on, 0 if the innings was ended"
        after = balls_field(each, "ballsLeftAfter", left, remedy, default=0)
        read.append(Stoppage(left, wickets, after))
    return tuple(read)


def balls_field(
    fields: Fields, name: str, most: int, remedy: str, default: int | None = None
) -> int:
    """A number of balls left: no more than there were before, and never overs."""
    value = fields.values.get(name)
    if isinstance(value, float):
        what = f"is no whole number of balls (got {value}); 7.4 overs of six are 46 balls"
        raise fields.fault(name, f"{what}; {remedy}")
    given = {} if default is None else {"default": default}
    balls: int = fields.whole(
        name, 0, most, f"{remedy}, at most the {most} that were left before", **given
    )
    return balls


def read_now(second: Fields, balls: int, stoppages: tuple[Stoppage, ...]) -> Now | None:
    """How the chase stands, after its last stoppage."""
    now = second.maybe_part("now", "write now: {runs, wickets, ballsLeft}")
    if now is None:
        return None
    now.allow(("runs", "wickets", "ballsLeft"))
    most, fallen = (
        (stoppages[-1].balls_left_after, stoppages[-1].wickets) if stoppages else (balls, 0)
    )
    return Now(
        runs=now.whole("runs", 0, MOST_RUNS, "give the score of the side batting second"),
        wickets=now.whole("wickets", fallen, ALL_OUT, "give its wickets lost"),
        balls_left=balls_field(now, "ballsLeft", most, "give the balls that are left to it"),
    )


def read_penalty(fields: Fields) -> Penalty:
    """One award of penalty runs."""
    fields.allow(("innings", "to", "runs"))
    to = fields.values.get("to")
    if to not in tuple(Side):
        raise fields.fault("to", f'is neither "batting" nor "fielding"; {SHAPE_OF_A_PENALTY}')
    return Penalty(
        innings=fields.whole("innings", 1, 2, SHAPE_OF_A_PENALTY),
        to=Side(to),
        runs=fields.whole("runs", 1, MOST_RUNS, SHAPE_OF_A_PENALTY),
    )
