"""Tests Law 16 with one innings a side: wins, ties, revised targets, super overs, awards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import Result, Setup
from scrbrd.domain.vocabulary import MatchFormat, Outcome, TeamId, TossDecision
from scrbrd.projections.live.live_score import live_score, match_status
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, MATCH, Book, player

ONE_OVER = replace(THE_LAWS, overs_per_innings=1, players_per_side=5)
NAMES = {HOME: "Hill", AWAY: "Dale"}


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def two_innings_match(first: str, second: str) -> Book:
    """Return a match of one over and five players a side."""
    return Book(ONE_OVER).innings(HOME, first).innings(AWAY, second)


RESULTS = [
    pytest.param("4 . . . . .", "4 1", "Dale won by 4 wickets", id="target reached"),
    pytest.param("4 . . . . .", "W W 6", "Dale won by 2 wickets", id="two wickets left"),
    pytest.param("W W W W", ". 1", "Dale won by 4 wickets", id="chasing one"),
    pytest.param("6 . . . . .", "1 . . . . .", "Hill won by 5 runs", id="overs complete"),
    pytest.param("6 . . . . .", "5 W W W W", "Hill won by 1 run", id="all out"),
    pytest.param("6 . . . . .", "6 . . . . .", "match tied", id="scores level"),
    pytest.param("6 . . . . .", "6 W W W W", "match tied", id="all out on level scores"),
    pytest.param("6 . . . . .", "6", None, id="level, with balls to come"),
    pytest.param("6 . . . . .", "", None, id="the chase has not begun"),
    pytest.param("6 . . . . .", "1 nb+6", "Dale won by 4 wickets", id="won off a no-ball"),
    pytest.param("4 . . . . .", "4 wd", "Dale won by 4 wickets", id="won by a wide"),
]


@pytest.mark.parametrize(("first", "second", "expected"), RESULTS)
def test_a_match_of_one_innings_a_side_is_decided_by_the_target(
    first: str, second: str, expected: str | None
) -> None:
    book = two_innings_match(first, second)
    assert result_line(book) == expected
    assert book.problems == []


@pytest.mark.parametrize("name", [MatchFormat.T20, MatchFormat.ODI])
def test_the_target_is_one_more_than_the_first_innings(name: MatchFormat) -> None:
    book = Book(FORMATS[name]).innings(HOME, "6 4").close("all_out").innings(AWAY)
    assert (book.current.target, book.current.overs_limit) == (11, FORMATS[name].overs_per_innings)


@pytest.mark.parametrize("second", ["1 .", "4 ."], ids=["short of the target", "level"])
def test_target_reached_recorded_short_of_the_target_decides_nothing(second: str) -> None:
    book = two_innings_match("4 . . . . .", second).close("target_reached")
    assert (result_line(book), book.codes) == (None, [])
    book.fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert (result_line(book), book.codes) == ("Dale won", [ProblemCode.RESULT_CONTRADICTED])


def test_a_declaration_or_a_forfeit_completes_an_innings() -> None:
    book = Book(ONE_OVER).innings(HOME, "4").close("declared").innings(AWAY).close("forfeited")
    assert (result_line(book), book.problems) == ("Hill won by 4 runs", [])


def test_a_ball_after_the_match_is_won_is_a_problem() -> None:
    book = two_innings_match("4 . . . . .", "6")
    before = book.current
    book.ball("6")
    assert (book.current, book.codes) == (before, [ProblemCode.INNINGS_OVER])
    assert book.innings(HOME).codes[1:] == [ProblemCode.MATCH_OVER]


# -- revised targets ---------------------------------------------------------------------------


def revised_chase(balls: str, **fields: Any) -> Book:
    """Return a chase of seven that was revised before its first ball."""
    book = two_innings_match("6 . . . . .", "")
    return book.fact("target_revised", method="DLS", **fields).balls(balls)


def test_a_revised_target_decides_the_match() -> None:
    assert result_line(revised_chase("4", target=4)) == "Dale won by 4 wickets (DLS method)"
    assert result_line(revised_chase("1 . . . . .", target=4)) == "Hill won by 2 runs (DLS method)"
    assert result_line(revised_chase("3 . . . . .", target=4)) == "match tied (DLS method)"


def test_a_target_revised_between_the_innings_applies_to_the_chase() -> None:
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, "6 6").close("abandoned")
    book.fact("target_revised", target=30, overs_limit=5, method="DLS").innings(AWAY)
    assert (book.current.target, book.current.overs_limit, book.problems) == (30, 5, [])


def test_overs_lost_in_the_first_innings_end_it_sooner() -> None:
    book = Book(FORMATS[MatchFormat.T20]).innings(HOME, ". . . . . .")
    book.fact("target_revised", overs_limit=1)
    assert book.current.closed == "overs_complete"


PARS = [
    (3, "Dale won by 1 run (DLS method)"),
    (4, "match tied (DLS method)"),
    (6, "Hill won by 2 runs (DLS method)"),
]


@pytest.mark.parametrize(("par", "expected"), PARS)
def test_an_unfinished_chase_is_decided_by_the_par(par: int, expected: str) -> None:
    book = revised_chase("4").fact("target_revised", par=par, method="DLS").close("abandoned")
    assert result_line(book) == expected


def test_an_unfinished_chase_without_a_par_has_no_result_yet() -> None:
    book = two_innings_match("6 . . . . .", "4").close("abandoned")
    assert result_line(book) is None
    assert result_line(book.fact("match_closed", outcome="no_result")) == "no result"


# -- super overs -------------------------------------------------------------------------------


def tied_match(*super_overs: str) -> Book:
    """Return a tied match and its super overs; the side that batted second begins."""
    book = two_innings_match("6 . . . . .", "6 . . . . .")
    for place, balls in enumerate(super_overs):
        book.innings(HOME if place % 4 in (1, 2) else AWAY, balls, super_over=True)
    return book


SUPER_OVERS = [
    pytest.param((), "match tied", id="none yet"),
    pytest.param(("6 . . . . .",), None, id="first innings only"),
    pytest.param(("6 . . . . .", "4"), None, id="under way"),
    pytest.param(("6 . . . . .", "6 1"), "match tied (Hill won the Super Over)", id="chased"),
    pytest.param(
        ("6 . . . . .", "W 4 W"), "match tied (Dale won the Super Over)", id="two wickets"
    ),
    pytest.param(("6 . . . . .", "6 . . . . ."), "match tied", id="tied again"),
    pytest.param(
        ("6 . . . . .", "6 . . . . .", "W W", "1"),
        "match tied (Dale won the Super Over)",
        id="repeated, the sides having changed over",
    ),
]


def test_a_super_over_cut_short_decides_nothing() -> None:
    book = tied_match("6 4 . . . .", "1 .").fact("play_stopped", reason="rain")
    book.fact("match_closed", outcome="tie")
    assert (result_line(book), book.problems) == ("match tied", [])
    assert (
        result_line(tied_match("6 4 . . . .", "1 .").fact("match_closed", outcome="tie"))
        == "match tied"
    )


@pytest.mark.parametrize(("super_overs", "expected"), SUPER_OVERS)
def test_super_overs_decide_a_tie_and_are_repeated_until_one_does(
    super_overs: tuple[str, ...], expected: str | None
) -> None:
    book = tied_match(*super_overs)
    assert result_line(book) == expected
    assert book.problems == []


@pytest.mark.parametrize(
    ("super_overs", "side"),
    [
        pytest.param((), AWAY, id="the first super over"),
        pytest.param(("1 . . . . .",), HOME, id="its second innings"),
        pytest.param(("1 . . . . .", "1 . . . . ."), HOME, id="the second super over"),
        pytest.param(("1 . . . . .", "1 . . . . .", "W W"), AWAY, id="second innings of that"),
    ],
)
def test_the_side_that_batted_last_begins_a_super_over_without_innings_started(
    super_overs: tuple[str, ...], side: TeamId
) -> None:
    book = tied_match(*super_overs)
    book.number, book.sequence, book.side = book.number + 1, 0, side
    book.clear()
    book.at_crease(book.next_batter(), book.next_batter()).ball("1")
    assert (book.current.batting_team_id, book.current.is_super_over) == (side, True)
    assert book.codes == [ProblemCode.INNINGS_START_MISSING]


def test_a_super_over_is_no_main_innings_and_ends_at_two_wickets() -> None:
    book = tied_match("W W")
    assert (book.current.closed, book.current.wickets_limit, book.current.overs_limit) == (
        "all_out",
        2,
        1,
    )
    assert len(book.state.main_innings) == 2
    score = live_score(book.state, Inputs(book.setup), None)
    assert score.innings3 is None
    assert score.super_overs is not None
    assert len(score.super_overs) == 1


# -- recorded ends -----------------------------------------------------------------------------

CLOSES = [
    ({"outcome": "awarded", "winner_team_id": AWAY}, "awarded to Dale"),
    ({"outcome": "conceded", "winner_team_id": HOME}, "conceded, Hill won"),
    ({"outcome": "no_result"}, "no result"),
    ({"outcome": "abandoned"}, "match abandoned"),
    (
        {"outcome": "tie", "winner_team_id": HOME, "method": "bowl_out"},
        "match tied (Hill won the bowl-out)",
    ),
    (
        {"outcome": "tie", "winner_team_id": HOME, "method": "Lost fewer wickets"},
        "match tied (Hill won having lost fewer wickets)",
    ),
    (
        {"outcome": "draw", "winner_team_id": AWAY, "method": "1st innings score"},
        "match drawn (Dale won on first-innings score)",
    ),
    (
        {"outcome": "draw", "winner_team_id": AWAY, "method": "first innings lead"},
        "match drawn (Dale won on first innings lead)",
    ),
    ({"outcome": "win", "winner_team_id": AWAY, "method": "VJD"}, "Dale won (VJD method)"),
]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("win", "match won"), ("awarded", "match awarded"), ("conceded", "match conceded")],
)
def test_a_win_without_a_winner_names_no_winner_in_the_result(outcome: str, expected: str) -> None:
    book = Book().innings(HOME, "6 .").fact("match_closed", outcome=outcome)
    assert result_line(book) == expected


@pytest.mark.parametrize(("fields", "expected"), CLOSES)
def test_a_recorded_close_gives_results_that_the_score_does_not_show(
    fields: dict[str, Any], expected: str
) -> None:
    book = two_innings_match("6 . . . . .", "4").fact("match_closed", **fields)
    assert (result_line(book), book.problems) == (expected, [])
    assert match_status(book.state) == "completed"
    assert book.balls(".").codes == [ProblemCode.MATCH_OVER]


def test_a_recorded_win_takes_its_margin_from_the_score() -> None:
    book = two_innings_match("6 . . . . .", "1 . . . . .")
    book.fact("match_closed", outcome="win", winner_team_id=HOME)
    assert (book.state.result, book.problems) == (Result(Outcome.WIN, HOME, runs=5), [])


def test_a_recorded_winner_against_the_score_stands_with_a_problem() -> None:
    book = two_innings_match("6 . . . . .", "1 . . . . .")
    book.fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert book.state.result == Result(Outcome.WIN, AWAY)
    [problem] = book.problems
    assert problem.code is ProblemCode.RESULT_CONTRADICTED
    assert problem.message == "recorded as win for away; the score says win for home"


def test_the_problem_of_a_tie_recorded_against_the_score_names_no_recorded_winner() -> None:
    book = two_innings_match("6 . . . . .", "1 . . . . .").fact("match_closed", outcome="tie")
    [problem] = book.problems
    assert problem.message == "recorded as tie; the score says win for home"


def test_a_close_recorded_against_the_score_stands_with_a_problem() -> None:
    book = two_innings_match("6 . . . . .", "4 . . . . .").close("declared")
    assert (book.current.closed, book.codes) == ("declared", [ProblemCode.CLOSE_CONTRADICTED])


# -- status and first side ---------------------------------------------------------------------

STATUSES = [
    (lambda: Book(ONE_OVER), "scheduled"),
    (lambda: Book(ONE_OVER).innings(HOME), "live"),
    (lambda: Book(ONE_OVER).innings(HOME, ". . . . . ."), "innings_break"),
    (lambda: two_innings_match("4 . . . . .", ""), "live"),
    (lambda: two_innings_match("4 . . . . .", "6"), "completed"),
]


@pytest.mark.parametrize(("make", "status"), STATUSES)
def test_the_status_follows_from_the_log(make: Any, status: str) -> None:
    assert match_status(make().state) == status


TOSSES = [
    (Setup(MATCH, HOME, AWAY, toss_winner_id=AWAY, toss_decision=TossDecision.BAT), AWAY),
    (Setup(MATCH, HOME, AWAY, toss_winner_id=AWAY, toss_decision=TossDecision.FIELD), HOME),
    (Setup(MATCH, HOME, AWAY), HOME),
    (Setup(MATCH, HOME, AWAY, sides={Book().innings().striker: AWAY}), AWAY),  # type: ignore[dict-item]
]


@pytest.mark.parametrize(("setup", "side"), TOSSES, ids=["bat", "field", "no toss", "lineup"])
def test_without_innings_started_the_batting_side_is_inferred(setup: Setup, side: str) -> None:
    book = Book()
    book.setup = setup
    book.striker, book.non_striker = book.next_batter(), book.next_batter()
    book.ball("1")
    assert book.current.batting_team_id == side
    assert ProblemCode.INNINGS_START_MISSING in book.codes


def test_a_chase_of_unknown_sides_still_has_a_target() -> None:
    book = Book(ONE_OVER, home_team_id=None, away_team_id=None)
    for number in (1, 2):
        book.number, book.sequence = number, 0
        book.clear()
        book.striker, book.non_striker = book.next_batter(), book.next_batter()
        book.balls("4 . . . . ." if number == 1 else "1")
    assert (book.current.target, book.current.closed) == (5, None)


def test_overs_lost_in_the_first_innings_also_limit_the_chase() -> None:
    book = Book(replace(THE_LAWS, overs_per_innings=3, players_per_side=5)).innings(HOME, "1")
    book.fact("target_revised", overs_limit=1)
    book.balls(". . . . .").innings(AWAY)
    assert (book.current.overs_limit, book.state.innings[0].closed) == (1, "overs_complete")


DISMISSALS_AFTER_THE_WIN = [
    pytest.param("4 . . . . .", "4 W W W wdWst", "Dale won by 1 wicket", id="stumped off a wide"),
    pytest.param("4 . . . . .", "4 W W W 1Wro", "Dale won by 1 wicket", id="out for a second run"),
    pytest.param("4 . . . . .", "4 wdWst", "Dale won by 4 wickets", id="none down"),
]


@pytest.mark.parametrize(("first", "second", "expected"), DISMISSALS_AFTER_THE_WIN)
def test_no_batter_is_out_once_the_match_is_won(first: str, second: str, expected: str) -> None:
    book = two_innings_match(first, second)
    assert result_line(book) == expected
    assert book.codes == [ProblemCode.DISMISSAL_NOT_POSSIBLE]
    assert len(book.current.at_crease) == 2
    assert [bowler.wickets for bowler in book.current.bowlers.values()] == [second.count("W ")]


def test_a_batter_out_on_a_ball_whose_penalty_runs_win_the_match_is_out() -> None:
    book = two_innings_match("4 . . . . .", ". . .")
    book.ball("W", extras={"penalty": 5}, total_runs=5)
    assert result_line(book) == "Dale won by 3 wickets"
    assert book.problems == []


@pytest.mark.parametrize("token", ["W", "1Wro"])
def test_a_side_all_out_on_the_ball_with_the_winning_award_wins_by_penalty_runs(token: str) -> None:
    book = two_innings_match("4 . . . . .", "W W W")
    book.ball(token, extras={"penalty": 5}, total_runs=5 + token.startswith("1"))
    assert (result_line(book), book.problems) == ("Dale won by penalty runs", [])
    assert book.state.result == Result(Outcome.WIN, AWAY, by_penalty=True)


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_side_all_out_before_its_target_was_lowered_wins_without_a_margin(
    is_recorded: bool,
) -> None:
    book = two_innings_match("6 . . . . .", "3 W W W W")
    book = book.close("all_out") if is_recorded else book
    assert result_line(book.fact("target_revised", target=3)) == "Dale won"


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_side_that_seems_to_bat_again_has_not_won_at_once(is_recorded: bool) -> None:
    conditions = replace(ONE_OVER, overs_per_innings=5)
    home = {player(HOME, number): HOME for number in range(1, 6)}
    away = {player(AWAY, number): AWAY for number in range(2, 6)}
    opener = {player(AWAY, 1): HOME}  # opens for the other side
    book = Book(conditions, sides={**home, **away, **opener}).innings(HOME, "6 6").close("declared")
    if is_recorded:
        book.innings(HOME)
    else:
        book.number, book.sequence, book.side = 2, 0, AWAY
        book.clear()
        book.striker, book.non_striker = book.next_batter(), book.next_batter()
    book.ball("1")
    current = book.current
    assert (current.target, current.closed, book.state.result) == (13, None, None)
    assert current.batting_team_id == (HOME if is_recorded else AWAY)


def test_a_fourth_innings_of_the_wrong_side_has_no_target() -> None:
    book = Book(replace(ONE_OVER, innings_per_side=2))
    for side, balls in ((HOME, "6 W W W W"), (AWAY, "1 W W W W"), (HOME, "6 W W W W")):
        book.innings(side, balls)
    book.innings(HOME, "1")
    assert (book.current.target, book.current.closed, book.state.result) == (None, None, None)
