"""Tests the TypeScript fold alone: each Node test of tests/clients/fold is a case here."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from devtools.conformance.engine import build, find_node
from scrbrd.domain.playing_conditions import SETS
from scrbrd.domain.rain.standard_table import WHOLE_OVERS
from scrbrd.projections.plain_state import plain_fields

HERE = Path(__file__).parent
FILES = sorted((HERE / "fold").glob("*.test.mjs"))
SECONDS = 120
TESTS = [
    pytest.param(path, name, id=f"{path.name.removesuffix('.test.mjs')}: {name}")
    for path in FILES
    for name in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
]


@cache
def output_lines(path: Path) -> tuple[str, ...]:
    """Run a file of Node tests, once, and return the lines of its output."""
    node = find_node()
    build(node)
    reporter = (HERE / "reporter.mjs").as_uri()
    command = [node, f"--test-reporter={reporter}", str(path)]
    completed = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert completed.stdout, completed.stderr
    return tuple(completed.stdout.splitlines())


def results_of(path: Path) -> dict[str, dict[str, Any]]:
    """Return the results of a file's tests by name."""
    read = (json.loads(line) for line in output_lines(path) if line.startswith('{"name"'))
    return {each["name"]: each for each in read}


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_in_node(path: Path, name: str) -> None:
    result = results_of(path).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


def test_every_node_test_is_a_case() -> None:
    ran = {(path, name) for path in FILES for name in results_of(path)}
    assert ran == {(case.values[0], case.values[1]) for case in TESTS}


def printed_value(name: str) -> Any:
    """Return the JSON value that a Node test printed after a name."""
    (line,) = (line for path in FILES for line in output_lines(path) if line.startswith(f"{name} "))
    return json.loads(line.removeprefix(f"{name} "))


def test_the_sets_of_playing_conditions_equal_those_of_python() -> None:
    assert printed_value("SETS") == [plain_fields(each) for each in SETS]


def test_the_resource_table_equals_that_of_python() -> None:
    assert printed_value("TABLE") == [list(row) for row in WHOLE_OVERS]
