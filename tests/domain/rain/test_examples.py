"""Tests worked examples of the Standard Edition, each with its source.

Examples for the table of 1998 to 2002 are computed with the current table; their ids have the old
figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from scrbrd.domain.rain.resources import standard_table
from scrbrd.domain.rain.targets import Chase, Stoppage, resources_of

TABLE = standard_table()


@dataclass(frozen=True)
class Example:
    """A match of `overs` a side: the stoppages of both innings, and the expected figures.

    `left` are the balls left and wickets lost of a chase that is decided by par.
    """

    source: str
    overs: int
    runs: int
    resources: tuple[int, int]
    first: tuple[Stoppage, ...] = ()
    second: tuple[Stoppage, ...] = ()
    target: int | None = None
    par: int | None = None
    left: tuple[int, int] | None = None
    g50: int | None = None

    @property
    def chase(self) -> Chase:
        """The chase, with the resources of both innings computed."""
        first = resources_of(TABLE, self.overs * 6, self.first)
        second = resources_of(TABLE, self.overs * 6, self.second)
        return Chase(self.runs, first, second, self.g50)


def stoppage(balls_left: int, wickets: int, after: int = 0) -> Stoppage:
    """Return a stoppage; by default no balls are left after it."""
    return Stoppage(balls_left, wickets, after)


ICC = "ICC, Duckworth-Lewis methodology, example"
TWO_STOPPAGES = (stoppage(228, 1, 168), stoppage(108, 3, 96))
ABANDONED = (*TWO_STOPPAGES, stoppage(46, 6))
FINAL = "World Cup final, 23 March 2003"

EXAMPLES = {
    "1": Example(
        f"{ICC} 1",
        50,
        180,
        (875, 893),
        (stoppage(180, 3, 120),),
        (stoppage(300, 0, 240),),
        185,
        g50=245,
    ),
    "2": Example(f"{ICC} 2", 45, 212, (950, 827), (), (stoppage(270, 0, 210),), 185),
    "3": Example(f"{ICC} 3", 50, 250, (1000, 868), (), (stoppage(228, 1, 168),), 218),
    "3 again": Example(f"{ICC} 4, before the end", 50, 250, (1000, 832), (), TWO_STOPPAGES, 209),
    "4": Example(f"{ICC} 4", 50, 250, (1000, 639), (), ABANDONED, par=159),
    "6": Example(
        "Lancashire v Hampshire, 18 May 2003 (zalansite, section 21)",
        *(30, 231, (751, 718), (), (stoppage(180, 0, 168),), 221),
    ),
    "7": Example(
        "South Africa v Sri Lanka, 3 March 2003: a tie (sacricketmag.com)",
        *(50, 268, (1000, 857), (), (stoppage(30, 6),)),
        par=229,
    ),
    "8": Example(
        "Australia v Netherlands, 20 February 2003 (zalansite, section 26)",
        *(
            47,
            170,
            (726, 841),
            (stoppage(132, 2, 114), stoppage(96, 2, 48)),
            (stoppage(282, 0, 216),),
            198,
        ),
        g50=235,
    ),
    "9": Example(
        f"{FINAL}: 9.0 overs, 1 down (zalansite, section 31)",
        *(50, 359, (1000, 147), (), (stoppage(246, 1),)),
        par=52,
    ),
    "10": Example(
        f"{FINAL}: 23.0 overs, 3 down, India's 145 four behind (rediff, 1 October 2003)",
        *(50, 359, (1000, 416), (), (stoppage(162, 3),)),
        par=149,
    ),
    "12": Example(
        "New Zealand v South Africa, 16 February 2003: 226 in 39 overs (from memory)",
        *(50, 306, (1000, 738), (), (stoppage(118, 1, 52),), 226),
    ),
    "13, old table: 72.5, par 181, won by 18": Example(
        "abcdetest.wordpress.com, 18 June 2008: 199 for 5 in 40, abandoned",
        *(50, 250, (1000, 739), (), (stoppage(60, 5),)),
        par=184,
    ),
    "14, old table: 90.3, 79.2, target 176": Example(
        "abcdetest.wordpress.com (inputs)", 40, 200, (893, 786), (), (stoppage(60, 5, 30),), 177
    ),
    "15, old table: 90.3, 77.1, target 137": Example(
        "financialexpress, 6 June 1999 (inputs): all out in 38 of 40",
        *(40, 160, (893, 751), (), (stoppage(240, 0, 180),), 135),
    ),
    "16, old table: 46.0, par 120": Example(
        "shashindrasri.blogspot.com, September 2011",
        *(50, 263, (1000, 476), (), (stoppage(120, 2),)),
        par=125,
    ),
    "17, old table: 78.5, target 207": Example(
        "shashindrasri.blogspot.com: 16 resumed as 40 overs",
        *(50, 263, (1000, 784), (), (stoppage(120, 2, 60),), 207),
    ),
    "old table: 253 in 47 overs": Example(
        "West Indies v Zimbabwe, 25 January 2001: 235 for 6 in 47, then rain (cricket.org 100746)",
        *(50, 235, (905, 971), (stoppage(18, 6),), (stoppage(300, 0, 282),), 250),
        g50=225,
    ),
    "18": Example(
        "test_success.py of a public calculator: abandoned after 10 of 20",
        *(20, 180, (566, 258), (), (stoppage(60, 2),)),
        par=82,
    ),
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_worked_example_is_reproduced(example: Example) -> None:
    chase = example.chase
    assert (chase.first_resources, chase.resources) == example.resources
    if example.target is not None:
        assert chase.target() == example.target
    if example.par is not None:
        assert (chase.par(0), chase.target()) == (example.par, example.par + 1)


def test_a_target_is_computed_from_given_resources() -> None:
    """Example 5 of ICC's document, quoted from another scoring project's notes."""
    assert Chase(226, 931, 647).target() == 158


def test_pars_within_an_over_of_the_final_of_2003() -> None:
    """Example 11, computed: 9.1 to 9.5 overs, 1 down; curve and straight line agree."""
    chase = Chase(359, 1000, 1000)
    assert [chase.par(TABLE.left(246 - ball, 1)) for ball in range(1, 6)] == [53, 54, 54, 55, 56]


def test_par_before_an_abandonment_is_the_target_less_one_after_it() -> None:
    """Example 4, computed from the par before the abandonment."""
    chase = Chase(250, 1000, 832)
    assert chase.par(TABLE.left(46, 6)) == 159


OTHER_CALCULATORS = [
    pytest.param(50, 280, (120, 3, 0), 143, 142, id="ODI: 142.5 rounded up"),
    pytest.param(20, 230, (90, 4, 12), 106, 105, id="T20 cut to 7: 105.7 rounded up"),
    pytest.param(10, 95, (30, 1, 0), 42, 44, id="T10: every second row of the T20 table"),
    pytest.param(50, 200, (60, 3, 0), 122, 140, id="200 in 50, 3 down after 40: no D/L at all"),
]
"""Results of other calculators, and the correct ones by the Standard Edition."""


@pytest.mark.parametrize(("overs", "runs", "stoppage_fields", "theirs", "right"), OTHER_CALCULATORS)
def test_wrong_results_of_other_calculators_are_not_reproduced(
    overs: int, runs: int, stoppage_fields: tuple[int, int, int], theirs: int, right: int
) -> None:
    chase = Example("", overs, runs, (0, 0), second=(Stoppage(*stoppage_fields),)).chase
    assert chase.par(0) == right != theirs


def test_an_interrupted_first_innings_does_not_lower_the_target_to_119() -> None:
    """T20: 150 in 18 overs, 2 down when it rained after 10; 15 overs to chase it. Not 119."""
    first, second = (stoppage(60, 2, 48),), (stoppage(120, 0, 90),)
    assert Example("", 20, 150, (0, 0), first, second).chase.target() == 133
