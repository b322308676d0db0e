"""Makes role documents of old roles: one for each, ended ones in the history. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from admin.json_types import Json
from migrate.log.documents import NOBODY
from migrate.people.old import NoRole, OldRole, Read
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.roles import owner_field, read_role
from scrbrd.domain.vocabulary import AssignmentStatus, RoleScope, role_id

HISTORY_ID = "migration"
"""Of an ended grant: a role is migrated once."""

NEW: Mapping[RoleScope, Json] = {
    RoleScope.MATCH: {"status": str(AssignmentStatus.ASSIGNED)},
    RoleScope.TEAM: {"isCaptain": False, "isViceCaptain": False},
    RoleScope.SCHOOL: {"isPrimary": True},
}


@dataclass(frozen=True, slots=True)
class Grants:
    """Role documents by path, and what of the old world gives none and why."""

    documents: dict[str, Json]
    remarks: tuple[NoRole, ...]
    read: int

    @property
    def undecided(self) -> tuple[str, ...]:
        """The places of what gives no role."""
        return tuple(each.where for each in self.remarks)


def grants_of(
    reads: Iterable[Read],
    people: Collection[str],
    owners: Mapping[RoleScope, Collection[str]],
    now: datetime,
) -> Grants:
    """Return the grants of old roles; `owners` are the teams, schools and matches there are."""
    remarks: list[NoRole] = []
    roles: dict[tuple[str, ...], OldRole] = {}
    count = 0
    for read in reads:
        count += 1
        if isinstance(read, NoRole):
            remarks.append(read)
        elif read.person_id not in people:
            why = f": {read.person_id} is nobody we know; {by_hand(read)}"
            remarks.append(NoRole(read.where, why))
        elif read.owner_id not in owners[read.scope]:
            remarks.append(NoRole(read.where, f": there is no {read.scope} {read.owner_id}"))
        else:
            roles[read.key] = merged(roles.get(read.key), read)
    documents: dict[str, Json] = {}
    for role in roles.values():
        path, fields = document(role, now)
        try:
            read_role(role.scope, fields["id"], fields)
        except BadDocument as error:
            remarks.append(NoRole(role.where, f": {error}"))
            continue
        documents[path] = fields
    return Grants(documents, tuple(remarks), count)


def merged(before: OldRole | None, role: OldRole) -> OldRole:
    """Merge two entries of one role; the later one's fields win."""
    if before is None:
        return role
    return replace(
        role,
        start=role.start or before.start,
        end=role.end or before.end,
        season_id=role.season_id or before.season_id,
        assigned_by=role.assigned_by or before.assigned_by,
        more={**before.more, **role.more},
    )


def document(role: OldRole, now: datetime) -> tuple[str, Json]:
    """Return (path, fields) of a grant, without the server's times."""
    fields: Json = {
        "id": role_id(role.owner_id, role.person_id, role.role),
        owner_field(role.scope): role.owner_id,
        "personId": role.person_id,
        "role": role.role,
        "startDate": role.start,
        "endDate": role.end,
        "seasonId": None if role.scope is RoleScope.MATCH else role.season_id,
        "assignedBy": role.assigned_by or NOBODY,
        **NEW[role.scope],
        **role.more,
    }
    path = paths.role_assignment(role.scope, role.owner_id, role.person_id, role.role)
    if role.end is not None and role.end <= now:
        path = f"{paths.role_history(path)}/{HISTORY_ID}"
    return path, {name: value for name, value in fields.items() if value is not None}


def by_hand(role: OldRole) -> str:
    """Return how an administrator gives the role all the same."""
    return f"`scrbrd grant {role.person_id} {role.role} --{role.scope} {role.owner_id}` gives it"
