"""Tests amendments of balls that one scorer decided alone."""

from __future__ import annotations

from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, Match, Scribe, log_text

REST = "6 1 3"


def match_with_returned_scorer() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which home alone scores two dots, one of them twice, then both a four."""
    home, away = Scribe(HOME, "1 . .x2"), Scribe(AWAY, "1")
    match = Match(home, away)
    match.change_tier(SINGLE, [home], HOME, "1_3")
    assert log_text(match.fold().log) == "1 . . ."
    away.balls("-. -.").continue_after("1_5", 1, 0, 4).balls("4")
    match.change_tier(DUAL, [home, away], HOME, f"1_{home.sequence + 1}")
    home.balls("4")
    assert log_text(match.fold().log) == "1 . . . 4"
    return match, home, away


def test_an_entry_keeps_its_ball_when_a_double_before_it_is_withdrawn() -> None:
    match, home, away = match_with_returned_scorer()
    home.void("1_5")
    assert log_text(match.fold().log) == "1 . . 4"
    home.balls(REST)
    away.balls(REST)
    found = match.fold()
    assert log_text(found.log) == f"1 . . 4 {REST}"
    assert not found.disputes
