"""The page of operations tells of all that is deployed, and of every way a catch-up takes."""

from __future__ import annotations

import re

from devtools.toolchain.layout import ROOT
from scrbrd.handlers.catch_up import Route

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROWS = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def test_every_function_that_is_deployed_is_told_of() -> None:
    manifest = (ROOT / "functions" / "functions.yaml").read_text(encoding="utf-8")
    deployed = set(re.findall(r"entryPoint: (\w+)", manifest))
    [section] = re.findall(r"## What runs\n(.*?)\n## ", PAGE, re.DOTALL)
    assert deployed
    assert set(ROWS.findall(section)) == deployed


def test_every_way_of_a_catch_up_is_told_of() -> None:
    [section] = re.findall(r"\| path \| when .*?\n\n", PAGE, re.DOTALL)
    assert set(ROWS.findall(section)) == {str(route) for route in Route}
