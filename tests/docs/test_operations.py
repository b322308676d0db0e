"""Tests that the operations page lists all deployed functions and all paths of a catch-up, and that
the changelog names the version of stored states."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest

from devtools.toolchain.layout import ROOT
from scrbrd.handlers.catch_up import Route
from scrbrd.handlers.snapshot.model import STATE_VERSION

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_every_deployed_function_is_listed() -> None:
    manifest = (ROOT / "functions" / "functions.yaml").read_text(encoding="utf-8")
    deployed = set(re.findall(r"entryPoint: (\w+)", manifest))
    [section] = re.findall(r"## What runs\n(.*?)\n## ", PAGE, re.DOTALL)
    assert deployed
    assert set(ROWS.findall(section)) == deployed


@pytest.mark.parametrize(
    "page", ["first-season", "going-live", "ingest", "migrating", "operations", "pages"]
)
def test_commands_run_modules_with_the_python_that_has_them(page: str) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = re.findall(r"(\S*python\S*) -m (devtools[\w.]*)", text)
    assert all(python.lstrip("`") == "functions/venv/bin/python" for python, _ in found), found
    assert all(find_spec(module) for _, module in found)


def test_every_path_of_a_catch_up_is_listed() -> None:
    [section] = re.findall(r"\| path \| when .*?\n\n", PAGE, re.DOTALL)
    assert set(ROWS.findall(section)) == {str(route) for route in Route}


def test_the_changelog_names_the_version_of_stored_states() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"Stored states are of version (\d+)", changelog) == [str(STATE_VERSION)]
