"""Tests that a recorded end of the match stands, with a warning if the score contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS, PlayingConditions
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.state import Result
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.vocabulary import MatchFormat, Outcome, TeamId
from tests.domain.notation import AWAY, HOME, Book

ONE_OVER = replace(THE_LAWS, overs_per_innings=1, players_per_side=5)
TEST = replace(FORMATS[MatchFormat.TEST], players_per_side=5)
T20 = replace(FORMATS[MatchFormat.T20], max_overs_per_bowler=None)
OVER = ". . . . . ."
UNDECIDED = [Outcome.DRAW, Outcome.NO_RESULT, Outcome.ABANDONED]


def two_innings_match(first: str, second: str, conditions: PlayingConditions = ONE_OVER) -> Book:
    """Return a match of two innings, of one over each by default."""
    return Book(conditions).innings(HOME, first).innings(AWAY, second)


def tied_match(*super_overs: str) -> Book:
    """Return a match tied at 4 runs each, followed by the innings of super overs."""
    book = two_innings_match("4 . . . . .", "4 . . . . .")
    for place, balls in enumerate(super_overs):
        book.innings(HOME if place % 2 else AWAY, balls, super_over=True)
    return book


def outcome_and_winner(book: Book) -> tuple[Outcome, TeamId | None]:
    """Return the outcome of the match and its winner."""
    result = book.state.result
    assert result is not None
    return result.outcome, result.winner_team_id


def beaten_by_an_innings() -> Book:
    """Return a match in which the home side made 12 fewer in two innings than the other in one."""
    book = Book(TEST).innings(HOME, "W W W W").innings(AWAY, "6 6 W W W W")
    return book.innings(HOME, "W W W W")


def four_innings(last: str) -> Book:
    """Return a match of two innings a side whose fourth innings has a target of 5."""
    book = Book(TEST).innings(HOME, "4 W W W W").innings(AWAY, "W W W W")
    return book.innings(HOME, "W W W W").innings(AWAY, last)


DECIDED = [
    pytest.param(
        lambda: two_innings_match("4 . . . . .", "4 1"), "win for away", id="target reached"
    ),
    pytest.param(
        lambda: two_innings_match("4 . . . . .", OVER), "win for home", id="overs complete"
    ),
    pytest.param(lambda: two_innings_match("4 . . . . .", "W W W W"), "win for home", id="all out"),
    pytest.param(tied_match, "tie", id="tied, before any super over"),
    pytest.param(
        lambda: tied_match("4 . . . . .", "4 . . . . ."), "tie", id="tied in a super over too"
    ),
    pytest.param(
        lambda: tied_match("4 . . . . .", "6"), "tie for home", id="tied, and a super over was won"
    ),
    pytest.param(beaten_by_an_innings, "win for away", id="won by an innings"),
    pytest.param(
        lambda: four_innings("4 1"), "win for away", id="the fourth innings reached the target"
    ),
    pytest.param(lambda: four_innings("4 W W W W"), "tie", id="a tied Test"),
    pytest.param(
        lambda: two_innings_match("4 . . . . .", "4 1").close("abandoned"),
        "win for away",
        id="target reached, the innings recorded as abandoned",
    ),
]


@pytest.mark.parametrize("outcome", UNDECIDED)
@pytest.mark.parametrize(("make", "decision"), DECIDED)
def test_a_recorded_undecided_end_of_a_decided_match_stands_with_a_warning(
    make: Callable[[], Book], decision: str, outcome: Outcome
) -> None:
    book = make()
    before, known_count = book.state, len(book.problems)
    book.fact("match_closed", outcome=outcome)
    [problem] = book.problems[known_count:]
    assert (problem.code, problem.severity) == (
        ProblemCode.RESULT_CONTRADICTED,
        Severity.WARNING,
    )
    assert problem.message == f"recorded as {outcome}; the score says {decision}"
    assert outcome_and_winner(book) == (outcome, None)
    [verdict] = judge(before, book.entries[-1], book.conditions)  # type: ignore[arg-type]
    assert verdict.code == "result_contradicted"
    assert verdict.sentence == f"recorded is {outcome}, the score says {decision}"


def chase_past_six_overs(book: Book) -> Book:
    """Return a chase of 181 after six overs, ahead of its par, that rain has stopped."""
    book.innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY, "6 6 6 6 6 6 6 6 6 6 6 6")
    return book.balls(f"{OVER} " * 4).fact("play_stopped", reason="rain")


def chase_of_two_overs() -> Book:
    """Return a complete chase that is short of its target, with too few overs for a result."""
    book = Book(T20).innings(HOME, "6 6 . . . .").fact("play_stopped", reason="rain")
    book.close("abandoned").fact("target_revised", target=20, overs_limit=2)
    return book.fact("play_resumed").innings(AWAY, f"{OVER} {OVER}")


def chase_without_overs_limit() -> Book:
    """Return a match without a limit of overs, closed as `overs_complete` short of the target."""
    book = Book(replace(ONE_OVER, overs_per_innings=None)).innings(HOME, "4").close("declared")
    return book.innings(AWAY, OVER).close("overs_complete")


UNDECIDED_BY_PLAY = [
    pytest.param(lambda: two_innings_match("4 . . . . .", "."), id="a chase in progress"),
    pytest.param(lambda: Book(ONE_OVER).innings(HOME, OVER), id="one innings only"),
    pytest.param(lambda: four_innings("4"), id="a fourth innings in progress"),
    pytest.param(lambda: tied_match("4 ."), id="a super over cut short"),
    pytest.param(
        lambda: tied_match("4 . . . . .", "1"), id="second innings of a super over cut short"
    ),
    pytest.param(lambda: chase_past_six_overs(Book(T20)), id="a par that was not announced"),
    pytest.param(
        lambda: chase_past_six_overs(Book(T20)).fact("target_revised", par=40, method="DLS"),
        id="an announced par",
    ),
    pytest.param(chase_of_two_overs, id="fewer overs than make a match"),
    pytest.param(chase_without_overs_limit, id="time ran out"),
]


@pytest.mark.parametrize("outcome", UNDECIDED)
@pytest.mark.parametrize("make", UNDECIDED_BY_PLAY)
def test_an_undecided_end_of_an_undecided_match_is_no_contradiction(
    make: Callable[[], Book], outcome: Outcome
) -> None:
    book = make()
    before, known_count = book.state, len(book.problems)
    book.fact("match_closed", outcome=outcome)
    assert (outcome_and_winner(book), book.problems[known_count:]) == ((outcome, None), [])
    assert judge(before, book.entries[-1], book.conditions) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", [Outcome.AWARDED, Outcome.CONCEDED])
def test_an_awarded_or_conceded_match_need_not_agree_with_the_score(outcome: Outcome) -> None:
    book = two_innings_match("4 . . . . .", "4 1").fact(
        "match_closed", outcome=outcome, winner_team_id=HOME
    )
    assert book.problems == []


def test_penalty_runs_that_win_a_drawn_match_bring_a_warning() -> None:
    book = four_innings("4").fact("match_closed", outcome="draw")
    assert book.problems == []
    # Penalty runs may be awarded after the end of the match (Law 41.17).
    assert book.fact("penalty_awarded", to_team_id=AWAY, runs=5).codes == [
        ProblemCode.RESULT_CONTRADICTED
    ]


# -- the winner ------------------------------------------------------------------------------------

WINNING_OUTCOMES = [Outcome.WIN, Outcome.AWARDED, Outcome.CONCEDED]
NO_WINNER = "for nobody, and the score names no winner; void match_closed and record who won"


def closed_chase(**fields: Any) -> Book:
    """Return a chase in progress with a recorded end of the match."""
    conditions = replace(ONE_OVER, overs_per_innings=2)
    return two_innings_match(f"4 . . . . . {OVER}", "1", conditions).fact("match_closed", **fields)


@pytest.mark.parametrize("outcome", WINNING_OUTCOMES)
def test_a_win_without_a_winner_brings_a_warning(outcome: Outcome) -> None:
    [problem] = closed_chase(outcome=outcome).problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message == f"winnerTeamId: recorded as {outcome} {NO_WINNER}"


@pytest.mark.parametrize("outcome", [*WINNING_OUTCOMES, Outcome.TIE])
def test_a_winner_who_does_not_play_the_match_brings_a_warning(outcome: Outcome) -> None:
    book = closed_chase(outcome=outcome, winner_team_id="strangers")
    [problem] = book.problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message == "winnerTeamId: strangers is not playing this match"
    assert outcome_and_winner(book) == (outcome, "strangers")


def test_a_winner_that_the_score_shows_need_not_be_recorded() -> None:
    book = two_innings_match("4 . . . . .", "4 1").fact("match_closed", outcome="win")
    assert (book.state.result, book.problems) == (Result(Outcome.WIN, AWAY, wickets=4), [])


def test_an_awarded_match_needs_its_winner_recorded_whatever_the_score() -> None:
    book = two_innings_match("4 . . . . .", "4 1").fact("match_closed", outcome="awarded")
    assert book.codes == [ProblemCode.UNKNOWN_TEAM]


@pytest.mark.parametrize("outcome", UNDECIDED)
def test_an_undecided_match_needs_no_winner(outcome: Outcome) -> None:
    assert closed_chase(outcome=outcome).problems == []
