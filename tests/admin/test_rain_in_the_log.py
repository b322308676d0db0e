"""Matches that lost overs, in the log: the figures are those of the same match as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import MatchFormat
from tests.admin.test_dls_second_count import second_count, used
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], g50=245, free_hit=False, max_overs_per_bowler=None)
BALLS = (".", ".", "1", "2", "4", "6", "wd", "W")
MOST_WICKETS = 8


@dataclass
class RainyMatch:
    """A match as it is played: its log, and the stoppages of each innings for the scenario."""

    conditions: PlayingConditions
    chance: Random
    limit: int = 0
    stoppages: dict[int, list[Json]] = field(default_factory=lambda: {1: [], 2: []})

    def __post_init__(self) -> None:
        self.book = Book(self.conditions)
        self.limit = self.conditions.overs_per_innings or 0

    @property
    def balls_left(self) -> int:
        """Balls left of the innings in progress."""
        innings, length = self.book.now, self.conditions.balls_per_over
        return max(0, (self.limit - innings.overs_completed) * length - innings.over_balls)

    def play(self, balls: int) -> None:
        """Bowl so many balls, as long as the innings lasts."""
        for _ in range(balls):
            if not self.book.now.is_open or self.book.now.wickets == MOST_WICKETS:
                return
            self.book.ball(self.chance.choice(BALLS))

    def rain(self) -> None:
        """Stop play, and let the innings go on with fewer overs, or as many."""
        innings, left = self.book.now, self.balls_left
        if not innings.is_open:
            return
        begun = innings.overs_completed + bool(innings.over_balls) or 1
        self.limit = self.chance.randint(min(begun, self.limit), self.limit)
        self.book.fact("play_stopped", reason=self.chance.choice(("rain", None, "drinks")))
        self.book.fact("target_revised", overs_limit=self.limit).fact("play_resumed")
        self.note(left, innings.wickets, self.balls_left)

    def note(self, left: int, wickets: int, after: int) -> None:
        """Write a stoppage of the innings in progress into the scenario."""
        stoppage = {"ballsLeft": left, "wickets": wickets, "ballsLeftAfter": after}
        self.stoppages[self.book.number].append(stoppage)

    def first_innings(self) -> None:
        """Play it, with up to two stoppages; often it is cut short."""
        self.book.innings(HOME)
        for _ in range(self.chance.randint(0, 2)):
            self.play(self.chance.randint(0, 40))
            self.rain()
        self.play(self.chance.choice((20, 40, 200)))
        if self.book.now.is_open:
            self.note(self.balls_left, self.book.now.wickets, 0)
            self.book.close("abandoned")

    def chase(self) -> None:
        """Begin it with fewer overs, or as many, and play a part of it."""
        length = self.conditions.balls_per_over
        overs, self.limit = (
            self.conditions.overs_per_innings or 0,
            self.chance.randint(1, self.limit),
        )
        self.book.fact("target_revised", overs_limit=self.limit).innings(AWAY)
        self.note(overs * length, 0, self.limit * length)
        for _ in range(self.chance.randint(0, 2)):
            self.play(self.chance.randint(0, 30))
            self.rain()
        self.play(self.chance.randint(0, 20))

    def scenario(self) -> Json:
        """The match as a scenario."""
        first, now = self.book.state.innings[0], self.book.now
        at = {"runs": now.runs, "wickets": now.wickets, "ballsLeft": self.balls_left}
        return {
            "g50": self.conditions.g50,
            "oversPerInnings": self.conditions.overs_per_innings,
            "ballsPerOver": self.conditions.balls_per_over,
            "first": {"runs": first.runs, "stoppages": self.stoppages[1]},
            "second": {"stoppages": self.stoppages[2], "now": at},
            "penalties": [],
        }


@pytest.mark.parametrize("seed", range(24))
def test_a_match_has_the_figures_of_its_scenario(seed: int) -> None:
    chance = Random(seed)
    overs, length = chance.choice((20, 20, 15, 10)), chance.choice((6, 6, 5))
    conditions = replace(T20, overs_per_innings=overs, balls_per_over=length)
    match = RainyMatch(conditions, chance)
    match.first_innings()
    match.chase()
    found, scenario = figures(match.book.state), match.scenario()
    if used(overs * length, scenario["first"]["stoppages"], 0, 0) == 0:
        assert (found.target, found.par) == (None, None)
        return
    assert found.resources1 is not None
    assert found.resources2 is not None
    assert {
        "r1": found.resources1 / 10,
        "r2": found.resources2 / 10,
        "target": found.target,
        "par": found.par,
    } == second_count(scenario)
