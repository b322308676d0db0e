"""Answers of each feed, written by hand: invented people, odd spellings, fields of tomorrow."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("fixtures")
NOW = datetime(2026, 4, 9, 10, 7, 1, tzinfo=UTC)


def fixture(name: str) -> Any:
    """Return an answer, new each time."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
