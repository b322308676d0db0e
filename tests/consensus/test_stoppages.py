"""Stoppages of play in the log of several scorers: recorded by one, withdrawn, redone."""

from __future__ import annotations

from tests.consensus.scribes import dual, log_text


def test_a_stoppage_needs_one_word_and_is_not_written_twice() -> None:
    match, home, away = dual("1", "1")
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


def test_a_stoppage_that_is_withdrawn_leaves_the_log_and_comes_back_when_redone() -> None:
    match, home, away = dual("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last()
    assert log_text(match.fold().log) == "1 play_stopped"
    home.void(mistaken)
    assert log_text(match.fold().log) == "1"
    home.balls("4")
    away.balls("4")
    assert log_text(match.fold().log) == "1 4"
    home.redo(mistaken)
    assert log_text(match.fold().log) == "1 play_stopped 4"


def test_a_stoppage_behind_one_that_was_withdrawn_is_another() -> None:
    match, home, away = dual("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last()
    match.fold()
    home.void(mistaken).balls("4 6").fact("play_stopped", reason="bad light")
    away.balls("4 6").fact("play_stopped", reason="bad light")
    found = match.fold()
    assert log_text(found.log) == "1 4 6 play_stopped"
    assert not found.disputes


def test_a_stoppage_stands_while_anybody_has_it() -> None:
    match, home, away = dual("1", "1")
    for each in (home, away):
        each.fact("play_stopped", reason="rain")
    match.fold()
    home.void(home.last())
    assert log_text(match.fold().log) == "1 play_stopped"
    away.void(away.last())
    assert log_text(match.fold().log) == "1"


def test_of_two_stoppages_the_mistaken_one_goes_though_another_book_has_the_other() -> None:
    match, home, away = dual("1", "1")
    home.fact("play_stopped", reason="rain")
    mistaken = home.last()
    match.fold()
    home.fact("play_resumed")
    resumed = home.last()
    home.balls("4").fact("play_stopped", reason="bad light")
    away.balls("4").fact("play_stopped", reason="bad light")
    assert log_text(match.fold().log) == "1 play_stopped play_resumed 4 play_stopped"
    home.void(mistaken).void(resumed)
    assert log_text(match.fold().log) == "1 4 play_stopped"
