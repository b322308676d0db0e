"""The spectators' pages: each test of the *.test.mjs and *.browser.mjs files is one here."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REPORTER = HERE.parents[1] / "reporter.mjs"
SECONDS = 300

Results = dict[str, dict[str, Any]]
Run = Callable[[Path, Mapping[str, str]], Results]

pytestmark = pytest.mark.xdist_group("scoreboard")


def marks_of(name: str) -> tuple[pytest.MarkDecorator, ...]:
    """Every page in both themes takes minutes: those tests are slow."""
    return (pytest.mark.slow,) if name.startswith("axe finds nothing on any page") else ()


def cases(pattern: str) -> list[Any]:
    """A parameter for each test of the files; those that a loop makes have the loop's names."""
    return [
        pytest.param(path, name, id=f"{path.name.split('.')[0]}: {name}", marks=marks_of(name))
        for path in sorted(HERE.glob(pattern))
        for name in names_in(path.read_text(encoding="utf-8"))
    ]


def names_in(text: str) -> list[str]:
    """The names of a file's tests; `size ${name}` stands for a phone and a desktop."""
    found = re.findall(r'^ *test\(["`]([^"`]+)["`]', text, re.MULTILINE)
    sizes = ("phone", "desktop")
    return [name.replace("${name}", size) for name in found for size in sizes_of(name, sizes)]


def sizes_of(name: str, sizes: tuple[str, ...]) -> tuple[str, ...]:
    """The sizes that a name stands for; one where it names none."""
    return sizes if "${name}" in name else sizes[:1]


@pytest.fixture(scope="module")
def run() -> Run:
    """Run a file of Node's tests, once."""
    known: dict[Path, Results] = {}

    def run_once(path: Path, variables: Mapping[str, str]) -> Results:
        if path not in known:
            known[path] = run_node(path, variables)
        return known[path]

    return run_once


def run_node(path: Path, variables: Mapping[str, str]) -> Results:
    """The results of a file's tests by name; fails when Node itself does."""
    command = ["node", f"--test-reporter={REPORTER.as_uri()}", str(path)]
    env = os.environ | variables
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"')]
    said = f"Node ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    assert results, said
    assert done.returncode == 0 or not all(each["passed"] for each in results), said
    return {each["name"]: each for each in results}


def check(results: Results, name: str) -> None:
    """Fail as the test of Node failed."""
    assert name in results, f"Node did not run it: {sorted(results)}"
    assert results[name]["passed"], results[name]["why"]


@pytest.mark.parametrize(("path", "name"), cases("*.test.mjs"))
def test_what_is_shown(path: Path, name: str, run: Run, variables: dict[str, str]) -> None:
    check(run(path, variables), name)


@pytest.mark.parametrize(("path", "name"), cases("*.browser.mjs"))
def test_in_a_browser(path: Path, name: str, run: Run, with_browser: dict[str, str]) -> None:
    check(run(path, with_browser), name)


def test_no_test_of_node_is_overlooked(run: Run, variables: dict[str, str]) -> None:
    for path in sorted(HERE.glob("*.test.mjs")):
        text = path.read_text(encoding="utf-8")
        assert set(run(path, variables)) == set(names_in(text)), path.name
