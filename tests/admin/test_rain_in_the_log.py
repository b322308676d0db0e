"""Tests that a log with lost overs has the figures of the same match given as a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from scrbrd.domain.formats import FORMATS, PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.rain.match import figures
from scrbrd.domain.vocabulary import MatchFormat
from tests.admin.test_dls_second_count import percent_used, second_calculation
from tests.domain.notation import AWAY, HOME, Book

T20 = replace(FORMATS[MatchFormat.T20], g50=245, free_hit=False, max_overs_per_bowler=None)
BALLS = (".", ".", "1", "2", "4", "6", "wd", "W")
MAX_WICKETS = 8


@dataclass
class RainyMatch:
    """Plays a random match: collects its log, and each innings' stoppages for the scenario."""

    conditions: PlayingConditions
    random: Random
    limit: int = 0
    stoppages: dict[int, list[Json]] = field(default_factory=lambda: {1: [], 2: []})

    def __post_init__(self) -> None:
        self.book = Book(self.conditions)
        self.limit = self.conditions.overs_per_innings or 0

    @property
    def balls_left(self) -> int:
        """Balls left in the innings in progress."""
        innings, balls_per_over = self.book.current, self.conditions.balls_per_over
        return max(0, (self.limit - innings.overs_completed) * balls_per_over - innings.over_balls)

    def play(self, balls: int) -> None:
        """Bowl up to this many balls, as long as the innings lasts."""
        for _ in range(balls):
            if not self.book.current.is_open or self.book.current.wickets == MAX_WICKETS:
                return
            self.book.ball(self.random.choice(BALLS))

    def stop_for_rain(self) -> None:
        """Stop play, and resume the innings with fewer overs or as many."""
        innings, left = self.book.current, self.balls_left
        if not innings.is_open:
            return
        started_overs = innings.overs_completed + bool(innings.over_balls) or 1
        self.limit = self.random.randint(min(started_overs, self.limit), self.limit)
        self.book.fact("play_stopped", reason=self.random.choice(("rain", None, "drinks")))
        self.book.fact("target_revised", overs_limit=self.limit).fact("play_resumed")
        self.add_stoppage(left, innings.wickets, self.balls_left)

    def add_stoppage(self, left: int, wickets: int, after: int) -> None:
        """Add a stoppage of the innings in progress to the scenario."""
        stoppage = {"ballsLeft": left, "wickets": wickets, "ballsLeftAfter": after}
        self.stoppages[self.book.number].append(stoppage)

    def play_first_innings(self) -> None:
        """Play the first innings with up to two stoppages; often it is cut short."""
        self.book.innings(HOME)
        for _ in range(self.random.randint(0, 2)):
            self.play(self.random.randint(0, 40))
            self.stop_for_rain()
        self.play(self.random.choice((20, 40, 200)))
        if self.book.current.is_open:
            self.add_stoppage(self.balls_left, self.book.current.wickets, 0)
            self.book.close("abandoned")

    def play_chase(self) -> None:
        """Begin the chase with fewer overs or as many, and play a part of it."""
        balls_per_over = self.conditions.balls_per_over
        overs, self.limit = (
            self.conditions.overs_per_innings or 0,
            self.random.randint(1, self.limit),
        )
        self.book.fact("target_revised", overs_limit=self.limit).innings(AWAY)
        self.add_stoppage(overs * balls_per_over, 0, self.limit * balls_per_over)
        for _ in range(self.random.randint(0, 2)):
            self.play(self.random.randint(0, 30))
            self.stop_for_rain()
        self.play(self.random.randint(0, 20))

    def scenario(self) -> Json:
        """Return the match as a scenario."""
        first, now = self.book.state.innings[0], self.book.current
        position = {"runs": now.runs, "wickets": now.wickets, "ballsLeft": self.balls_left}
        return {
            "g50": self.conditions.g50,
            "oversPerInnings": self.conditions.overs_per_innings,
            "ballsPerOver": self.conditions.balls_per_over,
            "first": {"runs": first.runs, "stoppages": self.stoppages[1]},
            "second": {"stoppages": self.stoppages[2], "now": position},
            "penalties": [],
        }


@pytest.mark.parametrize("seed", range(24))
def test_a_match_with_lost_overs_has_the_figures_of_its_scenario(seed: int) -> None:
    random = Random(seed)
    overs, balls_per_over = random.choice((20, 20, 15, 10)), random.choice((6, 6, 5))
    conditions = replace(T20, overs_per_innings=overs, balls_per_over=balls_per_over)
    match = RainyMatch(conditions, random)
    match.play_first_innings()
    match.play_chase()
    computed, scenario = figures(match.book.state), match.scenario()
    if percent_used(overs * balls_per_over, scenario["first"]["stoppages"], 0, 0) == 0:
        assert (computed.target, computed.par) == (None, None)
        return
    assert computed.resources1 is not None
    assert computed.resources2 is not None
    assert {
        "r1": computed.resources1 / 10,
        "r2": computed.resources2 / 10,
        "target": computed.target,
        "par": computed.par,
    } == second_calculation(scenario)
