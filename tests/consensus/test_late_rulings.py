"""Where a ball goes that a ruling accepts when the log has gone on to the next over."""

from __future__ import annotations

import pytest

from tests.consensus.scribes import AWAY, UMPIRE, dual, said, triple

REST = "2 . 1"


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
