"""Tests changes to a ball in the log: they need as many seats as decided it, not one alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd.consensus.agreement import OperationKind
from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.consensus.entries import Seat
from tests.consensus.scribes import (
    AWAY,
    HOME,
    SINGLE,
    Match,
    Scribe,
    dual_match,
    log_text,
    triple_match,
)

OVER_AND_ONE = "1 4 2 1 . 1 6"
OVER = "1 . 4 2 . 1"
Amend = Callable[[Scribe], object]


def operation_kinds(match: Match) -> list[OperationKind]:
    """Return the kinds of the operations of a fold."""
    return [each.kind for each in match.fold().operations]


@pytest.mark.parametrize(
    ("amend", "log", "operation"),
    [
        pytest.param(lambda s: s.correct(3, "6"), "1 . 6 2 . 1", "correct", id="correction"),
        pytest.param(lambda s: s.void("1_4"), "1 . 2 . 1", "void", id="void"),
        pytest.param(lambda s: s.void("1_7"), "1 . 4 2 .", "void", id="void of the last"),
    ],
)
def test_the_same_amendment_by_both_scorers_changes_the_log(
    amend: Amend, log: str, operation: str
) -> None:
    match, home, away = dual_match(OVER, OVER)
    match.fold()
    amend(home)
    assert not operation_kinds(match)
    amend(away)
    assert operation_kinds(match) == [operation]
    assert log_text(match.log) == log
    assert not match.fold().disputes


@pytest.mark.parametrize("seat", [HOME, AWAY])
@pytest.mark.parametrize(
    ("amend", "kind"),
    [
        pytest.param(lambda s: s.correct(3, "6"), DisputeKind.AMENDED, id="correction"),
        pytest.param(lambda s: s.void("1_4"), DisputeKind.LACKING, id="void"),
        pytest.param(lambda s: s.void("1_7"), DisputeKind.LACKING, id="void of the last"),
    ],
)
def test_an_amendment_by_one_scorer_is_disputed_and_changes_nothing(
    seat: Seat, amend: Amend, kind: DisputeKind
) -> None:
    match, home, away = dual_match(OVER, OVER)
    match.fold()
    amend(home if seat == HOME else away)
    found = match.fold()
    assert log_text(found.log) == OVER
    [dispute] = found.disputes
    assert dispute.kind is kind
    assert not dispute.blocks


def test_an_amendment_does_not_hold_later_balls_back() -> None:
    match, home, away = dual_match(OVER, OVER)
    match.fold()
    home.correct(3, "6").balls("2 4")
    away.balls("2 4")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 2 4"
    assert [each.kind for each in found.disputes] == [DisputeKind.AMENDED]


def test_taking_an_amendment_back_ends_the_dispute() -> None:
    match, home, _ = dual_match(OVER, OVER)
    match.fold()
    home.correct(3, "6")
    assert match.fold().disputes
    home.correct_to_actual(3)
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == OVER


def test_both_scorers_may_void_and_redo_a_ball_repeatedly() -> None:
    match, home, away = dual_match(OVER, OVER)
    match.fold()
    for _ in range(3):
        home.void("1_4"), away.void("1_4")
        assert log_text(match.fold().log) == "1 . 2 . 1"
        home.redo("1_4")
        assert log_text(match.fold().log) == "1 . 2 . 1"
        away.redo("1_4")
        assert operation_kinds(match) == [OperationKind.REDO]
        assert log_text(match.log) == OVER


def test_a_corrected_ball_is_voided_with_its_correction() -> None:
    match, home, away = dual_match(OVER, OVER)
    match.fold()
    for scribe in (home, away):
        scribe.correct(3, "6")
    match.fold()
    for scribe in (home, away):
        scribe.void("1_4").void("1_8")
    assert operation_kinds(match) == [OperationKind.VOID, OperationKind.VOID]
    assert log_text(match.log) == "1 . 2 . 1"


def test_a_ball_that_both_missed_is_inserted_once_both_have_it() -> None:
    match, home, away = dual_match("1 . -4 2 . 1", "1 . -4 2 . 1")
    assert log_text(match.fold().log) == "1 . 2 . 1"
    home.insert_late(3)
    found = match.fold()
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.EXTRA
    assert not dispute.blocks
    assert dispute.diagnosis is not None
    assert dispute.diagnosis.cause is Cause.MISSED_BY
    assert log_text(found.log) == "1 . 2 . 1"
    away.insert_late(3)
    assert operation_kinds(match) == [OperationKind.LATE]
    assert log_text(match.log) == OVER


@pytest.mark.parametrize("dots", [". -.", "-. .", "-. . . .", ". . -. . ."])
def test_a_late_ball_among_equal_balls_is_an_extra_until_both_have_it(dots: str) -> None:
    match, home, away = dual_match(f"1 {dots} 4 2", f"1 {dots} 4 2")
    match.fold()
    missed = 2 + dots.split().index("-.")
    home.insert_late(missed)
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.entry_id) == (DisputeKind.EXTRA, home.entry_id(missed))
    away.insert_late(missed)
    assert operation_kinds(match) == [OperationKind.LATE]
    assert log_text(match.log) == f"1 {dots.replace('-', '')} 4 2"


@pytest.mark.parametrize(
    "books",
    [
        ("1 4 -2 1 . 1 6", "1 -4 2 1 . 1 6", OVER_AND_ONE),
        ("1 -4 2 1 . 1 6", OVER_AND_ONE, "1 4 -2 1 . 1 6"),
        (OVER_AND_ONE, "1 4 -2 1 . 1 6", "1 -4 2 1 . 1 6"),
        ("1 -4 2 1 . 1 6", "1 4 2 1 . 1 6", "1 4 2 -1 . 1 6"),
    ],
)
def test_a_ball_of_two_books_enters_although_one_of_them_lacks_the_next_ball(
    books: tuple[str, str, str],
) -> None:
    match, *_ = triple_match(*books)
    assert log_text(match.fold().log) == OVER_AND_ONE


def test_a_late_ball_with_different_scores_is_not_inserted() -> None:
    match, home, away = dual_match("1 . -4 2 . 1", "1 . -4 2 . 1")
    match.fold()
    home.insert_late(3)
    away.insert_late(3, "6")
    found = match.fold()
    assert log_text(found.log) == "1 . 2 . 1"
    assert {each.kind for each in found.disputes} == {DisputeKind.EXTRA}


def test_a_late_ball_after_a_late_ball_keeps_its_place() -> None:
    match, home, away = dual_match("1 -. -4 2 . 1", "1 -. -4 2 . 1")
    for scribe in (home, away):
        scribe.insert_late(2)
        scribe.insert_late(3)
    assert log_text(match.fold().log) == OVER


def test_late_balls_inserted_in_reverse_order_do_not_alternate_for_ever() -> None:
    match, home, away = dual_match("1 -. -4 2 . 1", "1 -. -4 2 . 1")
    for scribe in (home, away):
        scribe.insert_late(3)
    match.fold()
    for scribe in (home, away):
        scribe.insert_late(2)
    found = match.fold()
    assert sorted(log_text(found.log).split()) == sorted(OVER.split())


def test_two_of_three_scorers_correct_a_ball() -> None:
    match, umpire, home, away = triple_match(OVER, OVER, OVER)
    match.fold()
    home.correct(3, "6")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    away.correct(3, "6")
    assert operation_kinds(match) == [OperationKind.CORRECT]
    assert log_text(match.log) == "1 . 6 2 . 1"
    umpire.correct(3, "6")
    assert not operation_kinds(match)


def test_two_of_three_scorers_withdraw_a_ball() -> None:
    match, _, home, away = triple_match(OVER, OVER, OVER)
    match.fold()
    home.void("1_4")
    assert not operation_kinds(match)
    away.void("1_4")
    assert operation_kinds(match) == [OperationKind.VOID]


def test_a_double_that_both_recorded_is_voided_once_both_withdraw_it() -> None:
    match, home, away = dual_match("1 .x2 4 2", "1 .x2 4 2")
    assert log_text(match.fold().log) == "1 . . 4 2"
    home.void("1_3")
    away.void("1_4")
    assert operation_kinds(match) == [OperationKind.VOID]
    assert log_text(match.log) == "1 . 4 2"


def test_a_detail_changes_once_both_scorers_correct_it() -> None:
    match, home, away = dual_match("1 .", "1 .")
    match.fold()
    for scribe in (home, away):
        swapped = {"striker_id": "home1", "non_striker_id": "home2"}
        scribe.add_entry(scribe.actual_balls[1].model_copy(update=swapped), corrects="1_3")
        kinds = operation_kinds(match)
    assert kinds == [OperationKind.CORRECT]
    assert match.log[-1].content.value("strikerId") == "home1"


@pytest.mark.parametrize("last", [".", "2"])
@pytest.mark.parametrize("is_away_first", [False, True])
def test_a_close_decided_by_one_scorer_stays_although_the_last_ball_is_added_later(
    last: str, *, is_away_first: bool
) -> None:
    home, away = Scribe(HOME, f"1 . . -{last}"), Scribe(AWAY, "1 . .")
    home.fact("innings_closed", reason="declared")
    match = Match(home, away).change_tier(SINGLE, [home], HOME, home.last_entry_id())
    assert log_text(match.fold().log) == "1 . . innings_closed"
    for scribe in (away, home) if is_away_first else (home, away):
        if scribe is away:
            away.balls(last).fact("innings_closed", reason="declared")
        else:
            home.insert_late(4)
        found = match.fold()
        assert log_text(found.log).endswith("innings_closed")
    assert log_text(found.log) == f"1 . . {last} innings_closed"
    assert not found.disputes
