"""Tests that TypeScript gives the verdicts of Python on every vector and on random actions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.domain.verdicts.table import RULES
from tests.clients.conftest import run_with_client
from tests.clients.random_verdicts import expected_verdicts, random_cases
from tests.domain.verdicts.vectors import PATH as VECTORS

HERE = Path(__file__).parent
NAMES = [json.loads(line)["name"] for line in VECTORS.read_text("utf-8").splitlines()]
RULES_MET_AT_RANDOM = 75
"""Least number of the table's rules that a hundred random logs meet."""
RARE = {"faces_next_not_given", "super_over_batter", "super_over_bowler", "super_over_wicket",
        "replaced_plays_on"}  # fmt: skip
"""Rules that the vectors meet, and random logs hardly ever."""

pytestmark = [
    pytest.mark.emulator,  # needs the packages that npm installs
    pytest.mark.xdist_group("client"),
]


@pytest.fixture(scope="module")
def results(client: Path) -> dict[str, Json]:
    """The result of each vector's Node test, by name."""
    reporter = f"--test-reporter={(HERE / 'reporter.mjs').as_uri()}"
    completed = run_with_client(client, reporter, str(HERE / "pure" / "verdicts.test.mjs"))
    lines = [line for line in completed.stdout.splitlines() if line.startswith('{"name"')]
    assert lines, f"{completed.stdout}\n{completed.stderr}"
    return {each["name"]: each for each in map(json.loads, lines)}


@pytest.mark.parametrize("name", NAMES)
def test_typescript_gives_the_verdicts_of_a_vector(name: str, results: dict[str, Json]) -> None:
    assert results[name]["passed"], results[name]["why"]


def typescript_verdicts(client: Path, given: list[Json], folder: Path) -> list[Any]:
    """Return TypeScript's verdicts on each case."""
    file = folder / "cases.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in given), encoding="utf-8")
    completed = run_with_client(client, str(HERE / "pure" / "judge.mjs"), str(file))
    assert completed.returncode == 0, completed.stderr
    return [json.loads(line) for line in completed.stdout.splitlines()]


def check_random(client: Path, count: int, folder: Path) -> Counter[str]:
    """Compare TypeScript with Python on random logs; return how often each rule was met."""
    drawn = random_cases(count)
    assert len(drawn) == count
    found = typescript_verdicts(client, [each.document for each in drawn], folder)
    met_rules: Counter[str] = Counter()
    for case, actual in zip(drawn, found, strict=True):
        expected = expected_verdicts(case)
        assert actual == expected, case.document
        met_rules.update(
            verdict["code"] for place in expected for each in place for verdict in each
        )
    return met_rules


def test_random_actions_against_random_logs_have_equal_verdicts(
    client: Path, tmp_path: Path
) -> None:
    assert len(check_random(client, 100, tmp_path)) >= RULES_MET_AT_RANDOM


@pytest.mark.slow
def test_a_thousand_random_logs_have_equal_verdicts(client: Path, tmp_path: Path) -> None:
    met_rules = check_random(client, 1_000, tmp_path)
    assert {rule.code for rule in RULES} - met_rules.keys() <= RARE
