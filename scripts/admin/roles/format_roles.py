"""Formats roles for the terminal: planned changes, and why a role is in force or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never

from admin.roles.parse_options import format_time
from admin.roles.plan import Change, ServerTime
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.roles import (
    Assignment,
    MatchRoleAssignment,
    TeamRoleAssignment,
    owner_of,
    read_role_leniently,
    standing,
)
from scrbrd.domain.vocabulary import RoleScope, Standing

UNREADABLE: Final = "unreadable"
AUDIT: Final = frozenset({"id", "createdAt", "updatedAt", "assignedAt"})
"""Fields that change with every grant and tell a reader nothing."""


def format_change(change: Change) -> Iterator[str]:
    """Yield a change, field by field."""
    yield f"  {change.path}"
    before = change.present.fields if change.present else {}
    after = change.fields or {}
    if change.fields is None:
        yield "    removed"
    else:
        for name in dict.fromkeys([*after, *before]):
            old, new = before.get(name), after.get(name)
            if old != new and name not in AUDIT:
                yield f"    {name}: {format_value(old)} -> {format_value(new)}"
    if change.ended is not None:
        yield f"  {change.ended_path}"
        yield "    the grant that was there, ended"


def format_value(value: Any) -> str:
    """Return one field's value as text."""
    match value:
        case None:
            return "-"
        case datetime():
            return format_time(value)
        case ServerTime():
            return str(value.value)
        case bool():
            return "yes" if value else "no"
    return str(value)


@dataclass(frozen=True, slots=True)
class Row:
    """One role document as `scrbrd roles` lists it."""

    path: str
    scope: RoleScope
    assignment: Assignment | None
    state: Standing | None
    """None if the document cannot be read; it then gives no authority."""
    why: str
    fields: Mapping[str, Any]

    @property
    def is_in_force(self) -> bool:
        """Return True if the role is in force, apart from its season."""
        return self.state is Standing.IN_FORCE

    def cells(self) -> tuple[str, ...]:
        """Return the cells: person, role, place, state and reason."""
        if self.assignment is None:
            document_id = self.path.split("/")[1]
            return (document_id, "?", str(self.scope), UNREADABLE, self.why)
        place = f"{self.scope} {owner_of(self.assignment)}"
        state = (self.state or UNREADABLE).replace("_", " ")
        return (self.assignment.person_id, format_role(self.assignment), place, state, self.why)

    def as_json(self) -> dict[str, Any]:
        """Return the document with its state as JSON."""
        return {
            "path": self.path,
            "scope": str(self.scope),
            "state": str(self.state or UNREADABLE),
            "isInForce": self.is_in_force,
            "why": self.why,
            "document": dict(self.fields),
        }


def row_of(scope: RoleScope, path: str, fields: dict[str, Any], at: datetime) -> Row:
    """Return the row of a role document; in a history too, the id is that of the present grant."""
    try:
        assignment = read_role_leniently(scope, path.split("/")[1], fields)
    except BadDocument as error:
        return Row(path, scope, None, None, "; ".join(error.faults), fields)
    state = standing(assignment, at)
    return Row(path, scope, assignment, state, state_reason(assignment, state), fields)


def format_role(assignment: Assignment) -> str:
    """Return the role as text, with captaincy and number."""
    parts = [str(assignment.role)]
    if isinstance(assignment, TeamRoleAssignment):
        parts += ["captain"] if assignment.is_captain else []
        parts += ["vice-captain"] if assignment.is_vice_captain else []
        parts += [f"no. {assignment.jersey_number}"] if assignment.jersey_number else []
    return ", ".join(parts)


def state_reason(assignment: Assignment, state: Standing) -> str:
    """Return why a role is in force, or why not."""
    match state:
        case Standing.REVOKED:
            by = assignment.revoked_by or "somebody"
            return f"revoked by {by} on {format_value(assignment.revoked_at)}"
        case Standing.ENDED:
            return f"ended on {format_value(assignment.end_date)}"
        case Standing.NOT_YET:
            return f"begins on {format_value(assignment.start_date)}"
        case Standing.NO_SHOW:
            return "marked as not having come"
        case Standing.IN_FORCE:
            return ", ".join(format_period(assignment))
        case _:
            assert_never(state)


def format_period(assignment: Assignment) -> Iterator[str]:
    """Yield from when to when, and in which season, a role is in force."""
    yield f"since {format_value(assignment.start_date)}" if assignment.start_date else "always"
    if assignment.end_date:
        yield f"until {format_value(assignment.end_date)}"
    if isinstance(assignment, MatchRoleAssignment):
        yield str(assignment.status)
    elif assignment.season_id:
        yield f"in season {assignment.season_id} only"
