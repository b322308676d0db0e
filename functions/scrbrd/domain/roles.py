"""Reads role documents: roles in a match, a team or a school, and when each is in force.

`{match,team,school}_role_assignments/{ownerId}_{personId}_{role}`, with `~` for an underscore of an
id. `rules/lib/roles.rules` decides; a test compares this module with it. Every date is a timestamp,
because the rules compare them.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, assert_never

from pydantic import AwareDatetime, Field

from scrbrd.domain.document import Document, Flag, Name, Text, read_document
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.lenient import read_leniently
from scrbrd.domain.vocabulary import (
    AssignmentStatus,
    MatchRole,
    RoleScope,
    SchoolRole,
    Standing,
    TeamRole,
    role_id,
)

Instant = Annotated[AwareDatetime, Field(strict=True)]
"""A timestamp; an ISO string, a date and a time without zone are refused."""
JerseyNumber = Annotated[str, Field(strict=True, max_length=10)]
Rating = Annotated[int, Field(strict=True, ge=1, le=5)]


class RoleAssignment(Document):
    """The fields of all role documents: the person, the period, and who assigned the role.

    Required are only the fields that authority depends on; the documents we write have all of them.
    A role without a `startDate`, or with null for one, has been in force since always.
    """

    scope: ClassVar[RoleScope]

    id: Name | None = None
    person_id: Name
    start_date: Instant | None = None
    end_date: Instant | None = None
    season_id: Name | None = None
    assigned_by: Text | None = None
    assigned_at: Instant | None = None
    revoked_by: Text | None = None
    revoked_at: Instant | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None


class MatchRoleAssignment(RoleAssignment):
    """`match_role_assignments/{matchId}_{personId}_{role}`: an official of one match."""

    scope = RoleScope.MATCH

    match_id: Name
    role: MatchRole
    status: AssignmentStatus
    confirmed_at: Instant | None = None
    arrived_at: Instant | None = None


class TeamRoleAssignment(RoleAssignment):
    """`team_role_assignments/{teamId}_{personId}_{role}`: a team's player or member of staff."""

    scope = RoleScope.TEAM

    team_id: Name
    role: TeamRole
    is_captain: Flag = False
    is_vice_captain: Flag = False
    jersey_number: JerseyNumber | None = None
    notes: Text | None = None


class SchoolRoleAssignment(RoleAssignment):
    """`school_role_assignments/{schoolId}_{personId}_{role}`: a role at a school."""

    scope = RoleScope.SCHOOL

    school_id: Name
    role: SchoolRole
    is_primary: Flag = True
    notes: Text | None = None


class Performance(Document):
    """`match_role_assignments/{id}/private/performance`: an official's rating, 1 (poor) to 5.

    Administrators only: the official may read the role document, but not this one.
    """

    performance_rating: Rating
    performance_notes: Text | None = None
    rated_by: Name
    updated_at: Instant


Assignment = MatchRoleAssignment | TeamRoleAssignment | SchoolRoleAssignment

MODELS: Final[dict[RoleScope, type[Assignment]]] = {
    RoleScope.MATCH: MatchRoleAssignment,
    RoleScope.TEAM: TeamRoleAssignment,
    RoleScope.SCHOOL: SchoolRoleAssignment,
}

AUTHORITY: Final = frozenset({"personId", "role", "startDate", "endDate", "revokedAt"})
AUTHORITY_FIELDS: Final[dict[RoleScope, frozenset[str]]] = {
    RoleScope.MATCH: AUTHORITY | {"matchId", "status"},
    RoleScope.TEAM: AUTHORITY | {"teamId", "seasonId"},
    RoleScope.SCHOOL: AUTHORITY | {"schoolId", "seasonId"},
}
"""The fields that the rules require of a role in force. `isCaptain` counts only if it is true."""


def owner_field(scope: RoleScope) -> str:
    """Return the document field of the owner: `matchId`, `teamId`, `schoolId`."""
    return f"{scope}Id"


def role_names(scope: RoleScope) -> tuple[str, ...]:
    """Return the roles that exist in a match, a team or a school."""
    match scope:
        case RoleScope.MATCH:
            return tuple(MatchRole)
        case RoleScope.TEAM:
            return tuple(TeamRole)
        case RoleScope.SCHOOL:
            return tuple(SchoolRole)
        case _:
            assert_never(scope)


def read_role(scope: RoleScope, document_id: str, data: dict[str, Any]) -> Assignment:
    """Read the role document stored at `document_id`.

    Raises BadDocument naming the field, also where the fields are not those that the id names: such
    a document gives no authority.
    """
    where = where_of(scope, document_id)
    return with_own_id(document_id, where, read_document(MODELS[scope], data, where))


def read_role_leniently(scope: RoleScope, document_id: str, data: dict[str, Any]) -> Assignment:
    """Read a role document without the wrong fields that no authority depends on, as the rules do.

    Raises BadDocument as `read_role` does, but only if a field is wrong that authority depends on.
    """
    try:
        return read_role(scope, document_id, data)
    except BadDocument as error:
        strict_error = error
    where, needed = where_of(scope, document_id), AUTHORITY_FIELDS[scope]
    try:
        assignment, _ = read_leniently(
            MODELS[scope], data, where, may_drop=lambda path: path[0] not in needed
        )
        return with_own_id(document_id, where, assignment)
    except BadDocument:
        raise strict_error from None


def where_of(scope: RoleScope, document_id: str) -> str:
    """Return the name of a role document in messages."""
    return f"{scope} role {document_id}"


def with_own_id(document_id: str, where: str, assignment: Assignment) -> Assignment:
    """Return a role. Raises BadDocument if its fields belong to another id."""
    named = role_id(owner_of(assignment), assignment.person_id, assignment.role)
    if named != document_id:
        raise BadDocument(where, [f"id: its fields belong to the id {named}"])
    return assignment


def owner_of(assignment: Assignment) -> str:
    """Return the match, team or school that a role is held in."""
    match assignment:
        case MatchRoleAssignment():
            return assignment.match_id
        case TeamRoleAssignment():
            return assignment.team_id
        case SchoolRoleAssignment():
            return assignment.school_id
        case _:
            assert_never(assignment)


def standing(assignment: Assignment, at: datetime) -> Standing:
    """Return whether a role counts at a moment, or why not; its season is not considered.

    It counts from `startDate` on, and no longer at `endDate`.
    """
    if assignment.revoked_at is not None:
        return Standing.REVOKED
    if assignment.end_date is not None and assignment.end_date <= at:
        return Standing.ENDED
    if assignment.start_date is not None and assignment.start_date > at:
        return Standing.NOT_YET
    if isinstance(assignment, MatchRoleAssignment) and _stayed_away(assignment):
        return Standing.NO_SHOW
    return Standing.IN_FORCE


def _stayed_away(assignment: MatchRoleAssignment) -> bool:
    return assignment.status is AssignmentStatus.NO_SHOW


def is_in_force(assignment: Assignment, at: datetime, season_id: str | None = None) -> bool:
    """Return whether a role gives authority at a moment, in a season (None: outside of seasons).

    A team or school role given for a season counts in that season only. A match belongs to a season
    itself: a `seasonId` in an older match role is ignored, and new ones have none.
    """
    return standing(assignment, at) is Standing.IN_FORCE and _is_for(assignment, season_id)


def _is_for(assignment: Assignment, season_id: str | None) -> bool:
    if isinstance(assignment, MatchRoleAssignment) or assignment.season_id is None:
        return True
    return assignment.season_id == season_id
