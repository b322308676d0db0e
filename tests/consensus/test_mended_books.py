"""Scorers who put right all their slips decide, as many as a ball needs, whatever a third has."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count

import pytest

from scrbrd.domain.actions import action_id, parse_action_id
from scrbrd.domain.vocabulary import ValidationTier
from tests.consensus.scribes import (
    AWAY,
    DUAL,
    HOME,
    TRIPLE,
    UMPIRE,
    Match,
    Scribe,
    log_text,
    triple,
)

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY)}
BALLS = ([*"....124"], [*".12463"])
"""What is bowled: for the most part the same, or one like another."""

FEW, MANY = 60, 3_000


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize(
    "seeds", [range(FEW), pytest.param(range(FEW, MANY), marks=pytest.mark.slow)], ids=len
)
def test_the_log_is_what_happened_once_as_many_as_decide_have_put_all_right(
    tier: ValidationTier, seeds: range
) -> None:
    for seed in seeds:
        chance = random.Random(f"{tier} {seed}")
        game = Game(tier, BALLS[seed % len(BALLS)], chance)
        game.play()
        menders = chance.sample(game.scribes, 2)
        game.mend(menders)
        game.play_on([chance.choice("..14") for _ in range(3)])
        assert game.log == " ".join(game.happened), (seed, game.plans)


def test_a_wrong_ball_that_looked_like_the_next_is_no_more_once_two_have_it_right() -> None:
    match, umpire, home, away = triple(". . . 1=2 2 -.", ". -. . 1=. 2 .", ". -. . 1 2 -.")
    match.fold()
    home.put_in(2)
    umpire.mend(4)
    home.mend(4)
    umpire.put_in(6)
    assert log_text(match.fold().log) == ". . . 1 2 ."
    for scribe in (umpire, home, away):
        scribe.balls("4")
    assert log_text(match.fold().log) == ". . . 1 2 . 4"


class Game:
    """A few balls, and the slips of those who write them down; `plans` are in the notation."""

    def __init__(self, tier: ValidationTier, balls: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.scribes = [Scribe(seat) for seat in SEATS[tier]]
        self.match = Match(*self.scribes, tier=tier)
        self.happened = [chance.choice(balls) for _ in range(chance.randint(4, 9))]
        rate = chance.choice([0.1, 0.2, 0.3])
        self.plans = {
            scribe.seat: [
                self.slipped(ball) if chance.random() < rate else ball for ball in self.happened
            ]
            for scribe in self.scribes
        }

    def slipped(self, ball: str) -> str:
        """A ball as one who errs writes it: passed over, wrong, or twice."""
        others = [each for each in ".124" if each != ball]
        return self.chance.choice([f"-{ball}", f"{ball}={self.chance.choice(others)}", f"{ball}x2"])

    def play(self) -> None:
        """Let all write in any order, each their own book in its; folded now and then."""
        rest = {scribe.seat: iter(self.plans[scribe.seat]) for scribe in self.scribes}
        turns = [scribe for scribe in self.scribes for _ in self.happened]
        self.chance.shuffle(turns)
        for scribe in turns:
            scribe.ball(next(rest[scribe.seat]))
            self.fold_perhaps()

    def mend(self, menders: list[Scribe]) -> None:
        """Let some put right all that they wrote, each in order of play."""
        todo = [self.slips_of(scribe) for scribe in menders]
        while todo:
            slips = self.chance.choice(todo)
            if next(slips, None) is None:
                todo.remove(slips)
            self.fold_perhaps()

    def slips_of(self, scribe: Scribe) -> Iterator[int]:
        """Put one slip right at each turn, and yield its ball, from 1."""
        for number, ball in zip(count(1), self.plans[scribe.seat], strict=False):
            if ball.startswith("-"):
                scribe.put_in(number)
            elif "=" in ball:
                scribe.mend(number)
            elif "x" in ball:
                innings, sequence = parse_action_id(scribe.entry(number))
                scribe.void(action_id(innings, sequence + 1))
            else:
                continue
            yield number

    def fold_perhaps(self) -> None:
        """Fold as often as not."""
        if self.chance.random() < 0.5:
            self.match.fold()

    def play_on(self, balls: list[str]) -> None:
        """Let all write what comes next, without a slip."""
        for ball in balls:
            self.happened.append(ball)
            for scribe in self.scribes:
                scribe.ball(ball)
            self.match.fold()

    @property
    def log(self) -> str:
        """What counts of the log, in the notation."""
        return log_text(self.match.log)
