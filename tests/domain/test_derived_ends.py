"""ADR 3: an end that only follows from the log gives way to balls that were recorded after it."""

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
WENT_ON = ProblemCode.INNINGS_OVER


def text(book: Book) -> str | None:
    """The result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


def twelve_a_side() -> Book:
    """Eleven wickets and a run, with nobody having said that twelve play."""
    book = Book(replace(THE_LAWS, players_per_side=12)).innings(HOME, "W . | " * 10)
    book.setup = replace(book.setup, conditions=THE_LAWS)
    return book


def test_in_a_twelve_a_side_match_the_eleventh_wicket_ends_the_innings() -> None:
    book = twelve_a_side()
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (WENT_ON, Severity.WARNING, "Law 13")
    assert "playersPerSide" in problem.message
    assert (book.now.wickets, book.now.closed, book.now.legal_balls) == (10, None, 20)
    book.balls("4 W")
    assert (book.now.wickets, book.now.closed, book.now.runs) == (11, "all_out", 4)
    assert book.codes == [WENT_ON]


def test_balls_after_an_over_limit_that_was_set_wrongly_count() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 . . . . . | 1 .")
    assert (book.now.runs, book.now.legal_balls, book.now.closed) == (3, 14, None)
    [problem] = book.problems
    assert (problem.code, problem.action_id) == (WENT_ON, "1_8")
    assert "oversPerInnings" in problem.message


def test_such_an_innings_has_ended_again_with_each_over() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 . . . . .")
    assert (book.now.closed, match_status(book.state)) == ("overs_complete", "innings_break")
    book.innings(AWAY, "1 . . . . . | 1 . . . . .")
    assert (text(book), book.codes) == ("match tied", [WENT_ON, WENT_ON])
    assert credits_of(book.state) == {HOME: (2, 12), AWAY: (2, 12)}


def test_the_score_knows_the_balls_left_of_an_over_beyond_the_limit() -> None:
    book = Book(ONE_OVER).innings(HOME, "1 . . . . . | 1 .")
    now = live_score(book.state, Inputs(book.setup), None).current_innings
    assert now is not None
    assert (now.balls_remaining, now.overs) == (4, 1.2)


def test_a_super_over_that_went_on_after_its_second_wicket_counts() -> None:
    book = Book(ONE_OVER).innings(HOME, "6 . . . . .").innings(AWAY, "6 . . . . .")
    book.innings(AWAY, "W W 4 . . .", super_over=True)
    assert (book.now.runs, book.now.wickets, book.now.closed) == (4, 2, "overs_complete")
    [problem] = book.problems
    assert problem.code == WENT_ON
    assert "wickets and overs of a super over" in problem.message
    book.innings(HOME, "6", super_over=True)
    assert text(book) == "match tied (Hill won the Super Over)"


def test_a_last_batter_who_goes_on_alone_counts() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "W W")
    assert book.now.closed == "all_out"
    book.at_crease(PlayerId("home2"), None).balls("4")
    [problem] = book.problems
    assert (book.now.runs, problem.code) == (4, WENT_ON)
    assert "lastManStands" in problem.message


def test_who_comes_in_after_the_last_retirement_had_ended_the_innings_counts() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "W .")
    book.fact("batter_retired", player_id="home2", **{"as": "hurt"})
    assert book.now.closed == "all_out"
    book.at_crease(PlayerId("home4"), PlayerId("home3")).balls("4")
    assert (book.now.runs, book.now.is_open, book.codes) == (4, True, [WENT_ON])


def lost_chase() -> Book:
    """Six made, one in reply, the overs complete."""
    return Book(ONE_OVER).innings(HOME, "6 . . . . .").innings(AWAY, "1 . . . . .")


def test_a_result_that_only_followed_from_such_an_end_gives_way_too() -> None:
    book = lost_chase()
    assert text(book) == "Hill won by 5 runs"
    book.balls("4")
    assert (book.state.result, book.now.is_open, book.codes) == (None, True, [WENT_ON])
    book.balls("4")
    assert text(book) == "Dale won by 4 wickets"


STANDS: list[tuple[str, Callable[[], Book], ProblemCode]] = [
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
    ("given", "code"), [each[1:] for each in STANDS], ids=[each[0] for each in STANDS]
)
def test_an_end_that_was_recorded_or_won_stands(
    given: Callable[[], Book], code: ProblemCode
) -> None:
    book = given()
    before = book.now
    book.ball("4")
    assert (book.now, book.codes) == (before, [code])
    assert book.problems[-1].severity is Severity.ERROR


@pytest.mark.parametrize("times", [1, 2])
def test_the_winning_hit_tapped_twice_counts_once(times: int) -> None:
    book = Book(ONE_OVER).innings(HOME, "4 . . . . .").innings(AWAY)
    for _ in range(times):
        book.at_crease(PlayerId("away1"), PlayerId("away2")).ball("6", ball_in_over=1)
    assert (book.now.runs, text(book)) == (6, "Dale won by 4 wickets")
    assert book.codes == [ProblemCode.INNINGS_OVER] * (times - 1)


def test_the_last_wicket_tapped_twice_counts_once() -> None:
    book = Book(replace(THE_LAWS, players_per_side=3)).innings(HOME, "4 W W")
    book.at_crease(PlayerId("home3"), PlayerId("home2")).ball("W")
    assert (book.now.wickets, book.codes) == (2, [ProblemCode.BATTER_ALREADY_OUT])


def test_the_last_ball_of_a_lost_chase_tapped_twice_is_a_long_over() -> None:
    book = lost_chase()
    book.over_number, book.bowler = 0, PlayerId("home5")
    book.at_crease(PlayerId("away2"), PlayerId("away1")).ball(".")
    assert (book.now.legal_balls, book.codes) == (7, [ProblemCode.OVER_TOO_LONG])
    assert text(book) == "Hill won by 5 runs"
