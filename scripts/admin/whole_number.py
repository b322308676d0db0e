"""Reads integers of files. `true` and `1.0` equal 1 in Python, but are no integers in a file."""

import json
from typing import Any

from scrbrd.domain.json_types import Json

MAX_SHOWN = 40
"""Maximum length of a value in a message."""


def whole_number(fields: Json, name: str, wrong: str) -> int:
    """Return an integer field. Raises ValueError, with `wrong`, for any other value."""
    value = fields[name]
    if type(value) is not int:
        raise ValueError(f"{name} is {short_json(value)}, {wrong}")
    return value


def short_json(value: Any) -> str:
    """Return a value as JSON, shortened."""
    return json.dumps(value)[:MAX_SHOWN]
