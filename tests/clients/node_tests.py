"""Runs a file of Node's tests, so that each of them becomes one of pytest."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SECONDS = 300

Results = dict[str, dict[str, Any]]


def cases(paths: Iterable[Path], group: str | None = None) -> list[Any]:
    """Return a parameter for each test of the files: the file and the test's name.

    Tests of a `group` run in one process, so that what they need is built, and a file run, once.
    """
    marks = [pytest.mark.xdist_group(group)] if group else []
    return [
        pytest.param(path, name, id=f"{path.name.split('.')[0]}: {name}", marks=marks)
        for path in sorted(paths)
        for name in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def run_node(path: Path, variables: Mapping[str, str], seconds: float = SECONDS) -> Results:
    """Return the results of a file's tests by name; fails when Node itself does."""
    command = ["node", f"--test-reporter={(HERE / 'reporter.mjs').as_uri()}", str(path)]
    env = os.environ | variables
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=seconds, check=False
    )
    results = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"name"')]
    said = f"Node ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    assert results, said
    assert done.returncode == 0 or not all(each["passed"] for each in results), said
    return {each["name"]: each for each in results}
