"""Where a ball goes that a ruling accepts when the log has gone on to the next over."""

from __future__ import annotations

import pytest

from scrbrd.consensus.entries import Entry
from tests.consensus.scribes import AWAY, HOME, UMPIRE, dual, said, triple

REST = "2 . 1"
LATER, AFTER_LATER = 1_000, 2_000
"""Seconds behind noon: of a ruling, and of what a scorer does then."""


@pytest.mark.parametrize("hears_of_it_first", [True, False])
def test_a_ball_that_two_missed_goes_into_its_over_however_late_the_ruling(
    *, hears_of_it_first: bool
) -> None:
    over = "1 1 . . . ."
    match, _, home, _ = triple("1 1 . -. . . 4", over, "1 1 . . . -. 4")
    assert said(match.fold().log) == "1 1 . . . 4"
    if not hears_of_it_first:
        home.balls("4 2")
        match.fold()
    match.rule(home.happened[5], missed=[UMPIRE, AWAY], home="1_7").fold()
    if hears_of_it_first:
        home.balls("4 2")
    for scribe in match.scribes:
        scribe.balls("2 ." if scribe is not home else ".")
    found = match.fold()
    assert said(found.log) == f"{over} 4 2 ."
    assert not found.disputes


def test_a_ball_of_an_over_long_gone_goes_to_the_end() -> None:
    """Whoever counts overs wrongly would put it anywhere."""
    two_overs = " ".join([REST] * 4)
    match, home, _ = dual(f"{two_overs} 4 1", f"{two_overs} 4 1=2")
    match.fold()
    ball = home.happened[-1].model_copy(update={"over_number": 0})
    found = match.rule(ball, home="1_15", away="1_15").fold()
    assert said(found.log) == f"{two_overs} 4 1"


def test_an_amendment_behind_a_ruling_is_no_part_of_it_though_it_comes_first() -> None:
    match, home, away = dual("1 4 1", "1 4=6 1")
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert said(match.fold().log) == "1 4 1"


def test_of_a_ball_that_the_log_had_no_amendment_changes_what_was_ruled() -> None:
    match, home, away = dual("1 4 1", "1 4 1")
    match.fold()
    away.correct(2, "6")
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    assert said(match.fold().log) == "1 4 1"
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert said(match.fold().log) == "1 4 1"


def test_a_withdrawal_behind_a_ruling_takes_no_word_of_it() -> None:
    match, home, away = dual("1 4=2 1", "1 4=6 1")
    home.correct(2, "4")
    correction = home.last()
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    home.void(correction, at=AFTER_LATER)
    assert said(match.fold().log) == "1 4 1"


def test_who_overrules_states_the_ball_since_its_scorer_may_say_what_was_ruled_by_now() -> None:
    match, home, away = dual("1 4 1", "1 4=6 1")
    six = away.entries[away.entry(2)]
    assert isinstance(six, Entry)
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    assert said(match.fold().log) == "1 4 1"
    away.started = AFTER_LATER
    away.mend(2)
    match.at = 2 * AFTER_LATER
    match.rule(AWAY, home=home.entry(2), away=away.entry(2))
    assert said(match.fold().log) == "1 4 1"
    match.rule(six.action, home=home.entry(2), away=away.entry(2))
    found = match.fold()
    assert said(found.log) == "1 6 1"
    assert not found.disputes
    match.rule(None, home=home.entry(2), away=away.entry(2))
    assert said(match.fold().log) == "1 1"
    match.rule(six.action, home=home.entry(2), away=away.entry(2))
    assert said(match.fold().log) == "1 6 1"
