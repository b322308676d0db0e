"""Tests that scorers who correct all their mistakes decide the log, whatever a third scorer has."""

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
    triple_match,
)

SEATS = {DUAL: (HOME, AWAY), TRIPLE: (UMPIRE, HOME, AWAY)}
BALLS = ([*"....124"], [*".12463"])
"""Balls to choose from: mostly dots, or more varied."""

FEW, MANY = 60, 3_000


@pytest.mark.parametrize("tier", SEATS)
@pytest.mark.parametrize(
    "seeds", [range(FEW), pytest.param(range(FEW, MANY), marks=pytest.mark.slow)], ids=len
)
def test_once_two_scorers_have_corrected_all_mistakes_the_log_is_right(
    tier: ValidationTier, seeds: range
) -> None:
    for seed in seeds:
        chance = random.Random(f"{tier} {seed}")
        game = Game(tier, BALLS[seed % len(BALLS)], chance)
        game.play()
        correcting = chance.sample(game.scribes, 2)
        game.correct_mistakes(correcting)
        game.play_on([chance.choice("..14") for _ in range(3)])
        assert game.log == " ".join(game.actual_balls), (seed, game.plans)


def test_a_wrong_ball_that_looked_like_the_next_leaves_once_two_have_corrected_it() -> None:
    match, umpire, home, away = triple_match(". . . 1=2 2 -.", ". -. . 1=. 2 .", ". -. . 1 2 -.")
    match.fold()
    home.insert_late(2)
    umpire.correct_to_actual(4)
    home.correct_to_actual(4)
    umpire.insert_late(6)
    assert log_text(match.fold().log) == ". . . 1 2 ."
    for scribe in (umpire, home, away):
        scribe.balls("4")
    assert log_text(match.fold().log) == ". . . 1 2 . 4"


class Game:
    """A few balls and the mistakes of their scorers; `plans` has each book in the notation."""

    def __init__(self, tier: ValidationTier, balls: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.scribes = [Scribe(seat) for seat in SEATS[tier]]
        self.match = Match(*self.scribes, tier=tier)
        self.actual_balls = [chance.choice(balls) for _ in range(chance.randint(4, 9))]
        rate = chance.choice([0.1, 0.2, 0.3])
        self.plans = {
            scribe.seat: [
                self.mistaken_ball(ball) if chance.random() < rate else ball
                for ball in self.actual_balls
            ]
            for scribe in self.scribes
        }

    def mistaken_ball(self, ball: str) -> str:
        """Return a ball with a mistake, in the notation: missed, wrong, or recorded twice."""
        others = [each for each in ".124" if each != ball]
        return self.chance.choice([f"-{ball}", f"{ball}={self.chance.choice(others)}", f"{ball}x2"])

    def play(self) -> None:
        """Let the scorers record all balls in a random order, each book in order of play."""
        remaining = {scribe.seat: iter(self.plans[scribe.seat]) for scribe in self.scribes}
        turns = [scribe for scribe in self.scribes for _ in self.actual_balls]
        self.chance.shuffle(turns)
        for scribe in turns:
            scribe.ball(next(remaining[scribe.seat]))
            self.maybe_fold()

    def correct_mistakes(self, correcting: list[Scribe]) -> None:
        """Let some scorers correct all their mistakes, each in order of play."""
        corrections = [self.correct_in_order(scribe) for scribe in correcting]
        while corrections:
            mistakes = self.chance.choice(corrections)
            if next(mistakes, None) is None:
                corrections.remove(mistakes)
            self.maybe_fold()

    def correct_in_order(self, scribe: Scribe) -> Iterator[int]:
        """Correct one mistake at each step and yield the number of its ball, from 1."""
        for number, ball in zip(count(1), self.plans[scribe.seat], strict=False):
            if ball.startswith("-"):
                scribe.insert_late(number)
            elif "=" in ball:
                scribe.correct_to_actual(number)
            elif "x" in ball:
                innings, sequence = parse_action_id(scribe.entry_id(number))
                scribe.void(action_id(innings, sequence + 1))
            else:
                continue
            yield number

    def maybe_fold(self) -> None:
        """Fold with a probability of one half."""
        if self.chance.random() < 0.5:
            self.match.fold()

    def play_on(self, balls: list[str]) -> None:
        """Let all scorers record further balls without a mistake."""
        for ball in balls:
            self.actual_balls.append(ball)
            for scribe in self.scribes:
                scribe.ball(ball)
            self.match.fold()

    @property
    def log(self) -> str:
        """The effective log in the notation."""
        return log_text(self.match.log)
