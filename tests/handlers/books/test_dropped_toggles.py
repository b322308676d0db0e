"""Tests voids and redos whose events were all dropped: the counts are unchanged, the log lags."""

from __future__ import annotations

from datetime import timedelta

from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import BookMatch


def match_with_void(balls: str) -> tuple[BookMatch, tuple[Scribe, Scribe]]:
    """Return a match in which both scorers have voided their first ball, as has the log."""
    match, scribes = BookMatch(), (Scribe(HOME, balls), Scribe(AWAY, balls))
    match.deliver(*scribes)
    for each in scribes:
        each.void("1_2")
    match.deliver(*scribes)
    return match, scribes


def redo_first_and_void_second(balls: str, *, are_dropped: bool) -> BookMatch:
    """Return a match in which both scorers then redid the first ball and voided the second."""
    match, scribes = match_with_void(balls)
    for each in scribes:
        each.redo("1_2")
        each.void("1_3")
        changes = match.write(each)
        if not are_dropped:
            match.agree(*changes)
    return match


def test_reconcile_heals_a_void_and_a_redo_that_were_both_dropped() -> None:
    match = redo_first_and_void_second("1 4 2", are_dropped=True)
    assert match.score() == "6/0 (0.2)"
    assert reconcile_books(match.books) is not None
    assert match.score() == "3/0 (0.2)"
    assert match.log() == redo_first_and_void_second("1 4 2", are_dropped=False).log()
    assert reconcile_books(match.books) is None


def test_toggles_of_an_hour_ago_are_left_to_the_nightly_reconcile() -> None:
    match = redo_first_and_void_second("1 4 2", are_dropped=True)
    match.seconds += 3600
    assert reconcile_books(match.books) is None
    assert reconcile_books(match.books, timedelta(hours=25)) is not None
    assert match.score() == "3/0 (0.2)"


def test_reconcile_heals_toggles_of_balls_left_out_of_the_state_too() -> None:
    balls = "1 4 2 " + "1 . " * 20
    match = redo_first_and_void_second(balls, are_dropped=True)
    assert reconcile_books(match.books) is not None
    assert match.log() == redo_first_and_void_second(balls, are_dropped=False).log()
    assert reconcile_books(match.books) is None
