"""Finds contradictions between the innings of a match. Pure.

Balls of two sides in one innings, balls that two innings share, an innings without an earlier one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile
from typing import Any

from migrate.old.ball import OldBall
from migrate.old.histories import History
from migrate.old.innings_history import Fate, InningsHistory, fates_of, is_time_shared

LEAST_ALIKE = 6
"""Two innings may begin with fewer equal balls by chance, such as an over of dots.

For balls without times.
"""


def mixed_sides(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield a line for each innings whose balls name several batting sides."""
    for one in innings:
        sides = Counter(ball.batting_team_id for ball in one.copy.balls if ball.batting_team_id)
        if len(sides) > 1:
            named = ", ".join(f"{side} in {count}" for side, count in sides.items())
            yield f"{one.copy.where} has balls of several sides ({named}); no innings is in them"


def repeated_balls(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield a line for each innings that shares balls with another, or begins with all its
    balls."""
    for one, other in combinations(innings, 2):
        count = shared_balls(one.copy, other.copy)
        if count:
            yield f"{other.copy.where} has {count} balls that are in {one.copy.where}, too"


def shared_balls(one: History, other: History) -> int:
    """Return how many balls two histories share: by time, else if one begins with all of the
    other."""
    marks = [
        {ball_identity(ball) for ball in each.balls if ball.at is not None} for each in (one, other)
    ]
    if any(marks):
        is_of_many = is_time_shared(one.balls) or is_time_shared(other.balls)
        return 0 if is_of_many else len(marks[0] & marks[1])
    pairs = zip(one.balls, other.balls, strict=False)
    alike = len([*takewhile(lambda pair: ball_identity(pair[0]) == ball_identity(pair[1]), pairs)])
    is_whole = alike == min(len(one.balls), len(other.balls))
    return alike if is_whole and alike >= LEAST_ALIKE else 0


def ball_identity(ball: OldBall) -> tuple[Any, ...]:
    """Return a value that differs between any two balls of a match."""
    return (ball.at, ball.key, ball.comparison_key, ball.bowler_id)


def missing_innings(innings: Sequence[InningsHistory]) -> Iterator[tuple[int, str]]:
    """Yield (innings, line) for each innings without balls that has a later innings with balls."""
    numbers = {one.number for one in innings}
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            line = f"innings {number}: no ball of it is found, and there are some of a later one"
            yield number, line


def count_only_elsewhere(one: InningsHistory) -> int:
    """Return how many entries are in other histories and not in the chosen one."""
    fates = (fate for copy in one.others for _, fate in fates_of(copy.entries, one))
    return sum(fate is Fate.ONLY_IN_ANOTHER_COPY for fate in fates)
