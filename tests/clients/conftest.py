"""Provides the client's built package, Node to run its pure parts, and a browser."""

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
    """The folder of the client's built package."""
    return built_client()


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of an installed browser; in CI the test fails without one."""
    found = find_browser()
    if found:
        return found
    if os.environ.get("CI") in ("true", "1"):
        pytest.fail(f"no browser is installed, and CI requires one: {REMEDY}")
    pytest.skip(f"no browser is installed: {REMEDY}")


def run_with_client(client: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Node with the built package's folder in the environment variable `CLIENT`."""
    env = os.environ | {"CLIENT": str(client)}
    command = ["node", *arguments]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, check=False, timeout=SECONDS
    )
