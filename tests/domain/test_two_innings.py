"""Tests Laws 13-16 with two innings a side: innings defeats, follow-ons, declarations, draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import MatchFormat, TeamId
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

THREE_A_SIDE = replace(FORMATS[MatchFormat.TEST], players_per_side=3)
ALL_OUT = " W W"
NAMES = {HOME: "Hill", AWAY: "Dale"}
H, A = HOME, AWAY


def match(*innings: tuple[TeamId, str]) -> Book:
    """Return a match of three a side; `dec` and `forf` close an innings."""
    book = Book(THREE_A_SIDE)
    for side, balls in innings:
        words = balls.split()
        book.innings(side, " ".join(word for word in words if word not in ("dec", "forf")))
        if "dec" in words:
            book.close("declared")
        if "forf" in words:
            book.close("forfeited")
    return book


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


FOLLOWED_ON = ((H, "6 6" + ALL_OUT), (A, "1" + ALL_OUT), (A, "2" + ALL_OUT))
RESULTS = [
    pytest.param(FOLLOWED_ON, "Hill won by an innings and 9 runs", id="an innings, following on"),
    pytest.param(
        ((H, "1" + ALL_OUT), (A, "6" + ALL_OUT), (H, "4" + ALL_OUT)),
        "Dale won by an innings and 1 run",
        id="an innings, without following on",
    ),
    pytest.param(
        ((H, "1" + ALL_OUT), (A, "6" + ALL_OUT), (H, "5" + ALL_OUT)),
        None,
        id="level: one run is still needed",
    ),
    pytest.param(
        ((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "4" + ALL_OUT), (A, "2 W 1")),
        "Dale won by 1 wicket",
        id="by wickets",
    ),
    pytest.param(
        ((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "2" + ALL_OUT)),
        "Hill won by 2 runs",
        id="by runs",
    ),
    pytest.param(
        ((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "4" + ALL_OUT)),
        "match tied",
        id="tied",
    ),
    pytest.param(
        ((H, "6 6" + ALL_OUT), (A, "1" + ALL_OUT), (A, "6 6" + ALL_OUT), (H, "2")),
        "Hill won by 2 wickets",
        id="made to bat again after enforcing it",
    ),
    pytest.param(
        ((H, "6 dec"), (A, "forf"), (H, "forf"), (A, "6 1")),
        "Dale won by 2 wickets",
        id="declared and forfeited to make a match of it",
    ),
    pytest.param(((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "4")), None, id="under way"),
]


@pytest.mark.parametrize(("played", "expected"), RESULTS)
def test_the_result_follows_from_two_innings_a_side(
    played: tuple[tuple[TeamId, str], ...], expected: str | None
) -> None:
    book = match(*played)
    assert (result_line(book), book.problems) == (expected, [])


def test_a_forfeited_innings_needs_no_innings_started() -> None:
    """Law 15: the captain forfeits an innings before it begins."""
    book = match((H, "6 dec"))
    for number in (2, 3):
        book.number, book.sequence = number, 0
        book.close("forfeited")
    book.number = 3
    book.innings(A, "6 1")
    assert (result_line(book), book.problems) == ("Dale won by 2 wickets", [])
    batted = [each.batting_team_id for each in book.state.innings]
    assert batted == [H, A, H, A]


def third_forfeited(second: str, **conditions: Any) -> Book:
    """Return a match whose third innings is forfeited without having been started."""
    book = match((H, "6 6 6" + ALL_OUT), (A, second))
    book.setup = replace(book.setup, conditions=replace(THREE_A_SIDE, **conditions))
    book.number, book.sequence = 3, 0
    return book.close("forfeited")


def test_a_forfeited_third_innings_belongs_to_the_side_that_can_be_made_to_follow_on() -> None:
    """Laws 14, 15: a side that may enforce the follow-on has no innings to forfeit."""
    book = third_forfeited("1" + ALL_OUT, follow_on_lead=17)
    assert [each.batting_team_id for each in book.state.innings] == [H, A, A]
    assert (result_line(book), book.problems) == ("Hill won by an innings and 17 runs", [])


@pytest.mark.parametrize(
    ("second", "conditions"),
    [
        pytest.param("2" + ALL_OUT, {"follow_on_lead": 17}, id="the lead is too small"),
        pytest.param("1" + ALL_OUT, {}, id="no lead is stated, so that 200 is needed"),
        pytest.param("1 dec", {"follow_on_lead": 17}, id="declared to make a match of it"),
    ],
)
def test_a_forfeited_third_innings_without_a_follow_on_belongs_to_the_first_side(
    second: str, conditions: dict[str, int]
) -> None:
    book = third_forfeited(second, **conditions)
    assert [each.batting_team_id for each in book.state.innings] == [H, A, H]
    assert (result_line(book), book.problems) == (None, [])


def test_a_declaration_of_an_innings_without_innings_started_is_a_problem() -> None:
    book = match((H, "6 dec"))
    book.number, book.sequence = 2, 0
    assert book.close("declared").codes == [ProblemCode.INNINGS_START_MISSING]


OVER = ". . . . . "
ONE_OVER_AN_INNINGS = replace(THREE_A_SIDE, overs_per_innings=1)


@pytest.mark.parametrize(
    ("fourth", "expected"),
    [
        pytest.param("1", "Hill won by 2 runs", id="short of the target"),
        pytest.param("3", "match tied", id="level"),
        pytest.param("4", "Dale won by 2 wickets", id="reached"),
    ],
)
def test_a_fourth_innings_is_completed_by_its_limited_overs(fourth: str, expected: str) -> None:
    """Law 13.3: an innings whose prescribed overs have been bowled is completed."""
    book = Book(ONE_OVER_AN_INNINGS).innings(H, OVER + "1").innings(A, OVER + "4")
    book.innings(H, OVER + "6").innings(A, OVER + fourth)
    assert (book.current.target, result_line(book), book.problems) == (4, expected, [])


def test_overs_complete_in_an_innings_without_a_limit_decides_nothing() -> None:
    book = match((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "1"))
    assert result_line(book.close("overs_complete")) is None


@pytest.mark.parametrize("third", [H, A], ids=["batting first", "following on"])
@pytest.mark.parametrize("reason", ["overs_complete", "target_reached"])
def test_a_third_innings_that_was_not_completed_is_no_innings_defeat_yet(
    reason: str, third: TeamId
) -> None:
    first, second = ("1", "6 6") if third == H else ("6 6", "1")
    book = match((H, first + ALL_OUT), (A, second + ALL_OUT), (third, "1")).close(reason)
    assert (result_line(book), book.problems) == (None, [])
    book.fact("match_closed", outcome="draw")
    assert (result_line(book), book.problems) == ("match drawn", [])


def test_a_third_innings_whose_overs_are_limited_is_completed_by_them() -> None:
    book = Book(ONE_OVER_AN_INNINGS).innings(H, OVER + "6").innings(A, OVER + "1")
    assert result_line(book.innings(A, OVER + "2")) == "Hill won by an innings and 3 runs"


def test_a_limit_of_a_sides_first_innings_does_not_apply_to_its_second() -> None:
    """Overs may be limited in the first innings of each side only (Law 13.1)."""
    book = Book(THREE_A_SIDE).innings(H, OVER + ".", overs_limit=1).innings(A, OVER + ".")
    book.innings(H, (OVER + ". ") * 3)
    limits = [each.overs_limit for each in book.state.innings]
    assert (limits, book.current.is_open, book.problems) == ([1, 1, None], True, [])


def test_only_the_fourth_innings_has_a_target() -> None:
    book = match((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, ""))
    assert [innings.target for innings in book.state.innings] == [None, None, None, 5]


def test_the_side_that_follows_on_sets_the_target() -> None:
    book = match((H, "6" + ALL_OUT), (A, "1" + ALL_OUT), (A, "6 6" + ALL_OUT), (H, ""))
    assert book.current.target == 8


def test_a_draw_is_recorded_and_never_follows_from_the_score() -> None:
    book = match((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "1"))
    assert result_line(book) is None
    book.fact("match_closed", outcome="draw")
    assert (result_line(book), book.current.closed, book.problems) == (
        "match drawn",
        "abandoned",
        [],
    )


def test_a_fourth_innings_that_runs_out_of_time_is_no_defeat() -> None:
    book = match((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "1")).close(
        "abandoned"
    )
    assert result_line(book) is None


def test_an_innings_after_an_innings_defeat_is_a_problem() -> None:
    book = match(*FOLLOWED_ON).innings(HOME)
    assert book.codes == [ProblemCode.MATCH_OVER]


def test_an_innings_of_a_test_match_has_no_limit_of_overs() -> None:
    book = Book(THREE_A_SIDE).innings(HOME, ". . . . . . | " * 60)
    assert (book.current.overs_limit, book.current.closed, book.problems) == (None, None, [])


def test_the_score_shows_all_four_innings() -> None:
    book = match((H, "4" + ALL_OUT), (A, "6" + ALL_OUT), (H, "6" + ALL_OUT), (A, "1"))
    score = live_score(book.state, Inputs(book.setup), None)
    cards = (score.innings1, score.innings2, score.innings3, score.innings4)
    assert [card.runs for card in cards if card] == [4, 6, 6, 1]


def test_an_innings_that_begins_while_another_is_open_is_a_problem() -> None:
    book = match((H, "4"), (A, "1"))
    assert [innings.closed for innings in book.state.innings] == ["abandoned", None]
    assert book.codes == [ProblemCode.INNINGS_NOT_CLOSED]


@pytest.mark.parametrize(
    ("fourth", "expected"),
    [
        ("1 dec", "Hill won by 14 runs"),
        ("forf", "Hill won by 15 runs"),
        ("6 6 3 dec", "match tied"),
    ],
)
def test_a_declared_or_forfeited_fourth_innings_is_completed(fourth: str, expected: str) -> None:
    book = match((H, "6 6 dec"), (A, "1 dec"), (H, "4 dec"), (A, fourth))
    assert (result_line(book), book.problems) == (expected, [])


@pytest.mark.parametrize("reason", ["abandoned", "declared", "all_out"])
def test_an_award_after_the_end_of_a_fourth_innings_wins_by_penalty_runs(reason: str) -> None:
    book = match((H, "4 dec"), (A, "6 dec"), (H, "4 dec"), (A, "1")).close(reason)
    assert (book.current.target, result_line(book)) == (
        3,
        None if reason == "abandoned" else "Hill won by 1 run",
    )
    book.fact("penalty_awarded", to_team_id=AWAY, runs=5, law="41.17")
    assert result_line(book) == "Dale won by penalty runs"
