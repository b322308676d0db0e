"""What enters the log by itself, what holds it back, and why books are thought to differ."""

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
    dual,
    log_text,
    triple,
)

OVER = "1 . 4 2 . 1"


def test_two_books_that_say_the_same_make_the_log() -> None:
    match, *_ = dual(OVER, OVER)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert {each.kind for each in found.operations} == {OperationKind.APPEND}


def test_an_action_cites_the_entries_it_stands_on() -> None:
    match, *_ = dual("1", "1")
    agreement = match.fold().log[-1].agreement
    assert agreement is not None
    assert agreement.tier is DUAL
    assert {seat: each.entry_id for seat, each in agreement.entries.items()} == {
        HOME: "1_2",
        AWAY: "1_2",
    }


def test_a_log_has_no_hole_and_follows_itself() -> None:
    match, *_ = dual(OVER, OVER)
    log = match.fold().log
    assert [each.action.id for each in log] == [f"1_{n}" for n in range(1, 8)]
    nonces = ["", *(each.action.nonce for each in log)]
    assert [each.action.follows for each in log] == nonces[:-1]
    assert len(set(nonces)) == len(nonces)


def test_a_commit_tried_twice_makes_the_same_documents() -> None:
    match, *_ = dual(OVER, OVER)
    assert match.again().operations == match.again().operations
    once = apply_operations((), match.again().operations)
    assert apply_operations(once, match.again().operations) == once


def test_the_log_waits_for_the_slower_scorer() -> None:
    match, _, away = dual("1 . 4", "1")
    found = match.fold()
    assert log_text(found.log) == "1"
    assert not found.disputes
    assert found.standings[HOME].waiting == 2
    away.balls(". 4")
    assert log_text(match.fold().log) == "1 . 4"


def test_one_book_alone_is_the_log_under_single() -> None:
    match = Match(Scribe(AWAY, OVER), tier=SINGLE)
    assert log_text(match.fold().log) == OVER


def test_two_of_three_are_enough() -> None:
    match, *_ = triple(OVER, OVER, "1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert found.standings[AWAY].behind == 5


@pytest.mark.parametrize(
    ("home", "away", "log", "cause", "who"),
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
    home: str, away: str, log: str, cause: Cause, who: Seat | None
) -> None:
    match, *_ = dual(home, away)
    found = match.fold()
    assert log_text(found.log) == log
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.SCORE
    assert dispute.blocks
    assert set(dispute.claims) == {HOME, AWAY}
    assert dispute.place == len(found.log) + 1
    assert dispute.suggestion is not None
    assert (dispute.suggestion.cause, dispute.suggestion.seat) == (cause, who)


def test_without_more_to_go_by_nothing_is_suggested() -> None:
    match, *_ = dual("1 4", "1 4=6")
    [dispute] = match.fold().disputes
    assert dispute.diagnosis is not None
    assert dispute.suggestion is None


def test_a_missed_ball_is_one_dispute_and_the_rest_follows_when_it_is_put_in() -> None:
    rest = "2 1 . . 4 1 . 2 . . 6 1 1 . . 1 . 4 . 2"
    match, _, away = dual(f"1 4 . {rest}", f"1 -4 . {rest}")
    [dispute] = match.fold().disputes
    assert dispute.id == "1_3"
    away.put_in(2)
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == f"1 4 . {rest}"


def test_a_doubled_ball_is_one_dispute_and_the_rest_follows_when_it_is_withdrawn() -> None:
    match, home, _ = dual("1 4x2 . 2 1", "1 4 . 2 1")
    assert len(match.fold().disputes) == 1
    home.void("1_4")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == "1 4 . 2 1"


def test_it_does_not_matter_which_of_two_equal_entries_is_withdrawn() -> None:
    match, home, _ = dual("1 4x2 . 2 1", "1 4 . 2 1")
    match.fold()
    home.void("1_3")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == "1 4 . 2 1"


def test_a_ball_missed_at_the_very_end_is_noticed_when_both_agree_the_score() -> None:
    match, home, away = dual("1 4", "1 -4")
    home.end()
    assert not match.fold().disputes
    away.end()
    [dispute] = match.fold().disputes
    assert set(dispute.claims) == {HOME}
    assert dispute.diagnosis is not None
    assert (dispute.diagnosis.cause, dispute.diagnosis.seat) == (Cause.MISSED_BY, AWAY)


def test_of_three_the_one_who_missed_a_ball_is_outvoted() -> None:
    match, *_ = triple(OVER, "1 . -4 2 . 1", OVER)
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert found.standings[HOME].missed == 1


def test_of_three_the_one_who_says_another_score_is_outvoted() -> None:
    match, *_ = triple(OVER, OVER, "1 . 4=6 2 . 1")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    assert found.standings[AWAY].dissents == 1


@pytest.mark.parametrize(("first", "other"), [(2, 4), (3, 3), (4, 2), (5, 2)])
def test_of_balls_that_look_alike_two_may_each_have_another_one_too_many(
    first: int, other: int
) -> None:
    over = "1 . . . . 2"
    match, umpire, *_ = triple(passing_over(over, first), passing_over(over, other), over)
    assert log_text(match.fold().log) == "1 . . . 2"
    umpire.put_in(first)
    found = match.fold()
    assert log_text(found.log) == over
    assert not found.disputes


def passing_over(balls: str, n: int) -> str:
    """Balls in the notation of which the n-th is passed over."""
    return " ".join(f"-{each}" if n == at else each for at, each in enumerate(balls.split(), 1))


def test_two_who_write_neighbouring_balls_twice_do_not_make_a_ball_too_many() -> None:
    match, umpire, home, _ = triple("1 6 2 .x2 4", "1 6 2x2 . 4", "1 6 2 . 4")
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


def test_a_wrong_value_before_the_same_ball_again_holds_nothing_up_when_two_agree() -> None:
    match, *_ = triple("1 6 . . 4", "1 6 .=2 . 4", "1 6 . . 4")
    found = match.fold()
    assert log_text(found.log) == "1 6 . . 4"
    assert not any(each.blocks for each in found.disputes)


def test_a_book_out_of_step_does_not_decide() -> None:
    """Home has missed the four; its single is not the single that away has wrongly for the four."""
    match, *_ = triple("1 4", "1 -4 1", "1 4=1 1")
    found = match.fold()
    assert log_text(found.log) in ("1", "1 1", "1 4")
    assert log_text(found.log) != "1 1 1"


def test_three_that_all_differ_hold_the_log_back() -> None:
    match, *_ = triple("1 4", "1 4=6", "1 4=2")
    [dispute] = match.fold().disputes
    assert dispute.blocks
    assert set(dispute.claims) == {UMPIRE, HOME, AWAY}


def test_two_of_three_that_differ_are_a_dispute_when_the_third_is_far_behind() -> None:
    rest = "1 2 1 . 4 1"
    match, _, _, away = triple(f"1 4 {rest}", f"1 4=6 {rest}", "1")
    [dispute] = match.fold().disputes
    assert dispute.blocks
    assert not dispute.claims
    away.balls("4")
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == f"1 4 {rest}"


def catching_up() -> tuple[Match, list[Scribe]]:
    """A third has reception again: their entries come one by one, when the others had gone on."""
    rest = "1 2 1 . 4 1"
    match, umpire, home, away = triple(f"1 4 {rest}", f"1 4=6 {rest}", "")
    away.started = 1000
    return match, [umpire, home, away.balls("1")]


def test_a_third_who_catches_up_is_waited_for() -> None:
    match, [*_, away] = catching_up()
    assert not match.fold().disputes
    away.balls("4")
    assert not match.fold().disputes
    assert log_text(match.log) == "1 4 1 2 1 . 4 1"


def test_a_third_who_is_gone_again_is_not_waited_for_though_they_caught_up_in_part() -> None:
    match, [umpire, home, _] = catching_up()
    for scribe in (umpire, home):
        scribe.started = 2000
        scribe.balls("1 1 1 1 1")
    assert not match.fold().disputes
    for scribe in (umpire, home):
        scribe.balls("1")
    [dispute] = match.fold().disputes
    assert dispute.blocks


def test_at_the_end_of_an_innings_how_far_the_third_is_behind_tells() -> None:
    match, [umpire, *_] = catching_up()
    umpire.end()
    [dispute] = match.fold().disputes
    assert dispute.blocks


def test_a_third_who_is_a_little_behind_is_waited_for() -> None:
    match, *_ = triple("1 4", "1 4=6", "1")
    assert not match.fold().disputes


def test_a_neutral_scorer_is_the_third_where_no_umpire_keeps_a_book() -> None:
    scribes = Scribe(NEUTRAL, OVER), Scribe(HOME, OVER), Scribe(AWAY)
    match = Match(*scribes, tier=TRIPLE)
    assert log_text(match.fold().log) == OVER


# -- details -----------------------------------------------------------------------------------


def test_a_detail_does_not_hold_the_log_back() -> None:
    match, _, away = dual("1 . 4 2", "1 .~ 4 2")
    found = match.fold()
    assert log_text(found.log) == "1 . 4 2"
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.DETAIL
    assert not dispute.blocks
    assert dispute.fields == ("strikerId", "nonStrikerId")
    away.mend(2)
    assert not match.fold().disputes


@pytest.mark.parametrize(("home", "away"), [("1 .~", "1 ."), ("1 .", "1 .~")])
def test_a_detail_is_what_the_laws_expect_if_anybody_says_so(home: str, away: str) -> None:
    match, *_ = dual(home, away)
    contents = match.fold().log[-1].content
    assert (contents.value("strikerId"), contents.value("nonStrikerId")) == ("home2", "home1")


def test_two_of_three_settle_a_detail_against_the_laws() -> None:
    match, *_ = triple("1 .~", "1 .~", "1 .")
    found = match.fold()
    assert found.log[-1].content.value("strikerId") == "home1"
    assert not found.disputes


def test_ends_the_other_way_round_at_the_last_ball_may_be_a_ball_that_was_missed() -> None:
    """Away missed the first single, and its second looks like home's first by the wrong batter."""
    match, home, away = dual("1 1", "-1 1")
    assert match.fold().disputes == ()
    home.balls("4")
    away.balls("4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.blocks, dispute.place) == (DisputeKind.SCORE, True, 3)
    away.put_in(1)
    found = match.fold()
    assert log_text(found.log) == "1 1 4"
    assert found.disputes == ()


def test_ends_that_stay_the_other_way_round_are_disputed() -> None:
    match, home, away = dual("4 .", "4~ .~")
    assert match.fold().disputes == ()
    home.balls(".")
    away.balls(".~")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place, dispute.through) == (DisputeKind.DETAIL, 2, 4)


def test_ends_the_other_way_round_are_disputed_once_the_next_ball_fits() -> None:
    match, home, away = dual("1", "1~")
    assert match.fold().disputes == ()
    home.balls("4")
    away.balls("4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place) == (DisputeKind.DETAIL, 2)
    assert dispute.fields == ("strikerId", "nonStrikerId")


def test_ends_at_the_last_ball_are_disputed_when_a_scorer_says_that_none_comes() -> None:
    match, home, _ = dual("4 1", "4 1~")
    assert match.fold().disputes == ()
    home.end()
    assert [each.kind for each in match.fold().disputes] == [DisputeKind.DETAIL]


def test_details_alike_on_balls_in_a_row_are_one_dispute() -> None:
    match, *_ = dual("1 . . . 4", "1 .~ .~ .~ 4")
    [dispute] = match.fold().disputes
    assert (dispute.place, dispute.through) == (3, 5)


BY_ANOTHER = {"bowler_id": "away7", "striker_id": "home1", "non_striker_id": "home2"}


def test_a_striker_and_a_bowler_that_differ_are_another_ball() -> None:
    match, _, away = dual("1 .", "1 .~")
    away.note(away.happened[1].model_copy(update=BY_ANOTHER), corrects="1_3")
    [dispute] = match.fold().disputes
    assert dispute.blocks


# -- facts -------------------------------------------------------------------------------------


def test_a_fact_is_agreed_as_a_ball_is() -> None:
    match, _, away = dual("1", "1")
    match.scribes[0].fact("penalty_awarded", to_team_id="home", runs=5)
    assert "penalty" not in log_text(match.fold().log)
    away.fact("penalty_awarded", to_team_id="home", runs=5)
    assert log_text(match.fold().log) == "1 penalty_awarded"
