"""Makes a copy of the functions with another state version, as if deployed alongside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.chaos.workers import IMPATIENT, MAIN

STATE_VERSION = re.compile(r"^STATE_VERSION = (\d+)$", re.MULTILINE)
SNAPSHOT = "scrbrd/handlers/snapshot/model.py"


def copy_with_other_state_version(folder: Path, difference: int) -> dict[str, str]:
    """Copy the functions, change `STATE_VERSION`, and return the environment that uses the copy."""
    copy = folder / "functions"
    ignored = shutil.ignore_patterns("venv", "__pycache__")
    shutil.copytree(MAIN.parent, copy, symlinks=True, ignore=ignored)
    module = copy / SNAPSHOT
    text, count = STATE_VERSION.subn(
        lambda found: f"STATE_VERSION = {int(found[1]) + difference}", module.read_text()
    )
    assert count == 1, f"{SNAPSHOT} has no line STATE_VERSION = N"
    module.write_text(text)
    shutil.copy(IMPATIENT, copy / IMPATIENT.name)
    return {"PYTHONPATH": str(copy)}
