"""Finds what an app of before has written since a match was copied. Pure.

Where the functions write too, a field is theirs if it is what they last wrote. All else is the old
world's and counts, in place of its copy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.engine.digests import digest
from scrbrd.handlers.commit.build import COMMIT_FIELDS, OWNED_FIELDS

OF_MATCH = (
    *("teamSelection", "umpires", "scorer", "liveData", "inningsData", "innings"),
    *(f"innings{number}" for number in range(1, 5)),
)
"""Fields of a match document that only apps of before write."""
OF_PROCEDURE = ("teamSelection",)
"""The same of a checklist."""


@dataclass(frozen=True, slots=True)
class Functions:
    """What the functions have of a match: a log at all, digests of the score that they last wrote.

    `mirrored` is the `ballHistory` that they write for apps of before; None where they do not.
    """

    has_log: bool = False
    written: Mapping[str, str] = field(default_factory=dict)
    has_written: bool = False
    mirrored: list[Any] | None = None


def of_old_apps(score: Json, functions: Functions) -> Json:
    """Return the fields of a live score that the functions did not write as they are."""
    if not functions.has_written:
        return dict(score)
    return {
        name: value
        for name, value in score.items()
        if name not in COMMIT_FIELDS and not is_theirs(name, value, functions)
    }


def is_theirs(name: str, value: Any, functions: Functions) -> bool:
    """Return whether a field of a live score is as the functions wrote it."""
    if name == "ballHistory":
        return functions.mirrored is not None and value == functions.mirrored
    if not functions.written:
        return name in OWNED_FIELDS
    return functions.written.get(name) == digest(value)


def changes(where: str, copy: Json, now: Json) -> Iterator[str]:
    """Yield a line for each field that is not as it was copied; those that went are left aside."""
    for name in sorted(now):
        if now[name] != copy.get(name):
            yield f"{where}.{name}: {change_text(copy.get(name), now[name])}"


def change_text(before: Any, now: Any) -> str:
    """Return how a field changed, in a few words."""
    if isinstance(now, list) and isinstance(before, list | None):
        return f"{len(now)} entries, {len(before or [])} copied"
    return "not there when it was copied" if before is None else "not as it was copied"
