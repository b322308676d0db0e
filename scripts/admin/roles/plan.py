"""Plans what a grant or a revocation changes. Pure, so that a dry run shows the real changes.

The document at a role's id is the present grant; a grant that it replaces or ends goes to its
`history`, in the same commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from admin.options import Refusal
from admin.roles.parse_options import Holding, Terms, require_order
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.roles import Assignment, owner_field, read_role_leniently, standing
from scrbrd.domain.vocabulary import AssignmentStatus, RoleScope, Standing

Fields = dict[str, Any]


class ServerTime(Enum):
    """A placeholder in fields: the time at which the server writes them."""

    NOW = "now"


NOW: Final = ServerTime.NOW
DATES: Final = ("startDate", "endDate")
BOUNDS: Final = (*DATES, "seasonId")
"""The fields that limit when a role is in force. A role in a match has no season of its own."""
NEW_GRANT_FIELDS: Final[Mapping[RoleScope, Fields]] = {
    RoleScope.MATCH: {"status": str(AssignmentStatus.ASSIGNED)},
    RoleScope.TEAM: {"isCaptain": False, "isViceCaptain": False},
    RoleScope.SCHOOL: {"isPrimary": True},
}
"""The fields of a new grant, in addition to its terms."""
KEPT_FIELDS: Final[Mapping[RoleScope, tuple[str, ...]]] = {
    RoleScope.MATCH: ("status", "confirmedAt", "arrivedAt"),
    RoleScope.TEAM: ("isCaptain", "isViceCaptain", "jerseyNumber", "notes"),
    RoleScope.SCHOOL: ("isPrimary", "notes"),
}
"""The fields that a new grant keeps from the one it replaces."""


@dataclass(frozen=True, slots=True)
class PresentGrant:
    """The document at a role's id, and its update time."""

    fields: Fields
    update_time: datetime

    @property
    def history_id(self) -> str:
        """Its id in the history; no version can be moved there twice."""
        return f"{self.update_time.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


@dataclass(frozen=True, slots=True)
class Change:
    """One commit: the new `fields` at the id, and the replaced grant (`ended`).

    If `fields` is None, the document at the id is deleted.
    """

    path: str
    present: PresentGrant | None
    fields: Fields | None
    ended: Fields | None

    @property
    def ended_path(self) -> str:
        """The path of the ended grant in the history."""
        assert self.present is not None
        return f"{paths.role_history(self.path)}/{self.present.history_id}"


def grant_change(
    holding: Holding, given_terms: Terms, present: PresentGrant | None, by: str, now: datetime
) -> Change | None:
    """Return the change that grants a role; None if the present grant already has the terms.

    Raises BadInput for a grant that could never be in force, and Refusal if another role has the
    id.
    """
    current = grant_in_force(holding, present, now)
    inherited = NEW_GRANT_FIELDS[holding.scope] | (
        present_terms(holding, present) if current else {}
    )
    if current and changes_nothing(given_terms, inherited, standing(current, now)):
        return None
    terms = {
        name: value for name, value in {**inherited, **given_terms}.items() if value is not None
    }
    terms["startDate"] = start_of(given_terms, current, now)
    require_order(terms["startDate"], terms.get("endDate"), now)
    stamps = {"assignedBy": by, "assignedAt": NOW, "createdAt": NOW, "updatedAt": NOW}
    fields = holding.identity | terms | stamps
    if present is None:
        return Change(holding.path, None, fields, None)
    ended = present.fields | (end_fields(present.fields, now) if current else {})
    return Change(holding.path, present, fields, ended)


def revoke_change(holding: Holding, present: PresentGrant, by: str, now: datetime) -> Change:
    """Return the change that revokes a role: the document at the id is deleted.

    A grant that ended by itself is only moved. Raises Refusal if another role has the id.
    """
    assignment = assignment_of(holding, present)
    if assignment and standing(assignment, now) in (Standing.REVOKED, Standing.ENDED):
        return Change(holding.path, present, None, present.fields)
    revocation = {"revokedBy": by, "revokedAt": NOW}
    ended = present.fields | end_fields(present.fields, now) | revocation
    return Change(holding.path, present, None, ended)


def grant_in_force(
    holding: Holding, present: PresentGrant | None, now: datetime
) -> Assignment | None:
    """Return the present grant if it is in force or will be; None if it is over or unreadable."""
    assignment = assignment_of(holding, present) if present else None
    counts = (Standing.IN_FORCE, Standing.NOT_YET)
    return assignment if assignment and standing(assignment, now) in counts else None


def assignment_of(holding: Holding, present: PresentGrant) -> Assignment | None:
    """Return the document as a role; None if it cannot be read, so that it gives no authority.

    Raises Refusal if it is another role with the same id.
    """
    try:
        assignment = read_role_leniently(
            holding.scope, str(holding.identity["id"]), dict(present.fields)
        )
    except BadDocument:
        return None
    if any(present.fields.get(name) != value for name, value in identity_of(holding).items()):
        raise Refusal(
            f"{holding.path} is the grant of {assignment.role} to {assignment.person_id} already:"
            f" an id with `~` makes the same id as one with `_`; give one of them another id"
        )
    return assignment


def identity_of(holding: Holding) -> dict[str, Any]:
    """Return the fields that distinguish two roles with equal ids."""
    return {owner_field(holding.scope): holding.owner_id, "personId": holding.person_id}


def present_terms(holding: Holding, present: PresentGrant | None) -> dict[str, Any]:
    """Return the terms of the present grant."""
    fields = present.fields if present else {}
    bounds = BOUNDS if holding.scope is not RoleScope.MATCH else DATES
    return {
        name: fields[name]
        for name in (*bounds, *KEPT_FIELDS[holding.scope])
        if fields.get(name) is not None
    }


def changes_nothing(given_terms: Terms, inherited: Fields, present: Standing) -> bool:
    """Return True if a grant already has all the terms; "from now" is met if it has begun."""
    has_begun = present is Standing.IN_FORCE
    return all(
        has_begun if name == "startDate" and value is None else inherited.get(name) == value
        for name, value in given_terms.items()
    )


def start_of(
    given_terms: Terms, current: Assignment | None, now: datetime
) -> datetime | ServerTime:
    """Return when the grant begins: as given; else as planned, if it has not begun; else now."""
    if given_terms.get("startDate") is not None:
        start: datetime = given_terms["startDate"]
        return start
    if current and "startDate" not in given_terms and standing(current, now) is Standing.NOT_YET:
        return current.start_date or NOW
    return NOW


def end_fields(fields: Fields, now: datetime) -> dict[str, Any]:
    """Return the fields that end a grant now; one that has ended keeps its end."""
    end = fields.get("endDate")
    is_over = isinstance(end, datetime) and end <= now
    return {"updatedAt": NOW} | ({} if is_over else {"endDate": NOW})
