"""Tests the place in the log of a late ball next to a ball that was ruled on."""

from __future__ import annotations

import pytest

from tests.consensus.scribes import (
    AWAY,
    HOME,
    UMPIRE,
    Match,
    Scribe,
    dual_match,
    log_text,
    triple_match,
)

REST = "6 1 3"


def match_with_ruled_ball(third: str = "-2", second: str = "4") -> tuple[Match, Scribe, Scribe]:
    """Return a match with a ruling on the second ball, on which the scorers differ.

    Both scorers miss the third ball.
    """
    match, home, away = dual_match(f"1 {second}=5 {third} {REST}", f"1 {second} {third} {REST}")
    match.fold()
    match.rule(AWAY, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == f"1 {second} {REST}"
    return match, home, away


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_late_ball_of_both_scorers_after_a_ruled_ball_is_inserted_there(
    *, is_folded: bool
) -> None:
    match, home, away = match_with_ruled_ball()
    home.insert_late(3)
    if is_folded:
        [dispute] = match.fold().disputes
        assert dispute.place == 3, "behind the ball that was ruled"
    away.insert_late(3)
    found = match.fold()
    assert log_text(found.log) == f"1 4 2 {REST}"
    assert not found.disputes


def test_a_late_ball_accepted_by_an_umpire_is_inserted_there_too() -> None:
    match, home, _ = match_with_ruled_ball()
    home.insert_late(3)
    match.fold()
    found = match.rule(HOME, missed=[AWAY], home=home.entry_id(3)).fold()
    assert log_text(found.log) == f"1 4 2 {REST}"
    assert not found.disputes


def test_a_late_ball_before_a_ruled_ball_is_inserted_before_it() -> None:
    match, home, away = dual_match(f"1 -2 4=5 {REST}", f"1 -2 4 {REST}")
    match.fold()
    match.rule(AWAY, home=home.entry_id(3), away=away.entry_id(3))
    assert log_text(match.fold().log) == f"1 4 {REST}"
    home.insert_late(2)
    away.insert_late(2)
    assert log_text(match.fold().log) == f"1 2 4 {REST}"


def test_a_late_ball_after_two_ruled_balls_is_inserted_after_the_second() -> None:
    match, home, away = dual_match(f"1 4=5 2=3 -. {REST}", f"1 4 2 -. {REST}")
    for n in (2, 3):
        match.fold()
        match.rule(AWAY, home=home.entry_id(n), away=away.entry_id(n))
    assert log_text(match.fold().log) == f"1 4 2 {REST}"
    home.insert_late(4)
    away.insert_late(4)
    assert log_text(match.fold().log) == f"1 4 2 . {REST}"


def test_two_of_three_insert_a_late_ball_after_a_ball_that_the_third_missed() -> None:
    match, umpire, home, _ = triple_match(f"1 4 -2 {REST}", f"1 4=5 -2 {REST}", f"1 -4 -2 {REST}")
    match.fold()
    match.rule(UMPIRE, missed=[AWAY], umpire=umpire.entry_id(2), home=home.entry_id(2))
    assert log_text(match.fold().log) == f"1 4 {REST}"
    home.insert_late(3)
    umpire.insert_late(3)
    assert log_text(match.fold().log) == f"1 4 2 {REST}"
