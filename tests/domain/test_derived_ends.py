"""Tests ADR 3: a derived end of an innings is withdrawn when balls are recorded after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.live.live_score import live_score, match_status
from scrbrd.projections.live.run_rate import credits_of
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book

ONE_OVER = replace(THE_LAWS, overs_per_innings=1, players_per_side=5)
NAMES = {HOME: "Hill", AWAY: "Dale"}
CONTINUED = ProblemCode.INNINGS_OVER


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def twelve_a_side() -> Book:
    """Return ten wickets of a twelve-a-side match whose document does not state twelve players."""
    book = Book(replace(THE_LAWS, players_per_side=12)).innings(HOME, "W . | " * 10)
    book.setup = replace(book.setup, conditions=THE_LAWS)
    return book


def test_in_a_twelve_a_side_match_the_eleventh_wicket_ends_the_innings() -> None:
    book = twelve_a_side()
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (CONTINUED, Severity.WARNING, "Law 13")
    assert "playersPerSide" in problem.message
    assert (book.current.wickets, book.current.closed, book.current.legal_balls) == (10, None, 20)
    book.balls("4 W")
    assert (book.current.wickets, book.current.closed, book.current.runs) == (11, "all_out", 4)
    assert book.codes == [CONTINUED]


def test_balls_after_a_wrong_limit_of_overs_count() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 . . . . . | 1 .")
    assert (book.current.runs, book.current.legal_balls, book.current.closed) == (3, 14, None)
    [problem] = book.problems
    assert (problem.code, problem.action_id) == (CONTINUED, "1_8")
    assert "oversPerInnings" in problem.message


def test_an_innings_past_its_limit_ends_again_with_each_over() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 . . . . .")
    assert (book.current.closed, match_status(book.state)) == ("overs_complete", "innings_break")
    book.innings(AWAY, "1 . . . . . | 1 . . . . .")
    assert (result_line(book), book.codes) == ("match tied", [CONTINUED, CONTINUED])
    assert credits_of(book.state) == {HOME: (2, 12), AWAY: (2, 12)}


def test_the_score_has_the_balls_remaining_of_an_over_beyond_the_limit() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 .")
    current = live_score(book.state, Inputs(book.setup), None).current_innings
    assert current is not None
    assert (current.balls_remaining, current.overs) == (4, 1.2)


def test_balls_of_a_super_over_after_its_second_wicket_count() -> None:
    book = Book(ONE_OVER).innings(HOME, "6 . . . . .").innings(AWAY, "6 . . . . .")
    book.innings(AWAY, "W W 4 . . .", super_over=True)
    assert (book.current.runs, book.current.wickets, book.current.closed) == (
        4,
        2,
        "overs_complete",
    )
    [problem] = book.problems
    assert problem.code == CONTINUED
    assert "wickets and overs of a super over" in problem.message
    book.innings(HOME, "6", super_over=True)
    assert result_line(book) == "match tied (Hill won the Super Over)"


def test_balls_of_a_last_batter_who_bats_on_alone_count() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "W W")
    assert book.current.closed == "all_out"
    book.at_crease(PlayerId("home2"), None).balls("4")
    [problem] = book.problems
    assert (book.current.runs, problem.code) == (4, CONTINUED)
    assert "lastManStands" in problem.message


def test_balls_of_a_batter_who_comes_in_after_the_last_retirement_count() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "W .")
    book.fact("batter_retired", player_id="home2", **{"as": "hurt"})
    assert book.current.closed == "all_out"
    book.at_crease(PlayerId("home4"), PlayerId("home3")).balls("4")
    assert (book.current.runs, book.current.is_open, book.codes) == (4, True, [CONTINUED])


def lost_chase() -> Book:
    """Return a chase lost by five runs: six made, one in reply, the overs complete."""
    return Book(ONE_OVER).innings(HOME, "6 . . . . .").innings(AWAY, "1 . . . . .")


def test_a_result_derived_from_such_an_end_is_withdrawn_too() -> None:
    book = lost_chase()
    assert result_line(book) == "Hill won by 5 runs"
    book.balls("4")
    assert (book.state.result, book.current.is_open, book.codes) == (None, True, [CONTINUED])
    book.balls("4")
    assert result_line(book) == "Dale won by 4 wickets"


FINAL_ENDS: list[tuple[str, Callable[[], Book], ProblemCode]] = [
    (
        "a recorded close",
        lambda: Book(ONE_OVER).innings(HOME, "1 . . . . .").close("overs_complete"),
        ProblemCode.INNINGS_OVER,
    ),
    (
        "a declaration",
        lambda: Book(THE_LAWS).innings(HOME, "1").close("declared"),
        ProblemCode.INNINGS_OVER,
    ),
    (
        "an announced result",
        lambda: lost_chase().fact("match_closed", outcome="win", winner_team_id=HOME),
        ProblemCode.MATCH_OVER,
    ),
    (
        "a target reached",
        lambda: Book(ONE_OVER).innings(HOME, "4 . . . . .").innings(AWAY, "6"),
        ProblemCode.INNINGS_OVER,
    ),
    (
        "a target reached by an award after the last ball",
        lambda: lost_chase().fact("penalty_awarded", to_team_id=AWAY, runs=6),
        ProblemCode.INNINGS_OVER,
    ),
]


@pytest.mark.parametrize(
    ("make", "code"), [each[1:] for each in FINAL_ENDS], ids=[each[0] for each in FINAL_ENDS]
)
def test_a_recorded_end_or_a_reached_target_stands(
    make: Callable[[], Book], code: ProblemCode
) -> None:
    book = make()
    before = book.current
    book.ball("4")
    assert (book.current, book.codes) == (before, [code])
    assert book.problems[-1].severity is Severity.ERROR


@pytest.mark.parametrize("times", [1, 2])
def test_a_winning_hit_recorded_twice_counts_once(times: int) -> None:
    book = Book(ONE_OVER).innings(HOME, "4 . . . . .").innings(AWAY)
    for _ in range(times):
        book.at_crease(PlayerId("away1"), PlayerId("away2")).ball("6", ball_in_over=1)
    assert (book.current.runs, result_line(book)) == (6, "Dale won by 4 wickets")
    assert book.codes == [ProblemCode.INNINGS_OVER] * (times - 1)


def test_a_last_wicket_recorded_twice_counts_once() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "4 W W")
    book.at_crease(PlayerId("home3"), PlayerId("home2")).ball("W")
    assert (book.current.wickets, book.codes) == (2, [ProblemCode.BATTER_ALREADY_OUT])


def test_the_last_ball_of_a_lost_chase_recorded_twice_makes_a_long_over() -> None:
    book = lost_chase()
    book.over_number, book.bowler = 0, PlayerId("home5")
    book.at_crease(PlayerId("away2"), PlayerId("away1")).ball(".")
    assert (book.current.legal_balls, book.codes) == (7, [ProblemCode.OVER_TOO_LONG])
    assert result_line(book) == "Hill won by 5 runs"
