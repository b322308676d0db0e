"""Values of unexpected types: those that Firestore stores and some that only files hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client, GeoPoint
from google.cloud.firestore_v1.vector import Vector

CLIENT = Client(project="scrbrd-hostile", credentials=AnonymousCredentials())

HOSTILE_VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "zero": 0,
    "minus one": -1,
    "64 bits": 2**63 - 1,
    "a fraction": 0.5,
    "not a number": float("nan"),
    "minus infinity": float("-inf"),
    "an empty text": "",
    "a text": "x",
    "a lone surrogate": "\ud800",
    "a long text": "x" * 5_000,
    "a huge text": "x" * 900_000,
    "control characters": "\x00\x1b[2J\u202e\u200b\u2028",
    "four bytes each": "\U0001f3cf" * 200,
    "reserved": "__proto__",
    "a path": "../x/y",
    "bytes": b"\xff\x00",
    "a geopoint": GeoPoint(1.0, 2.0),
    "a reference": CLIENT.document("people/ann"),
    "a vector": Vector([1.0, 2.0]),
    "a list": ["x", 1, None],
    "an empty list": [],
    "a long list": [1] * 20_000,
    "a list of maps": [{"x": 1}] * 50,
    "a map": {"b": 1, "a": [2], "c": {"d": None}},
    "an empty map": {},
    "a wide map": {f"field{number}": "x" * 100 for number in range(300)},
    "a reference in a map": {"by": CLIENT.document("people/ann"), "at": float("nan")},
    "a lone surrogate in a map": {"\udc00": {"x": "\ud800"}},
    "year 1": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    "year 9999": datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
    "nanoseconds": DatetimeWithNanoseconds(2026, 5, 1, 12, nanosecond=123_456_789, tzinfo=UTC),
    "a day of year 1": "0001-01-01T00:00:00+14:00",
    "a day of year 9999": "9999-12-31T23:59:59-12:00",
    "a day before year 1": "-0044-03-15T12:00:00Z",
    "a day followed by text": "9999-12-31 and some",
}


def nested_map(levels: int) -> Any:
    """Return maps nested to a depth of `levels`."""
    value: Any = "x"
    for _ in range(levels):
        value = {"x": value}
    return value


HOSTILE_VALUES["deep"] = nested_map(18)
