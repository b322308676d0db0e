"""What Firestore stores, as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from google.cloud.firestore import GeoPoint

from scrbrd_gateway.encoding import counter, encode, encoded_state, feed_event, json_value
from scrbrd_gateway.model import Cursor

NOON = datetime(2026, 1, 10, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NOON, "2026-01-10T12:00:00.250000Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2026-01-10T12:00:00.250000Z"),
        (float("nan"), None),
        (True, True),
        (b"\x00\xff", "AP8="),
        (GeoPoint(1.5, 2.5), {"latitude": 1.5, "longitude": 2.5}),
        ({"a": [NOON, {"b": float("inf")}]}, {"a": ["2026-01-10T12:00:00.250000Z", {"b": None}]}),
    ],
    ids=["time", "time elsewhere", "nan", "boolean", "bytes", "place", "nested"],
)
def test_a_stored_value_has_a_plain_form(value: Any, expected: Any) -> None:
    assert json_value(value) == expected
    assert json.loads(encode(json_value(value))) == expected


def test_an_event_says_where_it_stands() -> None:
    made = feed_event("m1", "1_7", {"revision": 9, "events": []})
    assert made.cursor == Cursor(9, "1_7")
    sent = json.loads(made.encoded)
    assert (sent["id"], Cursor.parse(sent["cursor"], "m1")) == ("1_7", made.cursor)
    assert sent == made.document


@pytest.mark.parametrize("value", [None, "7", True, -1, 2**70, 1.5])
def test_what_is_no_version_is_none(value: object) -> None:
    assert counter(value) == 0
    assert encoded_state({"version": value}).version == 0


def test_half_a_surrogate_pair_stops_no_answer() -> None:
    assert json.loads(encode("\ud800")) == "?"
