"""Tests each side's credits for net run rate, and its outcome of the match."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.state import Result
from scrbrd.domain.vocabulary import MatchFormat, Outcome, TeamId
from scrbrd.projections.stats.match_stats import outcome_for
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.contributions import team_contributions

TWO_OVERS = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)
TWELVE_BALLS = "1 . . . . . | . . . . . ."


def credits_by_side(book: Book) -> dict[str, Any]:
    """Return runs and balls by side, None if the match does not count for net run rate."""
    found = team_contributions(book)
    for side, chase_credit in ((HOME, AWAY), (AWAY, HOME)):
        own, theirs = found[side], found[chase_credit]
        assert (own["runsConceded"], own["ballsBowled"]) == (
            theirs["runsScored"],
            theirs["ballsPlayed"],
        )
    return {
        side: (each["runsScored"], each["ballsPlayed"]) if each["countsForRunRate"] else None
        for side, each in found.items()
    }


def two_overs_match(first: str, chase: str) -> Book:
    """Return a match of two overs a side."""
    return Book(TWO_OVERS).innings(HOME, first).innings(AWAY, chase)


PLAYED_TO_AN_END = [
    pytest.param(TWELVE_BALLS, ". 2", (1, 12), (2, 2), id="won with balls to spare"),
    pytest.param("6 " + TWELVE_BALLS[2:], TWELVE_BALLS, (6, 12), (1, 12), id="overs complete"),
    pytest.param(
        "1 W W W W", TWELVE_BALLS[2:] + " .", (1, 12), (0, 12), id="all out: the full quota"
    ),
    pytest.param(TWELVE_BALLS, "W W W W", (1, 12), (0, 12), id="all out in the chase"),
    pytest.param(TWELVE_BALLS, "wd nb", (1, 12), (2, 0), id="won without a legal ball"),
    pytest.param(TWELVE_BALLS, TWELVE_BALLS, (1, 12), (1, 12), id="a tie"),
]


@pytest.mark.parametrize(("first", "chase", "first_credit", "chase_credit"), PLAYED_TO_AN_END)
def test_a_side_all_out_is_credited_with_all_its_overs(
    first: str, chase: str, first_credit: tuple[int, int], chase_credit: tuple[int, int]
) -> None:
    assert credits_by_side(two_overs_match(first, chase)) == {
        HOME: first_credit,
        AWAY: chase_credit,
    }


def test_a_declared_innings_is_not_all_out() -> None:
    book = Book(TWO_OVERS).innings(HOME, "6 6").close("declared").innings(AWAY, TWELVE_BALLS)
    assert credits_by_side(book) == {HOME: (12, 2), AWAY: (1, 12)}


def test_a_miscounted_over_is_one_over() -> None:
    book = Book(TWO_OVERS).innings(HOME)
    for _ in range(5):
        book.ball(".", over_balls=5)
    book.balls(". . . . . .").innings(AWAY, "1")
    assert credits_by_side(book)[HOME] == (0, 12)


def test_overs_of_the_hundred_have_five_balls() -> None:
    conditions = replace(FORMATS[MatchFormat.HUNDRED], players_per_side=5, overs_per_innings=2)
    book = Book(conditions).innings(HOME, "W W W W").innings(AWAY, "1")
    assert credits_by_side(book) == {HOME: (0, 10), AWAY: (1, 1)}


def test_a_side_all_out_on_the_ball_with_the_winning_award_has_its_full_quota() -> None:
    book = two_overs_match("4 " + TWELVE_BALLS[2:], "W W W")
    book.ball("W", extras={"penalty": 5}, total_runs=5)
    assert credits_by_side(book)[AWAY] == (5, 12)


def test_without_a_limit_of_overs_there_is_no_quota() -> None:
    book = Book(replace(TWO_OVERS, overs_per_innings=None)).innings(HOME, "1 W W W W")
    assert credits_by_side(book.innings(AWAY, "2")) == {HOME: (1, 5), AWAY: (2, 1)}


def revised_chase(chase: str, **fields: Any) -> Book:
    """Return a chase after 12 in two overs, revised before its first ball."""
    book = two_overs_match("6 6 " + TWELVE_BALLS[4:], "")
    return book.fact("target_revised", **fields).balls(chase)


def test_a_revised_target_credits_the_target_less_one_for_the_overs_of_the_chase() -> None:
    book = revised_chase("4 4", target=8, overs_limit=1, method="DLS")
    assert credits_by_side(book) == {HOME: (7, 6), AWAY: (8, 2)}
    book = revised_chase("W W W W", target=8, overs_limit=1, method="DLS")
    assert credits_by_side(book) == {HOME: (7, 6), AWAY: (0, 6)}


def test_a_target_revised_without_a_method_is_credited_too() -> None:
    assert credits_by_side(revised_chase("4 4", target=8, overs_limit=1))[HOME] == (7, 6)


def test_a_target_that_a_revision_left_unchanged_is_credited_for_the_chases_overs() -> None:
    assert credits_by_side(revised_chase("6 6 1", target=13, overs_limit=1, method="DLS"))[
        HOME
    ] == (12, 6)


def test_overs_lost_without_a_new_target_keep_the_first_sides_credit() -> None:
    book = revised_chase("6 6 1", overs_limit=1)
    assert credits_by_side(book) == {HOME: (12, 12), AWAY: (13, 3)}


def test_overs_recorded_as_complete_are_the_full_quota() -> None:
    """The limit was never recorded, but the innings is closed as `overs_complete`."""
    book = revised_chase("1 . . . . .", target=8, method="VJD").close("overs_complete")
    assert credits_by_side(book) == {HOME: (7, 6), AWAY: (1, 6)}


def test_a_chase_abandoned_with_a_par_credits_the_par_for_the_same_balls() -> None:
    book = revised_chase("4 . .").fact("target_revised", par=3, method="DLS").close("abandoned")
    assert credits_by_side(book) == {HOME: (3, 3), AWAY: (4, 3)}
    assert {side: each["outcome"] for side, each in team_contributions(book).items()} == {
        HOME: "L",
        AWAY: "W",
    }


def test_a_par_does_not_count_once_the_chase_is_complete() -> None:
    book = revised_chase("4 . .", target=8, par=3, method="DLS").balls("4")
    assert credits_by_side(book) == {HOME: (7, 12), AWAY: (8, 4)}


def test_a_par_does_not_count_in_a_chase_that_reached_its_target() -> None:
    book = revised_chase("4 4", target=8, overs_limit=1, par=3, method="DLS").close("abandoned")
    assert credits_by_side(book) == {HOME: (7, 6), AWAY: (8, 2)}


def test_a_par_alone_is_no_revised_target() -> None:
    book = Book(TWO_OVERS).innings(HOME, "1 1 1").close("abandoned").innings(AWAY, "1")
    book.fact("target_revised", par=1, method="DLS").balls("4")
    assert credits_by_side(book) == {HOME: (3, 3), AWAY: (5, 2)}


@pytest.mark.parametrize("outcome", ["no_result", "abandoned", "awarded", "conceded"])
def test_a_match_not_played_to_an_end_does_not_count_in_net_run_rate(outcome: str) -> None:
    winner = {"winner_team_id": HOME} if outcome in ("awarded", "conceded") else {}
    book = two_overs_match(TWELVE_BALLS, ".").fact("match_closed", outcome=outcome, **winner)
    assert credits_by_side(book) == {HOME: None, AWAY: None}
    assert team_contributions(book)[HOME]["outcome"] == ("W" if winner else "NR")


@pytest.mark.parametrize("winner", [None, "strangers"])
def test_a_win_without_a_winner_of_the_match_does_not_count_in_net_run_rate(
    winner: str | None,
) -> None:
    book = two_overs_match(TWELVE_BALLS, ".").fact(
        "match_closed", outcome="win", winner_team_id=winner
    )
    assert credits_by_side(book) == {HOME: None, AWAY: None}
    assert {each["outcome"] for each in team_contributions(book).values()} == {"NR"}


def test_a_win_recorded_for_a_side_counts_in_net_run_rate() -> None:
    book = two_overs_match(TWELVE_BALLS, ".").fact(
        "match_closed", outcome="win", winner_team_id=HOME
    )
    assert credits_by_side(book) == {HOME: (1, 12), AWAY: (0, 1)}


def test_penalty_runs_are_credited_and_are_no_revision_of_the_target() -> None:
    book = (
        two_overs_match(TWELVE_BALLS, ".")
        .fact("penalty_awarded", to_team_id=HOME, runs=5)
        .balls("6 1")
    )
    assert credits_by_side(book) == {HOME: (6, 12), AWAY: (7, 3)}


def test_in_two_innings_a_side_all_runs_and_balls_count_without_a_quota() -> None:
    conditions = replace(THE_LAWS, innings_per_side=2, players_per_side=5)
    book = Book(conditions).innings(HOME, "6 W W W W").innings(AWAY, "1").close("declared")
    book.innings(HOME, "2 2").close("declared").innings(AWAY, ". .")
    book.fact("match_closed", outcome="draw")
    assert credits_by_side(book) == {HOME: (10, 7), AWAY: (1, 3)}


def test_a_match_in_progress_contributes_nothing_to_the_teams() -> None:
    assert team_contributions(two_overs_match(TWELVE_BALLS, ".")) == {}


def test_a_win_after_one_innings_does_not_count_in_net_run_rate() -> None:
    book = Book(TWO_OVERS).innings(HOME, "6")
    book.fact("match_closed", outcome="win", winner_team_id=HOME)
    assert credits_by_side(book) == {HOME: None, AWAY: None}


OUTCOMES = [
    (Outcome.WIN, HOME, "W", "L"),
    (Outcome.WIN, AWAY, "L", "W"),
    (Outcome.AWARDED, HOME, "W", "L"),
    (Outcome.CONCEDED, AWAY, "L", "W"),
    (Outcome.TIE, None, "T", "T"),
    (Outcome.TIE, HOME, "T", "T"),
    (Outcome.DRAW, None, "D", "D"),
    (Outcome.DRAW, AWAY, "D", "D"),
    (Outcome.NO_RESULT, None, "NR", "NR"),
    (Outcome.ABANDONED, None, "NR", "NR"),
    (Outcome.AWARDED, None, "NR", "NR"),
    (Outcome.WIN, TeamId("nobody's"), "NR", "NR"),
]


@pytest.mark.parametrize(("outcome", "winner", "ours", "theirs"), OUTCOMES)
def test_the_outcome_of_a_match_for_each_side(
    outcome: Outcome, winner: TeamId | None, ours: str, theirs: str
) -> None:
    result = Result(outcome, winner)
    assert (outcome_for(result, HOME, AWAY), outcome_for(result, AWAY, HOME)) == (ours, theirs)
