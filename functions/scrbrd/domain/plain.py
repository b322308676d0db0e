"""Defines the values that may be stored in addition to the score: plain data of bounded size.

The score needs none of them, so no value may prevent it: not a reference to a document, not bytes,
not a number that JSON cannot write.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

MOST_DEPTH: Final = 6
MOST_TEXT: Final = 2_000
MOST_PARTS: Final = 200
LARGEST_INTEGER: Final = 2**63
LONGEST_SHOWN: Final = 40


def as_plain(value: Any, depth: int = 0) -> Any:
    """Return a value as JSON can hold it, times as ISO text.

    Raises ValueError for a value that is no plain data, for a list of lists, and for a value that
    is too long or too deep.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, int | float):
        return plain_number(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if depth == MOST_DEPTH:
        raise ValueError(f"is nested more than {MOST_DEPTH} deep")
    return plain_parts(value, depth + 1)


def plain_text(text: str) -> str:
    """Return a text unchanged. Raises ValueError where it is too long or not Unicode."""
    if len(text) > MOST_TEXT:
        raise ValueError(f"holds a text of more than {MOST_TEXT} characters")
    if not is_unicode(text):
        raise ValueError("holds half a character")
    return text


def plain_number(number: int | float) -> int | float:
    """Return a number unchanged.

    Raises ValueError for one that JSON or the database cannot hold.
    """
    if isinstance(number, int):
        if not -LARGEST_INTEGER <= number < LARGEST_INTEGER:
            raise ValueError("holds a number of more than 64 bits")
    elif not math.isfinite(number):
        raise ValueError("holds a number that is not finite")
    return number


def plain_parts(value: Any, depth: int) -> Any:
    """Return a map or a list of plain data. Raises ValueError for any other type."""
    if type(value) not in (dict, list, tuple):
        raise ValueError(f"holds a {type(value).__name__}, which is no plain data")
    if len(value) > MOST_PARTS:
        raise ValueError(f"has more than {MOST_PARTS} parts")
    if isinstance(value, dict):
        return {plain_name(name): as_plain(part, depth) for name, part in value.items()}
    if any(isinstance(part, list | tuple) for part in value):
        raise ValueError("holds a list in a list")
    return [as_plain(part, depth) for part in value]


def plain_name(name: Any) -> str:
    """Return the name of a field in a map. Raises ValueError where it is no text."""
    if not isinstance(name, str):
        raise ValueError("has a field whose name is no text")
    return plain_text(name)


def is_unicode(text: str) -> bool:
    """Return whether a text can be stored: it holds no half of a surrogate pair."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def short_text(value: Any, most: int = LONGEST_SHOWN) -> str:
    """Return a value as text for a message, cut short; equal values always give the same text.

    Maps are shown in order of their fields. A value that is no plain data is shown by its type
    alone, because Python's text for other objects contains their address in memory.
    """
    text = text_prefix(value, most)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def text_prefix(value: Any, most: int) -> str:
    """Return the text of a value for a message, complete up to at least `most` characters."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return repr(value[: most + 1])
    if value is None or isinstance(value, bool | int | float):
        return repr(value) if not isinstance(value, int) or abs(value) < 10**most else "<int>"
    if isinstance(value, Mapping):
        names = sorted(value, key=str)[:most]
        parts = (f"{name!r:.{most}}: {text_prefix(value[name], most)}" for name in names)
        return "{" + join_parts(parts, most) + "}"
    if isinstance(value, list | tuple):
        return "[" + join_parts((text_prefix(part, most) for part in value[:most]), most) + "]"
    return f"<{type(value).__name__}>"


def join_parts(parts: Any, most: int) -> str:
    """Join parts with commas, as many as fit into `most` characters."""
    text = ""
    for part in parts:
        text += f", {part}" if text else part
        if len(text) > most:
            break
    return text
