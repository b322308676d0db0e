"""Fixtures for the spectators' pages: the built pages and the recordings for their tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.pages.scoreboard.scenarios import write_all

MODULES = ROOT / "clients" / "web" / "scoreboard" / "dist"
"""The modules of the pages, as built."""


@pytest.fixture(scope="session")
def variables(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of Node's tests: the paths of pages, modules and recordings."""
    recordings = write_all(tmp_path_factory.mktemp("recordings"))
    return {
        "SITE": str(site),
        "BUILT": str(MODULES),
        "RECORDINGS": str(recordings),
    }


@pytest.fixture(scope="session")
def with_browser(variables: dict[str, str], browser: str) -> dict[str, str]:
    """The same, and the browser."""
    return variables | {VARIABLE: browser}
