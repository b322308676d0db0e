"""Tests scenarios in which other open engines, or earlier versions of this one, break the Laws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import FORMATS, THE_LAWS
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import ProblemCode, Severity
from scrbrd.domain.state import Result
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.domain.vocabulary import LawsEdition, MatchFormat, Outcome, PlayerId
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.run_rate import credits_of
from scrbrd.projections.wording import result_text
from tests.domain.notation import AWAY, HOME, Book, innings

T20 = FORMATS[MatchFormat.T20]
ONE_OVER = replace(THE_LAWS, overs_per_innings=1)
THREE_A_SIDE = replace(THE_LAWS, players_per_side=3)
LAST_MAN = replace(THREE_A_SIDE, last_man_stands=True)
NAMES = {HOME: "Hill", AWAY: "Dale"}
H1, H2, H3 = PlayerId("home1"), PlayerId("home2"), PlayerId("home3")


def result_line(book: Book) -> str | None:
    """Return the result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


# -- a free hit ----------------------------------------------------------------------------------


def free_hit(token: str, **fields: Any) -> Book:
    """Bowl a no-ball and the free hit after it; the same pair stays at the crease."""
    book = innings("nb", T20)
    book.ball(token, **fields)
    return book.at_crease(H1, H2)


@pytest.mark.parametrize("dismissal_code", ["", "c", "lbw", "st", "hw"])
def test_a_dismissal_off_a_free_hit_is_cancelled_and_the_ball_counts_in_the_over(
    dismissal_code: str,
) -> None:
    book = free_hit(f"W{dismissal_code}")
    assert (book.current.wickets, book.current.legal_balls, book.current.at_crease) == (
        0,
        1,
        (H1, H2),
    )
    assert (book.batter(1).balls_faced, book.batter(1).dismissal) == (2, None)
    assert book.only_bowler().wickets == 0
    [problem] = book.problems
    assert (problem.code, problem.severity) == (
        ProblemCode.DISMISSAL_NOT_POSSIBLE,
        Severity.WARNING,
    )
    assert problem.law == "playing condition: free hit"
    assert book.balls(". . . . .").codes == [ProblemCode.DISMISSAL_NOT_POSSIBLE]
    assert book.current.overs_completed == 1


def test_runs_off_a_free_hit_with_a_dismissal_count_and_change_the_strike() -> None:
    book = free_hit("1Wc")
    assert (book.current.runs, book.batter(1).runs, book.current.striker_id) == (2, 1, H2)


def test_a_wide_on_a_free_hit_saves_the_batter_and_carries_the_free_hit_over() -> None:
    book = free_hit("wdWst")
    assert (book.current.wickets, book.current.runs, book.current.is_free_hit) == (0, 2, True)


def test_the_current_over_shows_no_wicket_for_a_dismissal_off_a_free_hit() -> None:
    assert [ball.display for ball in free_hit("Wc").current.over.balls] == ["1nb", "0"]


# -- penalty runs after the last ball ------------------------------------------------------------


def chase(balls: str, **conditions: Any) -> Book:
    """Return a chase of six to win in one over."""
    book = Book(replace(ONE_OVER, **conditions)).innings(HOME, "5 . . . . .")
    return book.innings(AWAY, balls)


def penalty(book: Book, side: str, runs: int = 5) -> Book:
    """Award penalty runs."""
    return book.fact("penalty_awarded", to_team_id=side, runs=runs)


@pytest.mark.parametrize(
    "balls", ["1 . . . . .", "1 W W W W"], ids=["the overs were complete", "all out"]
)
def test_a_side_that_wins_by_an_award_after_the_last_ball_wins_by_penalty_runs(balls: str) -> None:
    book = penalty(chase(balls, players_per_side=5), AWAY)
    assert result_line(book) == "Dale won by penalty runs"
    assert book.state.result == Result(Outcome.WIN, AWAY, by_penalty=True)
    score = live_score(book.state, Inputs(book.setup), None)
    assert (score.win_margin, book.problems) == ("penalty runs", [])


def test_an_award_during_the_chase_wins_by_wickets() -> None:
    assert result_line(penalty(chase("1"), AWAY)) == "Dale won by 10 wickets"


def test_a_recorded_win_keeps_its_margin_of_penalty_runs() -> None:
    book = penalty(chase("1 . . . . ."), AWAY)
    book.fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert (result_line(book), book.problems) == ("Dale won by penalty runs", [])


def test_net_run_rate_counts_a_win_by_penalty_runs() -> None:
    assert credits_of(penalty(chase("1 . . . . ."), AWAY).state) == {HOME: (5, 6), AWAY: (6, 6)}


def test_five_penalty_runs_to_the_fielding_side_after_the_winning_hit_reopen_the_chase() -> None:
    book = chase("6")
    assert book.current.closed == "target_reached"
    penalty(book, HOME)
    assert (book.current.is_open, book.current.target, book.state.result) == (True, 11, None)
    book.balls("5")
    assert (result_line(book), book.problems) == ("Dale won by 10 wickets", [])


def test_five_penalty_runs_after_a_winning_hit_off_the_last_ball_turn_the_result() -> None:
    book = penalty(chase(". . . . . 6"), HOME)
    assert (book.current.closed, result_line(book)) == ("overs_complete", "Hill won by 4 runs")


def test_an_award_reopens_a_chase_recorded_as_closed_by_target_reached() -> None:
    book = penalty(chase("6").close("target_reached"), HOME)
    assert (book.current.closed, book.current.is_close_recorded) == (None, False)
    assert book.balls("5").current.runs == 11


def test_an_award_after_the_match_was_recorded_as_closed_reopens_nothing() -> None:
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert penalty(book, HOME).current.closed == "target_reached"


# -- retirements and time out --------------------------------------------------------------------


def retire(book: Book, player_id: PlayerId, dismissal_code: str = "hurt") -> Book:
    """Retire a batter; no other has come in yet."""
    return book.fact("batter_retired", player_id=player_id, **{"as": dismissal_code})


def resume(book: Book, player_id: PlayerId) -> Book:
    """Resume the innings of a batter who had retired."""
    return book.fact("batter_resumed", player_id=player_id)


@pytest.mark.parametrize("dismissal_code", ["hurt", "not_out"])
def test_a_retired_batter_may_not_resume_at_once_in_the_same_vacancy(dismissal_code: str) -> None:
    book = resume(retire(innings("4"), H1, dismissal_code), H1)
    assert book.codes == [ProblemCode.RESUMED_TOO_SOON]
    assert book.problems[0].law == "Law 25"
    assert book.current.at_crease == (H2,)


def test_a_retired_batter_may_resume_when_the_partner_leaves_next() -> None:
    book = resume(retire(retire(innings("4"), H1), H2), H1)
    assert (book.codes, book.current.at_crease) == ([], (H1,))


def test_a_retired_batter_may_resume_after_the_next_batter_is_timed_out() -> None:
    book = retire(innings("4"), H1).fact(
        "batter_dismissed", player_id="home3", wicket_type="timed_out"
    )
    assert resume(book, H1).codes == []


TIMED_OUT = [
    pytest.param(lambda: innings("."), "home3", "two are in", id="no vacancy"),
    pytest.param(lambda: innings("W"), "home2", "is at the crease", id="a batter who is in"),
    pytest.param(
        lambda: Book().innings(HOME, striker_id=None, non_striker_id=None),
        "home1",
        "nobody has left",
        id="an opener",
    ),
]


@pytest.mark.parametrize(("make", "player_id", "reason"), TIMED_OUT)
def test_timed_out_needs_a_vacancy_and_an_incoming_batter(
    make: Any, player_id: str, reason: str
) -> None:
    book = make()
    wickets = book.current.wickets
    book.fact("batter_dismissed", player_id=player_id, wicket_type="timed_out")
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (
        ProblemCode.DISMISSAL_NOT_POSSIBLE,
        Severity.ERROR,
        "Law 40",
    )
    assert reason in problem.message
    assert book.current.wickets == wickets


def test_the_last_batters_retirement_hurt_ends_the_innings() -> None:
    book = retire(innings("4 W .", THREE_A_SIDE), H2)
    assert (book.current.closed, book.current.wickets, book.problems) == ("all_out", 1, [])


def test_the_last_batters_retirement_recorded_on_a_ball_ends_the_innings() -> None:
    book = innings("4 W", THREE_A_SIDE)
    book.ball("1", is_wicket=True, wicket={"type": "retired_hurt", "dismissed_player_id": "home3"})
    assert (book.current.closed, book.current.runs) == ("all_out", 5)


def test_the_innings_continues_while_a_batter_may_still_come_in() -> None:
    book = retire(innings("4", THREE_A_SIDE), H1)
    assert book.current.closed is None  # home3 has not batted
    book.fact("batter_arrived", player_id=H3)
    assert retire(book, H2).current.closed is None  # home1 may come back now
    assert (resume(book, H1).current.closed, book.problems) == (None, [])


# -- revisions -----------------------------------------------------------------------------------


def revise(book: Book, **fields: Any) -> Book:
    """Record a revision of target, par or overs."""
    return book.fact("target_revised", **fields)


def test_a_limit_below_the_overs_bowled_is_flagged_and_applies_at_the_end_of_the_over() -> None:
    book = revise(innings(". . . . . . | . . .", T20), overs_limit=1)
    assert (book.current.closed, book.codes) == (None, [ProblemCode.REVISION_BELOW_BOWLED])
    book.balls(". . .")
    assert (book.current.closed, book.current.legal_balls) == ("overs_complete", 12)
    assert book.codes == [ProblemCode.REVISION_BELOW_BOWLED]


def test_a_revision_to_the_over_in_progress_is_no_problem() -> None:
    book = revise(innings(". . . . . . | . . .", T20), overs_limit=2)
    assert (book.current.closed, book.codes) == (None, [])
    assert book.balls(". . .").current.closed == "overs_complete"


def test_overs_restored_by_a_later_revision_reopen_the_chase() -> None:
    book = chase("1 . . . . .")
    assert result_line(book) == "Hill won by 4 runs"
    revise(book, overs_limit=2)
    assert (book.current.closed, book.state.result) == (None, None)
    book.balls("5")
    assert (result_line(book), book.problems) == ("Dale won by 10 wickets", [])


def test_overs_restored_by_a_later_revision_reopen_the_first_innings() -> None:
    book = revise(revise(innings(". . . . . .", T20), overs_limit=1), overs_limit=2)
    assert (book.current.closed, book.current.overs_limit) == (None, 2)
    assert (book.balls("1").current.runs, book.problems) == (1, [])


def test_a_revision_between_the_innings_that_adds_no_overs_applies_to_the_chase() -> None:
    book = revise(innings(". . . . . . | . . . . . .", replace(ONE_OVER, overs_per_innings=2)))
    assert revise(book, overs_limit=1).current.closed == "overs_complete"
    assert book.innings(AWAY).current.overs_limit == 1


@pytest.mark.parametrize("target", [None, 90], ids=["alone", "with a target"])
def test_a_par_for_a_first_innings_is_flagged(target: int | None) -> None:
    book = revise(innings("4", T20), par=40, target=target, method="DLS")
    assert book.codes == [ProblemCode.PAR_WITHOUT_TARGET]


def test_a_par_for_a_first_innings_is_reported_once() -> None:
    book = innings("4", T20)
    before = book.state
    revise(book, par=40)
    action = book.entries[-1]
    assert isinstance(action, Action)
    assert (book.codes, noted_problems(before, action)) == ([ProblemCode.PAR_WITHOUT_TARGET], ())


def test_a_par_without_a_target_before_the_chase_has_begun_is_flagged() -> None:
    book = innings("4", T20).close("abandoned")
    assert revise(book, par=40, method="DLS").codes == [ProblemCode.PAR_WITHOUT_TARGET]


@pytest.mark.parametrize("fields", [{"par": 3}, {"par": 3, "target": 4}])
def test_a_par_in_a_chase_is_no_problem(fields: dict[str, int]) -> None:
    assert revise(chase("1"), **fields).codes == []


def test_a_par_with_a_target_between_the_innings_is_no_problem() -> None:
    book = innings("4", T20).close("abandoned")
    assert revise(book, par=40, target=41, method="DLS").codes == []


# -- dismissals and strike ----------------------------------------------------------------------


def test_the_non_striker_could_handle_the_ball_under_the_2000_code() -> None:
    book = Book(replace(THE_LAWS, laws_edition=LawsEdition.CODE_2000)).innings()
    book.ball("W", wicket={"type": "handled_ball", "dismissed_player_id": "home2"})
    assert (book.current.wickets, book.current.at_crease, book.problems) == (1, (H1,), [])


def test_the_last_batter_alone_keeps_the_strike_after_a_single() -> None:
    book = innings("W W 1", LAST_MAN)
    assert (book.current.striker_id, book.current.non_striker_id) == (H2, None)
    assert book.balls(". . .").current.striker_id == H2  # and at the end of the over
    assert book.problems == []


def test_the_last_batter_alone_faces_after_the_strikers_wicket() -> None:
    assert innings("W W", LAST_MAN).current.striker_id == H2
