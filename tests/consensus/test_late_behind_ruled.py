"""Where a late ball goes that stands behind a ball which was ruled."""

from __future__ import annotations

import pytest

from tests.consensus.scribes import AWAY, HOME, UMPIRE, Match, Scribe, dual, log_text, triple

REST = "6 1 3"


def ruled(behind: str = "-2", before: str = "4") -> tuple[Match, Scribe, Scribe]:
    """Home and away differ on the second ball, which an umpire rules; both miss the third."""
    match, home, away = dual(f"1 {before}=5 {behind} {REST}", f"1 {before} {behind} {REST}")
    match.fold()
    match.rule(AWAY, home=home.entry(2), away=away.entry(2))
    assert log_text(match.fold().log) == f"1 {before} {REST}"
    return match, home, away


@pytest.mark.parametrize("is_folded", [False, True])
def test_a_ball_that_both_put_in_behind_a_ruled_one_goes_there(*, is_folded: bool) -> None:
    match, home, away = ruled()
    home.put_in(3)
    if is_folded:
        [dispute] = match.fold().disputes
        assert dispute.place == 3, "behind the ball that was ruled"
    away.put_in(3)
    found = match.fold()
    assert log_text(found.log) == f"1 4 2 {REST}"
    assert not found.disputes


def test_an_umpire_puts_it_in_there_too() -> None:
    match, home, _ = ruled()
    home.put_in(3)
    match.fold()
    found = match.rule(HOME, missed=[AWAY], home=home.entry(3)).fold()
    assert log_text(found.log) == f"1 4 2 {REST}"
    assert not found.disputes


def test_a_ball_before_a_ruled_one_still_goes_before_it() -> None:
    match, home, away = dual(f"1 -2 4=5 {REST}", f"1 -2 4 {REST}")
    match.fold()
    match.rule(AWAY, home=home.entry(3), away=away.entry(3))
    assert log_text(match.fold().log) == f"1 4 {REST}"
    home.put_in(2)
    away.put_in(2)
    assert log_text(match.fold().log) == f"1 2 4 {REST}"


def test_behind_two_balls_that_were_ruled_it_goes_behind_the_second() -> None:
    match, home, away = dual(f"1 4=5 2=3 -. {REST}", f"1 4 2 -. {REST}")
    for n in (2, 3):
        match.fold()
        match.rule(AWAY, home=home.entry(n), away=away.entry(n))
    assert log_text(match.fold().log) == f"1 4 2 {REST}"
    home.put_in(4)
    away.put_in(4)
    assert log_text(match.fold().log) == f"1 4 2 . {REST}"


def test_two_of_three_put_it_in_behind_a_ball_that_one_had_missed() -> None:
    match, umpire, home, _ = triple(f"1 4 -2 {REST}", f"1 4=5 -2 {REST}", f"1 -4 -2 {REST}")
    match.fold()
    match.rule(UMPIRE, missed=[AWAY], umpire=umpire.entry(2), home=home.entry(2))
    assert log_text(match.fold().log) == f"1 4 {REST}"
    home.put_in(3)
    umpire.put_in(3)
    assert log_text(match.fold().log) == f"1 4 2 {REST}"
