"""Reads whole numbers of files: `true` and `1.0` are equal to 1, and none of them."""

import json
from typing import Any

from scrbrd.domain.json_types import Json

MOST_SHOWN = 40
"""Characters of a value in a message."""


def whole_number(fields: Json, name: str, wrong: str) -> int:
    """Return a field that is a whole number. Raises ValueError, with `wrong`, for any other."""
    value = fields[name]
    if type(value) is not int:
        raise ValueError(f"{name} is {shown_json(value)}, {wrong}")
    return value


def shown_json(value: Any) -> str:
    """Return a value as it stands in a file, cut where it is long."""
    return json.dumps(value)[:MOST_SHOWN]
