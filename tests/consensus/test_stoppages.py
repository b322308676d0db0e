"""Tests stoppages of play in the log: recorded by one scorer, withdrawn, redone."""

from __future__ import annotations

from tests.consensus.scribes import dual_match, log_text


def test_a_stoppage_needs_one_book_and_is_not_logged_twice() -> None:
    match, home, away = dual_match("1", "1")
    home.fact("play_stopped", reason="rain")
    assert log_text(match.fold().log) == "1 play_stopped"
    away.fact("play_stopped", reason="bad light")
    home.fact("play_resumed")
    found = match.fold()
    assert log_text(found.log) == "1 play_stopped play_resumed"
    home.balls("4")
    away.balls("4")
    found = match.fold()
    assert log_text(found.log) == "1 play_stopped play_resumed 4"
    assert not found.disputes


def test_a_withdrawn_stoppage_leaves_the_log_and_returns_when_redone() -> None:
    match, home, away = dual_match("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last_entry_id()
    assert log_text(match.fold().log) == "1 play_stopped"
    home.void(mistaken)
    assert log_text(match.fold().log) == "1"
    home.balls("4")
    away.balls("4")
    assert log_text(match.fold().log) == "1 4"
    home.redo(mistaken)
    assert log_text(match.fold().log) == "1 play_stopped 4"


def test_a_stoppage_after_a_withdrawn_one_is_another_stoppage() -> None:
    match, home, away = dual_match("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last_entry_id()
    match.fold()
    home.void(mistaken).balls("4 6").fact("play_stopped", reason="bad light")
    away.balls("4 6").fact("play_stopped", reason="bad light")
    found = match.fold()
    assert log_text(found.log) == "1 4 6 play_stopped"
    assert not found.disputes


def test_a_stoppage_stays_while_any_book_has_it() -> None:
    match, home, away = dual_match("1", "1")
    for each in (home, away):
        each.fact("play_stopped", reason="rain")
    match.fold()
    home.void(home.last_entry_id())
    assert log_text(match.fold().log) == "1 play_stopped"
    away.void(away.last_entry_id())
    assert log_text(match.fold().log) == "1"


def test_a_withdrawn_stoppage_leaves_although_another_book_has_a_later_one() -> None:
    match, home, away = dual_match("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last_entry_id()
    match.fold()
    home.fact("play_resumed")
    resumed = home.last_entry_id()
    home.balls("4").fact("play_stopped", reason="bad light")
    away.balls("4").fact("play_stopped", reason="bad light")
    assert log_text(match.fold().log) == "1 play_stopped play_resumed 4 play_stopped"
    home.void(mistaken).void(resumed)
    assert log_text(match.fold().log) == "1 4 play_stopped"
