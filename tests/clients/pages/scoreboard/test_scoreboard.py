"""Tests the spectators' pages: each test of *.test.mjs and *.browser.mjs is a case here.

Tests of *.long.browser.mjs take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.clients.node_tests import SECONDS, Results, node_test_params, run_node

HERE = Path(__file__).parent
MODULE_TESTS = frozenset(HERE.glob("*.test.mjs"))
LONG = frozenset(HERE.glob("*.long.browser.mjs"))
BROWSER = frozenset(HERE.glob("*.browser.mjs")) - LONG
LONG_SECONDS = 1800

Run = Callable[[Path, Mapping[str, str]], Results]

pytestmark = pytest.mark.xdist_group("scoreboard")


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a function that runs a file of Node tests once and returns its results."""
    results_by_path: dict[Path, Results] = {}

    def run_once(path: Path, variables: Mapping[str, str]) -> Results:
        if path not in results_by_path:
            seconds = LONG_SECONDS if path in LONG else SECONDS
            results_by_path[path] = run_node(path, variables, seconds)
        return results_by_path[path]

    return run_once


def check(results: Results, name: str) -> None:
    """Check that a Node test ran and passed."""
    assert name in results, f"Node did not run it: {sorted(results)}"
    assert results[name]["passed"], results[name]["why"]


@pytest.mark.parametrize(("path", "name"), node_test_params(MODULE_TESTS))
def test_a_module(path: Path, name: str, run: Run, variables: dict[str, str]) -> None:
    check(run(path, variables), name)


@pytest.mark.parametrize(("path", "name"), node_test_params(BROWSER))
def test_in_a_browser(path: Path, name: str, run: Run, with_browser: dict[str, str]) -> None:
    check(run(path, with_browser), name)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), node_test_params(LONG))
def test_in_a_browser_for_minutes(
    path: Path, name: str, run: Run, with_browser: dict[str, str]
) -> None:
    check(run(path, with_browser), name)


def test_every_node_test_of_the_modules_is_a_case(run: Run, variables: dict[str, str]) -> None:
    ran = {(path, name) for path in MODULE_TESTS for name in run(path, variables)}
    assert ran == {(case.values[0], case.values[1]) for case in node_test_params(MODULE_TESTS)}
