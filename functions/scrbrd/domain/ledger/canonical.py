"""Writes stored values as canonical JSON (RFC 8785): the one text that everybody makes of them.

What JSON or RFC 8785 cannot hold is turned into a text first: nothing that is stored may stop the
ledger.
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
            import rfc8785  # here: a function that starts for something else does not need it

            return rfc8785.dumps(value).decode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def is_simple(value: Any) -> bool:
    """Return whether a value is plain data that Python writes as RFC 8785 does.

    Floats are written otherwise, and names that are not ASCII may be sorted otherwise.
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
    if set(map(type, value)) == {int}:  # at once, for it may have ten thousands
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
            return number(value)
        case Mapping():
            return {as_text(str(name)): as_json(part) for name, part in value.items()}
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return moment(value)
        case Sequence():
            return [as_json(part) for part in value]
    return special(value)


def as_text(text: str) -> str:
    """Return a text, with `?` for each half of a character."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def number(value: float) -> float | str:
    """Return a number; as text where no number of JSON is exactly that, in ECMAScript's words."""
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def moment(time: datetime) -> str:
    """Return a time as `2026-05-02T13:00:31.250000Z`: UTC, six digits."""
    try:
        utc = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError:  # within a day of the calendar's ends, where there is no such time in UTC
        return time.isoformat(timespec="microseconds")
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def special(value: Any) -> Any:
    """Return a reference as its path, a place on earth as its parts, anything else as its type."""
    path = getattr(value, "path", None)
    if isinstance(path, str):
        return as_text(path)
    latitude, longitude = getattr(value, "latitude", None), getattr(value, "longitude", None)
    if isinstance(latitude, float) and isinstance(longitude, float):
        return {"latitude": as_json(latitude), "longitude": as_json(longitude)}
    return f"<{type(value).__name__}>"
