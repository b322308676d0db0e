"""Scenarios in which other open engines, or this one before, answered otherwise than the Laws."""

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


def text(book: Book) -> str | None:
    """The result as a scorecard prints it."""
    result = book.state.result
    return result_text(result, Inputs(book.setup, team_names=NAMES)) if result else None


# -- a free hit ----------------------------------------------------------------------------------


def free_hit(token: str, **fields: Any) -> Book:
    """A no-ball, and the free hit after it; the pair stays."""
    book = innings("nb", T20)
    book.ball(token, **fields)
    return book.at_crease(H1, H2)


@pytest.mark.parametrize("how", ["", "c", "lbw", "st", "hw"])
def test_a_dismissal_off_a_free_hit_leaves_the_batter_in_and_the_ball_in_the_over(how: str) -> None:
    book = free_hit(f"W{how}")
    assert (book.now.wickets, book.now.legal_balls, book.now.at_crease) == (0, 1, (H1, H2))
    assert (book.batter(1).balls_faced, book.batter(1).dismissal) == (2, None)
    assert book.only_bowler().wickets == 0
    [problem] = book.problems
    assert (problem.code, problem.severity) == (
        ProblemCode.DISMISSAL_NOT_POSSIBLE,
        Severity.WARNING,
    )
    assert problem.law == "playing condition: free hit"
    assert book.balls(". . . . .").codes == [ProblemCode.DISMISSAL_NOT_POSSIBLE]
    assert book.now.overs_completed == 1


def test_runs_off_a_free_hit_with_a_dismissal_count_and_change_the_strike() -> None:
    book = free_hit("1Wc")
    assert (book.now.runs, book.batter(1).runs, book.now.striker_id) == (2, 1, H2)


def test_a_free_hit_that_is_a_wide_too_saves_the_batter_and_is_carried_over() -> None:
    book = free_hit("wdWst")
    assert (book.now.wickets, book.now.runs, book.now.is_free_hit) == (0, 2, True)


def test_the_current_over_shows_no_wicket_for_a_batter_whom_a_free_hit_saved() -> None:
    assert [ball.display for ball in free_hit("Wc").now.over.balls] == ["1nb", "0"]


# -- penalty runs after the last ball ------------------------------------------------------------


def chase(balls: str, **conditions: Any) -> Book:
    """Six to win in an over."""
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
    assert text(book) == "Dale won by penalty runs"
    assert book.state.result == Result(Outcome.WIN, AWAY, by_penalty=True)
    score = live_score(book.state, Inputs(book.setup), None)
    assert (score.win_margin, book.problems) == ("penalty runs", [])


def test_an_award_during_the_chase_wins_by_wickets() -> None:
    assert text(penalty(chase("1"), AWAY)) == "Dale won by 10 wickets"


def test_a_recorded_win_keeps_that_it_was_by_penalty_runs() -> None:
    book = penalty(chase("1 . . . . ."), AWAY)
    book.fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert (text(book), book.problems) == ("Dale won by penalty runs", [])


def test_net_run_rate_counts_a_win_by_penalty_runs() -> None:
    assert credits_of(penalty(chase("1 . . . . ."), AWAY).state) == {HOME: (5, 6), AWAY: (6, 6)}


def test_five_to_the_fielding_side_after_the_winning_hit_reopens_the_chase() -> None:
    book = chase("6")
    assert book.now.closed == "target_reached"
    penalty(book, HOME)
    assert (book.now.is_open, book.now.target, book.state.result) == (True, 11, None)
    book.balls("5")
    assert (text(book), book.problems) == ("Dale won by 10 wickets", [])


def test_five_to_the_fielding_side_after_a_hit_off_the_last_ball_ends_the_match_the_other_way() -> (
    None
):
    book = penalty(chase(". . . . . 6"), HOME)
    assert (book.now.closed, text(book)) == ("overs_complete", "Hill won by 4 runs")


def test_an_award_reopens_a_chase_whose_end_somebody_recorded_as_the_target_reached() -> None:
    book = penalty(chase("6").close("target_reached"), HOME)
    assert (book.now.closed, book.now.is_close_recorded) == (None, False)
    assert book.balls("5").now.runs == 11


def test_an_award_after_the_match_was_recorded_as_closed_reopens_nothing() -> None:
    book = chase("6").fact("match_closed", outcome="win", winner_team_id=AWAY)
    assert penalty(book, HOME).now.closed == "target_reached"


# -- retirements and time out --------------------------------------------------------------------


def retire(book: Book, player_id: PlayerId, how: str = "hurt") -> Book:
    """A batter retires; nobody has come in yet."""
    return book.fact("batter_retired", player_id=player_id, **{"as": how})


def resume(book: Book, player_id: PlayerId) -> Book:
    """A batter who had retired comes back."""
    return book.fact("batter_resumed", player_id=player_id)


@pytest.mark.parametrize("how", ["hurt", "not_out"])
def test_who_retires_may_not_walk_straight_back_into_the_own_vacancy(how: str) -> None:
    book = resume(retire(innings("4"), H1, how), H1)
    assert book.codes == [ProblemCode.RESUMED_TOO_SOON]
    assert book.problems[0].law == "Law 25"
    assert book.now.at_crease == (H2,)


def test_who_retires_may_come_back_where_the_partner_leaves_next() -> None:
    book = resume(retire(retire(innings("4"), H1), H2), H1)
    assert (book.codes, book.now.at_crease) == ([], (H1,))


def test_who_retires_may_come_back_after_the_next_man_was_timed_out() -> None:
    book = retire(innings("4"), H1).fact(
        "batter_dismissed", player_id="home3", wicket_type="timed_out"
    )
    assert resume(book, H1).codes == []


TIMED_OUT = [
    pytest.param(lambda: innings("."), "home3", "two are in", id="no vacancy"),
    pytest.param(lambda: innings("W"), "home2", "is at the crease", id="one who is in"),
    pytest.param(
        lambda: Book().innings(HOME, striker_id=None, non_striker_id=None),
        "home1",
        "nobody has left",
        id="an opener",
    ),
]


@pytest.mark.parametrize(("given", "who", "why"), TIMED_OUT)
def test_timed_out_takes_a_vacancy_and_an_incoming_batter(given: Any, who: str, why: str) -> None:
    book = given()
    wickets = book.now.wickets
    book.fact("batter_dismissed", player_id=who, wicket_type="timed_out")
    [problem] = book.problems
    assert (problem.code, problem.severity, problem.law) == (
        ProblemCode.DISMISSAL_NOT_POSSIBLE,
        Severity.ERROR,
        "Law 40",
    )
    assert why in problem.message
    assert book.now.wickets == wickets


def test_the_last_batter_retiring_hurt_with_nobody_left_ends_the_innings() -> None:
    book = retire(innings("4 W .", THREE_A_SIDE), H2)
    assert (book.now.closed, book.now.wickets, book.problems) == ("all_out", 1, [])


def test_a_retirement_written_on_the_ball_ends_the_innings_too() -> None:
    book = innings("4 W", THREE_A_SIDE)
    book.ball("1", is_wicket=True, wicket={"type": "retired_hurt", "dismissed_player_id": "home3"})
    assert (book.now.closed, book.now.runs) == ("all_out", 5)


def test_the_innings_goes_on_while_somebody_may_still_come_in() -> None:
    book = retire(innings("4", THREE_A_SIDE), H1)
    assert book.now.closed is None  # home3 has not batted
    book.fact("batter_arrived", player_id=H3)
    assert retire(book, H2).now.closed is None  # home1 may come back now
    assert (resume(book, H1).now.closed, book.problems) == (None, [])


# -- revisions -----------------------------------------------------------------------------------


def revise(book: Book, **fields: Any) -> Book:
    """Overs were lost, or given back."""
    return book.fact("target_revised", **fields)


def test_a_revision_below_what_is_bowled_is_flagged_and_waits_for_the_end_of_the_over() -> None:
    book = revise(innings(". . . . . . | . . .", T20), overs_limit=1)
    assert (book.now.closed, book.codes) == (None, [ProblemCode.REVISION_BELOW_BOWLED])
    book.balls(". . .")
    assert (book.now.closed, book.now.legal_balls) == ("overs_complete", 12)
    assert book.codes == [ProblemCode.REVISION_BELOW_BOWLED]


def test_a_revision_to_the_over_in_progress_is_no_problem() -> None:
    book = revise(innings(". . . . . . | . . .", T20), overs_limit=2)
    assert (book.now.closed, book.codes) == (None, [])
    assert book.balls(". . .").now.closed == "overs_complete"


def test_overs_restored_by_a_later_revision_reopen_the_chase() -> None:
    book = chase("1 . . . . .")
    assert text(book) == "Hill won by 4 runs"
    revise(book, overs_limit=2)
    assert (book.now.closed, book.state.result) == (None, None)
    book.balls("5")
    assert (text(book), book.problems) == ("Dale won by 10 wickets", [])


def test_overs_restored_by_a_later_revision_reopen_the_first_innings() -> None:
    book = revise(revise(innings(". . . . . .", T20), overs_limit=1), overs_limit=2)
    assert (book.now.closed, book.now.overs_limit) == (None, 2)
    assert (book.balls("1").now.runs, book.problems) == (1, [])


def test_a_revision_between_the_innings_for_no_more_overs_is_the_chases() -> None:
    book = revise(innings(". . . . . . | . . . . . .", replace(ONE_OVER, overs_per_innings=2)))
    assert revise(book, overs_limit=1).now.closed == "overs_complete"
    assert book.innings(AWAY).now.overs_limit == 1


@pytest.mark.parametrize("target", [None, 90], ids=["alone", "with a target"])
def test_a_par_for_a_first_innings_is_flagged(target: int | None) -> None:
    book = revise(innings("4", T20), par=40, target=target, method="DLS")
    assert book.codes == [ProblemCode.PAR_WITHOUT_TARGET]


def test_a_par_for_a_first_innings_is_told_once() -> None:
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


# -- who can be out, and who faces ---------------------------------------------------------------


def test_the_non_striker_could_handle_the_ball_under_the_2000_code() -> None:
    book = Book(replace(THE_LAWS, laws_edition=LawsEdition.CODE_2000)).innings()
    book.ball("W", wicket={"type": "handled_ball", "dismissed_player_id": "home2"})
    assert (book.now.wickets, book.now.at_crease, book.problems) == (1, (H1,), [])


def test_the_last_batter_standing_alone_keeps_the_strike_after_a_single() -> None:
    book = innings("W W 1", LAST_MAN)
    assert (book.now.striker_id, book.now.non_striker_id) == (H2, None)
    assert book.balls(". . .").now.striker_id == H2  # and at the end of the over
    assert book.problems == []


def test_the_last_batter_alone_faces_when_the_striker_was_the_last_but_one_out() -> None:
    assert innings("W W", LAST_MAN).now.striker_id == H2
