"""Tests that an old document is split into parts of limited size and joined again unchanged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from migrate.engine.parts import join, size_of, split

BALL = {"strikerId": "a" * 20, "runs": 4, "at": datetime(2023, 2, 4, tzinfo=UTC), "ok": True}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "small": {"runs": 4, "ballHistory": [BALL]},
    "a long list": {"runs": 4, "ballHistory": [BALL | {"n": n} for n in range(200)]},
    "a list deep inside": {"innings1": {"x": {"ballHistory": [BALL] * 100}}, "n": None},
    "many fields": {f"field{n}": "x" * 100 for n in range(60)},
    "one long text": {"text": "x" * 5_000, "n": 1},
}


@pytest.mark.parametrize("limit", [500, 2_000, 1_000_000])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_split_document_is_joined_unchanged(name: str, limit: int) -> None:
    assert join(split(DOCUMENTS[name], limit)) == DOCUMENTS[name]


def test_no_part_exceeds_the_limit() -> None:
    parts = split(DOCUMENTS["a long list"], 2_000)
    assert len(parts) > 5
    assert max(size_of(part["pieces"]) for part in parts) <= 2_100


def test_a_document_within_the_limit_is_one_part() -> None:
    assert split(DOCUMENTS["small"]) == [{"fields": DOCUMENTS["small"]}]
