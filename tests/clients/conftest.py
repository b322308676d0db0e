"""The client's package, built for the tests of its pure parts, Node to run them, and a browser."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from devtools.toolchain.browser import REMEDY, find_browser
from devtools.toolchain.layout import ROOT

TSC = ROOT / "node_modules" / ".bin" / "tsc"
SECONDS = 300


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's package, built into a folder of its own."""
    folder = tmp_path_factory.mktemp("client")
    command = [str(TSC), "-p", str(ROOT / "clients" / "web" / "client"), "--outDir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stdout
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.fixture(scope="session")
def browser() -> str:
    """The program of an installed browser; in CI its absence is a failure."""
    found = find_browser()
    if found:
        return found
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(f"no browser is installed, and CI requires one: {REMEDY}")
    pytest.skip(f"no browser is installed: {REMEDY}")


def node(client: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Node on the built package, whose folder is `CLIENT`."""
    env = os.environ | {"CLIENT": str(client)}
    command = ["node", *arguments]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=SECONDS
    )
