"""Books that are opened again behind an action of the log: once, twice, by who took one over."""

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
    dual,
    log_text,
    reserve,
)

FIRST, SECOND, THIRD = "1 . 4 2 . 1", "6 1 . 2 4 .", "3 . 1 1 2 6"


def unseen(balls: str) -> str:
    """Balls that a scorer did not see."""
    return " ".join(f"-{each}" for each in balls.split())


def twice_away() -> tuple[Match, Scribe, Scribe]:
    """Away drops out in the first over and the second, and comes back behind each."""
    match, home, away = dual(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unseen("4 2 . 1")).open_behind("1_7", 8, 0, 6).balls("6 1")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls(SECOND)
    match.change_tier(SINGLE, [home], HOME, "1_10")
    match.fold()
    away.balls(unseen(". 2 4 .")).open_behind("1_13", 21, 0, 12)
    match.change_tier(DUAL, [home, away], HOME, "1_14")
    home.balls(THIRD)
    away.balls(THIRD)
    return match, home, away


def test_who_comes_back_twice_has_missed_nothing() -> None:
    match, _, _ = twice_away()
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} {SECOND} {THIRD}"
    assert not found.disputes
    assert (found.standings[AWAY].missed, found.standings[AWAY].extras) == (0, 0)
    assert found.standings[AWAY].behind == 0
    assert found.standings[AWAY].agreed == len(f"1 . 6 1 {THIRD}".split()) + 1


def test_books_that_were_opened_again_come_to_the_same_all_at_once() -> None:
    match, home, away = twice_away()
    whole = Match(home, away)
    whole.rulings = match.rulings
    assert log_text(whole.fold().log) == log_text(match.fold().log)
    assert not whole.fold().disputes


def test_who_amends_a_ball_between_two_times_away_is_heard() -> None:
    match, home, away = twice_away()
    match.fold()
    away.correct(7, "4")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.place) == (DisputeKind.AMENDED, 8)
    home.correct(7, "4")
    found = match.fold()
    assert log_text(found.log).split()[6] == "4"
    assert not found.disputes


def test_a_wrong_score_is_put_right_by_a_later_one() -> None:
    match, home, away = dual(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unseen("4 2 . 1")).open_behind("1_7", 9, 0, 6).balls("6")
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls("6 1 .")
    [dispute] = match.fold().disputes
    assert (dispute.kind, dispute.person_id) == (DisputeKind.OPENED, away.person)
    away.open_behind("1_7", 8, 0, 6)
    for action in home.happened[6:]:
        away.note(action)
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} 6 1 ."
    assert not found.disputes


@pytest.mark.parametrize("is_once", [True, False])
def test_who_took_a_book_over_opens_it_again(*, is_once: bool) -> None:
    ann, away = Scribe(HOME, "1 . 4", "ann"), Scribe(AWAY, FIRST)
    bob = reserve(HOME, "bob", unseen("1 . 4")).take_over("ann", "1_4", 5, 0, 3).balls("2")
    match = Match(ann, bob, away, tier=DUAL)
    match.fold()
    match.change_tier(SINGLE, [away], AWAY, "1_6")
    away.balls(SECOND)
    match.fold()
    bob.balls(unseen(f". 1 {SECOND}")).open_behind("1_13", 21, 0, 12).balls(THIRD)
    match.change_tier(DUAL, [bob, away], AWAY, "1_14")
    away.balls(THIRD)
    if is_once:
        again = Match(ann, bob, away, tier=DUAL)
        again.rulings = match.rulings
        match = again
    found = match.fold()
    assert log_text(found.log) == f"{FIRST} {SECOND} {THIRD}"
    assert not found.disputes
    assert found.standings[HOME].missed == 0


def test_the_ball_that_a_book_goes_on_behind_may_be_withdrawn() -> None:
    match, home, away = dual(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    away.balls(unseen("4 2 . 1")).open_behind("1_7", 8, 0, 6).balls(SECOND)
    match.change_tier(DUAL, [home, away], HOME, "1_8")
    home.balls(SECOND)
    match.fold()
    home.void("1_7")
    found = match.fold()
    assert log_text(found.log) == f"{FIRST.removesuffix(' 1')} {SECOND}"
    assert not found.disputes


def test_a_book_is_taken_over_right_behind_where_it_was_opened_again() -> None:
    match, home, ann = dual(FIRST, "1 .")
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    ann.balls(unseen("4 2 . 1")).open_behind("1_7", 8, 0, 6)
    bob = reserve(AWAY, "bob", unseen(FIRST)).take_over(ann.person, ann.last(), 8, 0, 6)
    match.scribes.append(bob.balls(SECOND))
    match.change_tier(DUAL, [home, ann], HOME, "1_8")
    home.balls(SECOND)
    found = match.fold()
    assert not found.disputes
    assert found.standings[AWAY].person_id == "bob"
    assert log_text(found.log) == f"{FIRST} {SECOND}"
