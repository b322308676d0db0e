"""Tests rulings on earlier balls: of an earlier over, amended since, withdrawn."""

from __future__ import annotations

import pytest

from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Entry
from scrbrd.consensus.rulings import CAPTAINS, Method
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

REST = "2 . 1"
LATER, AFTER_LATER = 1_000, 2_000
"""Seconds after noon: the time of a ruling, and of a scorer's entries after it."""


@pytest.mark.parametrize("is_ruled_first", [True, False])
def test_a_ball_that_two_missed_enters_its_over_however_late_the_ruling(
    *, is_ruled_first: bool
) -> None:
    over = "1 1 . . . ."
    match, _, home, _ = triple_match("1 1 . -. . . 4", over, "1 1 . . . -. 4")
    assert log_text(match.fold().log) == "1 1 . . . 4"
    if not is_ruled_first:
        home.balls("4 2")
        match.fold()
    match.rule(home.actual_balls[5], missed=[UMPIRE, AWAY], home="1_7").fold()
    if is_ruled_first:
        home.balls("4 2")
    for scribe in match.scribes:
        scribe.balls("2 ." if scribe is not home else ".")
    found = match.fold()
    assert log_text(found.log) == f"{over} 4 2 ."
    assert not found.disputes


def test_a_ruled_ball_with_the_number_of_a_much_earlier_over_is_appended() -> None:
    """A scorer who counts overs wrongly could otherwise insert a ball anywhere."""
    two_overs = " ".join([REST] * 4)
    match, home, _ = dual_match(f"{two_overs} 4 1", f"{two_overs} 4 1=2")
    match.fold()
    ball = home.actual_balls[-1].model_copy(update={"over_number": 0})
    found = match.rule(ball, home="1_15", away="1_15").fold()
    assert log_text(found.log) == f"{two_overs} 4 1"


def test_an_amendment_made_after_a_ruling_does_not_change_it_even_if_it_arrives_first() -> None:
    match, home, away = dual_match("1 4 1", "1 4=6 1")
    match.ruled_at = LATER
    match.rule(HOME, home=home.entry_id(2), away=away.entry_id(2))
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert log_text(match.fold().log) == "1 4 1"


def test_an_amendment_does_not_change_a_ruling_on_a_ball_in_the_log() -> None:
    match, home, away = dual_match("1 4 1", "1 4 1")
    match.fold()
    away.correct(2, "6")
    match.ruled_at = LATER
    match.rule(HOME, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == "1 4 1"
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert log_text(match.fold().log) == "1 4 1"


def test_a_withdrawal_made_after_a_ruling_does_not_change_it() -> None:
    match, home, away = dual_match("1 4=2 1", "1 4=6 1")
    home.correct(2, "4")
    correction = home.last_entry_id()
    match.ruled_at = LATER
    match.rule(HOME, home=home.entry_id(2), away=away.entry_id(2))
    home.void(correction, at=AFTER_LATER)
    assert log_text(match.fold().log) == "1 4 1"


def test_overruling_in_favour_of_an_amended_entry_needs_the_ball_stated() -> None:
    match, home, away = dual_match("1 4 1", "1 4=6 1")
    six = away.entries[away.entry_id(2)]
    assert isinstance(six, Entry)
    match.ruled_at = LATER
    match.rule(HOME, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == "1 4 1"
    away.started = AFTER_LATER
    away.correct_to_actual(2)
    match.ruled_at = 2 * AFTER_LATER
    match.rule(AWAY, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == "1 4 1"
    match.rule(six.action, home=home.entry_id(2), away=away.entry_id(2))
    found = match.fold()
    assert log_text(found.log) == "1 6 1"
    assert not found.disputes
    match.rule(None, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == "1 1"
    match.rule(six.action, home=home.entry_id(2), away=away.entry_id(2))
    assert log_text(match.fold().log) == "1 6 1"


# -- an entry whose ball was withdrawn -----------------------------------------------------------


def match_with_ball_redone_by_home() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which both withdrew the second ball and home has redone it."""
    match, home, away = dual_match(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    for scribe in (home, away):
        scribe.void(scribe.entry_id(2))
    match.fold()
    home.redo(home.entry_id(2))
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.entry_id) == (DisputeKind.EXTRA, home.entry_id(2))
    return match, home, away


@pytest.mark.parametrize("method", Method)
def test_a_ruling_that_a_withdrawn_ball_was_none_ends_the_dispute(
    method: Method,
) -> None:
    match, home, _ = match_with_ball_redone_by_home()
    roles = sorted(CAPTAINS) if method is Method.CAPTAINS else ["umpire_on_field"]
    for role in roles:
        assert match.fold().disputes
        match.rule(None, method=method, decided_as=role, home=home.entry_id(2))
    found = match.fold()
    assert log_text(found.log) == f"1 {REST}"
    assert not found.disputes


@pytest.mark.parametrize(("method", "log"), [(Method.UMPIRE, "1"), (Method.ABANDON, "1 4")])
def test_a_ball_that_both_redo_after_a_ruling_against_it_depends_on_the_rulings_rank(
    method: Method, log: str
) -> None:
    match, home, away = match_with_ball_redone_by_home()
    match.rule(None, method=method, home=home.entry_id(2)).fold()
    away.redo(away.entry_id(2))
    found = match.fold()
    assert log_text(found.log) == f"{log} {REST}"
    assert not found.disputes


def test_an_overruling_restores_a_ball_that_was_withdrawn_and_ruled_out() -> None:
    match, home, _ = match_with_ball_redone_by_home()
    match.rule(None, home=home.entry_id(2)).fold()
    found = match.rule(HOME, home=home.entry_id(2)).fold()
    assert log_text(found.log) == f"1 4 {REST}"
