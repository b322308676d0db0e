"""The bench, run for a moment: that it measures everything, and what no machine's speed changes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from admin.logfile import load_match
from devtools.bench.constant_score_match import ACTIONS, constant_score_match
from devtools.bench.costs import Cost, forecast_prices
from devtools.bench.report import goal_text, verdict
from devtools.bench.run import TEST

SECONDS = 900
one_worker = pytest.mark.xdist_group("bench")  # so that the bench is run once
KEYS = {
    "ours_over_floor_median",
    "ours_over_floor_p95",
    "ours_over_bare_median",
    "flat",
    "undo",
    "undo_oldest",
    "naive_over_ours_300",
    "naive_over_ours_1200",
    "contention",
    "fold_per_second",
    "cold",
    "cpu_ms_per_ball",
    "many",
    "many_matches",
    "ticker_bytes",
    "cost",
    "ending",
    "runs",
    "versions",
}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """The last line of a quick run."""
    command = [sys.executable, "-m", "devtools", "bench", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    line: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return line


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_the_last_line_has_every_number_that_was_promised(result: dict[str, Any]) -> None:
    assert result.keys() >= KEYS
    assert result["contention"].keys() >= {"landed", "expected", "seconds", "tries_per_action"}
    numbers = [result[key] for key in KEYS if isinstance(result[key], float | int)]
    assert len(numbers) == len(KEYS) - 6
    assert all(number > 0 for number in numbers)


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_every_action_of_eight_contending_workers_lands(result: dict[str, Any]) -> None:
    assert result["contention"]["landed"] == result["contention"]["expected"] == 80


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_no_ball_of_many_matches_is_lost(result: dict[str, Any]) -> None:
    alone, many = result["many_matches"]
    assert (alone["matches"], many["matches"]) == (1, 3)
    assert alone["lost"] == many["lost"] == 0
    assert alone["balls"] > 0 < many["balls"]


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_a_ball_costs_two_reads_at_most_and_about_four_writes(result: dict[str, Any]) -> None:
    cost = result["cost"]
    assert cost["reads_per_ball"] <= 2
    assert cost["most_reads"] <= 2
    assert cost["writes_per_ball"] <= 4.2
    assert result["ticker_bytes"] <= 2_000


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_the_end_of_a_match_is_counted_with_all_it_leaves(result: dict[str, Any]) -> None:
    end = result["ending"]
    assert end["archive"] == 3
    assert end["contributions"] == 24
    assert end["last"]["writes"] > end["archive"] + 2 * end["contributions"]
    assert end["figures"]["writes"] == end["contributions"] + end["seasons"] + end["pairs"]


def test_in_the_match_of_dots_nothing_grows_but_the_log() -> None:
    log = constant_score_match(load_match(TEST))
    state, effective = log.fold()
    assert len(effective.actions) == ACTIONS
    assert state.problems == []
    assert state.current is not None
    assert (state.current.runs, state.current.wickets) == (0, 0)
    assert (len(state.current.batters), len(state.current.bowlers)) == (2, 2)


def test_spectators_are_the_greater_part_of_the_bill() -> None:
    cost = Cost(247, 1.1, 2.2, 10_000, 6_000, 2, 4, 1_500)
    result = forecast_prices(cost, {"Test": load_match(TEST)})
    assert set(result["prices"]) >= {"as_of", "note"}
    bill = result["matches"]["Test"]
    assert bill["spectators_reads"] > bill["scorer"] + bill["projection"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("flat", 1.1, "met"),
        ("flat", 1.11, "MISSED"),
        ("fold_per_second", 220_000, "met"),
        ("fold_per_second", 219_999, "MISSED"),
        ("naive_over_ours_300", 5, ""),
    ],
)
def test_a_number_is_held_against_its_goal(name: str, value: float, expected: str) -> None:
    assert verdict(name, value) == expected
    assert bool(goal_text(name)) == bool(expected)
