"""An end of the match that was recorded stands, and is warned of where play says otherwise."""

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


def played(first: str, second: str, conditions: PlayingConditions = ONE_OVER) -> Book:
    """Two innings of an over."""
    return Book(conditions).innings(HOME, first).innings(AWAY, second)


def tied(*super_overs: str) -> Book:
    """Four each, and the innings of super overs."""
    book = played("4 . . . . .", "4 . . . . .")
    for place, balls in enumerate(super_overs):
        book.innings(HOME if place % 2 else AWAY, balls, super_over=True)
    return book


def ended(book: Book) -> tuple[Outcome, TeamId | None]:
    """How the match ended."""
    result = book.state.result
    assert result is not None
    return result.outcome, result.winner_team_id


def beaten_by_an_innings() -> Book:
    """The home side made 12 fewer in two innings than the other in one."""
    book = Book(TEST).innings(HOME, "W W W W").innings(AWAY, "6 6 W W W W")
    return book.innings(HOME, "W W W W")


def four_innings(last: str) -> Book:
    """A match of two innings each, in which five win the last."""
    book = Book(TEST).innings(HOME, "4 W W W W").innings(AWAY, "W W W W")
    return book.innings(HOME, "W W W W").innings(AWAY, last)


DECIDED = [
    pytest.param(lambda: played("4 . . . . .", "4 1"), "win for away", id="target reached"),
    pytest.param(lambda: played("4 . . . . .", OVER), "win for home", id="overs complete"),
    pytest.param(lambda: played("4 . . . . .", "W W W W"), "win for home", id="all out"),
    pytest.param(tied, "tie", id="tied, before any super over"),
    pytest.param(lambda: tied("4 . . . . .", "4 . . . . ."), "tie", id="tied in a super over too"),
    pytest.param(
        lambda: tied("4 . . . . .", "6"), "tie for home", id="tied, and a super over was won"
    ),
    pytest.param(beaten_by_an_innings, "win for away", id="won by an innings"),
    pytest.param(lambda: four_innings("4 1"), "win for away", id="the fourth innings reached it"),
    pytest.param(lambda: four_innings("4 W W W W"), "tie", id="a tied Test"),
    pytest.param(
        lambda: played("4 . . . . .", "4 1").close("abandoned"),
        "win for away",
        id="target reached, the innings recorded as abandoned",
    ),
]


@pytest.mark.parametrize("outcome", UNDECIDED)
@pytest.mark.parametrize(("make", "says"), DECIDED)
def test_no_decision_over_what_play_decided_stands_and_is_warned_of(
    make: Callable[[], Book], says: str, outcome: Outcome
) -> None:
    book = make()
    before, known = book.state, len(book.problems)
    book.fact("match_closed", outcome=outcome)
    [problem] = book.problems[known:]
    assert (problem.code, problem.severity) == (
        ProblemCode.RESULT_CONTRADICTED,
        Severity.WARNING,
    )
    assert problem.message == f"recorded as {outcome}; the score says {says}"
    assert ended(book) == (outcome, None)
    [verdict] = judge(before, book.entries[-1], book.conditions)  # type: ignore[arg-type]
    assert verdict.code == "result_contradicted"
    assert verdict.sentence == f"recorded is {outcome}, the score says {says}"


def past_six_overs(book: Book) -> Book:
    """A chase of 180 after six overs, ahead of its par; rain ended it."""
    book.innings(HOME, " ".join(["6"] * 30 + ["."] * 90)).innings(AWAY, "6 6 6 6 6 6 6 6 6 6 6 6")
    return book.balls(f"{OVER} " * 4).fact("play_stopped", reason="rain")


def of_two_overs() -> Book:
    """A chase of fewer overs than make a match, complete and short of its target."""
    book = Book(T20).innings(HOME, "6 6 . . . .").fact("play_stopped", reason="rain")
    book.close("abandoned").fact("target_revised", target=20, overs_limit=2)
    return book.fact("play_resumed").innings(AWAY, f"{OVER} {OVER}")


def timed() -> Book:
    """A match without a limit of overs whose last ones are done, short of the target."""
    book = Book(replace(ONE_OVER, overs_per_innings=None)).innings(HOME, "4").close("declared")
    return book.innings(AWAY, OVER).close("overs_complete")


UNDECIDED_BY_PLAY = [
    pytest.param(lambda: played("4 . . . . .", "."), id="a chase in progress"),
    pytest.param(lambda: Book(ONE_OVER).innings(HOME, OVER), id="one innings only"),
    pytest.param(lambda: four_innings("4"), id="a fourth innings in progress"),
    pytest.param(lambda: tied("4 ."), id="a super over cut short"),
    pytest.param(lambda: tied("4 . . . . .", "1"), id="its other half cut short"),
    pytest.param(lambda: past_six_overs(Book(T20)), id="a par that nobody announced"),
    pytest.param(
        lambda: past_six_overs(Book(T20)).fact("target_revised", par=40, method="DLS"),
        id="an announced par",
    ),
    pytest.param(of_two_overs, id="fewer overs than make a match"),
    pytest.param(timed, id="time ran out"),
]


@pytest.mark.parametrize("outcome", UNDECIDED)
@pytest.mark.parametrize("make", UNDECIDED_BY_PLAY)
def test_no_decision_where_play_decided_nothing_is_no_contradiction(
    make: Callable[[], Book], outcome: Outcome
) -> None:
    book = make()
    before, known = book.state, len(book.problems)
    book.fact("match_closed", outcome=outcome)
    assert (ended(book), book.problems[known:]) == ((outcome, None), [])
    assert judge(before, book.entries[-1], book.conditions) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", [Outcome.AWARDED, Outcome.CONCEDED])
def test_an_award_need_not_agree_with_the_score(outcome: Outcome) -> None:
    book = played("4 . . . . .", "4 1").fact("match_closed", outcome=outcome, winner_team_id=HOME)
    assert book.problems == []


def test_an_award_that_wins_a_drawn_match_is_warned_of() -> None:
    book = four_innings("4").fact("match_closed", outcome="draw")
    assert book.problems == []
    # It may come after the end (Law 41.17).
    assert book.fact("penalty_awarded", to_team_id=AWAY, runs=5).codes == [
        ProblemCode.RESULT_CONTRADICTED
    ]


# -- who won ---------------------------------------------------------------------------------------

WON = [Outcome.WIN, Outcome.AWARDED, Outcome.CONCEDED]
NOBODY = "for nobody, and the score names no winner; void match_closed and record who won"


def closed(**fields: Any) -> Book:
    """A chase in progress, and a recorded end."""
    conditions = replace(ONE_OVER, overs_per_innings=2)
    return played(f"4 . . . . . {OVER}", "1", conditions).fact("match_closed", **fields)


@pytest.mark.parametrize("outcome", WON)
def test_a_win_of_nobody_is_warned_of(outcome: Outcome) -> None:
    [problem] = closed(outcome=outcome).problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message == f"winnerTeamId: recorded as {outcome} {NOBODY}"


@pytest.mark.parametrize("outcome", [*WON, Outcome.TIE])
def test_a_winner_who_is_not_playing_is_warned_of(outcome: Outcome) -> None:
    book = closed(outcome=outcome, winner_team_id="strangers")
    [problem] = book.problems
    assert (problem.code, problem.severity) == (ProblemCode.UNKNOWN_TEAM, Severity.WARNING)
    assert problem.message == "winnerTeamId: strangers is not playing this match"
    assert ended(book) == (outcome, "strangers")


def test_a_winner_whom_the_score_gives_need_not_be_named() -> None:
    book = played("4 . . . . .", "4 1").fact("match_closed", outcome="win")
    assert (book.state.result, book.problems) == (Result(Outcome.WIN, AWAY, wickets=4), [])


def test_an_awarded_match_needs_its_winner_whoever_was_ahead() -> None:
    book = played("4 . . . . .", "4 1").fact("match_closed", outcome="awarded")
    assert book.codes == [ProblemCode.UNKNOWN_TEAM]


@pytest.mark.parametrize("outcome", UNDECIDED)
def test_what_nobody_won_needs_no_winner(outcome: Outcome) -> None:
    assert closed(outcome=outcome).problems == []
