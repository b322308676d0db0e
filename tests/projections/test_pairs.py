"""Tests head-to-head figures of a match: dots, boundaries, and dismissals by the bowler."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import ProblemCode
from tests.domain.notation import HOME, Book
from tests.projections.contributions import NO_FACING, away, home, player_contributions

FIVE_A_SIDE = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)

BALLS = [
    pytest.param(".", {"ballsFaced": 1, "dotBalls": 1}, id="a dot"),
    pytest.param("2", {"ballsFaced": 1, "runsScored": 2}, id="two runs"),
    pytest.param("4", {"ballsFaced": 1, "runsScored": 4, "fours": 1}, id="a four"),
    pytest.param("4r", {"ballsFaced": 1, "runsScored": 4}, id="four all run"),
    pytest.param("6", {"ballsFaced": 1, "runsScored": 6, "sixes": 1}, id="a six"),
    pytest.param("2b", {"ballsFaced": 1, "dotBalls": 1}, id="byes are a dot"),
    pytest.param("4lb", {"ballsFaced": 1, "dotBalls": 1}, id="leg byes are a dot"),
    pytest.param("nb", {"ballsFaced": 1, "dotBalls": 1}, id="a no-ball is faced, and a dot"),
    pytest.param("nb+2b", {"ballsFaced": 1, "dotBalls": 1}, id="byes off a no-ball"),
    pytest.param("nb+4", {"ballsFaced": 1, "runsScored": 4, "fours": 1}, id="four off a no-ball"),
    pytest.param("W", {"ballsFaced": 1, "dotBalls": 1, "bowled": 1}, id="bowled"),
    pytest.param("Wc", {"ballsFaced": 1, "dotBalls": 1, "caught": 1}, id="caught"),
    pytest.param("Wlbw", {"ballsFaced": 1, "dotBalls": 1, "lbw": 1}, id="lbw"),
    pytest.param("Wst", {"ballsFaced": 1, "dotBalls": 1, "other": 1}, id="stumped"),
    pytest.param("Whw", {"ballsFaced": 1, "dotBalls": 1, "other": 1}, id="hit wicket"),
    pytest.param("wdWst", {"other": 1}, id="stumped off a wide, no ball faced"),
    pytest.param("Wro", {"ballsFaced": 1, "dotBalls": 1}, id="a run out is not the bowler's"),
    pytest.param(
        "2Wron",
        {"ballsFaced": 1, "runsScored": 2},
        id="the non-striker's run out is not the bowler's",
    ),
    pytest.param(
        "Wobs", {"ballsFaced": 1, "dotBalls": 1}, id="obstructing the field is not the bowler's"
    ),
]


@pytest.mark.parametrize(("token", "expected"), BALLS)
def test_the_head_to_head_figures_of_one_ball(token: str, expected: Json) -> None:
    found = player_contributions(Book(FIVE_A_SIDE).innings(HOME, token))
    assert found[home(1)]["facing"] == {away(5): NO_FACING | expected}
    assert found[home(2)]["facing"] == {}


def test_a_pair_with_only_wides_has_no_figures() -> None:
    assert player_contributions(Book(FIVE_A_SIDE).innings(HOME, "wd 5wd"))[home(1)]["facing"] == {}


def test_each_bowlers_balls_are_counted_separately() -> None:
    facing = player_contributions(Book(FIVE_A_SIDE).innings(HOME, ". . . . . 1 | 4 2"))[home(1)][
        "facing"
    ]
    assert {bowler: each["runsScored"] for bowler, each in facing.items()} == {
        away(5): 1,
        away(4): 6,
    }


def test_refused_and_voided_balls_are_not_counted() -> None:
    book = Book(FIVE_A_SIDE).innings(HOME, "1").at_crease(home(1), home(2))
    book.ball("6", is_voided=True)
    book.ball("4", bowler_id=home(2))
    assert book.codes == [ProblemCode.BOWLER_IS_BATTING]
    assert player_contributions(book)[home(1)]["facing"] == {
        away(5): NO_FACING | {"ballsFaced": 1, "runsScored": 1}
    }
