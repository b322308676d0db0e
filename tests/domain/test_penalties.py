"""Tests Laws 18.6 and 41.17: the innings that gets penalty runs, and their effect on the target."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd.domain.formats import THE_LAWS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import Outcome, TeamId
from tests.domain.notation import AWAY, HOME, Book

ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
TWO_INNINGS = replace(THE_LAWS, innings_per_side=2)


def penalty(book: Book, side: TeamId, runs: int = 5) -> Book:
    """Award penalty runs."""
    return book.fact("penalty_awarded", to_team_id=side, runs=runs, law="41.3")


def totals(book: Book) -> list[int]:
    """Return the total of every innings."""
    return [innings.runs for innings in book.state.innings]


def chase(balls: str = "") -> Book:
    """Return a chase of six to win in one over: the home side made five."""
    return Book(ONE_OVER).innings(HOME, "5 . . . . .").innings(AWAY, balls)


def test_penalty_runs_to_the_batting_side_count_at_once() -> None:
    book = penalty(Book().innings(HOME, "1"), HOME)
    assert (book.current.runs, book.current.penalty) == (6, 5)
    assert (book.batter(1).runs, book.only_bowler().runs_conceded) == (1, 1)
    assert sum(stand.runs for stand in book.current.partnerships) == 1


def test_penalty_runs_to_a_fielding_side_yet_to_bat_count_in_its_next_innings() -> None:
    book = penalty(Book(ONE_OVER).innings(HOME, "5 ."), AWAY)
    assert (totals(book), book.state.pending_penalties) == ([5], {"away": 5})
    book.balls(". . . .").innings(AWAY)
    assert (totals(book), book.current.penalty, book.current.target) == ([5, 5], 5, 6)
    assert book.state.pending_penalties == {}


def test_pending_penalty_runs_add_up() -> None:
    book = penalty(penalty(Book().innings(HOME), AWAY), AWAY)
    assert book.state.pending_penalties == {"away": 10}


def test_penalty_runs_to_the_side_that_batted_first_raise_the_target() -> None:
    book = penalty(chase("1"), HOME)
    assert (totals(book), book.current.target) == ([10, 1], 11)


def test_penalty_runs_raise_a_revised_target_too() -> None:
    book = chase("1").fact("target_revised", target=4, method="DLS")
    assert penalty(book, HOME).current.target == 9


def test_penalty_runs_can_win_the_match() -> None:
    book = penalty(chase("1"), AWAY)
    assert (book.current.closed, totals(book)) == ("target_reached", [5, 6])
    assert book.state.result is not None
    assert (book.state.result.winner_team_id, book.state.result.wickets) == (AWAY, 10)


def test_penalty_runs_after_the_last_ball_change_the_result() -> None:
    book = chase(". . . . . .")
    assert book.state.result is not None
    assert (book.state.result.winner_team_id, book.state.result.runs) == (HOME, 5)
    penalty(book, AWAY)
    assert book.state.result is not None
    assert book.state.result.outcome is Outcome.TIE


def test_penalty_runs_between_the_innings_count_in_the_last_innings_of_the_side() -> None:
    book = penalty(Book(ONE_OVER).innings(HOME, "5 . . . . ."), HOME).innings(AWAY)
    assert (totals(book), book.current.target) == ([10, 0], 11)


def test_in_a_test_match_penalty_runs_count_in_the_sides_last_completed_innings() -> None:
    book = Book(TWO_INNINGS).innings(HOME, "4").close("declared").innings(AWAY, "6")
    book.close("declared").innings(HOME, "1")
    assert totals(penalty(book, AWAY)) == [4, 11, 1]


def test_a_penalty_in_a_super_over_leaves_the_tied_match_tied() -> None:
    book = chase("5 . . . . .").innings(AWAY, "1", super_over=True)
    penalty(book, HOME)
    assert (totals(book)[:2], book.state.pending_penalties) == ([5, 5], {"home": 5})
    book.balls(". . . . .").innings(HOME, super_over=True)
    assert book.state.result is not None
    assert (book.state.result.outcome, book.state.result.winner_team_id) == (Outcome.TIE, HOME)


def test_penalty_runs_to_a_side_not_in_the_match_do_not_count() -> None:
    book = penalty(Book().innings(HOME), TeamId("strangers"))
    assert (book.codes, book.state.pending_penalties) == ([ProblemCode.UNKNOWN_TEAM], {})


def test_pending_penalty_runs_can_win_the_match_before_a_ball_is_bowled() -> None:
    book = penalty(Book(ONE_OVER).innings(HOME, "4 ."), AWAY).balls(". . . .").innings(AWAY)
    assert (book.current.closed, totals(book), book.problems) == ("target_reached", [4, 5], [])


@pytest.mark.parametrize("times", [1, 2])
def test_penalty_runs_before_the_first_innings_are_pending(times: int) -> None:
    book = Book()
    for _ in range(times):
        penalty(book, HOME)
    assert book.state.pending_penalties == {"home": 5 * times}


def test_penalty_runs_that_contradict_a_recorded_result_bring_a_problem() -> None:
    """Law 41.17.2: runs may be awarded until the umpires leave; the recorded result stands."""
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert book.codes == []
    [problem] = penalty(book, HOME).problems
    assert (problem.code, problem.law) == (ProblemCode.RESULT_CONTRADICTED, "Law 41")
    assert problem.message == (
        "the match is recorded as win for away, and with these runs the score no longer says so; "
        "void match_closed and record how the match ended"
    )
    assert penalty(book, HOME).codes == [ProblemCode.RESULT_CONTRADICTED], "told once"


def test_penalty_runs_that_agree_with_a_recorded_result_bring_no_problem() -> None:
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert penalty(book, AWAY).codes == []


def test_a_penalty_in_a_second_super_over_counts_there_and_not_in_the_first() -> None:
    book = chase("5 . . . . .").innings(AWAY, "1 . . . . .", super_over=True)
    book.innings(HOME, "1 . . . . .", super_over=True).innings(HOME, "1", super_over=True)
    penalty(book, AWAY)
    assert (totals(book)[2:], book.state.pending_penalties) == ([1, 1, 1], {"away": 5})
    book.balls(". . . . .").innings(AWAY, super_over=True)
    assert (totals(book)[2:], book.current.closed) == ([1, 1, 1, 5], "target_reached")
    assert book.state.result is not None
    assert book.state.result.winner_team_id == AWAY


def test_a_penalty_to_the_side_that_began_a_super_over_raises_its_target() -> None:
    book = chase("5 . . . . .").innings(AWAY, "1 . . . . .", super_over=True)
    book.innings(HOME, "1 . . . . .", super_over=True).innings(HOME, "1 . . . . .", super_over=True)
    penalty(book.innings(AWAY, "1", super_over=True), HOME)
    assert (totals(book)[2:], book.current.target) == ([1, 1, 6, 1], 7)
