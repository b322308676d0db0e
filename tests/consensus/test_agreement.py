"""Tests which balls enter the log, which disputes hold it back, and their diagnosed causes."""

from __future__ import annotations

import pytest

from scrbrd.consensus.agreement import OperationKind, apply_operations
from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.consensus.entries import Seat
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    NEUTRAL,
    SINGLE,
    TRIPLE,
    UMPIRE,
    Match,
    Scribe,
    dual_match,
    log_text,
    triple_match,
)

OVER = "1 . 4 2 . 1"


def test_balls_that_two_books_agree_on_enter_the_log() -> None:
    match, *_ = dual_match(OVER, OVER)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert {each.kind for each in found.operations} == {OperationKind.APPEND}


def test_an_action_cites_the_entries_it_was_agreed_from() -> None:
    match, *_ = dual_match("1", "1")
    agreement = match.fold().log[-1].agreement
    assert agreement is not None
    assert agreement.tier is DUAL
    assert {seat: each.entry_id for seat, each in agreement.entries.items()} == {
        HOME: "1_2",
        AWAY: "1_2",
    }


def test_actions_are_numbered_without_gaps_and_each_follows_the_one_before() -> None:
    match, *_ = dual_match(OVER, OVER)
    log = match.fold().log
    assert [each.action.id for each in log] == [f"1_{n}" for n in range(1, 8)]
    nonces = ["", *(each.action.nonce for each in log)]
    assert [each.action.follows for each in log] == nonces[:-1]
    assert len(set(nonces)) == len(nonces)


def test_a_retried_commit_makes_the_same_documents() -> None:
    match, *_ = dual_match(OVER, OVER)
    assert match.fold_unapplied().operations == match.fold_unapplied().operations
    once = apply_operations((), match.fold_unapplied().operations)
    assert apply_operations(once, match.fold_unapplied().operations) == once


def test_the_log_waits_for_the_slower_scorer() -> None:
    match, _, away = dual_match("1 . 4", "1")
    found = match.fold()
    assert log_text(found.log) == "1"
    assert not found.disputes
    assert found.standings[HOME].waiting == 2
    away.balls(". 4")
    assert log_text(match.fold().log) == "1 . 4"


def test_under_single_one_book_is_enough() -> None:
    match = Match(Scribe(AWAY, OVER), tier=SINGLE)
    assert log_text(match.fold().log) == OVER


def test_under_triple_two_of_three_books_are_enough() -> None:
    match, *_ = triple_match(OVER, OVER, "1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[AWAY].behind == 5


@pytest.mark.parametrize(
    ("home", "away", "log", "cause", "culprit"),
    [
        pytest.param("1 4 . .", "1 4=6 . .", "1", Cause.VALUE, None, id="another value"),
        pytest.param("1 4 . 2 1", "1 -4 . 2 1", "1", Cause.MISSED_BY, AWAY, id="away missed it"),
        pytest.param("1 -4 . 2 1", "1 4 . 2 1", "1", Cause.MISSED_BY, HOME, id="home missed it"),
        pytest.param("1 4x2 . 2 1", "1 4 . 2 1", "1 4", Cause.DOUBLED_BY, HOME, id="home twice"),
        pytest.param("1 4 . 2 1", "1 4x2 . 2 1", "1 4", Cause.DOUBLED_BY, AWAY, id="away twice"),
        pytest.param(
            ". . . 4 1 2", ". -. . 4 1 2", ". .", Cause.DOUBLED_BY, HOME, id="dot of dots"
        ),
    ],
)
def test_a_score_that_differs_holds_the_log_back(
    home: str, away: str, log: str, cause: Cause, culprit: Seat | None
) -> None:
    match, *_ = dual_match(home, away)
    found = match.fold()
    assert log_text(found.log) == log
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.SCORE
    assert dispute.blocks
    assert set(dispute.claims) == {HOME, AWAY}
    assert dispute.place == len(found.log) + 1
    assert dispute.suggestion is not None
    assert (dispute.suggestion.cause, dispute.suggestion.seat) == (cause, culprit)


def test_no_cause_is_suggested_without_later_balls() -> None:
    match, *_ = dual_match("1 4", "1 4=6")
    [dispute] = match.fold().disputes
    assert dispute.diagnosis is not None
    assert dispute.suggestion is None


def test_a_missed_ball_is_one_dispute_until_it_is_inserted() -> None:
    rest = "2 1 . . 4 1 . 2 . . 6 1 1 . . 1 . 4 . 2"
    match, _, away = dual_match(f"1 4 . {rest}", f"1 -4 . {rest}")
    [dispute] = match.fold().disputes
    assert dispute.id == "1_3"
    away.insert_late(2)
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == f"1 4 . {rest}"


def test_a_doubled_ball_is_one_dispute_until_it_is_withdrawn() -> None:
    match, home, _ = dual_match("1 4x2 . 2 1", "1 4 . 2 1")
    assert len(match.fold().disputes) == 1
    home.void("1_4")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == "1 4 . 2 1"


def test_either_of_two_equal_entries_may_be_withdrawn() -> None:
    match, home, _ = dual_match("1 4x2 . 2 1", "1 4 . 2 1")
    match.fold()
    home.void("1_3")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == "1 4 . 2 1"


def test_a_missed_last_ball_is_disputed_once_both_have_agreed_the_score() -> None:
    match, home, away = dual_match("1 4", "1 -4")
    home.agree_innings_score()
    assert not match.fold().disputes
    away.agree_innings_score()
    [dispute] = match.fold().disputes
    assert set(dispute.claims) == {HOME}
    assert dispute.diagnosis is not None
    assert (dispute.diagnosis.cause, dispute.diagnosis.seat) == (Cause.MISSED_BY, AWAY)


def test_two_of_three_outvote_a_scorer_who_missed_a_ball() -> None:
    match, *_ = triple_match(OVER, "1 . -4 2 . 1", OVER)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert found.standings[HOME].missed == 1


def test_two_of_three_outvote_a_scorer_with_another_score() -> None:
    match, *_ = triple_match(OVER, OVER, "1 . 4=6 2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert found.standings[AWAY].dissents == 1


@pytest.mark.parametrize(("first", "other"), [(2, 4), (3, 3), (4, 2), (5, 2)])
def test_two_scorers_who_each_miss_another_of_equal_balls_leave_one_out(
    first: int, other: int
) -> None:
    over = "1 . . . . 2"
    match, umpire, *_ = triple_match(without_ball(over, first), without_ball(over, other), over)
    assert log_text(match.fold().log) == "1 . . . 2"
    umpire.insert_late(first)
    found = match.fold()
    assert log_text(found.log) == over
    assert not found.disputes


def without_ball(balls: str, n: int) -> str:
    """Return balls in the notation with the n-th not recorded."""
    return " ".join(f"-{each}" if n == at else each for at, each in enumerate(balls.split(), 1))


def test_two_scorers_who_double_neighbouring_balls_add_no_ball() -> None:
    match, umpire, home, _ = triple_match("1 6 2 .x2 4", "1 6 2x2 . 4", "1 6 2 . 4")
    found = match.fold()
    assert log_text(found.log) == "1 6 2 ."
    [dispute] = found.disputes
    assert dispute.blocks
    home.void("1_5")
    assert log_text(match.fold().log) == "1 6 2 . 4"
    umpire.void("1_6")
    found = match.fold()
    assert log_text(found.log) == "1 6 2 . 4"
    assert not found.disputes


def test_a_wrong_value_before_an_equal_ball_holds_nothing_back_if_two_agree() -> None:
    match, *_ = triple_match("1 6 . . 4", "1 6 .=2 . 4", "1 6 . . 4")
    found = match.fold()
    assert log_text(found.log) == "1 6 . . 4"
    assert not any(each.blocks for each in found.disputes)


def test_a_book_out_of_step_does_not_vote() -> None:
    """Home missed the four: its single is not the single that away recorded instead of the four."""
    match, *_ = triple_match("1 4", "1 -4 1", "1 4=1 1")
    assert log_text(match.fold().log) in ("1", "1 1", "1 4")


def test_three_different_scores_hold_the_log_back() -> None:
    match, *_ = triple_match("1 4", "1 4=6", "1 4=2")
    [dispute] = match.fold().disputes
    assert dispute.blocks
    assert set(dispute.claims) == {UMPIRE, HOME, AWAY}


def test_two_of_three_who_differ_are_disputed_if_the_third_is_far_behind() -> None:
    rest = "1 2 1 . 4 1"
    match, _, _, away = triple_match(f"1 4 {rest}", f"1 4=6 {rest}", "1")
    [dispute] = match.fold().disputes
    assert dispute.blocks
    assert not dispute.claims
    away.balls("4")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == f"1 4 {rest}"


def match_with_late_third_scorer() -> tuple[Match, list[Scribe]]:
    """Return a match whose third scorer reconnects late and whose entries arrive one by one."""
    rest = "1 2 1 . 4 1"
    match, umpire, home, away = triple_match(f"1 4 {rest}", f"1 4=6 {rest}", "")
    away.started = 1000
    return match, [umpire, home, away.balls("1")]


def test_the_log_waits_for_a_third_scorer_who_is_catching_up() -> None:
    match, [*_, away] = match_with_late_third_scorer()
    assert not match.fold().disputes
    away.balls("4")
    assert not match.fold().disputes
    assert log_text(match.log) == "1 4 1 2 1 . 4 1"


def test_the_log_does_not_wait_for_a_third_scorer_who_stopped_catching_up() -> None:
    match, [umpire, home, _] = match_with_late_third_scorer()
    for scribe in (umpire, home):
        scribe.started = 2000
        scribe.balls("1 1 1 1 1")
    assert not match.fold().disputes
    for scribe in (umpire, home):
        scribe.balls("1")
    [dispute] = match.fold().disputes
    assert dispute.blocks


def test_at_the_end_of_an_innings_a_third_scorer_far_behind_is_not_waited_for() -> None:
    match, [umpire, *_] = match_with_late_third_scorer()
    umpire.agree_innings_score()
    [dispute] = match.fold().disputes
    assert dispute.blocks


def test_the_log_waits_for_a_third_scorer_who_is_a_little_behind() -> None:
    match, *_ = triple_match("1 4", "1 4=6", "1")
    assert not match.fold().disputes


def test_a_neutral_scorer_has_the_third_vote_if_no_umpire_keeps_a_book() -> None:
    scribes = Scribe(NEUTRAL, OVER), Scribe(HOME, OVER), Scribe(AWAY)
    match = Match(*scribes, tier=TRIPLE)
    assert log_text(match.fold().log) == OVER


# -- details -----------------------------------------------------------------------------------


def test_a_detail_does_not_hold_the_log_back() -> None:
    match, _, away = dual_match("1 . 4 2", "1 .~ 4 2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.DETAIL
    assert not dispute.blocks
    assert dispute.fields == ("strikerId", "nonStrikerId")
    away.correct_to_actual(2)
    assert not match.fold().disputes


@pytest.mark.parametrize(("home", "away"), [("1 .~", "1 ."), ("1 .", "1 .~")])
def test_a_disputed_detail_has_the_value_that_the_laws_expect_if_a_book_has_it(
    home: str, away: str
) -> None:
    match, *_ = dual_match(home, away)
    contents = match.fold().log[-1].content
    assert (contents.value("strikerId"), contents.value("nonStrikerId")) == ("home2", "home1")


def test_two_of_three_settle_a_detail_even_against_the_laws() -> None:
    match, *_ = triple_match("1 .~", "1 .~", "1 .")
    found = match.fold()
    assert found.log[-1].content.value("strikerId") == "home1"
    assert not found.disputes


def test_swapped_ends_at_the_last_ball_may_mean_a_missed_ball() -> None:
    """Away missed the first single; its second looks like home's first with the wrong striker."""
    match, home, away = dual_match("1 1", "-1 1")
    assert match.fold().disputes == ()
    home.balls("4")
    away.balls("4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.blocks, dispute.place) == (DisputeKind.SCORE, True, 3)
    away.insert_late(1)
    found = match.fold()
    assert log_text(found.log) == "1 1 4"
    assert found.disputes == ()


def test_ends_swapped_on_several_balls_are_disputed() -> None:
    match, home, away = dual_match("4 .", "4~ .~")
    assert match.fold().disputes == ()
    home.balls(".")
    away.balls(".~")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place, dispute.through) == (DisputeKind.DETAIL, 2, 4)


def test_swapped_ends_are_disputed_once_the_next_ball_matches() -> None:
    match, home, away = dual_match("1", "1~")
    assert match.fold().disputes == ()
    home.balls("4")
    away.balls("4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place) == (DisputeKind.DETAIL, 2)
    assert dispute.fields == ("strikerId", "nonStrikerId")


def test_swapped_ends_at_the_last_ball_are_disputed_once_the_innings_ends() -> None:
    match, home, _ = dual_match("4 1", "4 1~")
    assert match.fold().disputes == ()
    home.agree_innings_score()
    assert [each.kind for each in match.fold().disputes] == [DisputeKind.DETAIL]


def test_the_same_detail_on_consecutive_balls_is_one_dispute() -> None:
    match, *_ = dual_match("1 . . . 4", "1 .~ .~ .~ 4")
    [dispute] = match.fold().disputes
    assert (dispute.place, dispute.through) == (3, 5)


OTHER_ANCHORS = {"bowler_id": "away7", "striker_id": "home1", "non_striker_id": "home2"}


def test_another_striker_and_another_bowler_make_another_ball() -> None:
    match, _, away = dual_match("1 .", "1 .~")
    away.add_entry(away.actual_balls[1].model_copy(update=OTHER_ANCHORS), corrects="1_3")
    [dispute] = match.fold().disputes
    assert dispute.blocks


# -- facts -------------------------------------------------------------------------------------


def test_a_fact_enters_once_both_books_have_it() -> None:
    match, _, away = dual_match("1", "1")
    match.scribes[0].fact("penalty_awarded", to_team_id="home", runs=5)
    assert "penalty" not in log_text(match.fold().log)
    away.fact("penalty_awarded", to_team_id="home", runs=5)
    assert log_text(match.fold().log) == "1 penalty_awarded"
