"""Finds whether an old entry says that its role is not, or no longer, in force. Pure.

A role gives authority. A value that means neither yes nor no is reported, and gives nobody a role.
"""

from typing import Any, Final

from migrate.old.values import is_empty, normalised, yes_or_no
from scrbrd.domain.json_types import JsonMap

STATUS: Final = frozenset({"status", "membershipstatus"})
IN_FORCE: Final = frozenset(
    (
        *("active", "current", "confirmed", "assigned", "accepted", "approved", "arrived"),
        *("available", "registered", "selected", "member", "enabled", "verified", "permanent"),
        *("fit", "injured", "present", "playing", "ok", "yes", "true"),
    )
)
"""Status words with which somebody holds a role."""
NOT_IN_FORCE: Final = frozenset(
    (
        *("inactive", "disabled", "deleted", "archived", "removed", "suspended", "left", "gone"),
        *("banned", "blocked", "deactivated", "former", "expired", "ended", "retired", "closed"),
        *("revoked", "terminated", "withdrawn", "transferred", "declined", "rejected"),
        *("cancelled", "canceled", "false", "no"),
    )
)
"""Status words with which somebody holds no role; also for the status of a whole person."""
ON: Final = frozenset(
    ("active", "current", "enabled", "accepted", "confirmed", "approved", "valid", "member")
)
"""Names of flags, with or without `is`, with which a role is in force."""
OFF: Final = frozenset(
    (
        *("deleted", "removed", "archived", "disabled", "inactive", "revoked", "declined"),
        *("suspended", "expired", "withdrawn", "rejected", "cancelled", "canceled", "banned"),
    )
)
"""Names of flags, and of times with `At`, with which a role is not in force."""


def doubt_of(entry: Any) -> str | None:
    """Return the field that says that the role of an entry is not in force; None if there is
    none."""
    for name, value in entry.items() if isinstance(entry, dict) else ():
        if is_ended_by(name, value) or is_other_status(name, value, IN_FORCE):
            return field_text(name, value)
    return None


def doubt_of_person(person: JsonMap) -> str | None:
    """Return the field that says that a person has left; also for a player of a side or a
    selection.

    Their status may be about anything, such as `online`, so only known words count.
    """
    for name, value in person.items():
        is_gone = normalised(name) in STATUS and normalised(value) in NOT_IN_FORCE
        if is_gone or is_ended_by(name, value):
            return field_text(name, value)
    return None


def is_other_status(name: str, value: Any, known: frozenset[str]) -> bool:
    """Return True if a field is a status with another word than those in `known`."""
    return normalised(name) in STATUS and not is_empty(value) and normalised(value) not in known


def is_ended_by(name: str, value: Any) -> bool:
    """Return True if a flag or a time says that something is not in force."""
    flag = normalised(name).removeprefix("is")
    if is_empty(value):
        return False
    if flag in ON:
        return yes_or_no(value) is False
    return flag.removesuffix("at") in OFF and yes_or_no(value) is not False


def field_text(name: str, value: Any) -> str:
    """Return a field and its value as text."""
    return f"{name} is {str(value)[:40]!r}"
