"""Finds what old apps have written since a match was copied. Pure.

A field belongs to the functions if its value is the one that they wrote last. Every other field is
old data, and counts instead of its copy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit.build import COMMIT_FIELDS, OWNED_FIELDS

OLD_MATCH_FIELDS = (
    *("teamSelection", "umpires", "scorer", "liveData", "inningsData", "innings"),
    *(f"innings{number}" for number in range(1, 5)),
)
"""Fields of a match document that only old apps write."""
OLD_PROCEDURE_FIELDS = ("teamSelection",)
"""Fields of an officials' checklist that only old apps write."""


@dataclass(frozen=True, slots=True)
class FunctionWrites:
    """What the functions have written of a match.

    `written`: digests of the live score that they wrote last. `mirrored_history`: the `ballHistory`
    that they write for old apps; None if the mirror is off.
    """

    has_log: bool = False
    written: Mapping[str, str] = field(default_factory=dict)
    has_written: bool = False
    mirrored_history: list[Any] | None = None


def fields_of_old_apps(score: Json, functions: FunctionWrites) -> Json:
    """Return the fields of a live score that are not as the functions wrote them."""
    if not functions.has_written:
        return dict(score)
    return {
        name: value
        for name, value in score.items()
        if name not in COMMIT_FIELDS and not is_written_by_functions(name, value, functions)
    }


def is_written_by_functions(name: str, value: Any, functions: FunctionWrites) -> bool:
    """Return True if a field of a live score is as the functions wrote it."""
    if name == "ballHistory":
        return functions.mirrored_history is not None and value == functions.mirrored_history
    if not functions.written:
        return name in OWNED_FIELDS
    return functions.written.get(name) == digest(value)


def change_lines(where: str, copy: Json, now: Json) -> Iterator[str]:
    """Yield a line for each field that differs from its copy; fields that are gone are not
    listed."""
    for name in sorted(now):
        if now[name] != copy.get(name):
            yield f"{where}.{name}: {change_text(copy.get(name), now[name])}"


def change_text(before: Any, now: Any) -> str:
    """Return a short description of how a field changed."""
    if isinstance(now, list) and isinstance(before, list | None):
        return f"{len(now)} entries, {len(before or [])} copied"
    return "not there when it was copied" if before is None else "not as it was copied"
