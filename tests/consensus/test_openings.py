"""Tests books that continue after an action of the log: once, twice, and after a takeover."""

from __future__ import annotations

import pytest

from scrbrd.consensus.dispute import DisputeKind
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    SINGLE,
    Match,
    Scribe,
    dual_match,
    log_text,
    reserve_scorer,
)

FIRST, SECOND, THIRD = "1 . 4 2 . 1", "6 1 . 2 4 .", "3 . 1 1 2 6"


def unrecorded(balls: str) -> str:
    """Return balls in the notation as not recorded."""
    return " ".join(f"-{each}" for each in balls.split())


def match_with_two_absences() -> tuple[Match, Scribe, Scribe]:
    """Return a match in which away leaves in the first and second overs and returns after each."""
    match, home, away = dual_match(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unrecorded("4 2 . 1")).continue_after("1_7", 8, 0, 6).balls("6 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls(SECOND)
    match.change_tier(SINGLE, [home], HOME, "1_10")
    match.fold()
    away.balls(unrecorded(". 2 4 .")).continue_after("1_13", 21, 0, 12)
    match.change_tier(DUAL, [home, away], HOME, "1_14")
    home.balls(THIRD)
    away.balls(THIRD)
    return match, home, away


def test_a_scorer_who_comes_back_twice_has_missed_nothing() -> None:
    match, _, _ = match_with_two_absences()
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} {SECOND} {THIRD}"
    assert not found.disputes
    assert (found.standings[AWAY].missed, found.standings[AWAY].extras) == (0, 0)
    assert found.standings[AWAY].behind == 0
    assert found.standings[AWAY].agreed == len(f"1 . 6 1 {THIRD}".split()) + 1


def test_continued_books_give_the_same_log_when_folded_all_at_once() -> None:
    match, home, away = match_with_two_absences()
    folded_at_once = Match(home, away)
    folded_at_once.rulings = match.rulings
    assert log_text(folded_at_once.fold().log) == log_text(match.fold().log)
    assert not folded_at_once.fold().disputes


def test_a_scorer_may_amend_a_ball_between_two_absences() -> None:
    match, home, away = match_with_two_absences()
    match.fold()
    away.correct(7, "4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place) == (DisputeKind.AMENDED, 8)
    home.correct(7, "4")
    found = match.fold()
    assert log_text(found.log).split()[6] == "4"
    assert not found.disputes


def test_a_wrong_stated_score_is_replaced_by_a_later_right_one() -> None:
    match, home, away = dual_match(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unrecorded("4 2 . 1")).continue_after("1_7", 9, 0, 6).balls("6")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("6 1 .")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.person_id) == (DisputeKind.OPENED, away.person)
    away.continue_after("1_7", 8, 0, 6)
    for action in home.actual_balls[6:]:
        away.add_entry(action)
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} 6 1 ."
    assert not found.disputes


@pytest.mark.parametrize("is_once", [True, False])
def test_a_scorer_who_took_a_book_over_continues_it_after_an_absence(*, is_once: bool) -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, FIRST)
    bob = (
        reserve_scorer(HOME, "bob", unrecorded("1 . 4")).take_over("ann", "1_4", 5, 0, 3).balls("2")
    )
    match = Match(ann, bob, away, tier=DUAL)
    match.fold()
    match.change_tier(SINGLE, [away], AWAY, "1_6")
    away.balls(SECOND)
    match.fold()
    bob.balls(unrecorded(f". 1 {SECOND}")).continue_after("1_13", 21, 0, 12).balls(THIRD)
    match.change_tier(DUAL, [bob, away], AWAY, "1_14")
    away.balls(THIRD)
    if is_once:
        folded_at_once = Match(ann, bob, away, tier=DUAL)
        folded_at_once.rulings = match.rulings
        match = folded_at_once
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} {SECOND} {THIRD}"
    assert not found.disputes
    assert found.standings[HOME].missed == 0


def test_the_ball_after_which_a_book_continues_may_be_withdrawn() -> None:
    match, home, away = dual_match(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unrecorded("4 2 . 1")).continue_after("1_7", 8, 0, 6).balls(SECOND)
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls(SECOND)
    match.fold()
    home.void("1_7")
    found = match.fold()
    assert log_text(found.log) == f"{FIRST.removesuffix(' 1')} {SECOND}"
    assert not found.disputes


def test_a_book_is_taken_over_right_after_its_statement_of_continuing() -> None:
    match, home, ann = dual_match(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    ann.balls(unrecorded("4 2 . 1")).continue_after("1_7", 8, 0, 6)
    bob = reserve_scorer(AWAY, "bob", unrecorded(FIRST)).take_over(
        ann.person, ann.last_entry_id(), 8, 0, 6
    )
    match.scribes.append(bob.balls(SECOND))
    match.change_tier(DUAL, [home, ann], HOME, "1_8")
    home.balls(SECOND)
    found = match.fold()
    assert not found.disputes
    assert found.standings[AWAY].person_id == "bob"
    assert log_text(found.log) == f"{FIRST} {SECOND}"
