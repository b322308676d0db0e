"""Tests the table of resources: as printed for whole overs, and by the curve between them."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest

from scrbrd.domain.rain.resources import (
    ALL_OUT,
    MOST_BALLS,
    NotCalculated,
    standard_cell,
    standard_table,
    table_of,
)
from scrbrd.domain.rain.standard_table import WHOLE_OVERS

TABLE = standard_table()
CSV_CHECKSUM = "04cbfe9075a89ba7e15dfee9dec0cfc909e87e10f8609e4add2ff00ea70279ac"
"""Checksum of the CSV file with which five published copies of the 2002 table were compared."""


def as_csv() -> str:
    """Return the whole overs of the table in the format of that file."""
    heads = ",".join(["overs", *(f"w{wickets}" for wickets in range(ALL_OUT))])
    rows = (
        ",".join([str(50 - place), *(str(cell / 10) for cell in row)])
        for place, row in enumerate(WHOLE_OVERS)
    )
    return "\n".join([heads, *rows]) + "\n"


def test_whole_overs_equal_the_published_file() -> None:
    assert sha256(as_csv().encode()).hexdigest() == CSV_CHECKSUM


def test_whole_overs_are_printed_values_not_those_of_the_curve() -> None:
    for place, row in enumerate(WHOLE_OVERS):
        assert TABLE.by_ball[(50 - place) * 6] == row


OLD_TABLE = [(300, 2, 838), (300, 5, 495), (300, 7, 265), (240, 0, 903), (60, 5, 275)]
"""Cells of the different table of 1998 to 2002, which pages up to 2003 quote."""


@pytest.mark.parametrize(("balls", "wickets", "old"), OLD_TABLE)
def test_the_table_is_not_the_one_from_before_2002(balls: int, wickets: int, old: int) -> None:
    assert TABLE.left(balls, wickets) != old


DISPUTED = [(6, 6, 35, 34), (96, 5, 347, 346)]
"""Two cells that differ in one public copy."""


@pytest.mark.parametrize(("balls", "wickets", "ours", "theirs"), DISPUTED)
def test_two_disputed_cells_equal_those_of_two_complete_tables(
    balls: int, wickets: int, ours: int, theirs: int
) -> None:
    assert TABLE.left(balls, wickets) == ours != theirs


def test_a_side_all_out_or_without_balls_has_no_resources_left() -> None:
    assert [TABLE.left(0, wickets) for wickets in range(12)] == [0] * 12
    assert [TABLE.left(balls, ALL_OUT) for balls in (0, 1, 300)] == [0, 0, 0]


def test_one_more_ball_never_lowers_the_resources() -> None:
    assert len(TABLE.by_ball) == MOST_BALLS + 1
    for fewer, more in pairwise(TABLE.by_ball):
        assert all(one <= other for one, other in zip(fewer, more, strict=True))


def test_a_wicket_never_adds_resources() -> None:
    for row in TABLE.by_ball:
        assert all(before >= after for before, after in pairwise(row))
    lowered = [
        (balls, wickets)
        for balls in range(MOST_BALLS + 1)
        for wickets in range(ALL_OUT)
        if standard_cell(balls, wickets) != TABLE.left(balls, wickets)
    ]
    assert lowered == [(8, 4)]


def test_the_curve_is_within_three_tenths_of_a_straight_line() -> None:
    above_line = 0
    for balls in range(MOST_BALLS):
        overs, extra_balls = divmod(balls, 6)
        for wickets in range(ALL_OUT):
            low, high = TABLE.left(overs * 6, wickets), TABLE.left(overs * 6 + 6, wickets)
            over_line = TABLE.left(balls, wickets) * 6 - (low * 6 + (high - low) * extra_balls)
            assert -6 <= over_line < 18
            above_line += over_line > 6
    assert 0 < above_line < 50


def test_cells_printed_in_an_icc_example_are_reproduced() -> None:
    assert [TABLE.left(balls, 6) for balls in (45, 46, 47)] == [191, 193, 196]


def test_more_balls_than_the_table_has_are_not_calculated() -> None:
    with pytest.raises(NotCalculated, match="301 balls left are more than the 300"):
        TABLE.left(301, 0)


def test_a_table_can_be_read_back_unchanged() -> None:
    assert table_of(TABLE.by_ball) == TABLE


def with_changed_cell(balls: int, wickets: int, tenths: int) -> list[list[int]]:
    """Return the table's rows with one cell changed."""
    rows = [list(row) for row in TABLE.by_ball]
    rows[balls][wickets] = tenths
    return rows


BAD_TABLES = [
    pytest.param(
        with_changed_cell(300, 0, 999), "300 balls left, 0 wickets lost", id="not of 50 overs"
    ),
    pytest.param(with_changed_cell(0, 3, 1), "with no balls left nothing is left", id="no balls"),
    pytest.param(with_changed_cell(100, 4, 1), "less than with 99 balls left", id="falls by balls"),
    pytest.param(
        with_changed_cell(100, 4, 900), "more than with 3 wickets lost", id="rises by wickets"
    ),
    pytest.param(with_changed_cell(300, 0, 1001), "is no percentage", id="over a hundred percent"),
    pytest.param(with_changed_cell(100, 9, -1), "is no percentage", id="a negative percentage"),
    pytest.param(list(TABLE.by_ball[:-1]), "has 300 rows", id="a row short"),
    pytest.param([row[:9] for row in TABLE.by_ball], "has 9 cells", id="a column short"),
]


@pytest.mark.parametrize(("rows", "message"), BAD_TABLES)
def test_an_impossible_table_is_refused(rows: list[list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table_of(rows)
