"""Hand-written answers of each feed: invented people, odd spellings, unknown future fields."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("fixtures")
NOW = datetime(2026, 4, 9, 10, 7, 1, tzinfo=UTC)


def fixture(name: str) -> Any:
    """Return a hand-written answer, a new copy at each call."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
