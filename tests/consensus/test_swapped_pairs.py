"""Two balls that both scorers wrote the wrong way round, and that both put right, in any way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

import pytest

from scrbrd.consensus.entries import Seat
from scrbrd.domain.vocabulary import ActionId
from tests.consensus.scribes import AWAY, HOME, Match, Scribe, log_text

FIRST, SECOND = 2, 3
"""The balls of a book that stand the wrong way round, from 0."""

ORDERS = 6
"""In which two steps of one and two of another may come."""

Steps = list[Callable[[], object]]


class Swapped(Scribe):
    """A scorer who has the last two of four balls the wrong way round; `names` are by ball."""

    def __init__(self, seat: Seat, balls: str) -> None:
        super().__init__(seat)
        self.balls(" ".join(f"-{ball}" for ball in balls.split()))
        order = [0, 1, SECOND, FIRST]
        self.names: dict[int, ActionId] = {}
        for number in order:
            self.names[number] = self.note(self.happened[number])

    def moved(self) -> Steps:
        """Withdraw the ball that was written too late, and put it in before the other."""
        return [lambda: self.void(self.names[FIRST]), self.put_before]

    def doubled(self) -> Steps:
        """Put it in before the other, and then withdraw it where it was."""
        return [self.put_before, lambda: self.void(self.names[FIRST])]

    def rewritten(self) -> Steps:
        """Correct each of the two to what the other says."""
        return [lambda: self.become(SECOND, FIRST), lambda: self.become(FIRST, SECOND)]

    def put_before(self) -> None:
        """Put the ball in behind the one before both."""
        self.note(self.happened[FIRST], after=self.names[FIRST - 1])

    def become(self, written: int, ball: int) -> None:
        """Correct what was written of one to the other."""
        self.note(self.happened[ball], corrects=self.names[written])


Way = Callable[[Swapped], Steps]
WAYS: tuple[Way, ...] = (Swapped.moved, Swapped.doubled, Swapped.rewritten)
PAIRS = {f"{one.__name__}, {other.__name__}": (one, other) for one, other in product(WAYS, WAYS)}


def in_any_order(one: Steps, other: Steps) -> Iterator[Steps]:
    """The steps of two, each one's in its own order."""
    for chosen in combinations(range(len(one) + len(other)), len(one)):
        rows = iter(one), iter(other)
        total = len(one) + len(other)
        yield [next(rows[number not in chosen]) for number in range(total)]


def ways_to_mend(balls: str, of_home: Way, of_away: Way) -> Iterator[tuple[Match, Steps]]:
    """A match of two who have a pair the wrong way round, with each order of their amendments."""
    for number in range(ORDERS):
        home, away = Swapped(HOME, balls), Swapped(AWAY, balls)
        match = Match(home, away)
        match.fold()
        yield match, list(in_any_order(of_home(home), of_away(away)))[number]


@pytest.mark.parametrize(("of_home", "of_away"), PAIRS.values(), ids=list(PAIRS))
@pytest.mark.parametrize("balls", ["1 1 1 .", "1 1 . 4", "1 . 1 4", ". 4 1 ."])
def test_the_log_is_what_happened_whichever_way_both_put_it_right(
    balls: str, of_home: Way, of_away: Way
) -> None:
    for match, steps in ways_to_mend(balls, of_home, of_away):
        for step in steps:
            step()
            match.fold()
        found = match.fold()
        assert log_text(found.log) == balls
        assert not found.disputes
        for scribe in match.scribes:
            scribe.balls("6")
        assert log_text(match.fold().log) == f"{balls} 6"
