"""Writes values of documents as one line of JSON, which has no infinite number and no NaN. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Any


def json_line(value: Any, default: Callable[[Any], Any] = str) -> str:
    """Return a value as JSON in one line; `default` makes of what JSON has no type for one that it
    has. Numbers that are none are the texts that Firestore has for them: `NaN`, `-Infinity`."""
    return json.dumps(with_numbers_only(value), default=default)


def with_numbers_only(value: Any) -> Any:
    """Return a value in which each number is finite."""
    match value:
        case Mapping():
            return {name: with_numbers_only(each) for name, each in value.items()}
        case list() | tuple():
            return [with_numbers_only(each) for each in value]
        case float() if not isfinite(value):
            return {inf: "Infinity", -inf: "-Infinity"}.get(value, "NaN")
    return value
