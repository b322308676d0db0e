"""Tests the model of many matches at once: limits in their order, and waiting times of balls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from admin.money.measurements import read_formats
from devtools.app import app
from devtools.bench.scale import (
    LIMITS,
    LOG_INDEX,
    Load,
    loads_of,
    parallel_calls,
    read_limits,
    simulate,
    simulate_queue,
)
from devtools.toolchain.layout import ROOT
from scrbrd.adapters.packing import MOST_CHECKS
from scrbrd.handlers.limits import LIMITS as HANDLER_LIMITS
from scrbrd.triggers import repair
from scrbrd_gateway.settings import Settings

VALUES = read_limits()
COUNTS: dict[str, Any] = {"ball": {"calls": 1.0}, "end": {"calls": 24}}
CALLS = "calls of the functions of a ball a second"


def loads(matches: int, spectators: int = 300, **changed: Any) -> dict[str, Load]:
    """Return the loads by the name of their limit."""
    found = loads_of(matches, spectators, COUNTS, VALUES | changed)
    return {each.what: each for each in found}


def test_a_limit_is_reached_when_the_matches_use_all_of_it() -> None:
    # With a write each 35 s per match, 500 writes a second are those of 17,500 matches.
    index = loads(1_000)[LOG_INDEX]
    assert index.used == pytest.approx(1_000 / 35)
    assert index.matches == 17_500
    assert not index.is_over
    assert loads(17_501)[LOG_INDEX].is_over


def test_calls_in_an_instance_share_its_processor() -> None:
    # 8 calls at a time may wait, but 15 ms of processor time in 50 ms allow only 3.3 at once.
    assert parallel_calls(VALUES) == int(20 * 50 / 15)
    assert parallel_calls(VALUES | {"call_cpu_milliseconds": 1}) == 20 * 8


def test_matches_without_spectators_take_no_sockets() -> None:
    found = loads(100, spectators=0)["sockets of the gateway"]
    assert (found.used, found.matches) == (0, None)


def test_a_limit_per_match_is_reached_at_no_number_of_matches() -> None:
    one_match, many_matches = loads(1), loads(100_000)
    name = "writes a second to live/state of a match"
    assert one_match[name] == many_matches[name]
    assert one_match[name].matches is None


def test_a_queue_below_its_limit_processes_every_ball_at_once() -> None:
    found = simulate_queue(100, COUNTS["ball"], VALUES, seed=1)
    assert found.left == 0
    assert found.p99 == pytest.approx(VALUES["call_milliseconds"], abs=0.01)


def test_a_queue_past_its_limit_grows_and_leaves_balls_waiting() -> None:
    max_matches = loads(1)[CALLS].matches or 0
    assert simulate_queue(int(max_matches * 0.8), COUNTS["ball"], VALUES, seed=1).left == 0
    overloaded = simulate_queue(int(max_matches * 1.2), COUNTS["ball"], VALUES, seed=1)
    assert overloaded.left > 0
    assert overloaded.p99 > 10_000
    # A fifth more balls arrive than are processed: a sixth of them are left.
    assert overloaded.left / overloaded.balls == pytest.approx(1 / 6, abs=0.02)


def test_the_same_seed_gives_the_same_result() -> None:
    assert simulate(200, 10, COUNTS, VALUES) == simulate(200, 10, COUNTS, VALUES)


def test_the_limits_are_listed_in_the_order_in_which_they_are_reached() -> None:
    result = simulate(10_000, 300, read_formats()["T20"], VALUES)
    reached = [each["matches"] for each in result["limits"] if each["matches"] is not None]
    assert reached == sorted(reached)
    assert result["first"] == result["limits"][0]["what"]
    assert set(result["over"]) == {
        each["what"] for each in result["limits"] if each["used"] > each["limit"]
    }


def test_the_models_limits_of_our_code_agree_with_the_code() -> None:
    assert VALUES["looks_a_run"] == HANDLER_LIMITS.matches_at_once
    assert VALUES["looks_kept"] == MOST_CHECKS
    assert VALUES["rooms_an_instance"] == Settings.model_fields["most_rooms"].default
    manifest = (ROOT / "functions" / "functions.yaml").read_text(encoding="utf-8")
    assert f"maxInstances: {VALUES['instances']}" in manifest
    assert f"concurrency: {VALUES['concurrency']}" in manifest
    assert f"every {VALUES['run_minutes']} minutes" in manifest
    assert repair.LONGEST_RUN.total_seconds() < VALUES["run_minutes"] * 60


def test_every_assumption_has_a_description_and_a_source() -> None:
    for row in json.loads(LIMITS.read_text(encoding="utf-8")).values():
        assert row.keys() == {"value", "what", "source"}
        assert row["what"]
        assert row["source"]


def test_the_command_ends_with_one_line_of_json() -> None:
    outcome = CliRunner().invoke(app, ["bench", "scale", "--matches", "50", "--spectators", "10"])
    result = json.loads(outcome.stdout.splitlines()[-1])
    assert (outcome.exit_code, result["matches"], result["over"]) == (0, 50, [])


def test_the_page_has_the_models_numbers_for_ten_thousand_matches() -> None:
    result = simulate(10_000, 300, read_formats()["T20"], VALUES)
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    for each in result["limits"]:
        reached = "-" if each["matches"] is None else f"{each['matches']:,}"
        used, limit = f"{each['used']:,.2f}", f"{each['limit']:,.0f}"
        assert f"| {each['what']} | {used} | {limit} | {reached} |" in page
