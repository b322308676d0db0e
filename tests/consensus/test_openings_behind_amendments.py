"""Books that go on behind a log whose last action is no plain ball, or whose balls were amended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd.consensus.dispute import DisputeKind
from tests.consensus.scribes import AWAY, DUAL, HOME, SINGLE, Match, Scribe, log_text

FIRST, SECOND = "1 . 4 2 . 1 6 1 . 2 4 . 1 1", "2 . 4 . 3 6"
RUNS, BALLS = 23, 14
"""The score of the first balls."""


def unseen(balls: str) -> str:
    """Balls that a scorer did not see."""
    return " ".join(f"-{each}" for each in balls.split())


def left_alone(balls: str) -> tuple[Match, Scribe, Scribe]:
    """Away leaves behind the second ball, home goes on alone."""
    home, away = Scribe(HOME, balls), Scribe(AWAY, "1 .")
    match = Match(home, away)
    match.change_tier(SINGLE, [home], HOME, "1_4")
    match.fold()
    return match, home, away


def come_back(
    match: Match, away: Scribe, behind: int, runs: int, balls: int, following: str = SECOND
) -> None:
    """Let away go on behind an action of the log; from home's next entry on both must agree."""
    home = match.scribes[0]
    away.balls(unseen(FIRST.removeprefix("1 . ")))
    away.open_behind(f"1_{behind}", runs, 0, balls).balls(following)
    match.change_tier(DUAL, [home, away], HOME, f"1_{home.sequence + 1}")
    home.balls(following)


def correct(home: Scribe) -> None:
    """Say that the fourth ball was a three, not a two."""
    home.correct(4, "3")


def withdraw(home: Scribe) -> None:
    """Withdraw the last ball."""
    home.void(home.entry(14))


@pytest.mark.parametrize(
    ("balls", "amend", "last", "score", "log"),
    [
        (FIRST, correct, 16, (RUNS + 1, BALLS), FIRST.replace("4 2 . 1", "4 3 . 1")),
        (FIRST, withdraw, 15, (RUNS - 1, BALLS - 1), FIRST.removesuffix(" 1")),
        (FIRST.replace("4 2 .", "4 -2 ."), lambda home: home.put_in(4), 15, (RUNS, BALLS), FIRST),
    ],
    ids=["a correction", "a ball withdrawn", "a late ball"],
)
def test_a_book_goes_on_at_the_end_of_the_log_whatever_its_last_action_is(
    balls: str,
    amend: Callable[[Scribe], object],
    last: int,
    score: tuple[int, int],
    log: str,
) -> None:
    match, home, away = left_alone(balls)
    amend(home)
    assert log_text(match.fold().log) == log
    assert max(each.action.sequence_number for each in match.log) == last
    come_back(match, away, last, *score)
    found = match.fold()
    assert log_text(found.log) == f"{log} {SECOND}"
    assert not found.disputes
    assert (found.standings[AWAY].missed, found.standings[AWAY].extras) == (0, 0)


@pytest.mark.parametrize("is_before", [True, False])
def test_the_score_stated_may_be_that_before_an_amendment_or_behind_it(*, is_before: bool) -> None:
    match, home, away = left_alone(FIRST)
    correct(home)
    match.fold()
    come_back(match, away, 15, RUNS + (not is_before), BALLS)
    found = match.fold()
    assert log_text(found.log) == f"{FIRST.replace('4 2 . 1', '4 3 . 1')} {SECOND}"
    assert not found.disputes


def test_another_score_is_wrong_as_ever() -> None:
    match, home, away = left_alone(FIRST)
    correct(home)
    match.fold()
    come_back(match, away, 15, RUNS + 2, BALLS)
    [dispute] = match.fold().disputes
    assert dispute.kind is DisputeKind.OPENED
