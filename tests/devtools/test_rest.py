"""Tests that values of every Firestore type are written and read back over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isnan
from typing import Any

import pytest
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud.firestore import GeoPoint

from admin.rest_client import RestClient
from devtools.emulators import FirestoreEmulator
from scrbrd.adapters.rest_values import Reference, decode_value, encode_value

VALUES: dict[str, Any] = {
    "null": None,
    "bool": True,
    "int": -(2**63),
    "double": -0.5,
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "text": "ä\u202e\U0001f3cf\x00",
    "timestamp": datetime(2026, 5, 1, 12, tzinfo=UTC),
    "first timestamp": datetime(1, 1, 1, tzinfo=UTC),
    "last timestamp": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    "bytes": b"\x00\xff",
    "reference": Reference("projects/p/databases/(default)/documents/matches/m1"),
    "place": GeoPoint(-90.0, 180.0),
    "list": [1, "one", {"a": b"b"}, None],
    "map": {"a": {"b": [GeoPoint(0.0, 0.0)]}},
    "vector": {"__type__": "__vector__", "value": [1.0, 2.5]},
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_comes_back_as_it_was_encoded(kind: str) -> None:
    assert decode_value(encode_value(VALUES[kind])) == VALUES[kind]


def test_nan_is_encoded_and_decoded() -> None:
    assert encode_value(float("nan")) == {"doubleValue": "NaN"}
    assert isnan(decode_value({"doubleValue": "NaN"}))


def test_nanoseconds_are_written() -> None:
    moment = DatetimeWithNanoseconds(2026, 5, 1, nanosecond=123456789, tzinfo=UTC)
    assert encode_value(moment) == {"timestampValue": "2026-05-01T00:00:00.123456789Z"}


def test_a_value_of_an_unsupported_type_raises_type_error() -> None:
    with pytest.raises(TypeError, match="Firestore holds no object"):
        encode_value(object())


def test_firestore_accepts_and_returns_all_values(
    firestore_emulator: FirestoreEmulator, project_id: str
) -> None:
    client = RestClient(firestore_emulator.host, project_id)
    values = VALUES | {"reference": Reference(f"{client.root}/matches/m1")}
    client.create("values/all", values, ())
    assert client.get("values/all") == values
    client.close()
