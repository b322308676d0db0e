"""Tests scenarios that other open engines document or test, with the Law that settles differences.

Only facts are taken from them: the balls, and the figures that they expect. The engines are
described, not named:

- A: a rules engine in JavaScript, tested by whole overs;
- B: a scoring app in TypeScript, with ten scenarios of final scores;
- C: a scoring app in TypeScript, with a guide to fourteen manual tests and tables of its rules;
- D: a scorecard generator in Python, with unit tests of single balls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from scrbrd.domain.formats import FORMATS
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from tests.domain.notation import Book, innings

T20 = FORMATS[MatchFormat.T20]
H1, H2, H3 = PlayerId("home1"), PlayerId("home2"), PlayerId("home3")
Figures = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """`ours`: figures by the Laws; `theirs`: the figures that the engine expects instead."""

    engine: str
    name: str
    balls: str | Callable[[], Book]
    ours: Figures
    theirs: Figures = field(default_factory=dict)
    law: str = ""

    def figures(self) -> Figures:
        """Return the figures of the fold, limited to those in `ours`."""
        book = innings(self.balls, T20) if isinstance(self.balls, str) else self.balls()
        return {name: value for name, value in figures_of(book).items() if name in self.ours}


def figures_of(book: Book) -> Figures:
    """Return an innings' figures; `striker` faces next, None if it is not known yet."""
    current, bowler, first = book.current, book.only_bowler(), book.current.batters[H1]
    return {
        "runs": current.runs,
        "wickets": current.wickets,
        "legal_balls": current.legal_balls,
        "striker": current.striker_id,
        "non_striker": current.non_striker_id,
        "wides": current.wides,
        "no_balls": current.no_balls,
        "byes": current.byes,
        "leg_byes": current.leg_byes,
        "bowler_runs": bowler.runs_conceded,
        "bowler_wickets": bowler.wickets,
        "batter_runs": first.runs,
        "batter_balls": first.balls_faced,
        "batter_out": first.is_out,
        "free_hit": current.is_free_hit,
    }


def run_out(token: str, player_id: PlayerId, end: str, before: str = "") -> Callable[[], Book]:
    """Return a function that bowls a ball on which a batter is run out at `end`."""

    def bowl() -> Book:
        book = innings(before, T20)
        wicket = {"type": "run_out", "dismissed_player_id": player_id, "end": end}
        book.ball(token, is_wicket=True, wicket=wicket)
        return book

    return bowl


SCENARIOS = (
    Scenario(
        "A", "an over of 1 0 2 1 0 0", "1 . 2 1 . .",
        {"runs": 4, "legal_balls": 6, "striker": H2, "non_striker": H1},
    ),
    Scenario(
        "A", "an over in progress with a wide and a no-ball", "wd 1 nb 2 1 .",
        {"runs": 6, "legal_balls": 4, "wides": 1, "no_balls": 1},
    ),
    Scenario(
        "A", "bowled after a single", "1 W",
        {"wickets": 1, "striker": None, "non_striker": H1},
    ),
    Scenario(
        "A", "a bye and two leg byes", "1b 2lb",
        {"runs": 3, "legal_balls": 2, "striker": H2, "byes": 1, "leg_byes": 2},
    ),
    Scenario(
        "A", "the striker run out after one run, at the end he ran to", run_out("1", H1, "bowler"),
        {"runs": 1, "wickets": 1, "striker": H2, "non_striker": None},
    ),
    Scenario(
        "A", "the striker run out after one run, on the way back", run_out("1", H1, "striker"),
        {"runs": 1, "wickets": 1, "striker": None, "non_striker": H2},
        {"striker": H2, "non_striker": None},
        "Law 38.2: the end at which the wicket is put down says who is out; the runs do not",
    ),
    Scenario(
        "A", "the striker run out after two runs, at his own end", run_out("2", H1, "striker"),
        {"runs": 2, "wickets": 1, "striker": None, "non_striker": H2},
    ),
    Scenario("B", "a single and a two", "1 2 .", {"runs": 3, "legal_balls": 3, "striker": H2}),
    Scenario("B", "a maiden", ". . . . . .", {"runs": 0, "legal_balls": 6, "striker": H2}),
    Scenario("B", "a wide and a single", "wd 1", {"runs": 2, "legal_balls": 1, "striker": H2}),
    Scenario(
        "B", "bowled by the last ball of an over", ". . . . . W",
        {"wickets": 1, "legal_balls": 6, "striker": H2},
    ),
    Scenario(
        "B", "bowled off a free hit", "nb W",
        {"runs": 1, "wickets": 0, "legal_balls": 1, "striker": H1},
    ),
    Scenario(
        "B", "run out off a free hit, after one run",
        run_out("1", H1, "bowler", before="nb"),
        {"runs": 2, "wickets": 1, "legal_balls": 1, "striker": H2},
    ),
    Scenario(
        "B", "stumped off a wide", "wdWst",
        {"runs": 1, "wickets": 1, "legal_balls": 0, "striker": None, "bowler_wickets": 1},
    ),
    Scenario(
        "B", "two leg byes", "2lb",
        {"runs": 2, "legal_balls": 1, "striker": H1, "batter_runs": 0, "batter_balls": 1},
    ),
    Scenario("B", "a four and a six", "4 6", {"runs": 10, "legal_balls": 2, "striker": H1}),
    Scenario(
        "B", "the non-striker run out at the striker's end, after one run",
        run_out("1", H2, "striker"),
        {"runs": 1, "wickets": 1, "legal_balls": 1, "striker": None},
    ),
    Scenario(
        "C", "a wide and three run, then run out", run_out("4wd", H1, "bowler"),
        {"runs": 4, "wickets": 1, "legal_balls": 0, "batter_runs": 0, "bowler_wickets": 0},
    ),
    Scenario(
        "C", "a no-ball that is hit for four", "nb+4",
        {"runs": 5, "batter_runs": 4, "bowler_runs": 5, "striker": H1, "free_hit": True},
    ),
    Scenario(
        "C", "a no-ball and two byes", "nb+2b",
        {"runs": 3, "byes": 2, "bowler_runs": 1, "striker": H1, "free_hit": True},
        {"striker": H2},
        "Law 18: the batters change ends for runs that they run, two here; the penalty is not run",
    ),
    Scenario(
        "C", "a no-ball and three byes", "nb+3b",
        {"runs": 4, "bowler_runs": 1, "striker": H2, "free_hit": True},
    ),
    Scenario(
        "C", "a wide and four run", "5wd",
        {"runs": 5, "wides": 5, "bowler_runs": 5, "striker": H1, "legal_balls": 0},
        {"bowler_runs": 1},
        "Law 22.6: all that is run off a wide is scored as wides, and wides are the bowler's",
    ),
    Scenario(
        "C", "stumped off a wide", "wdWst",
        {"wickets": 1, "batter_out": True},
        {"wickets": 0, "batter_out": False},
        "Law 22.9: off a wide a batter may be stumped, hit wicket, run out or obstruct the field",
    ),
    Scenario(
        "C", "two leg byes", "2lb",
        {"runs": 2, "bowler_runs": 0, "striker": H1},
        {"striker": H2},
        "Law 18: after an even number of runs each batter is back at his own end",
    ),
    Scenario(
        "C", "a wide and one run", "2wd",
        {"runs": 2, "striker": H2, "legal_balls": 0},
    ),
    Scenario(
        "C", "the non-striker run out, going for a first run", run_out(".", H2, "bowler"),
        {"runs": 0, "wickets": 1, "bowler_wickets": 0},
        {"runs": 1},
        "Law 18.1: a run is scored when the batters have crossed and made good their ground",
    ),
    Scenario(
        "C", "run out going for a third, two completed", run_out("2", H1, "striker"),
        {"runs": 2, "batter_runs": 2, "bowler_runs": 2, "bowler_wickets": 0},
        {"runs": 3, "batter_runs": 3, "bowler_runs": 3},
        "Law 18.1: the completed runs count once",
    ),
    Scenario(
        "D", "a single", "1",
        {"batter_runs": 1, "batter_balls": 1, "bowler_runs": 1, "legal_balls": 1, "striker": H2},
    ),
    Scenario("D", "a wide", "wd", {"wides": 1, "bowler_runs": 1, "batter_balls": 0}),
    Scenario("D", "two byes", "2b", {"byes": 2, "bowler_runs": 0, "batter_balls": 1}),
    Scenario("D", "a leg bye", "1lb", {"leg_byes": 1, "bowler_runs": 0, "batter_balls": 1}),
    Scenario(
        "D", "a no-ball", "nb",
        {"no_balls": 1, "bowler_runs": 1, "legal_balls": 0, "batter_balls": 1},
        {"batter_balls": 0},
        "Law 21: the striker may score and be run out off a no-ball: he has faced it; a wide he"
        " has not",
    ),
    Scenario(
        "D", "a no-ball that is hit for four", "nb+4",
        {"no_balls": 1, "batter_runs": 4, "bowler_runs": 5, "batter_balls": 1},
        {"batter_balls": 0},
        "Law 21: as above",
    ),
    Scenario(
        "D", "a no-ball and two byes", "nb+2b",
        {"no_balls": 1, "byes": 2, "batter_runs": 0, "bowler_runs": 1},
    ),
    Scenario("D", "a wide to the boundary", "5wd", {"wides": 5, "bowler_runs": 5}),
    Scenario(
        "D", "a wide and a bye run", "2wd",
        {"wides": 2, "byes": 0, "bowler_runs": 2},
        {"wides": 1, "byes": 1, "bowler_runs": 1},
        "Law 22.6: what is run off a wide is wides, never byes",
    ),
    Scenario(
        "D", "2, 4, a wide and a bye run, a no-ball hit for 2, a leg bye", "2 4 2wd nb+2 1lb",
        {"runs": 12, "bowler_runs": 11},
        {"bowler_runs": 10},
        "Law 22.6: what is run off a wide is the bowler's",
    ),
)  # fmt: skip


def scenario_id(scenario: Scenario) -> str:
    """Return a scenario's id: the engine and the scenario's name."""
    return f"{scenario.engine}: {scenario.name}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=scenario_id)
def test_the_figures_of_a_scenario_are_those_of_the_laws(scenario: Scenario) -> None:
    assert scenario.figures() == scenario.ours


def test_every_difference_to_an_engine_cites_a_law() -> None:
    for scenario in SCENARIOS:
        assert scenario.theirs.keys() <= scenario.ours.keys(), scenario.name
        assert bool(scenario.theirs) == bool(scenario.law), scenario.name
        same = [name for name, value in scenario.theirs.items() if scenario.ours[name] == value]
        assert not same, scenario.name


def test_stumped_off_a_no_ball_counts_as_recorded_with_a_warning() -> None:
    """C lets a batter be stumped off a no-ball; Law 39.1.1 does not."""
    book = innings("nbWst", T20)
    assert book.current.wickets == 1, "as recorded"
    assert [(problem.code, problem.law) for problem in book.problems] == [
        ("dismissal_not_possible", "Law 21")
    ]
