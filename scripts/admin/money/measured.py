"""Reads the counts that were measured of the code, and the assumptions beside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).parent / "measured.json"
"""Made by `python -m devtools.bench.counted_match`."""

ASSUMED = Path(__file__).parent / "assumed.json"


@cache
def formats() -> dict[str, dict[str, Any]]:
    """Return the counts of a match by format."""
    found: dict[str, dict[str, Any]] = json.loads(MEASURED.read_text(encoding="utf-8"))["formats"]
    return found


@cache
def assumed() -> dict[str, Any]:
    """Return the values of the assumptions by name."""
    return read_values(ASSUMED)


def read_values(path: Path) -> dict[str, Any]:
    """Return the values of a committed file by name; beside each it says where it comes from."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {name: row["value"] for name, row in rows.items()}
