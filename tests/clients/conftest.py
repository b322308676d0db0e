"""The client's package, built for the tests of its pure parts, Node to run them, and a browser."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from devtools.toolchain.browser import REMEDY, find_browser
from tests.clients.building import built_client

SECONDS = 300


@pytest.fixture(scope="session")
def client() -> Path:
    """The client's package, built."""
    return built_client()


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
