"""The fold in TypeScript by itself: each test of Node's in tests/clients/fold is one here."""

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
def lines_of(path: Path) -> tuple[str, ...]:
    """Run a file of Node's tests, once; what it printed."""
    node = find_node()
    build(node)
    reporter = (HERE / "reporter.mjs").as_uri()
    command = [node, f"--test-reporter={reporter}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.stdout, done.stderr
    return tuple(done.stdout.splitlines())


def results_of(path: Path) -> dict[str, dict[str, Any]]:
    """The results of a file's tests by name."""
    read = (json.loads(line) for line in lines_of(path) if line.startswith('{"name"'))
    return {each["name"]: each for each in read}


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_of_the_fold(path: Path, name: str) -> None:
    result = results_of(path).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


def test_no_test_of_node_is_overlooked() -> None:
    ran = {(path, name) for path in FILES for name in results_of(path)}
    assert ran == {(case.values[0], case.values[1]) for case in TESTS}


def printed(name: str) -> Any:
    """What a test of Node's printed under a name, as JSON."""
    (line,) = (line for path in FILES for line in lines_of(path) if line.startswith(f"{name} "))
    return json.loads(line.removeprefix(f"{name} "))


def test_the_sets_of_playing_conditions_are_those_of_python() -> None:
    assert printed("SETS") == [plain_fields(each) for each in SETS]


def test_the_table_of_resources_is_that_of_python() -> None:
    assert printed("TABLE") == [list(row) for row in WHOLE_OVERS]
