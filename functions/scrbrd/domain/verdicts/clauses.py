"""Finds a clause of the Laws (`5 runs, 41.5.3`), or a whole Law, in an action's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

CLAUSE: Final = re.compile(r"(?<![\d.])(?:[1-9]|[1-3]\d|4[0-2])(?:\.\d{1,2}){1,4}(?![\d.]*\d)")
"""Matches a clause of one of the 42 Laws; no other number in a text is one: `87.5 mph`."""

WHOLE_LAW: Final = re.compile(r"\bLaw \d{1,2}(?![\d.]*\d)")
LONGEST_TEXT: Final = 200
"""Characters of a text that are searched."""


def named_clause(text: object) -> str | None:
    """Return the first clause in a text; None for any other value."""
    if not isinstance(text, str):
        return None
    found = CLAUSE.search(text[:LONGEST_TEXT])
    return found.group() if found else None


def named_law(text: object) -> str | None:
    """Return the first Law in a text that is named without a clause; None for any other value."""
    if not isinstance(text, str):
        return None
    found = WHOLE_LAW.search(text[:LONGEST_TEXT])
    return found.group() if found else None


def is_part_of(clause: str, parents: Iterable[str]) -> bool:
    """Return whether a clause is one of `parents` or a part of one: 41.5.3 is part of 41.5."""
    return any(clause == parent or clause.startswith(f"{parent}.") for parent in parents)
