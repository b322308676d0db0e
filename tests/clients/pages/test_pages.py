"""The built pages in a real browser: each test of the *.browser.mjs files is one here.

Those of *.live.browser.mjs run on the whole Emulator Suite, and those of *.long.browser.mjs, which
take minutes; the others answer the pages themselves. Those of *.test.mjs need no browser: they try
what the pages are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.clients.node_tests import SECONDS, Results, cases, run_node

HERE = Path(__file__).parent
LIVE = frozenset(HERE.glob("*.live.browser.mjs"))
MODELS = frozenset(HERE.glob("*.test.mjs"))
CONSOLE = frozenset(HERE.glob("console_*.browser.mjs"))
"""Run by tests/clients/test_console.py, which builds a console for them."""

LONG = frozenset(HERE.glob("*.long.browser.mjs")) - CONSOLE
ALONE = frozenset(HERE.glob("*.browser.mjs")) - LIVE - LONG - CONSOLE
LONG_SECONDS = 1800

Run = Callable[[Path, Mapping[str, str]], Results]


@pytest.fixture(scope="module")
def run() -> Run:
    """Run a file of Node's tests, once."""
    known: dict[Path, Results] = {}

    def run_once(path: Path, variables: Mapping[str, str]) -> Results:
        if path not in known:
            known[path] = run_node(path, variables, LONG_SECONDS if path in LONG else SECONDS)
        return known[path]

    return run_once


@pytest.mark.parametrize(("path", "name"), cases(ALONE, "pages"))
def test_in_a_browser(path: Path, name: str, run: Run, pages: dict[str, str]) -> None:
    result = run(path, pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), cases(LIVE))
def test_in_a_browser_on_emulators(
    path: Path, name: str, run: Run, live_pages: dict[str, str]
) -> None:
    result = run(path, live_pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), cases(LONG))
def test_in_a_browser_for_minutes(
    path: Path, name: str, run: Run, live_pages: dict[str, str]
) -> None:
    result = run(path, live_pages).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), cases(MODELS, "pages"))
def test_a_part(path: Path, name: str, run: Run, site: Path) -> None:
    assert site.is_dir()
    result = run(path, {}).get(name)
    assert result, "Node did not run it"
    assert result["passed"], result["why"]


@pytest.mark.xdist_group("pages")
def test_no_test_of_node_is_overlooked(run: Run, site: Path) -> None:
    assert site.is_dir()
    ran = {(path, name) for path in MODELS for name in run(path, {})}
    assert ran == {(case.values[0], case.values[1]) for case in cases(MODELS)}
