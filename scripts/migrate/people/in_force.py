"""Tells whether an old entry says that its role is not, or no longer, in force. Pure.

A role is authority: what says neither yes nor no is told, and nobody gets a role by it.
"""

from typing import Any, Final

from migrate.old.values import is_empty, word, yes_or_no
from scrbrd.domain.json_types import JsonMap

STATUS: Final = frozenset({"status", "membershipstatus"})
IN_FORCE: Final = frozenset(
    (
        *("active", "current", "confirmed", "assigned", "accepted", "approved", "arrived"),
        *("available", "registered", "selected", "member", "enabled", "verified", "permanent"),
        *("fit", "injured", "present", "playing", "ok", "yes", "true"),
    )
)
"""Words of a status by which somebody holds a role."""
NOT_IN_FORCE: Final = frozenset(
    (
        *("inactive", "disabled", "deleted", "archived", "removed", "suspended", "left", "gone"),
        *("banned", "blocked", "deactivated", "former", "expired", "ended", "retired", "closed"),
        *("revoked", "terminated", "withdrawn", "transferred", "declined", "rejected"),
        *("cancelled", "canceled", "false", "no"),
    )
)
"""Words of a status by which somebody holds no role; those of a whole person among them."""
ON: Final = frozenset(
    ("active", "current", "enabled", "accepted", "confirmed", "approved", "valid", "member")
)
"""Names of flags, with or without `is`, by which a role is in force."""
OFF: Final = frozenset(
    (
        *("deleted", "removed", "archived", "disabled", "inactive", "revoked", "declined"),
        *("suspended", "expired", "withdrawn", "rejected", "cancelled", "canceled", "banned"),
    )
)
"""Names of flags, and of times with `At`, by which it is not."""


def doubt_of(entry: Any) -> str | None:
    """Return what says that the role of an entry is not in force; None where nothing does."""
    for name, value in entry.items() if isinstance(entry, dict) else ():
        if is_ended_by(name, value) or is_other_status(name, value, IN_FORCE):
            return said(name, value)
    return None


def plain_doubt_of(person: JsonMap) -> str | None:
    """Return what says that a person has left, a player of a side or a whole selection too. A
    status of theirs may be of anything: `online`."""
    for name, value in person.items():
        is_gone = word(name) in STATUS and word(value) in NOT_IN_FORCE
        if is_gone or is_ended_by(name, value):
            return said(name, value)
    return None


def is_other_status(name: str, value: Any, known: frozenset[str]) -> bool:
    """Return whether a field is a status in another word than those."""
    return word(name) in STATUS and not is_empty(value) and word(value) not in known


def is_ended_by(name: str, value: Any) -> bool:
    """Return whether a flag or a time says that something is not in force."""
    flag = word(name).removeprefix("is")
    if is_empty(value):
        return False
    if flag in ON:
        return yes_or_no(value) is False
    return flag.removesuffix("at") in OFF and yes_or_no(value) is not False


def said(name: str, value: Any) -> str:
    """Return a field with its value."""
    return f"{name} is {str(value)[:40]!r}"
