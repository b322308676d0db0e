"""Tells what speaks against the innings of a match as they were found. Pure.

Balls of two sides in one innings, an innings that has another's balls, one without an earlier one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile
from typing import Any

from migrate.old.ball import OldBall
from migrate.old.histories import History
from migrate.old.innings_history import Fate, InningsHistory, fates_of, is_time_shared

LEAST_ALIKE = 6
"""Balls without times of which two innings may begin alike by chance: an over of dots."""


def of_two_sides(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield a line for each innings whose balls name several sides as batting."""
    for one in innings:
        sides = Counter(ball.batting_team_id for ball in one.copy.balls if ball.batting_team_id)
        if len(sides) > 1:
            named = ", ".join(f"{side} in {count}" for side, count in sides.items())
            yield f"{one.copy.where} has balls of several sides ({named}); no innings is in them"


def repeated(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield a line for each innings that has balls of another, or begins with all of them."""
    for one, other in combinations(innings, 2):
        count = shared_balls(one.copy, other.copy)
        if count:
            yield f"{other.copy.where} has {count} balls that are in {one.copy.where}, too"


def shared_balls(one: History, other: History) -> int:
    """Return how many balls are in two histories, by their times, else as one begins another."""
    marks = [{mark(ball) for ball in each.balls if ball.at is not None} for each in (one, other)]
    if any(marks):
        is_of_many = is_time_shared(one.balls) or is_time_shared(other.balls)
        return 0 if is_of_many else len(marks[0] & marks[1])
    pairs = zip(one.balls, other.balls, strict=False)
    alike = len([*takewhile(lambda pair: mark(pair[0]) == mark(pair[1]), pairs)])
    is_whole = alike == min(len(one.balls), len(other.balls))
    return alike if is_whole and alike >= LEAST_ALIKE else 0


def mark(ball: OldBall) -> tuple[Any, ...]:
    """Return what no two balls of a match have in common."""
    return (ball.at, ball.key, ball.told, ball.bowler_id)


def without_earlier(innings: Sequence[InningsHistory]) -> Iterator[tuple[int, str]]:
    """Yield each innings of which no ball is found, though there are some of a later one."""
    numbers = {one.number for one in innings}
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            line = f"innings {number}: no ball of it is found, and there are some of a later one"
            yield number, line


def only_elsewhere(one: InningsHistory) -> int:
    """Return how many entries are in other histories and not in the one that counts."""
    fates = (fate for copy in one.others for _, fate in fates_of(copy.entries, one))
    return sum(fate is Fate.ONLY_IN_ANOTHER_COPY for fate in fates)
