"""Fixtures of the spectators' pages: built, with the recordings that their tests read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from devtools.toolchain.browser import VARIABLE
from devtools.toolchain.layout import ROOT
from tests.clients.pages.scoreboard.scenarios import write_all

PAGES = ROOT / "clients" / "web" / "scoreboard"
BIN = ROOT / "node_modules" / ".bin"
SECONDS = 300


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages as hosting serves them (`site`) and their modules (`modules`)."""
    folder = tmp_path_factory.mktemp("scoreboard")
    if not (ROOT / "clients" / "web" / "client" / "dist").is_dir():
        run_tool(["npm", "run", "--silent", "build", "--workspace", "@scrbrd/client"])
    run_tool([str(BIN / "tsc"), "-p", str(PAGES), "--outDir", str(folder / "modules")])
    to_site = ["--outDir", str(folder / "site"), "--emptyOutDir", "--logLevel", "warn"]
    run_tool([str(BIN / "vite"), "build", str(PAGES), *to_site])
    (folder / "modules" / "package.json").write_text('{"type":"module"}', encoding="utf-8")
    (folder / "modules" / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def run_tool(command: list[str]) -> None:
    """Run a tool of the build; what it says is the failure."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="session")
def variables(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What tests of Node are told: where pages, modules and recordings are."""
    recordings = write_all(tmp_path_factory.mktemp("recordings"))
    return {
        "SITE": str(built / "site"),
        "BUILT": str(built / "modules"),
        "RECORDINGS": str(recordings),
    }


@pytest.fixture(scope="session")
def with_browser(variables: dict[str, str], browser: str) -> dict[str, str]:
    """The same, and the browser."""
    return variables | {VARIABLE: browser}
