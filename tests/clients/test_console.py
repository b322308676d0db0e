"""Tests the scorer's console: its draft and session in Node, its pages in an installed browser."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.node_tests import Results, node_test_params, run_node

HERE = Path(__file__).parent
CONSOLE = ROOT / "clients" / "web" / "console"
TOOLS = ROOT / "node_modules" / ".bin"
SECONDS = 900

BROWSER = frozenset((HERE / "pages").glob("console_*.browser.mjs"))
LONG = frozenset((HERE / "pages").glob("console_*.long.browser.mjs"))
"""Tests of every state and dialog in both themes, and of a whole match, which take minutes."""

Sites = dict[str, str]
Run = Callable[[Path, Sites], Results]


def build(*command: str) -> None:
    """Run a build step of the console; on failure the test shows its output."""
    completed = subprocess.run(
        command, cwd=CONSOLE, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert completed.returncode == 0, f"{command}:\n{completed.stdout}\n{completed.stderr}"


@pytest.fixture(scope="module")
def sites(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The folders of the console as deployed, and as built over a list for tests."""
    folder = str(tmp_path_factory.mktemp("fake"))
    build(str(TOOLS / "vite"), "build", "--mode", "fake", "--outDir", folder)
    return {"CONSOLE_FAKE": folder, "CONSOLE_SITE": str(site / "score")}


@pytest.fixture(scope="module")
def results_of() -> Run:
    """Return a function that runs a file of Node tests once and returns its results."""
    results_by_path: dict[Path, Results] = {}

    def results(path: Path, variables: Sites) -> Results:
        if path not in results_by_path:
            results_by_path[path] = run_node(path, variables, SECONDS)
        return results_by_path[path]

    return results


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("path", "name"), node_test_params((HERE / "console").glob("*.test.mjs"), "console")
)
def test_in_node(path: Path, name: str, results_of: Run) -> None:
    result = results_of(path, {})[name]
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), node_test_params(BROWSER - LONG, "console"))
def test_in_a_browser(path: Path, name: str, results_of: Run, browser: str, sites: Sites) -> None:
    result = results_of(path, {VARIABLE: browser, **sites})[name]
    assert result["passed"], result["why"]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), node_test_params(LONG, "console"))
def test_in_a_browser_for_minutes(
    path: Path, name: str, results_of: Run, browser: str, sites: Sites
) -> None:
    result = results_of(path, {VARIABLE: browser, **sites})[name]
    assert result["passed"], result["why"]
