"""The verdicts in TypeScript are those of the functions: on every vector, and on random actions."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scrbrd.domain.json_types import Json
from scrbrd.domain.verdicts.table import RULES
from tests.clients.conftest import node
from tests.clients.random_verdicts import cases, expected
from tests.domain.verdicts.vectors import PATH as VECTORS

HERE = Path(__file__).parent
NAMES = [json.loads(line)["name"] for line in VECTORS.read_text("utf-8").splitlines()]
SEEN_BY_CHANCE = 75
"""Rules of the table that a hundred random logs meet at least."""
RARE = {"faces_next_not_given", "super_over_batter", "super_over_bowler", "super_over_wicket",
        "replaced_plays_on"}  # fmt: skip
"""Rules that the vectors meet, and chance hardly ever."""

pytestmark = [
    pytest.mark.emulator,  # needs what npm installs
    pytest.mark.xdist_group("client"),
]


@pytest.fixture(scope="module")
def results(client: Path) -> dict[str, Json]:
    """What became of each vector."""
    reporter = f"--test-reporter={(HERE / 'reporter.mjs').as_uri()}"
    done = node(client, reporter, str(HERE / "pure" / "verdicts.test.mjs"))
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"name"')]
    assert lines, f"{done.stdout}\n{done.stderr}"
    return {each["name"]: each for each in map(json.loads, lines)}


@pytest.mark.parametrize("name", NAMES)
def test_typescript_judges_a_vector_alike(name: str, results: dict[str, Json]) -> None:
    assert results[name]["passed"], results[name]["why"]


def judged(client: Path, given: list[Json], folder: Path) -> list[Any]:
    """What TypeScript says of each case."""
    file = folder / "cases.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in given), encoding="utf-8")
    done = node(client, str(HERE / "pure" / "judge.mjs"), str(file))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_random(client: Path, count: int, folder: Path) -> Counter[str]:
    """Hold TypeScript to Python on so many random logs; how often each rule was met."""
    drawn = cases(count)
    assert len(drawn) == count
    found = judged(client, [each.document for each in drawn], folder)
    met: Counter[str] = Counter()
    for case, said in zip(drawn, found, strict=True):
        wanted = expected(case)
        assert said == wanted, case.document
        met.update(verdict["code"] for place in wanted for each in place for verdict in each)
    return met


def test_random_actions_against_random_logs_have_equal_verdicts(
    client: Path, tmp_path: Path
) -> None:
    assert len(check_random(client, 100, tmp_path)) >= SEEN_BY_CHANCE


@pytest.mark.slow
def test_a_thousand_random_logs_have_equal_verdicts(client: Path, tmp_path: Path) -> None:
    met = check_random(client, 1_000, tmp_path)
    assert {rule.code for rule in RULES} - met.keys() <= RARE
