"""The Firebase web SDK against the emulators: each test of the *.test.mjs files is one here."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devtools.emulators import EmulatorSuite

HERE = Path(__file__).parent
SECONDS = 300
TESTS = [
    pytest.param(path, name, id=f"{path.name.removesuffix('.test.mjs')}: {name}")
    for path in sorted(HERE.glob("*.test.mjs"))
    for name in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
]

Results = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def results_of(suite: EmulatorSuite) -> Callable[[Path], Results]:
    """Run a file of Node's tests, once."""
    known: dict[Path, Results] = {}

    def run(path: Path) -> Results:
        if path not in known:
            known[path] = run_node(path, suite)
        return known[path]

    return run


def run_node(path: Path, suite: EmulatorSuite) -> Results:
    """The results of a file's tests by name; fails when Node itself does."""
    command = ["node", f"--test-reporter={(HERE / 'reporter.mjs').as_uri()}", str(path)]
    env = os.environ | suite.env()
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"')]
    said = f"Node ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    assert results, said
    assert done.returncode == 0 or not all(each["passed"] for each in results), said
    return {each["name"]: each for each in results}


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_with_the_web_sdk(path: Path, name: str, results_of: Callable[[Path], Results]) -> None:
    result = results_of(path).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


def test_no_test_of_node_is_overlooked(results_of: Callable[[Path], Results]) -> None:
    ran = {(path, name) for path in HERE.glob("*.test.mjs") for name in results_of(path)}
    assert ran == {(case.values[0], case.values[1]) for case in TESTS}
    assert len(ran) > 20
