"""Rulings on balls that the log has left behind: of an earlier over, amended since, withdrawn."""

from __future__ import annotations

import pytest

from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import Entry
from scrbrd.consensus.rulings import CAPTAINS, Method
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Match, Scribe, dual, log_text, triple

REST = "2 . 1"
LATER, AFTER_LATER = 1_000, 2_000
"""Seconds behind noon: of a ruling, and of what a scorer does then."""


@pytest.mark.parametrize("hears_of_it_first", [True, False])
def test_a_ball_that_two_missed_goes_into_its_over_however_late_the_ruling(
    *, hears_of_it_first: bool
) -> None:
    over = "1 1 . . . ."
    match, _, home, _ = triple("1 1 . -. . . 4", over, "1 1 . . . -. 4")
    assert log_text(match.fold().log) == "1 1 . . . 4"
    if not hears_of_it_first:
        home.balls("4 2")
        match.fold()
    match.rule(home.happened[5], missed=[UMPIRE, AWAY], home="1_7").fold()
    if hears_of_it_first:
        home.balls("4 2")
    for scribe in match.scribes:
        scribe.balls("2 ." if scribe is not home else ".")
    found = match.fold()
    assert log_text(found.log) == f"{over} 4 2 ."
    assert not found.disputes


def test_a_ball_of_an_over_long_gone_goes_to_the_end() -> None:
    """Whoever counts overs wrongly would put it anywhere."""
    two_overs = " ".join([REST] * 4)
    match, home, _ = dual(f"{two_overs} 4 1", f"{two_overs} 4 1=2")
    match.fold()
    ball = home.happened[-1].model_copy(update={"over_number": 0})
    found = match.rule(ball, home="1_15", away="1_15").fold()
    assert log_text(found.log) == f"{two_overs} 4 1"


def test_an_amendment_behind_a_ruling_is_no_part_of_it_though_it_comes_first() -> None:
    match, home, away = dual("1 4 1", "1 4=6 1")
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert log_text(match.fold().log) == "1 4 1"


def test_of_a_ball_that_the_log_had_no_amendment_changes_what_was_ruled() -> None:
    match, home, away = dual("1 4 1", "1 4 1")
    match.fold()
    away.correct(2, "6")
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == "1 4 1"
    home.started = AFTER_LATER
    home.correct(2, "2")
    assert log_text(match.fold().log) == "1 4 1"


def test_a_withdrawal_behind_a_ruling_takes_no_word_of_it() -> None:
    match, home, away = dual("1 4=2 1", "1 4=6 1")
    home.correct(2, "4")
    correction = home.last()
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    home.void(correction, at=AFTER_LATER)
    assert log_text(match.fold().log) == "1 4 1"


def test_who_overrules_states_the_ball_since_its_scorer_may_say_what_was_ruled_by_now() -> None:
    match, home, away = dual("1 4 1", "1 4=6 1")
    six = away.entries[away.entry(2)]
    assert isinstance(six, Entry)
    match.at = LATER
    match.rule(HOME, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == "1 4 1"
    away.started = AFTER_LATER
    away.mend(2)
    match.at = 2 * AFTER_LATER
    match.rule(AWAY, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == "1 4 1"
    match.rule(six.action, home=home.entry(2), away=away.entry(2))
    found = match.fold()
    assert log_text(found.log) == "1 6 1"
    assert not found.disputes
    match.rule(None, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == "1 1"
    match.rule(six.action, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == "1 6 1"


# -- an entry whose ball was withdrawn -----------------------------------------------------------


def back_in_one_book() -> tuple[Match, Scribe, Scribe]:
    """Both have withdrawn the second ball, and home has it again."""
    match, home, away = dual(f"1 4 {REST}", f"1 4 {REST}")
    match.fold()
    for scribe in (home, away):
        scribe.void(scribe.entry(2))
    match.fold()
    home.redo(home.entry(2))
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.entry_id) == (DisputeKind.EXTRA, home.entry(2))
    return match, home, away


@pytest.mark.parametrize("method", Method)
def test_a_dispute_on_a_ball_that_was_withdrawn_ends_with_the_ruling_that_there_was_none(
    method: Method,
) -> None:
    match, home, _ = back_in_one_book()
    roles = sorted(CAPTAINS) if method is Method.CAPTAINS else ["umpire_on_field"]
    for role in roles:
        assert match.fold().disputes
        match.rule(None, method=method, decided_as=role, home=home.entry(2))
    found = match.fold()
    assert log_text(found.log) == f"1 {REST}"
    assert not found.disputes


@pytest.mark.parametrize(("method", "log"), [(Method.UMPIRE, "1"), (Method.ABANDON, "1 4")])
def test_both_have_it_again_after_it_was_ruled_away(method: Method, log: str) -> None:
    match, home, away = back_in_one_book()
    match.rule(None, method=method, home=home.entry(2)).fold()
    away.redo(away.entry(2))
    found = match.fold()
    assert log_text(found.log) == f"{log} {REST}"
    assert not found.disputes


def test_who_overrules_brings_back_a_ball_that_was_withdrawn_and_ruled_away() -> None:
    match, home, _ = back_in_one_book()
    match.rule(None, home=home.entry(2)).fold()
    found = match.rule(HOME, home=home.entry(2)).fold()
    assert log_text(found.log) == f"1 4 {REST}"
