"""What changes a ball that is in the log: as many as decided it, and nobody alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd.consensus.agreement import OperationKind
from scrbrd.consensus.dispute import Cause, DisputeKind
from scrbrd.consensus.entries import Seat
from tests.consensus.scribes import AWAY, HOME, SINGLE, Match, Scribe, dual, log_text, triple

OVER_AND_ONE = "1 4 2 1 . 1 6"
OVER = "1 . 4 2 . 1"
Amend = Callable[[Scribe], object]


def kinds(match: Match) -> list[OperationKind]:
    """What a fold does."""
    return [each.kind for each in match.fold().operations]


@pytest.mark.parametrize(
    ("amend", "log", "operation"),
    [
        pytest.param(lambda s: s.correct(3, "6"), "1 . 6 2 . 1", "correct", id="correction"),
        pytest.param(lambda s: s.void("1_4"), "1 . 2 . 1", "void", id="void"),
        pytest.param(lambda s: s.void("1_7"), "1 . 4 2 .", "void", id="void of the last"),
    ],
)
def test_what_both_amend_alike_is_done(amend: Amend, log: str, operation: str) -> None:
    match, home, away = dual(OVER, OVER)
    match.fold()
    amend(home)
    assert not kinds(match)
    amend(away)
    assert kinds(match) == [operation]
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
def test_what_one_amends_is_disputed_and_changes_nothing(
    seat: Seat, amend: Amend, kind: DisputeKind
) -> None:
    match, home, away = dual(OVER, OVER)
    match.fold()
    amend(home if seat == HOME else away)
    found = match.fold()
    assert log_text(found.log) == OVER
    [dispute] = found.disputes
    assert dispute.kind is kind
    assert not dispute.blocks


def test_a_play_that_goes_on_is_not_held_back_by_an_amendment() -> None:
    match, home, away = dual(OVER, OVER)
    match.fold()
    home.correct(3, "6").balls("2 4")
    away.balls("2 4")
    found = match.fold()
    assert log_text(found.log) == f"{OVER} 2 4"
    assert [each.kind for each in found.disputes] == [DisputeKind.AMENDED]


def test_who_takes_an_amendment_back_ends_the_dispute() -> None:
    match, home, _ = dual(OVER, OVER)
    match.fold()
    home.correct(3, "6")
    assert match.fold().disputes
    home.mend(3)
    found = match.fold()
    assert not found.disputes
    assert log_text(found.log) == OVER


def test_both_may_change_their_minds_and_back() -> None:
    match, home, away = dual(OVER, OVER)
    match.fold()
    for _ in range(3):
        home.void("1_4"), away.void("1_4")
        assert log_text(match.fold().log) == "1 . 2 . 1"
        home.redo("1_4")
        assert log_text(match.fold().log) == "1 . 2 . 1"
        away.redo("1_4")
        assert kinds(match) == [OperationKind.REDO]
        assert log_text(match.log) == OVER


def test_a_corrected_ball_is_voided_with_its_correction() -> None:
    match, home, away = dual(OVER, OVER)
    match.fold()
    for scribe in (home, away):
        scribe.correct(3, "6")
    match.fold()
    for scribe in (home, away):
        scribe.void("1_4").void("1_8")
    assert kinds(match) == [OperationKind.VOID, OperationKind.VOID]
    assert log_text(match.log) == "1 . 2 . 1"


def test_a_ball_that_both_had_missed_is_put_in_late() -> None:
    match, home, away = dual("1 . -4 2 . 1", "1 . -4 2 . 1")
    assert log_text(match.fold().log) == "1 . 2 . 1"
    home.put_in(3)
    found = match.fold()
    [dispute] = found.disputes
    assert dispute.kind is DisputeKind.EXTRA
    assert not dispute.blocks
    assert dispute.diagnosis is not None
    assert dispute.diagnosis.cause is Cause.MISSED_BY
    assert log_text(found.log) == "1 . 2 . 1"
    away.put_in(3)
    assert kinds(match) == [OperationKind.LATE]
    assert log_text(match.log) == OVER


@pytest.mark.parametrize("dots", [". -.", "-. .", "-. . . .", ". . -. . ."])
def test_a_late_ball_among_balls_that_look_alike_is_too_many_until_both_have_it(dots: str) -> None:
    match, home, away = dual(f"1 {dots} 4 2", f"1 {dots} 4 2")
    match.fold()
    missed = 2 + dots.split().index("-.")
    home.put_in(missed)
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.entry_id) == (DisputeKind.EXTRA, home.entry(missed))
    away.put_in(missed)
    assert kinds(match) == [OperationKind.LATE]
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
def test_a_ball_of_two_enters_though_one_of_them_lacks_its_neighbour(
    books: tuple[str, str, str],
) -> None:
    match, *_ = triple(*books)
    assert log_text(match.fold().log) == OVER_AND_ONE


def test_a_late_ball_of_another_score_is_not_put_in() -> None:
    match, home, away = dual("1 . -4 2 . 1", "1 . -4 2 . 1")
    match.fold()
    home.put_in(3)
    away.put_in(3, "6")
    found = match.fold()
    assert log_text(found.log) == "1 . 2 . 1"
    assert {each.kind for each in found.disputes} == {DisputeKind.EXTRA}


def test_a_late_ball_behind_a_late_ball_keeps_its_place() -> None:
    match, home, away = dual("1 -. -4 2 . 1", "1 -. -4 2 . 1")
    for scribe in (home, away):
        scribe.put_in(2)
        scribe.put_in(3)
    assert log_text(match.fold().log) == OVER


def test_balls_put_in_late_in_the_other_order_do_not_flip_for_ever() -> None:
    match, home, away = dual("1 -. -4 2 . 1", "1 -. -4 2 . 1")
    for scribe in (home, away):
        scribe.put_in(3)
    match.fold()
    for scribe in (home, away):
        scribe.put_in(2)
    found = match.fold()
    assert sorted(log_text(found.log).split()) == sorted(OVER.split())


def test_two_of_three_correct_a_ball() -> None:
    match, umpire, home, away = triple(OVER, OVER, OVER)
    match.fold()
    home.correct(3, "6")
    found = match.fold()
    assert log_text(found.log) == OVER
    assert not found.disputes
    away.correct(3, "6")
    assert kinds(match) == [OperationKind.CORRECT]
    assert log_text(match.log) == "1 . 6 2 . 1"
    umpire.correct(3, "6")
    assert not kinds(match)


def test_two_of_three_withdraw_a_ball() -> None:
    match, _, home, away = triple(OVER, OVER, OVER)
    match.fold()
    home.void("1_4")
    assert not kinds(match)
    away.void("1_4")
    assert kinds(match) == [OperationKind.VOID]


def test_doubles_that_both_made_and_both_withdraw_are_voided() -> None:
    match, home, away = dual("1 .x2 4 2", "1 .x2 4 2")
    assert log_text(match.fold().log) == "1 . . 4 2"
    home.void("1_3")
    away.void("1_4")
    assert kinds(match) == [OperationKind.VOID]
    assert log_text(match.log) == "1 . 4 2"


def test_a_detail_changes_when_both_say_so() -> None:
    match, home, away = dual("1 .", "1 .")
    match.fold()
    for scribe in (home, away):
        swapped = {"striker_id": "home1", "non_striker_id": "home2"}
        scribe.note(scribe.happened[1].model_copy(update=swapped), corrects="1_3")
        done = kinds(match)
    assert done == [OperationKind.CORRECT]
    assert match.log[-1].content.value("strikerId") == "home1"


@pytest.mark.parametrize("last", [".", "2"])
@pytest.mark.parametrize("is_away_first", [False, True])
def test_the_end_of_an_innings_that_one_decided_stays_though_the_last_ball_comes_behind_it(
    last: str, *, is_away_first: bool
) -> None:
    home, away = Scribe(HOME, f"1 . . -{last}"), Scribe(AWAY, "1 . .")
    home.fact("innings_closed", reason="declared")
    match = Match(home, away).change_tier(SINGLE, [home], HOME, home.last())
    assert log_text(match.fold().log) == "1 . . innings_closed"
    for scribe in (away, home) if is_away_first else (home, away):
        if scribe is away:
            away.balls(last).fact("innings_closed", reason="declared")
        else:
            home.put_in(4)
        found = match.fold()
        assert log_text(found.log).endswith("innings_closed")
    assert log_text(found.log) == f"1 . . {last} innings_closed"
    assert not found.disputes
