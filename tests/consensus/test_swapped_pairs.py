"""Tests two balls that both scorers recorded in the wrong order and correct in various ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

import pytest

from scrbrd.consensus.entries import Seat
from scrbrd.domain.vocabulary import ActionId
from tests.consensus.scribes import AWAY, HOME, Match, Scribe, log_text

FIRST, SECOND = 2, 3
"""The balls that a book has in the wrong order, numbered from 0."""

ORDERS = 6
"""The number of orders of two steps of one scorer and two of the other."""

Steps = list[Callable[[], object]]


class SwappedScribe(Scribe):
    """A scorer with the last two of four balls in the wrong order; `entry_ids` are by ball."""

    def __init__(self, seat: Seat, balls: str) -> None:
        super().__init__(seat)
        self.balls(" ".join(f"-{ball}" for ball in balls.split()))
        order = [0, 1, SECOND, FIRST]
        self.entry_ids: dict[int, ActionId] = {}
        for number in order:
            self.entry_ids[number] = self.add_entry(self.actual_balls[number])

    def withdraw_and_insert(self) -> Steps:
        """Return steps that withdraw the ball recorded too late and insert it before the other."""
        return [lambda: self.void(self.entry_ids[FIRST]), self.insert_before]

    def insert_and_withdraw(self) -> Steps:
        """Return steps that insert the ball before the other and then withdraw the late entry."""
        return [self.insert_before, lambda: self.void(self.entry_ids[FIRST])]

    def correct_both(self) -> Steps:
        """Return steps that correct each of the two entries to the other ball."""
        return [lambda: self.correct_to(SECOND, FIRST), lambda: self.correct_to(FIRST, SECOND)]

    def insert_before(self) -> None:
        """Insert the ball after the one before both."""
        self.add_entry(self.actual_balls[FIRST], after=self.entry_ids[FIRST - 1])

    def correct_to(self, entry_ball: int, ball: int) -> None:
        """Correct the entry for one ball to another ball."""
        self.add_entry(self.actual_balls[ball], corrects=self.entry_ids[entry_ball])


Repair = Callable[[SwappedScribe], Steps]
REPAIRS: tuple[Repair, ...] = (
    SwappedScribe.withdraw_and_insert,
    SwappedScribe.insert_and_withdraw,
    SwappedScribe.correct_both,
)
PAIRS = {
    f"{one.__name__}, {other.__name__}": (one, other) for one, other in product(REPAIRS, REPAIRS)
}


def interleavings(one: Steps, other: Steps) -> Iterator[Steps]:
    """Yield all orders of two scorers' steps that keep each scorer's own order."""
    for positions in combinations(range(len(one) + len(other)), len(one)):
        remaining = iter(one), iter(other)
        total = len(one) + len(other)
        yield [next(remaining[number not in positions]) for number in range(total)]


def matches_with_repairs(
    balls: str, home_repair: Repair, away_repair: Repair
) -> Iterator[tuple[Match, Steps]]:
    """Yield a match of two scorers with swapped balls for each order of their amendments."""
    for number in range(ORDERS):
        home, away = SwappedScribe(HOME, balls), SwappedScribe(AWAY, balls)
        match = Match(home, away)
        match.fold()
        yield match, list(interleavings(home_repair(home), away_repair(away)))[number]


@pytest.mark.parametrize(("home_repair", "away_repair"), PAIRS.values(), ids=list(PAIRS))
@pytest.mark.parametrize("balls", ["1 1 1 .", "1 1 . 4", "1 . 1 4", ". 4 1 ."])
def test_the_log_is_right_whichever_way_both_scorers_correct_swapped_balls(
    balls: str, home_repair: Repair, away_repair: Repair
) -> None:
    for match, steps in matches_with_repairs(balls, home_repair, away_repair):
        for step in steps:
            step()
            match.fold()
        found = match.fold()
        assert log_text(found.log) == balls
        assert not found.disputes
        for scribe in match.scribes:
            scribe.balls("6")
        assert log_text(match.fold().log) == f"{balls} 6"
