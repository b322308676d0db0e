"""Formats values of documents as one line of JSON, which has no infinity and no NaN. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Any


def json_line(value: Any, default: Callable[[Any], Any] = str) -> str:
    """Return a value as one line of JSON; `default` converts values of other types.

    Numbers that are not finite become the texts that Firestore uses for them: `NaN`, `-Infinity`.
    """
    return json.dumps(with_finite_numbers(value), default=default)


def with_finite_numbers(value: Any) -> Any:
    """Return a value with every number that is not finite replaced by a text."""
    match value:
        case Mapping():
            return {name: with_finite_numbers(each) for name, each in value.items()}
        case list() | tuple():
            return [with_finite_numbers(each) for each in value]
        case float() if not isfinite(value):
            return {inf: "Infinity", -inf: "-Infinity"}.get(value, "NaN")
    return value
