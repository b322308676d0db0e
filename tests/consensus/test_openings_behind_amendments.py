"""Tests books that continue after a log that was amended or whose last action is an amendment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd.consensus.dispute import DisputeKind
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, Match, Scribe, log_text

FIRST, SECOND = "1 . 4 2 . 1 6 1 . 2 4 . 1 1", "2 . 4 . 3 6"
RUNS, BALLS = 23, 14
"""The runs and the legal balls of FIRST."""


def unrecorded(balls: str) -> str:
    """Return balls in the notation as not recorded."""
    return " ".join(f"-{each}" for each in balls.split())


def match_scored_by_home_alone(balls: str) -> tuple[Match, Scribe, Scribe]:
    """Return a match in which away leaves after the second ball and home continues alone."""
    home, away = Scribe(HOME, balls), Scribe(AWAY, "1 .")
    match = Match(home, away)
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    return match, home, away


def return_to_seat(
    match: Match, away: Scribe, last_sequence: int, runs: int, balls: int, next_balls: str = SECOND
) -> None:
    """Let away continue after an action of the log; both must agree from home's next entry on."""
    home = match.scribes[0]
    away.balls(unrecorded(FIRST.removeprefix("1 . ")))
    away.continue_after(f"1_{last_sequence}", runs, 0, balls).balls(next_balls)
    match.change_tier(DUAL, [home, away], HOME, f"1_{home.sequence + 1}")
    home.balls(next_balls)


def correct_ball(home: Scribe) -> None:
    """Correct the fourth ball from a two to a three."""
    home.correct(4, "3")


def withdraw_ball(home: Scribe) -> None:
    """Withdraw the last ball."""
    home.void(home.entry_id(14))


@pytest.mark.parametrize(
    ("balls", "amend", "last", "score", "log"),
    [
        (FIRST, correct_ball, 16, (RUNS + 1, BALLS), FIRST.replace("4 2 . 1", "4 3 . 1")),
        (FIRST, withdraw_ball, 15, (RUNS - 1, BALLS - 1), FIRST.removesuffix(" 1")),
        (
            FIRST.replace("4 2 .", "4 -2 ."),
            lambda home: home.insert_late(4),
            15,
            (RUNS, BALLS),
            FIRST,
        ),
    ],
    ids=["a correction", "a ball withdrawn", "a late ball"],
)
def test_a_book_continues_after_the_log_whatever_its_last_action_is(
    balls: str,
    amend: Callable[[Scribe], object],
    last: int,
    score: tuple[int, int],
    log: str,
) -> None:
    match, home, away = match_scored_by_home_alone(balls)
    amend(home)
    assert log_text(match.fold().log) == log
    assert max(each.action.sequence_number for each in match.log) == last
    return_to_seat(match, away, last, *score)
    found = match.fold()
    assert log_text(found.log) == f"{log} {SECOND}"
    assert not found.disputes
    assert (found.standings[AWAY].missed, found.standings[AWAY].extras) == (0, 0)


@pytest.mark.parametrize("is_before", [True, False])
def test_the_stated_score_may_be_that_before_or_after_an_amendment(*, is_before: bool) -> None:
    match, home, away = match_scored_by_home_alone(FIRST)
    correct_ball(home)
    match.fold()
    return_to_seat(match, away, 15, RUNS + (not is_before), BALLS)
    found = match.fold()
    assert log_text(found.log) == f"{FIRST.replace('4 2 . 1', '4 3 . 1')} {SECOND}"
    assert not found.disputes


def test_any_other_stated_score_is_disputed() -> None:
    match, home, away = match_scored_by_home_alone(FIRST)
    correct_ball(home)
    match.fold()
    return_to_seat(match, away, 15, RUNS + 2, BALLS)
    [dispute] = match.fold().disputes
    assert dispute.kind is DisputeKind.OPENED
