"""A chase that rain ended is decided by par, once the overs that make a match were bowled."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.rain.resources import standard_table
from scrbrd.domain.vocabulary import MatchFormat
from scrbrd.projections.live.run_rate import Credit, credits_of
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
NAMES = {HOME: "Hill", AWAY: "Dale"}


def text(book: Book) -> str | None:
    """The result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def chase(runs: str, overs: int = 6, **conditions: Any) -> Book:
    """180 in 20 overs, and a chase that begins with a few balls, two of them wickets.

    After six overs with two down, 40.5 of 56.6 percent are left: par is 51.
    """
    book = Book(replace(T20, **conditions)).innings(HOME, " ".join(["6"] * 30 + ["."] * 90))
    scored = [*runs.split(), "W", "W"]
    return book.innings(AWAY, " ".join(scored + ["."] * (overs * 6 - len(scored))))


def rained_off(book: Book) -> Book:
    """Rain, and no more play."""
    return book.fact("play_stopped", reason="rain").close("abandoned")


RESULTS = [
    pytest.param("6 6 6 6 6 6 6 6 4", "Dale won by 1 run (DLS method)", id="ahead"),
    pytest.param("6 6 6 6 6 6 6 6 3", "match tied (DLS method)", id="level"),
    pytest.param("6 6 6 6 6 6 6 6 2", "Hill won by 1 run (DLS method)", id="behind"),
]


@pytest.mark.parametrize(("runs", "expected"), RESULTS)
def test_it_is_won_tied_or_lost_against_par(runs: str, expected: str) -> None:
    assert text(rained_off(chase(runs))) == expected


def test_there_is_no_result_before_the_overs_that_make_a_match() -> None:
    assert text(rained_off(chase("6 6 6 6 6 6 6 6 3", 4))) is None
    assert text(rained_off(chase("6 6 6 6 6 6 6 6 3", 4, minimum_overs=4))) is not None


def test_where_nobody_said_what_makes_a_match_nothing_is_decided() -> None:
    assert text(rained_off(chase("6", minimum_overs=None))) is None


def test_an_abandonment_says_enough_without_a_stoppage() -> None:
    assert text(chase("6 6 6 6 6 6 6 6 4").close("abandoned")) == "Dale won by 1 run (DLS method)"


@pytest.mark.parametrize("is_rain_recorded", [True, False])
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2", "match tied (Hill won the Super Over)"),
        (". . . . . .", "match tied (Dale won the Super Over)"),
        ("1 . . . . .", "match tied (DLS method)"),
    ],
)
def test_a_chase_level_on_par_is_decided_by_super_overs(
    second: str, expected: str, *, is_rain_recorded: bool
) -> None:
    book = chase("6 6 6 6 6 6 6 6 3")
    book = rained_off(book) if is_rain_recorded else book.close("abandoned")
    book.innings(AWAY, "1 . . . . .", super_over=True).innings(HOME, second, super_over=True)
    assert text(book) == expected


def test_the_announced_par_stands_before_the_computed_one() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("target_revised", par=60, method="D/L")
    assert text(rained_off(book)) == "Hill won by 9 runs (DLS method)"


def test_an_announced_par_makes_no_match_of_too_few_overs() -> None:
    book = chase("6 6", 4).fact("target_revised", par=3, method="DLS")
    assert text(rained_off(book)) is None


def test_a_recorded_win_takes_its_margin_from_the_announced_par_all_the_same() -> None:
    book = chase("6 6", 4).fact("target_revised", par=3, method="DLS").close("abandoned")
    book.fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert (text(book), book.problems) == ("Dale won by 9 runs (DLS method)", [])


def test_vjd_decides_by_what_was_announced_only() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("target_revised", overs_limit=18, method="VJD")
    assert text(rained_off(book)) is None


def test_a_recorded_end_stands_whatever_is_computed() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("play_stopped", reason="rain")
    no_result = book.fact("match_closed", outcome="no_result")
    assert (text(no_result), book.problems) == ("no result", [])
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert (text(book), book.problems) == ("Dale won (DLS method)", [])


def test_overs_lost_to_the_stoppage_that_ends_the_match_change_nothing() -> None:
    book = chase("6 6 6 6 6 6 6 6 2").fact("play_stopped").fact("target_revised", overs_limit=17)
    assert text(rained_off(book)) == "Hill won by 1 run (DLS method)"


def test_par_is_lower_where_overs_were_lost_before() -> None:
    """Three overs at the start leave 49.9 of 56.6 percent."""
    book = Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY)
    book.fact("target_revised", overs_limit=17)
    book.balls(" ".join(["6", "6", "W", "W"] + ["."] * 32))
    par = 180 * (499 - standard_table().left(66, 2)) // 566
    assert text(rained_off(book)) == f"Hill won by {par - 12} runs (DLS method)"


def test_net_run_rate_takes_par_off_the_balls_of_the_chase() -> None:
    book = rained_off(chase("6 6 6 6 6 6 6 6 3"))
    assert credits_of(book.state) == {HOME: Credit(51, 36), AWAY: Credit(51, 36)}


def test_net_run_rate_leaves_out_a_match_of_too_few_overs() -> None:
    assert credits_of(rained_off(chase("6 6", 4)).state) is None


def test_net_run_rate_takes_one_less_than_a_revised_target_off_its_overs() -> None:
    book = chase("6 6").fact("target_revised", target=20, overs_limit=17, method="DLS")
    assert credits_of(book.balls("6 2").state) == {HOME: Credit(19, 102), AWAY: Credit(20, 38)}


def closed_by_rain(runs: str, winner: str, **fields: Any) -> Book:
    """A chase recorded as abandoned, and a match recorded as won by DLS."""
    book = rained_off(chase(runs))
    return book.fact("match_closed", outcome="win", winner_team_id=winner, method="DLS", **fields)


def test_a_recorded_win_that_par_bears_out_has_its_margin_and_its_credits() -> None:
    book = closed_by_rain("6 6 6 6 6 6 6 6 4", AWAY)
    assert (text(book), book.problems) == ("Dale won by 1 run (DLS method)", [])
    assert credits_of(book.state) == {HOME: Credit(51, 36), AWAY: Credit(52, 36)}


def test_a_recorded_win_after_few_overs_has_its_margin_from_the_computed_par() -> None:
    book = rained_off(chase("6 6", 4)).fact("match_closed", outcome="win", winner_team_id=HOME)
    assert text(book) == "Hill won by 25 runs (DLS method)"


def test_a_recorded_win_against_par_has_no_margin_and_is_warned_of() -> None:
    book = closed_by_rain("6 6 6 6 6 6 6 6 4", HOME)
    assert (text(book), book.codes) == ("Hill won (DLS method)", [ProblemCode.RESULT_CONTRADICTED])
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(52, 36)}


def test_net_run_rate_of_a_chase_abandoned_while_seven_runs_ahead_after_8_1_overs() -> None:
    """+0.857: 7 runs in 49 balls (issue 13); +0.519 came of crediting the whole first innings."""
    book = Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY)
    book.balls(" ".join(["6"] * 11 + ["2"] + ["."] * 37))
    by_side = credits_of(rained_off(book).state)
    assert by_side == {HOME: Credit(61, 49), AWAY: Credit(68, 49)}
    theirs, ours = (Fraction(by_side[each].runs * 6, by_side[each].balls) for each in (HOME, AWAY))
    assert f"{float(ours - theirs):+.3f}" == "+0.857"
    book.fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert credits_of(book.state) == by_side


def fewer_resources_used(**conditions: Any) -> Book:
    """40 fours in ten of 20 overs, rain, and a chase of 15 that rain ends after six.

    The chase had more resources than the first innings, and used fewer.
    """
    book = Book(replace(T20, **conditions)).innings(HOME, "4 " * 60)
    book.fact("play_stopped", reason="rain").close("abandoned")
    book.fact("target_revised", overs_limit=15).innings(AWAY, "1 " * 36)
    return rained_off(book)


@pytest.mark.parametrize("g50", [None, 200, 245])
def test_a_par_that_needs_no_g50_decides_without_one(g50: int | None) -> None:
    book = fewer_resources_used(g50=g50)
    assert text(book) == "Hill won by 119 runs (DLS method)"
    assert ProblemCode.PAR_NOT_ANNOUNCED not in book.codes
    assert credits_of(book.state) == {HOME: Credit(155, 36), AWAY: Credit(36, 36)}


def test_a_par_that_needs_g50_decides_nothing_without_one() -> None:
    book = Book(T20).innings(HOME, "4 " * 60)
    book.fact("play_stopped", reason="rain").close("abandoned")
    book = rained_off(book.innings(AWAY, "1 " * 100))
    assert text(book) is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert "G50 is not set" in book.problems[0].message
