"""The spectators' pages: each test of the *.test.mjs and *.browser.mjs files is one here.

Those of *.long.browser.mjs take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.clients.node_tests import SECONDS, Results, cases, run_node

HERE = Path(__file__).parent
MODELS = frozenset(HERE.glob("*.test.mjs"))
LONG = frozenset(HERE.glob("*.long.browser.mjs"))
BROWSER = frozenset(HERE.glob("*.browser.mjs")) - LONG
LONG_SECONDS = 1800

Run = Callable[[Path, Mapping[str, str]], Results]

pytestmark = pytest.mark.xdist_group("scoreboard")


@pytest.fixture(scope="module")
def run() -> Run:
    """Run a file of Node's tests, once."""
    known: dict[Path, Results] = {}

    def run_once(path: Path, variables: Mapping[str, str]) -> Results:
        if path not in known:
            seconds = LONG_SECONDS if path in LONG else SECONDS
            known[path] = run_node(path, variables, seconds)
        return known[path]

    return run_once


def check(results: Results, name: str) -> None:
    """Fail as the test of Node failed."""
    assert name in results, f"Node did not run it: {sorted(results)}"
    assert results[name]["passed"], results[name]["why"]


@pytest.mark.parametrize(("path", "name"), cases(MODELS))
def test_what_is_shown(path: Path, name: str, run: Run, variables: dict[str, str]) -> None:
    check(run(path, variables), name)


@pytest.mark.parametrize(("path", "name"), cases(BROWSER))
def test_in_a_browser(path: Path, name: str, run: Run, with_browser: dict[str, str]) -> None:
    check(run(path, with_browser), name)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), cases(LONG))
def test_in_a_browser_for_minutes(
    path: Path, name: str, run: Run, with_browser: dict[str, str]
) -> None:
    check(run(path, with_browser), name)


def test_no_test_of_node_is_overlooked(run: Run, variables: dict[str, str]) -> None:
    ran = {(path, name) for path in MODELS for name in run(path, variables)}
    assert ran == {(case.values[0], case.values[1]) for case in cases(MODELS)}
