"""Tests that a chase ended by rain is decided by par, once enough overs were bowled."""

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


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def chase(runs: str, overs: int = 6, **conditions: Any) -> Book:
    """Return a chase of 181 in 20 overs: the balls `runs`, two wickets, then dot balls.

    After six overs with two down, 40.5 of 56.6 percent are left: par is 51.
    """
    book = Book(replace(T20, **conditions)).innings(HOME, " ".join(["6"] * 30 + ["."] * 90))
    scored = [*runs.split(), "W", "W"]
    return book.innings(AWAY, " ".join(scored + ["."] * (overs * 6 - len(scored))))


def end_by_rain(book: Book) -> Book:
    """Stop play for rain, and close the innings as abandoned."""
    return book.fact("play_stopped", reason="rain").close("abandoned")


RESULTS = [
    pytest.param("6 6 6 6 6 6 6 6 4", "Dale won by 1 run (DLS method)", id="ahead"),
    pytest.param("6 6 6 6 6 6 6 6 3", "match tied (DLS method)", id="level"),
    pytest.param("6 6 6 6 6 6 6 6 2", "Hill won by 1 run (DLS method)", id="behind"),
]


@pytest.mark.parametrize(("runs", "expected"), RESULTS)
def test_an_abandoned_chase_is_won_tied_or_lost_by_par(runs: str, expected: str) -> None:
    assert result_line(end_by_rain(chase(runs))) == expected


def test_there_is_no_result_before_the_minimum_overs() -> None:
    assert result_line(end_by_rain(chase("6 6 6 6 6 6 6 6 3", 4))) is None
    assert result_line(end_by_rain(chase("6 6 6 6 6 6 6 6 3", 4, minimum_overs=4))) is not None


def test_without_stated_minimum_overs_there_is_no_result() -> None:
    assert result_line(end_by_rain(chase("6", minimum_overs=None))) is None


def test_an_abandonment_without_a_recorded_stoppage_is_decided_by_par() -> None:
    assert (
        result_line(chase("6 6 6 6 6 6 6 6 4").close("abandoned"))
        == "Dale won by 1 run (DLS method)"
    )


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
    book = end_by_rain(book) if is_rain_recorded else book.close("abandoned")
    book.innings(AWAY, "1 . . . . .", super_over=True).innings(HOME, second, super_over=True)
    assert result_line(book) == expected


def test_the_announced_par_overrides_the_computed_one() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("target_revised", par=60, method="D/L")
    assert result_line(end_by_rain(book)) == "Hill won by 9 runs (DLS method)"


def test_an_announced_par_gives_no_result_before_the_minimum_overs() -> None:
    book = chase("6 6", 4).fact("target_revised", par=3, method="DLS")
    assert result_line(end_by_rain(book)) is None


def test_a_recorded_win_before_the_minimum_overs_has_its_margin_from_the_announced_par() -> None:
    book = chase("6 6", 4).fact("target_revised", par=3, method="DLS").close("abandoned")
    book.fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert (result_line(book), book.problems) == ("Dale won by 9 runs (DLS method)", [])


def test_without_an_announced_par_there_is_no_result_by_vjd() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("target_revised", overs_limit=18, method="VJD")
    assert result_line(end_by_rain(book)) is None


def test_a_recorded_end_overrides_the_computed_result() -> None:
    book = chase("6 6 6 6 6 6 6 6 3").fact("play_stopped", reason="rain")
    no_result = book.fact("match_closed", outcome="no_result")
    assert (result_line(no_result), book.problems) == ("no result", [])
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert (result_line(book), book.problems) == ("Dale won (DLS method)", [])


def test_overs_lost_in_the_stoppage_that_ends_the_match_do_not_count() -> None:
    book = chase("6 6 6 6 6 6 6 6 2").fact("play_stopped").fact("target_revised", overs_limit=17)
    assert result_line(end_by_rain(book)) == "Hill won by 1 run (DLS method)"


def test_par_is_lower_after_overs_lost_before_the_chase() -> None:
    """Three overs at the start leave 49.9 of 56.6 percent."""
    book = Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY)
    book.fact("target_revised", overs_limit=17)
    book.balls(" ".join(["6", "6", "W", "W"] + ["."] * 32))
    par = 180 * (499 - standard_table().left(66, 2)) // 566
    assert result_line(end_by_rain(book)) == f"Hill won by {par - 12} runs (DLS method)"


def test_net_run_rate_credits_the_par_for_the_balls_of_the_chase() -> None:
    book = end_by_rain(chase("6 6 6 6 6 6 6 6 3"))
    assert credits_of(book.state) == {HOME: Credit(51, 36), AWAY: Credit(51, 36)}


def test_net_run_rate_leaves_out_a_match_of_too_few_overs() -> None:
    assert credits_of(end_by_rain(chase("6 6", 4)).state) is None


def test_net_run_rate_credits_a_revised_target_less_one_for_its_overs() -> None:
    book = chase("6 6").fact("target_revised", target=20, overs_limit=17, method="DLS")
    assert credits_of(book.balls("6 2").state) == {HOME: Credit(19, 102), AWAY: Credit(20, 38)}


def closed_by_rain(runs: str, winner: str, **fields: Any) -> Book:
    """Return a chase recorded as abandoned, and the match recorded as won by DLS."""
    book = end_by_rain(chase(runs))
    return book.fact("match_closed", outcome="win", winner_team_id=winner, method="DLS", **fields)


def test_a_recorded_win_that_par_confirms_has_its_margin_and_credits() -> None:
    book = closed_by_rain("6 6 6 6 6 6 6 6 4", AWAY)
    assert (result_line(book), book.problems) == ("Dale won by 1 run (DLS method)", [])
    assert credits_of(book.state) == {HOME: Credit(51, 36), AWAY: Credit(52, 36)}


def test_a_recorded_win_before_the_minimum_overs_has_its_margin_from_the_computed_par() -> None:
    book = end_by_rain(chase("6 6", 4)).fact("match_closed", outcome="win", winner_team_id=HOME)
    assert result_line(book) == "Hill won by 25 runs (DLS method)"


def test_a_recorded_win_against_par_has_no_margin_and_a_warning() -> None:
    book = closed_by_rain("6 6 6 6 6 6 6 6 4", HOME)
    assert (result_line(book), book.codes) == (
        "Hill won (DLS method)",
        [ProblemCode.RESULT_CONTRADICTED],
    )
    assert credits_of(book.state) == {HOME: Credit(180, 120), AWAY: Credit(52, 36)}


def test_net_run_rate_of_a_chase_abandoned_while_seven_runs_ahead_after_8_1_overs() -> None:
    """+0.857: 7 runs in 49 balls (issue 13); crediting the whole first innings gave +0.519."""
    book = Book(T20).innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY)
    book.balls(" ".join(["6"] * 11 + ["2"] + ["."] * 37))
    by_side = credits_of(end_by_rain(book).state)
    assert by_side == {HOME: Credit(61, 49), AWAY: Credit(68, 49)}
    theirs, ours = (Fraction(by_side[each].runs * 6, by_side[each].balls) for each in (HOME, AWAY))
    assert f"{float(ours - theirs):+.3f}" == "+0.857"
    book.fact("match_closed", outcome="win", winner_team_id=AWAY, method="DLS")
    assert credits_of(book.state) == by_side


def fewer_resources_used(**conditions: Any) -> Book:
    """Return 60 fours in ten of 20 overs, rain, and a chase of 15 overs that rain ends after six.

    The chase had more resources than the first innings, and used fewer.
    """
    book = Book(replace(T20, **conditions)).innings(HOME, "4 " * 60)
    book.fact("play_stopped", reason="rain").close("abandoned")
    book.fact("target_revised", overs_limit=15).innings(AWAY, "1 " * 36)
    return end_by_rain(book)


@pytest.mark.parametrize("g50", [None, 200, 245])
def test_a_par_that_needs_no_g50_decides_without_one(g50: int | None) -> None:
    book = fewer_resources_used(g50=g50)
    assert result_line(book) == "Hill won by 119 runs (DLS method)"
    assert ProblemCode.PAR_NOT_ANNOUNCED not in book.codes
    assert credits_of(book.state) == {HOME: Credit(155, 36), AWAY: Credit(36, 36)}


def test_a_par_that_needs_g50_decides_nothing_without_one() -> None:
    book = Book(T20).innings(HOME, "4 " * 60)
    book.fact("play_stopped", reason="rain").close("abandoned")
    book = end_by_rain(book.innings(AWAY, "1 " * 100))
    assert result_line(book) is None
    assert book.codes == [ProblemCode.PAR_NOT_ANNOUNCED]
    assert "G50 is not set" in book.problems[0].message
