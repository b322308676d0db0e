"""Fixtures of the spectators' pages: built, with the recordings that their tests read."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.pages.scoreboard.scenarios import write_all

MODULES = ROOT / "clients" / "web" / "scoreboard" / "dist"
"""What the build of the pages makes of their modules."""


@pytest.fixture(scope="session")
def variables(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What tests of Node are told: where pages, modules and recordings are."""
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
