"""Finds the resources a side has left, by balls left and wickets lost.

Resources are integers: tenths of a percent of a 50-over innings. The table counts overs of six
balls; in overs of another length a ball is a ball: 100 balls are 16 overs and 4 balls of the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp, floor
from typing import Final

from scrbrd.domain.errors import ScrbrdError
from scrbrd.domain.rain.standard_table import WHOLE_OVERS

TABLE_OVER_BALLS: Final = 6
MOST_BALLS: Final = 300
"""Balls of the longest innings in the table: 50 overs of six."""

ALL_OUT: Final = 10
"""Wickets at which no resources are left. The table is made for sides of eleven."""

CURVE: Final = (
    (134.102, 0.02739),
    (118.525, 0.03100),
    (101.914, 0.03604),
    (84.453, 0.04350),
    (66.996, 0.05487),
    (50.281, 0.07308),
    (35.116, 0.10462),
    (21.990, 0.16721),
    (11.907, 0.30987),
    (4.700, 0.76322),
)
"""Z0 and b of Z(u, w) = Z0(w)(1 - e^(-b(w)u)) by wickets lost, a least-squares fit to the table.

The authors' own values were never published. Only the shape between two whole overs is used.
"""


PRINTED_WITHIN_OVERS: Final = {(46, 6): 193}
"""Cells between whole overs that ICC's own examples print: 7.4 overs left, 6 down (example 4). The
curve rounds 19.353 up to 19.4 there."""


class NotCalculated(ScrbrdError):
    """A figure cannot be calculated; the message says why, and which value is missing."""


@dataclass(frozen=True, slots=True)
class ResourceTable:
    """Resources by balls left (0 to 300) and wickets lost (0 to 9)."""

    by_ball: tuple[tuple[int, ...], ...]

    def left(self, balls: int, wickets: int) -> int:
        """Return the resources at `balls` balls left and `wickets` lost; 0 for a side all out.

        In tenths of a percent. Raises NotCalculated for more balls than the table has.
        """
        if balls > MOST_BALLS:
            raise NotCalculated(
                f"{balls} balls left are more than the {MOST_BALLS} that the table has"
            )
        return 0 if wickets >= ALL_OUT else self.by_ball[balls][wickets]


@cache
def standard_table() -> ResourceTable:
    """Return the Standard Edition's table at every ball.

    Whole overs are as printed, balls between them follow the curve.
    """
    return ResourceTable(tuple(standard_row(balls) for balls in range(MOST_BALLS + 1)))


def standard_row(balls: int) -> tuple[int, ...]:
    """Return the cells for a number of balls left; none is more than the one before.

    Rounding alone would leave a tenth more with four wickets lost than with three in a few rows.
    """
    cells = (standard_cell(balls, wickets) for wickets in range(ALL_OUT))
    return tuple(accumulate(cells, min))


def standard_cell(balls: int, wickets: int) -> int:
    """Return one cell; between whole overs interpolated along the curve, rounded to a tenth."""
    printed = PRINTED_WITHIN_OVERS.get((balls, wickets))
    if printed is not None:
        return printed
    overs, more = divmod(balls, TABLE_OVER_BALLS)
    below = whole_overs_left(overs, wickets)
    if not more:
        return below
    above = whole_overs_left(overs + 1, wickets)
    return below + floor((above - below) * part_of_over(overs, more, wickets) + 0.5)


def whole_overs_left(overs: int, wickets: int) -> int:
    """Return the printed cell for a number of overs left."""
    return WHOLE_OVERS[len(WHOLE_OVERS) - 1 - overs][wickets]


def part_of_over(overs: int, balls: int, wickets: int) -> float:
    """Return the share of an over's resources in its last `balls`, with `overs` left after it.

    It is a little more than their share of the balls: each ball of an innings is worth more than
    the one before. Z0 cancels out.
    """
    decay = CURVE[wickets][1]
    start, end = exp(-decay * overs), exp(-decay * (overs + 1))
    return (start - exp(-decay * (overs + balls / TABLE_OVER_BALLS))) / (start - end)


def table_of(rows: Sequence[Sequence[int]]) -> ResourceTable:
    """Return a table made from rows for 0 to 300 balls left, in tenths of a percent.

    Raises ValueError naming the first cell that cannot be right.
    """
    if len(rows) != MOST_BALLS + 1:
        raise ValueError(f"has {len(rows)} rows; it takes one for each of 300 to 0 balls left")
    for balls, row in enumerate(rows):
        check_row(balls, row, rows[balls - 1] if balls else (0,) * ALL_OUT)
    if rows[MOST_BALLS][0] != 1_000:
        raise ValueError("300 balls left, 0 wickets lost: a whole innings has 100.0 percent")
    return ResourceTable(tuple(tuple(row) for row in rows))


def check_row(balls: int, row: Sequence[int], before: Sequence[int]) -> None:
    """Check that a row has ten cells and only allowed values. Raises ValueError."""
    if len(row) != ALL_OUT:
        raise ValueError(
            f"{balls} balls left: has {len(row)} cells, for 0 to 9 wickets it takes 10"
        )
    for wickets, tenths in enumerate(row):
        where = f"{balls} balls left, {wickets} wickets lost: {tenths / 10}"
        if balls == 0 and tenths != 0:
            raise ValueError(f"{where} percent; with no balls left nothing is left")
        if not 0 <= tenths <= 1_000:
            raise ValueError(f"{where} is no percentage from 0.0 to 100.0")
        if tenths < before[wickets]:
            raise ValueError(f"{where} is less than with {balls - 1} balls left")
        if wickets and tenths > row[wickets - 1]:
            raise ValueError(f"{where} is more than with {wickets - 1} wickets lost")
