"""Voids and redos whose events were all dropped: every count is as it was, the log is behind."""

from __future__ import annotations

from datetime import timedelta

from scrbrd.handlers.books.reconcile import reconcile_books
from tests.consensus.scribes import AWAY, HOME, Scribe
from tests.handlers.books.playing import Ground


def ground_with_one_undone(balls: str) -> tuple[Ground, tuple[Scribe, Scribe]]:
    """Return a match in which both have undone their first ball, and the log has followed."""
    ground, scribes = Ground(), (Scribe(HOME, balls), Scribe(AWAY, balls))
    ground.arrive(*scribes)
    for each in scribes:
        each.void("1_2")
    ground.arrive(*scribes)
    return ground, scribes


def undo_another(balls: str, *, are_dropped: bool) -> Ground:
    """Return a match in which both have redone the first ball and undone the second since."""
    ground, scribes = ground_with_one_undone(balls)
    for each in scribes:
        each.redo("1_2")
        each.void("1_3")
        moved = ground.write(each)
        if not are_dropped:
            ground.agree(*moved)
    return ground


def test_a_void_and_a_redo_that_were_both_dropped_are_healed() -> None:
    ground = undo_another("1 4 2", are_dropped=True)
    assert ground.score() == "6/0 (0.2)"
    assert reconcile_books(ground.books) is not None
    assert ground.score() == "3/0 (0.2)"
    assert ground.log() == undo_another("1 4 2", are_dropped=False).log()
    assert reconcile_books(ground.books) is None


def test_one_of_an_hour_ago_is_left_to_the_night() -> None:
    ground = undo_another("1 4 2", are_dropped=True)
    ground.seconds += 3600
    assert reconcile_books(ground.books) is None
    assert reconcile_books(ground.books, timedelta(hours=25)) is not None
    assert ground.score() == "3/0 (0.2)"


def test_those_of_balls_that_are_no_longer_kept_are_healed_too() -> None:
    balls = "1 4 2 " + "1 . " * 20
    ground = undo_another(balls, are_dropped=True)
    assert reconcile_books(ground.books) is not None
    assert ground.log() == undo_another(balls, are_dropped=False).log()
    assert reconcile_books(ground.books) is None
