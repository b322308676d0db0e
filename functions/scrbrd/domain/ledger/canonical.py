"""Writes stored values as canonical JSON (RFC 8785), the same text in every implementation.

A value that JSON or RFC 8785 cannot hold becomes a text first: no stored value may stop the ledger.
"""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

SAFE_INTEGER = 2**53 - 1
"""The greatest integer that a number of JSON holds exactly."""


def canonical(value: Any) -> str:
    """Return a stored value as canonical JSON."""
    if not is_simple(value):
        value = _as_json(value)
        if not is_simple(value):
            import rfc8785  # here, because most functions start without needing it

            return rfc8785.dumps(value).decode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def is_simple(value: Any) -> bool:
    """Return whether a value is plain data that Python's encoder writes as RFC 8785 does.

    Floats are written differently, and names that are not ASCII may be sorted differently.
    """
    kind = type(value)
    if kind is int:
        return bool(-SAFE_INTEGER <= value <= SAFE_INTEGER)
    if kind is str:
        return bool(value.isascii())
    if kind is dict:
        is_named = all(type(name) is str and name.isascii() for name in value)
        return is_named and all(map(is_simple, value.values()))
    if kind is not list:
        return value is None or kind is bool
    if set(map(type, value)) == {int}:  # all at once: a list may have ten thousands
        return bool(min(value) >= -SAFE_INTEGER and max(value) <= SAFE_INTEGER)
    return all(map(is_simple, value))


def as_json(value: Any) -> Any:
    """Return a stored value as plain data that RFC 8785 can write."""
    return value if is_simple(value) else _as_json(value)


def _as_json(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return as_text(value)
        case int() | float():
            return json_number(value)
        case Mapping():
            return {as_text(str(name)): as_json(part) for name, part in value.items()}
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return utc_text(value)
        case Sequence():
            return [as_json(part) for part in value]
    return special_value(value)


def as_text(text: str) -> str:
    """Return a text, with `?` for each half of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def json_number(value: float) -> float | str:
    """Return a number; as text, in ECMAScript's notation, where JSON cannot hold it exactly."""
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def utc_text(time: datetime) -> str:
    """Return a time as `2026-05-02T13:00:31.250000Z`: UTC, six digits."""
    try:
        utc = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:  # within a day of the calendar's ends there may be no such time in UTC
        return time.isoformat(timespec="microseconds")
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def special_value(value: Any) -> Any:
    """Return a reference as its path, a place on earth as its parts, anything else as its type."""
    path = getattr(value, "path", None)
    if isinstance(path, str):
        return as_text(path)
    latitude, longitude = getattr(value, "latitude", None), getattr(value, "longitude", None)
    if isinstance(latitude, float) and isinstance(longitude, float):
        return {"latitude": as_json(latitude), "longitude": as_json(longitude)}
    return f"<{type(value).__name__}>"
