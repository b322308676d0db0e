"""The scorer's console: its draft and session in Node, its pages in an installed browser."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.node_tests import Results, cases, run_node

HERE = Path(__file__).parent
CONSOLE = ROOT / "clients" / "web" / "console"
TOOLS = ROOT / "node_modules" / ".bin"
SECONDS = 900

BROWSER = frozenset((HERE / "pages").glob("console_*.browser.mjs"))
LONG = frozenset((HERE / "pages").glob("console_*.long.browser.mjs"))
"""Every state and dialog in both themes, and a whole match: minutes."""

Sites = dict[str, str]
Run = Callable[[Path, Sites], Results]


def build(*command: str) -> None:
    """Run a build step of the console; fails with what it printed."""
    done = subprocess.run(
        command, cwd=CONSOLE, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def sites(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The console as it is deployed, and built over a plain list for tests."""
    folder = str(tmp_path_factory.mktemp("fake"))
    build(str(TOOLS / "vite"), "build", "--mode", "fake", "--outDir", folder)
    return {"CONSOLE_FAKE": folder, "CONSOLE_SITE": str(site / "score")}


@pytest.fixture(scope="module")
def results_of() -> Run:
    """Run a file of Node's tests, once."""
    known: dict[Path, Results] = {}

    def results(path: Path, variables: Sites) -> Results:
        if path not in known:
            known[path] = run_node(path, variables, SECONDS)
        return known[path]

    return results


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(("path", "name"), cases((HERE / "console").glob("*.test.mjs"), "console"))
def test_without_a_page(path: Path, name: str, results_of: Run) -> None:
    result = results_of(path, {})[name]
    assert result["passed"], result["why"]


@pytest.mark.parametrize(("path", "name"), cases(BROWSER - LONG, "console"))
def test_in_a_browser(path: Path, name: str, results_of: Run, browser: str, sites: Sites) -> None:
    result = results_of(path, {VARIABLE: browser, **sites})[name]
    assert result["passed"], result["why"]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), cases(LONG, "console"))
def test_in_a_browser_for_minutes(
    path: Path, name: str, results_of: Run, browser: str, sites: Sites
) -> None:
    result = results_of(path, {VARIABLE: browser, **sites})[name]
    assert result["passed"], result["why"]
