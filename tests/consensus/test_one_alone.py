"""Balls that one scorer decided alone, and what happens to them when the book is amended."""

from __future__ import annotations

from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, Match, Scribe, log_text

REST = "6 1 3"


def back_again() -> tuple[Match, Scribe, Scribe]:
    """Home scores three dots alone, one of them twice; then both score a four."""
    home, away = Scribe(HOME, "1 . .x2"), Scribe(AWAY, "1")
    match = Match(home, away)
    match.change_tier(SINGLE, [home], HOME, "1_3")
    assert log_text(match.fold().log) == "1 . . ."
    away.balls("-. -.").open_behind("1_5", 1, 0, 4).balls("4")
    match.change_tier(DUAL, [home, away], HOME, f"1_{home.sequence + 1}")
    home.balls("4")
    assert log_text(match.fold().log) == "1 . . . 4"
    return match, home, away


def test_an_entry_is_not_taken_for_the_ball_before_its_own_when_a_double_is_withdrawn() -> None:
    match, home, away = back_again()
    home.void("1_5")
    assert log_text(match.fold().log) == "1 . . 4"
    home.balls(REST)
    away.balls(REST)
    found = match.fold()
    assert log_text(found.log) == f"1 . . 4 {REST}"
    assert not found.disputes
