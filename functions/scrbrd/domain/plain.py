"""Defines the values that may be kept beside the score: plain data, of a bounded size and depth.

The score needs none of them, so nothing in them may ever stop it: not a reference to a document,
not bytes, not a number that JSON cannot write.
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


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as JSON can hold it, times as ISO text.

    Raises ValueError for what is no plain data, for lists of lists, and for what is too long or too
    deep to be kept.
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
    """Return a text. Raises ValueError where it is too long or not Unicode."""
    if len(text) > MOST_TEXT:
        raise ValueError(f"holds a text of more than {MOST_TEXT} characters")
    if not is_unicode(text):
        raise ValueError("holds half a character")
    return text


def plain_number(number: int | float) -> int | float:
    """Return a number. Raises ValueError for one that no JSON or no database holds."""
    if isinstance(number, int):
        if not -LARGEST_INTEGER <= number < LARGEST_INTEGER:
            raise ValueError("holds a number of more than 64 bits")
    elif not math.isfinite(number):
        raise ValueError("holds a number that is not finite")
    return number


def plain_parts(value: Any, depth: int) -> Any:
    """Return a map or a list of plain data. Raises ValueError for anything else."""
    if type(value) not in (dict, list, tuple):
        raise ValueError(f"holds a {type(value).__name__}, which is no plain data")
    if len(value) > MOST_PARTS:
        raise ValueError(f"has more than {MOST_PARTS} parts")
    if isinstance(value, dict):
        return {plain_name(name): plain(part, depth) for name, part in value.items()}
    if any(isinstance(part, list | tuple) for part in value):
        raise ValueError("holds a list in a list")
    return [plain(part, depth) for part in value]


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


def shown(value: Any, most: int = LONGEST_SHOWN) -> str:
    """Return a value as a message shows it, cut short; the same for equal values, always.

    Maps are shown in order of their fields, and what is no plain data by its type alone: the text
    that Python gives of other objects holds where they are in memory.
    """
    text = shown_whole(value, most)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shown_whole(value: Any, most: int) -> str:
    """Return at least the first `most` characters of how a value is shown."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return repr(value[: most + 1])
    if value is None or isinstance(value, bool | int | float):
        return repr(value) if not isinstance(value, int) or abs(value) < 10**most else "<int>"
    if isinstance(value, Mapping):
        names = sorted(value, key=str)[:most]
        parts = (f"{name!r:.{most}}: {shown_whole(value[name], most)}" for name in names)
        return "{" + joined(parts, most) + "}"
    if isinstance(value, list | tuple):
        return "[" + joined((shown_whole(part, most) for part in value[:most]), most) + "]"
    return f"<{type(value).__name__}>"


def joined(parts: Any, most: int) -> str:
    """Return parts with commas between them, as many as `most` characters take."""
    text = ""
    for part in parts:
        text += f", {part}" if text else part
        if len(text) > most:
            break
    return text
