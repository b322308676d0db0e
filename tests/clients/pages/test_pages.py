"""Tests the built pages in a real browser: each test of the *.browser.mjs files is a case here.

Tests of *.live.browser.mjs and of *.long.browser.mjs, which take minutes, run on the whole Emulator
Suite; the others answer the pages' requests themselves. Tests of *.test.mjs need no browser: they
test the pages' modules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.clients.node_tests import SECONDS, Results, node_test_params, run_node

HERE = Path(__file__).parent
LIVE = frozenset(HERE.glob("*.live.browser.mjs"))
MODULE_TESTS = frozenset(HERE.glob("*.test.mjs"))
CONSOLE = frozenset(HERE.glob("console_*.browser.mjs"))
"""Tests that tests/clients/test_console.py runs, which builds a console for them."""

LONG = frozenset(HERE.glob("*.long.browser.mjs")) - CONSOLE
WITHOUT_EMULATORS = frozenset(HERE.glob("*.browser.mjs")) - LIVE - LONG - CONSOLE
LONG_SECONDS = 1800

Run = Callable[[Path, Mapping[str, str]], Results]


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a function that runs a file of Node tests once and returns its results."""
    results_by_path: dict[Path, Results] = {}

    def run_once(path: Path, variables: Mapping[str, str]) -> Results:
        if path not in results_by_path:
            results_by_path[path] = run_node(
                path, variables, LONG_SECONDS if path in LONG else SECONDS
            )
        return results_by_path[path]

    return run_once


@pytest.mark.parametrize(("path", "name"), node_test_params(WITHOUT_EMULATORS, "pages"))
def test_in_a_browser(path: Path, name: str, run: Run, pages: dict[str, str]) -> None:
    result = run(path, pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), node_test_params(LIVE))
def test_in_a_browser_on_emulators(
    path: Path, name: str, run: Run, live_pages: dict[str, str]
) -> None:
    result = run(path, live_pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), node_test_params(LONG))
def test_in_a_browser_for_minutes(
    path: Path, name: str, run: Run, live_pages: dict[str, str]
) -> None:
    result = run(path, live_pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), node_test_params(MODULE_TESTS, "pages"))
def test_a_module(path: Path, name: str, run: Run, site: Path) -> None:
    assert site.is_dir()
    result = run(path, {}).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.xdist_group("pages")
def test_every_node_test_of_the_modules_is_a_case(run: Run, site: Path) -> None:
    assert site.is_dir()
    ran = {(path, name) for path in MODULE_TESTS for name in run(path, {})}
    assert ran == {(case.values[0], case.values[1]) for case in node_test_params(MODULE_TESTS)}
