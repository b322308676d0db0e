"""What each side is credited with for net run rate, and how the match ended for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.state import Result
from scrbrd.domain.vocabulary import MatchFormat, Outcome, TeamId
from scrbrd.projections.stats.match_stats import outcome_for
from tests.domain.notation import AWAY, HOME, Book
from tests.projections.contributed import of_teams

TWO_OVERS = replace(THE_LAWS, overs_per_innings=2, players_per_side=5)
TWELVE = "1 . . . . . | . . . . . ."


def credited(book: Book) -> dict[str, Any]:
    """Per side runs and balls, or None where the match does not count."""
    found = of_teams(book)
    for side, other in ((HOME, AWAY), (AWAY, HOME)):
        own, theirs = found[side], found[other]
        assert (own["runsConceded"], own["ballsBowled"]) == (
            theirs["runsScored"],
            theirs["ballsPlayed"],
        )
    return {
        side: (each["runsScored"], each["ballsPlayed"]) if each["countsForRunRate"] else None
        for side, each in found.items()
    }


def played(first: str, chase: str) -> Book:
    """Two overs a side."""
    return Book(TWO_OVERS).innings(HOME, first).innings(AWAY, chase)


PLAIN = [
    pytest.param(TWELVE, ". 2", (1, 12), (2, 2), id="won with balls to spare"),
    pytest.param("6 " + TWELVE[2:], TWELVE, (6, 12), (1, 12), id="overs complete"),
    pytest.param("1 W W W W", TWELVE[2:] + " .", (1, 12), (0, 12), id="all out: the full quota"),
    pytest.param(TWELVE, "W W W W", (1, 12), (0, 12), id="all out in the chase"),
    pytest.param(TWELVE, "wd nb", (1, 12), (2, 0), id="won without a legal ball"),
    pytest.param(TWELVE, TWELVE, (1, 12), (1, 12), id="a tie"),
]


@pytest.mark.parametrize(("first", "chase", "one", "other"), PLAIN)
def test_a_side_all_out_is_charged_with_all_its_overs(
    first: str, chase: str, one: tuple[int, int], other: tuple[int, int]
) -> None:
    assert credited(played(first, chase)) == {HOME: one, AWAY: other}


def test_a_declared_innings_is_not_all_out() -> None:
    book = Book(TWO_OVERS).innings(HOME, "6 6").close("declared").innings(AWAY, TWELVE)
    assert credited(book) == {HOME: (12, 2), AWAY: (1, 12)}


def test_a_miscounted_over_is_one_over() -> None:
    book = Book(TWO_OVERS).innings(HOME)
    for _ in range(5):
        book.ball(".", over_balls=5)
    book.balls(". . . . . .").innings(AWAY, "1")
    assert credited(book)[HOME] == (0, 12)


def test_the_hundred_is_counted_in_fives() -> None:
    conditions = replace(FORMATS[MatchFormat.HUNDRED], players_per_side=5, overs_per_innings=2)
    book = Book(conditions).innings(HOME, "W W W W").innings(AWAY, "1")
    assert credited(book) == {HOME: (0, 10), AWAY: (1, 1)}


def test_a_side_all_out_with_the_award_that_won_has_its_full_quota() -> None:
    book = played("4 " + TWELVE[2:], "W W W")
    book.ball("W", extras={"penalty": 5}, total_runs=5)
    assert credited(book)[AWAY] == (5, 12)


def test_without_a_limit_of_overs_there_is_no_quota() -> None:
    book = Book(replace(TWO_OVERS, overs_per_innings=None)).innings(HOME, "1 W W W W")
    assert credited(book.innings(AWAY, "2")) == {HOME: (1, 5), AWAY: (2, 1)}


def revised(chase: str, **fields: Any) -> Book:
    """Thirteen in two overs, and a chase revised before its first ball."""
    book = played("6 6 " + TWELVE[4:], "")
    return book.fact("target_revised", **fields).balls(chase)


def test_a_revised_target_credits_one_less_off_the_chases_allotment() -> None:
    book = revised("4 4", target=8, overs_limit=1, method="DLS")
    assert credited(book) == {HOME: (7, 6), AWAY: (8, 2)}
    book = revised("W W W W", target=8, overs_limit=1, method="DLS")
    assert credited(book) == {HOME: (7, 6), AWAY: (0, 6)}


def test_a_target_is_revised_though_nobody_names_the_method() -> None:
    assert credited(revised("4 4", target=8, overs_limit=1))[HOME] == (7, 6)


def test_a_target_that_a_method_left_as_it_was_is_off_the_chases_allotment_too() -> None:
    assert credited(revised("6 6 1", target=13, overs_limit=1, method="DLS"))[HOME] == (12, 6)


def test_overs_lost_without_a_new_target_leave_the_first_side_its_own() -> None:
    book = revised("6 6 1", overs_limit=1)
    assert credited(book) == {HOME: (12, 12), AWAY: (13, 3)}


def test_overs_recorded_as_complete_are_all_there_were() -> None:
    """The limit was never recorded, but the innings is said to have had its overs."""
    book = revised("1 . . . . .", target=8, method="VJD").close("overs_complete")
    assert credited(book) == {HOME: (7, 6), AWAY: (1, 6)}


def test_a_chase_abandoned_with_a_par_credits_par_off_the_same_balls() -> None:
    book = revised("4 . .").fact("target_revised", par=3, method="DLS").close("abandoned")
    assert credited(book) == {HOME: (3, 3), AWAY: (4, 3)}
    assert {side: each["outcome"] for side, each in of_teams(book).items()} == {
        HOME: "L",
        AWAY: "W",
    }


def test_par_is_forgotten_when_the_chase_came_to_its_end() -> None:
    book = revised("4 . .", target=8, par=3, method="DLS").balls("4")
    assert credited(book) == {HOME: (7, 12), AWAY: (8, 4)}


def test_par_says_nothing_of_a_chase_that_reached_its_target() -> None:
    book = revised("4 4", target=8, overs_limit=1, par=3, method="DLS").close("abandoned")
    assert credited(book) == {HOME: (7, 6), AWAY: (8, 2)}


def test_a_par_alone_revises_no_target() -> None:
    book = Book(TWO_OVERS).innings(HOME, "1 1 1").close("abandoned").innings(AWAY, "1")
    book.fact("target_revised", par=1, method="DLS").balls("4")
    assert credited(book) == {HOME: (3, 3), AWAY: (5, 2)}


@pytest.mark.parametrize("outcome", ["no_result", "abandoned", "awarded", "conceded"])
def test_what_was_not_played_to_an_end_is_not_in_net_run_rate(outcome: str) -> None:
    winner = {"winner_team_id": HOME} if outcome in ("awarded", "conceded") else {}
    book = played(TWELVE, ".").fact("match_closed", outcome=outcome, **winner)
    assert credited(book) == {HOME: None, AWAY: None}
    assert of_teams(book)[HOME]["outcome"] == ("W" if winner else "NR")


@pytest.mark.parametrize("winner", [None, "strangers"])
def test_a_win_of_neither_side_is_not_in_net_run_rate(winner: str | None) -> None:
    book = played(TWELVE, ".").fact("match_closed", outcome="win", winner_team_id=winner)
    assert credited(book) == {HOME: None, AWAY: None}
    assert {each["outcome"] for each in of_teams(book).values()} == {"NR"}


def test_a_win_that_was_recorded_for_a_side_is_in_net_run_rate() -> None:
    book = played(TWELVE, ".").fact("match_closed", outcome="win", winner_team_id=HOME)
    assert credited(book) == {HOME: (1, 12), AWAY: (0, 1)}


def test_penalty_runs_are_the_sides_and_leave_the_target_as_it_was() -> None:
    book = played(TWELVE, ".").fact("penalty_awarded", to_team_id=HOME, runs=5).balls("6 1")
    assert credited(book) == {HOME: (6, 12), AWAY: (7, 3)}


def test_over_two_innings_all_runs_and_balls_count_and_there_is_no_quota() -> None:
    conditions = replace(THE_LAWS, innings_per_side=2, players_per_side=5)
    book = Book(conditions).innings(HOME, "6 W W W W").innings(AWAY, "1").close("declared")
    book.innings(HOME, "2 2").close("declared").innings(AWAY, ". .")
    book.fact("match_closed", outcome="draw")
    assert credited(book) == {HOME: (10, 7), AWAY: (1, 3)}


def test_a_match_in_progress_contributes_nothing_to_the_teams() -> None:
    assert of_teams(played(TWELVE, ".")) == {}


def test_a_win_with_one_innings_played_says_nothing_of_run_rate() -> None:
    book = Book(TWO_OVERS).innings(HOME, "6")
    book.fact("match_closed", outcome="win", winner_team_id=HOME)
    assert credited(book) == {HOME: None, AWAY: None}


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
def test_how_a_match_ended_for_each_side(
    outcome: Outcome, winner: TeamId | None, ours: str, theirs: str
) -> None:
    result = Result(outcome, winner)
    assert (outcome_for(result, HOME, AWAY), outcome_for(result, AWAY, HOME)) == (ours, theirs)
