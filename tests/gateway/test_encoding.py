"""Tests the encoding of stored Firestore values as JSON."""

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
    ids=["time", "time in another zone", "nan", "boolean", "bytes", "place", "nested"],
)
def test_a_stored_value_is_encoded_as_plain_json(value: Any, expected: Any) -> None:
    assert json_value(value) == expected
    assert json.loads(encode(json_value(value))) == expected


def test_an_encoded_event_contains_its_id_and_its_cursor() -> None:
    event = feed_event("m1", "1_7", {"revision": 9, "events": []})
    assert event.cursor == Cursor(9, "1_7")
    sent_document = json.loads(event.encoded)
    assert (sent_document["id"], Cursor.parse(sent_document["cursor"], "m1")) == (
        "1_7",
        event.cursor,
    )
    assert sent_document == event.document


@pytest.mark.parametrize("value", [None, "7", True, -1, 2**70, 1.5])
def test_an_invalid_version_counts_as_zero(value: object) -> None:
    assert counter(value) == 0
    assert encoded_state({"version": value}).version == 0


def test_a_lone_surrogate_is_encoded_as_a_question_mark() -> None:
    assert json.loads(encode("\ud800")) == "?"
