"""Provides fixtures for the spectators' pages: the built pages and the tests' recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.pages.scoreboard.scenarios import write_all

MODULES = ROOT / "clients" / "web" / "scoreboard" / "dist"
"""The folder of the pages' built modules."""


@pytest.fixture(scope="session")
def variables(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of the Node tests: the paths of pages, modules and recordings."""
    recordings = write_all(tmp_path_factory.mktemp("recordings"))
    return {
        "SITE": str(site),
        "BUILT": str(MODULES),
        "RECORDINGS": str(recordings),
    }


@pytest.fixture(scope="session")
def with_browser(variables: dict[str, str], browser: str) -> dict[str, str]:
    """Return the environment of the Node tests with the browser's path."""
    return variables | {VARIABLE: browser}
