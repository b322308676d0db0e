"""Reads the measured counts and the assumptions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).parent / "measured.json"
"""Written by `python -m devtools.bench.counted_match`."""

ASSUMED = Path(__file__).parent / "assumed.json"


@cache
def read_formats() -> dict[str, dict[str, Any]]:
    """Return the counts of a match by format."""
    formats: dict[str, dict[str, Any]] = json.loads(MEASURED.read_text(encoding="utf-8"))["formats"]
    return formats


@cache
def read_assumptions() -> dict[str, Any]:
    """Return the values of the assumptions by name."""
    return read_values(ASSUMED)


def read_values(path: Path) -> dict[str, Any]:
    """Return the values of a committed file by name; the file also has the source of each."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {name: row["value"] for name, row in rows.items()}
