"""Tests Laws 18, 19, 21 and 22: the runs and balls that a delivery adds to each account."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.vocabulary import MatchFormat
from tests.domain.notation import Book, innings, player


class Effect(NamedTuple):
    """The figures after an innings' first ball; `facing` is the number of the next striker."""

    total: int
    bat: int = 0
    faced: int = 1
    conceded: int = 0
    legal: int = 1
    facing: int = 1


BALLS = [
    pytest.param(".", Effect(0), id="a dot ball"),
    pytest.param("1", Effect(1, bat=1, conceded=1, facing=2), id="a single changes the striker"),
    pytest.param("2", Effect(2, bat=2, conceded=2), id="two runs keep the striker"),
    pytest.param("3", Effect(3, bat=3, conceded=3, facing=2), id="three runs change the striker"),
    pytest.param("4", Effect(4, bat=4, conceded=4), id="a boundary keeps the striker"),
    pytest.param("4r", Effect(4, bat=4, conceded=4), id="four runs run out in full"),
    pytest.param("5", Effect(5, bat=5, conceded=5, facing=2), id="five, all run"),
    pytest.param("6", Effect(6, bat=6, conceded=6), id="a six"),
    pytest.param("1b", Effect(1, facing=2), id="a bye is not the bowler's"),
    pytest.param("4b", Effect(4), id="four byes"),
    pytest.param("1lb", Effect(1, facing=2), id="a leg bye is not the bowler's"),
    pytest.param("2lb", Effect(2), id="two leg byes"),
    pytest.param("wd", Effect(1, faced=0, conceded=1, legal=0), id="a wide's penalty is not run"),
    pytest.param("2wd", Effect(2, faced=0, conceded=2, legal=0, facing=2), id="a wide and one run"),
    pytest.param("3wd", Effect(3, faced=0, conceded=3, legal=0), id="a wide and two runs"),
    pytest.param("5wd", Effect(5, faced=0, conceded=5, legal=0), id="a wide to the boundary"),
    pytest.param("nb", Effect(1, conceded=1, legal=0), id="a no-ball is faced"),
    pytest.param("nb+1", Effect(2, bat=1, conceded=2, legal=0, facing=2), id="one off a no-ball"),
    pytest.param("nb+4", Effect(5, bat=4, conceded=5, legal=0), id="four off a no-ball"),
    pytest.param("nb+6", Effect(7, bat=6, conceded=7, legal=0), id="six off a no-ball"),
    pytest.param("nb+2b", Effect(3, conceded=1, legal=0), id="byes off a no-ball are byes"),
    pytest.param("nb+1lb", Effect(2, conceded=1, legal=0, facing=2), id="a leg bye off a no-ball"),
]


@pytest.mark.parametrize(("token", "effect"), BALLS)
def test_a_ball_counts_for_total_striker_bowler_and_over(token: str, effect: Effect) -> None:
    book = innings(token)
    striker, bowler = book.batter(1), book.only_bowler()
    assert book.current.striker_id is not None
    assert effect == Effect(
        total=book.current.runs,
        bat=striker.runs,
        faced=striker.balls_faced,
        conceded=bowler.runs_conceded,
        legal=book.current.legal_balls,
        facing=int(book.current.striker_id.removeprefix("home")),
    )
    assert bowler.balls_bowled == book.current.legal_balls
    assert book.problems == []


EXTRAS = [
    pytest.param("nb+2b", {"no_balls": 1, "byes": 2}, id="no-ball and two byes"),
    pytest.param("nb+2lb", {"no_balls": 1, "leg_byes": 2}, id="no-ball and two leg byes"),
    pytest.param("nb+3", {"no_balls": 1}, id="no-ball and three off the bat"),
    pytest.param("5wd", {"wides": 5}, id="everything off a wide is wides"),
    pytest.param("3b 1lb", {"byes": 3, "leg_byes": 1}, id="byes and leg byes"),
]


@pytest.mark.parametrize(("text", "expected"), EXTRAS)
def test_extras_are_counted_by_kind(text: str, expected: dict[str, int]) -> None:
    current = innings(text).current
    extras = {name: getattr(current, name) for name in ("wides", "no_balls", "byes", "leg_byes")}
    assert {name: runs for name, runs in extras.items() if runs} == expected


def test_a_four_and_a_six_are_counted_and_an_all_run_four_is_not() -> None:
    striker = innings("4 4r 6 2").batter(1)
    assert (striker.runs, striker.fours, striker.sixes) == (16, 1, 1)


def test_a_ball_called_no_ball_and_wide_is_a_no_ball() -> None:
    book = Book().innings()
    book.ball(extras={"wide": 1, "no_ball": 1}, total_runs=1, is_legal_delivery=False)
    assert (book.current.runs, book.current.no_balls, book.current.wides) == (1, 1, 0)
    assert book.batter(1).balls_faced == 1
    assert book.codes == [ProblemCode.NO_BALL_AND_WIDE]


def test_byes_recorded_off_a_wide_count_as_wides() -> None:
    book = Book().innings()
    book.ball(extras={"wide": 1, "bye": 2}, total_runs=3, is_legal_delivery=False)
    assert (book.current.wides, book.current.byes, book.only_bowler().runs_conceded) == (3, 0, 3)
    assert book.codes == [ProblemCode.BYES_OFF_WIDE]


def test_a_no_ball_costs_two_under_conditions_with_two_runs() -> None:
    book = innings("nb+1", FORMATS[MatchFormat.HUNDRED])
    assert (book.current.runs, book.current.no_balls, book.only_bowler().runs_conceded) == (3, 2, 3)
    assert book.current.striker_id == player(book.side, 2)


def test_a_wide_costs_two_under_conditions_with_two_runs() -> None:
    book = Book(replace(THE_LAWS, wide_runs=2)).innings()
    book.ball(extras={"wide": 2}, total_runs=2, is_legal_delivery=False)
    assert (book.current.runs, book.current.striker_id) == (2, player(book.side, 1))


def test_a_wide_of_fewer_runs_than_its_penalty_keeps_the_striker() -> None:
    book = Book(replace(THE_LAWS, wide_runs=2)).innings()
    book.ball(extras={"wide": 1}, total_runs=1, is_legal_delivery=False)
    assert (book.current.runs, book.current.striker_id) == (1, player(book.side, 1))


def test_a_short_run_is_not_scored_but_the_batters_crossed() -> None:
    book = Book().innings()
    book.ball("1", runs_run=2)
    assert (book.current.runs, book.current.striker_id) == (1, player(book.side, 1))


def test_runs_disallowed_for_deliberate_short_running_leave_a_no_balls_penalty() -> None:
    book = Book().innings()
    book.ball("nb", runs_run=0)
    book.fact("penalty_awarded", to_team_id="away", runs=5, law="18.5")
    assert (book.current.runs, book.current.no_balls, book.state.pending_penalties) == (
        1,
        1,
        {"away": 5},
    )


def test_an_overthrow_to_the_boundary_adds_four_to_the_runs_completed() -> None:
    book = Book().innings()
    book.ball("5", runs_run=1)
    assert (book.batter(1).runs, book.batter(1).fours) == (5, 0)
    assert book.current.striker_id == player(book.side, 2)


def test_an_overthrow_after_the_batters_crossed_counts_the_run_in_progress() -> None:
    book = Book().innings()
    book.ball("6", runs_run=2, boundary=False)
    assert (book.batter(1).runs, book.batter(1).sixes) == (6, 0)
    assert book.current.striker_id == player(book.side, 1)


def test_overthrows_off_a_leg_bye_are_leg_byes() -> None:
    book = Book().innings()
    book.ball("5lb", runs_run=1)
    assert (book.current.leg_byes, book.only_bowler().runs_conceded) == (5, 0)
    assert book.current.striker_id == player(book.side, 2)


def test_a_ball_that_does_not_count_in_the_over_still_scores() -> None:
    book = Book().innings()
    book.ball("2", not_counted=True, is_legal_delivery=False)
    assert (book.current.runs, book.current.legal_balls, book.current.over_balls) == (2, 0, 0)
    assert book.problems == []


def test_penalty_runs_on_a_ball_count_for_neither_batter_nor_bowler() -> None:
    book = Book().innings()
    book.ball("1", extras={"penalty": 5}, total_runs=6)
    assert (book.current.runs, book.current.penalty) == (6, 5)
    assert (book.batter(1).runs, book.only_bowler().runs_conceded) == (1, 1)
    assert book.current.partnerships[0].runs == 1
    assert book.current.striker_id == player(book.side, 2)


def test_the_sum_of_the_runs_replaces_a_wrong_total_of_the_document() -> None:
    book = Book().innings()
    book.ball("4", total_runs=3)
    assert book.current.runs == 4
    assert book.codes == [ProblemCode.TOTALS_MISMATCH]


def test_runs_off_the_bat_and_a_wide_exclude_each_other_and_count_as_recorded() -> None:
    book = Book().innings()
    book.ball("1", extras={"wide": 1}, total_runs=2, is_legal_delivery=False)
    assert book.current.runs == 2
    assert book.codes == [ProblemCode.RUNS_NOT_POSSIBLE]


def test_penalty_runs_on_a_ball_are_not_displayed_as_runs_off_the_bat() -> None:
    book = innings("")
    book.ball("1", extras={"penalty": 5}, total_runs=6)
    book.ball(".", extras={"penalty": 5}, total_runs=5)
    book.ball("1lb", extras={"leg_bye": 1, "penalty": 5}, total_runs=6)
    assert [(each.runs, each.display) for each in book.current.over.balls] == [
        (6, "6p"),
        (5, "5p"),
        (6, "6lb"),
    ]
