"""Tests a quick run of the bench: all numbers are there, and those independent of speed hold."""

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
    """Return the numbers in the last line of a quick run."""
    command = [sys.executable, "-m", "devtools", "bench", "--quick", "--json"]
    process = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert process.returncode == 0, process.stderr[-2000:]
    line: dict[str, Any] = json.loads(process.stdout.splitlines()[-1])
    return line


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_the_last_line_has_every_promised_number(result: dict[str, Any]) -> None:
    assert result.keys() >= KEYS
    assert result["contention"].keys() >= {"landed", "expected", "seconds", "tries_per_action"}
    numbers = [result[key] for key in KEYS if isinstance(result[key], float | int)]
    assert len(numbers) == len(KEYS) - 6
    assert all(number > 0 for number in numbers)


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_every_action_of_eight_contending_workers_is_committed(result: dict[str, Any]) -> None:
    assert result["contention"]["landed"] == result["contention"]["expected"] == 80


@pytest.mark.emulator
@pytest.mark.slow
@one_worker
def test_no_ball_of_many_matches_is_lost(result: dict[str, Any]) -> None:
    single, several = result["many_matches"]
    assert (single["matches"], several["matches"]) == (1, 3)
    assert single["lost"] == several["lost"] == 0
    assert single["balls"] > 0 < several["balls"]


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
def test_the_writes_at_the_end_of_a_match_include_archive_and_figures(
    result: dict[str, Any],
) -> None:
    ending = result["ending"]
    assert ending["archive"] == 3
    assert ending["contributions"] == 24
    assert ending["last"]["writes"] > ending["archive"] + 2 * ending["contributions"]
    assert (
        ending["figures"]["writes"] == ending["contributions"] + ending["seasons"] + ending["pairs"]
    )


def test_in_the_match_of_dot_balls_only_the_log_grows() -> None:
    log = constant_score_match(load_match(TEST))
    state, effective = log.fold()
    assert len(effective.actions) == ACTIONS
    assert state.problems == []
    assert state.current is not None
    assert (state.current.runs, state.current.wickets) == (0, 0)
    assert (len(state.current.batters), len(state.current.bowlers)) == (2, 2)


def test_reads_of_spectators_cost_more_than_scoring_and_projections() -> None:
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
def test_a_number_is_compared_with_its_goal(name: str, value: float, expected: str) -> None:
    assert verdict(name, value) == expected
    assert bool(goal_text(name)) == bool(expected)
