"""Runs a file of Node tests, each of which becomes a pytest case."""

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


def node_test_params(paths: Iterable[Path], group: str | None = None) -> list[Any]:
    """Return a pytest parameter for each test of the files: the file and the test's name.

    Tests of a `group` run in one process, so that each build and each file's run happen once.
    """
    marks = [pytest.mark.xdist_group(group)] if group else []
    return [
        pytest.param(path, name, id=f"{path.name.split('.')[0]}: {name}", marks=marks)
        for path in sorted(paths)
        for name in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    ]


def run_node(path: Path, variables: Mapping[str, str], seconds: float = SECONDS) -> Results:
    """Run a file and return its tests' results by name; fails if Node itself fails."""
    command = ["node", f"--test-reporter={(HERE / 'reporter.mjs').as_uri()}", str(path)]
    env = os.environ | variables
    completed = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=seconds, check=False
    )
    results = [
        json.loads(line) for line in completed.stdout.splitlines() if line.startswith('{"name"')
    ]
    message = f"Node ended with {completed.returncode}:\n{completed.stdout}\n{completed.stderr}"
    assert results, message
    assert completed.returncode == 0 or not all(each["passed"] for each in results), message
    return {each["name"]: each for each in results}
