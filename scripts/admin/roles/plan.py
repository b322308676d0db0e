"""Decides what a grant or a revocation changes; pure, so that a dry run shows the truth.

The id holds the present grant; what it replaces or ends goes to its `history`, in the same commit.
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
from scrbrd.domain.roles import Assignment, owner_field, read_role, standing
from scrbrd.domain.vocabulary import AssignmentStatus, RoleScope, Standing

Fields = dict[str, Any]


class ServerTime(Enum):
    """In fields to be written: the time at which the server writes them."""

    NOW = "now"


NOW: Final = ServerTime.NOW
DATES: Final = ("startDate", "endDate")
BOUNDS: Final = (*DATES, "seasonId")
"""A role in a match has no season: its match lies in one."""
NEW: Final[Mapping[RoleScope, Fields]] = {
    RoleScope.MATCH: {"status": str(AssignmentStatus.ASSIGNED)},
    RoleScope.TEAM: {"isCaptain": False, "isViceCaptain": False},
    RoleScope.SCHOOL: {"isPrimary": True},
}
"""What a new grant has beside its terms."""
DETAILS: Final[Mapping[RoleScope, tuple[str, ...]]] = {
    RoleScope.MATCH: ("status", "confirmedAt", "arrivedAt"),
    RoleScope.TEAM: ("isCaptain", "isViceCaptain", "jerseyNumber", "notes"),
    RoleScope.SCHOOL: ("isPrimary", "notes"),
}
"""What a grant hands on to the one that replaces it."""


@dataclass(frozen=True, slots=True)
class Present:
    """The document at a role's id, and when it was last written."""

    fields: Fields
    update_time: datetime

    @property
    def history_id(self) -> str:
        """Its id among the ended ones: no version can be moved there twice."""
        return f"{self.update_time.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"


@dataclass(frozen=True, slots=True)
class Change:
    """One commit: `fields` at the id (None: nothing), and what was there as `ended`."""

    path: str
    present: Present | None
    fields: Fields | None
    ended: Fields | None

    @property
    def ended_path(self) -> str:
        """Where the ended grant goes."""
        assert self.present is not None
        return f"{paths.role_history(self.path)}/{self.present.history_id}"


def grant_change(
    holding: Holding, said: Terms, present: Present | None, by: str, now: datetime
) -> Change | None:
    """Return what granting changes; None where the present grant says all that was said.

    Raises BadInput for a grant that could never count, Refusal where another role has the id.
    """
    living = grant_in_force(holding, present, now)
    kept = NEW[holding.scope] | (present_terms(holding, present) if living else {})
    if living and changes_nothing(said, kept, standing(living, now)):
        return None
    terms = {name: value for name, value in {**kept, **said}.items() if value is not None}
    terms["startDate"] = start_of(said, living, now)
    require_order(terms["startDate"], terms.get("endDate"), now)
    stamps = {"assignedBy": by, "assignedAt": NOW, "createdAt": NOW, "updatedAt": NOW}
    fields = holding.identity | terms | stamps
    if present is None:
        return Change(holding.path, None, fields, None)
    ended = present.fields | (end_fields(present.fields, now) if living else {})
    return Change(holding.path, present, fields, ended)


def revoke_change(holding: Holding, present: Present, by: str, now: datetime) -> Change:
    """Return what revoking changes: nothing is left at the id. One that ended by itself just moves.

    Raises Refusal where another role has the id.
    """
    assignment = assignment_of(holding, present)
    if assignment and standing(assignment, now) in (Standing.REVOKED, Standing.ENDED):
        return Change(holding.path, present, None, present.fields)
    signed = {"revokedBy": by, "revokedAt": NOW}
    ended = present.fields | end_fields(present.fields, now) | signed
    return Change(holding.path, present, None, ended)


def grant_in_force(holding: Holding, present: Present | None, now: datetime) -> Assignment | None:
    """Return the present grant where it counts or will; not one that is over, or cannot be read."""
    assignment = assignment_of(holding, present) if present else None
    counts = (Standing.IN_FORCE, Standing.NOT_YET)
    return assignment if assignment and standing(assignment, now) in counts else None


def assignment_of(holding: Holding, present: Present) -> Assignment | None:
    """Return the document as a role; None where it cannot be read and so gives no authority. Raises
    Refusal where it is another role of the same id."""
    try:
        assignment = read_role(holding.scope, str(holding.identity["id"]), dict(present.fields))
    except BadDocument:
        return None
    if any(present.fields.get(name) != value for name, value in identity_of(holding).items()):
        raise Refusal(
            f"{holding.path} is the grant of {assignment.role} to {assignment.person_id} already:"
            f" an id with `~` makes the same id as one with `_`; give one of them another id"
        )
    return assignment


def identity_of(holding: Holding) -> dict[str, Any]:
    """Return what distinguishes two roles with equal ids."""
    return {owner_field(holding.scope): holding.owner_id, "personId": holding.person_id}


def present_terms(holding: Holding, present: Present | None) -> dict[str, Any]:
    """Return the terms of the present grant."""
    fields = present.fields if present else {}
    bounds = BOUNDS if holding.scope is not RoleScope.MATCH else DATES
    return {
        name: fields[name]
        for name in (*bounds, *DETAILS[holding.scope])
        if fields.get(name) is not None
    }


def changes_nothing(said: Terms, kept: Fields, present: Standing) -> bool:
    """Return whether a grant has all the terms; "from now" holds where it has begun."""
    has_begun = present is Standing.IN_FORCE
    return all(
        has_begun if name == "startDate" and value is None else kept.get(name) == value
        for name, value in said.items()
    )


def start_of(said: Terms, living: Assignment | None, now: datetime) -> datetime | ServerTime:
    """Return when the grant begins: as said, else as one not yet begun would, else now."""
    if said.get("startDate") is not None:
        start: datetime = said["startDate"]
        return start
    if living and "startDate" not in said and standing(living, now) is Standing.NOT_YET:
        return living.start_date or NOW
    return NOW


def end_fields(fields: Fields, now: datetime) -> dict[str, Any]:
    """Return what changes in a grant that ends now; one that has ended keeps its end."""
    end = fields.get("endDate")
    is_over = isinstance(end, datetime) and end <= now
    return {"updatedAt": NOW} | ({} if is_over else {"endDate": NOW})
