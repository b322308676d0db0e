"""Makes one role document of each old role; ended roles go to the history. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from migrate.log.documents import NOBODY
from migrate.old.values import MappedId, normalised
from migrate.people.old import NoRoleReason, OldRole, RoleOrReason, grant_command
from scrbrd.adapters import paths
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.json_types import Json
from scrbrd.domain.roles import owner_field, read_role
from scrbrd.domain.vocabulary import AssignmentStatus, RoleScope, role_id

HISTORY_ID = "migration"
"""The id of an ended grant in the history: a role is migrated once."""

DEFAULT_FIELDS: Mapping[RoleScope, Json] = {
    RoleScope.MATCH: {"status": str(AssignmentStatus.ASSIGNED)},
    RoleScope.TEAM: {"isCaptain": False, "isViceCaptain": False},
    RoleScope.SCHOOL: {"isPrimary": True},
}


@dataclass(frozen=True, slots=True)
class Grants:
    """Role documents by path, and a line for each old role that yields none.

    `read`: how many entries were read. `sources`: the places of the roles, by the paths of their
    documents.
    """

    documents: dict[str, Json]
    remarks: tuple[NoRoleReason, ...]
    read: int
    looked_up: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The places of entries that yield no role."""
        return tuple(each.where for each in self.remarks)


def grants_of(
    roles_read: Iterable[RoleOrReason],
    people: Collection[str],
    owners: Mapping[RoleScope, Collection[str]],
    now: datetime,
    known: Mapping[str, str] | None = None,
) -> Grants:
    """Return the grants of old roles.

    `owners`: the existing teams, schools and matches. `known`: person ids by e-mail address and by
    name, without those that several people share.
    """
    remarks: list[NoRoleReason] = []
    roles: dict[tuple[str, ...], OldRole] = {}
    count = 0
    looked_up: list[str] = []
    for each in roles_read:
        count += 1
        read = each if known is None else with_known_person(each, people, known, looked_up)
        if isinstance(read, NoRoleReason):
            remarks.append(read)
        elif read.person_id not in people:
            named = read.person_id
            name = repr(named.text) if isinstance(named, MappedId) else named
            why = f": {name} is nobody we know; {grant_hint(read)}"
            remarks.append(NoRoleReason(read.where, why))
        elif read.owner_id not in owners[read.scope]:
            remarks.append(NoRoleReason(read.where, f": there is no {read.scope} {read.owner_id}"))
        else:
            roles[read.key] = merge_roles(roles.get(read.key), without_past_doubt(read, now))
    documents: dict[str, Json] = {}
    sources: dict[str, str] = {}
    for role in roles.values():
        if role.doubt is not None:
            remarks.append(not_in_force_reason(role, role.doubt))
            continue
        path, fields = document(role, now)
        try:
            read_role(role.scope, fields["id"], fields)
        except BadDocument as error:
            remarks.append(NoRoleReason(role.where, f": {error}"))
            continue
        documents[path], sources[path] = fields, role.where
    return Grants(documents, tuple(remarks), count, tuple(looked_up), sources)


def without_past_doubt(role: OldRole, now: datetime) -> OldRole:
    """Return a role without its doubt if it ended at a time that is read."""
    has_ended = role.end is not None and role.end <= now
    return replace(role, doubt=None) if has_ended else role


def not_in_force_reason(role: OldRole, doubt: str) -> NoRoleReason:
    """Return the line for a role that is not granted, whatever else names it."""
    why = f": {doubt}, so {role.role} is not granted; if it is in force, {grant_hint(role)}"
    return NoRoleReason(role.where, why)


def merge_roles(before: OldRole | None, role: OldRole) -> OldRole:
    """Merge two entries of one role.

    The later entry's fields win, except that a return decides the times.
    """
    if before is None:
        return role
    start, end = role.start or before.start, role.end or before.end
    if is_return(before, role):
        start, end = role.start, role.end
    elif is_return(role, before):
        start, end = before.start, before.end
    return replace(
        role,
        where=before.where if before.doubt and not role.doubt else role.where,
        doubt=role.doubt or before.doubt,
        start=start,
        end=end,
        season_id=role.season_id or before.season_id,
        assigned_by=role.assigned_by or before.assigned_by,
        more={**before.more, **role.more},
    )


def is_return(first: OldRole, second: OldRole) -> bool:
    """Return True if the second role began when the first had ended."""
    return first.end is not None and second.start is not None and second.start >= first.end


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
        **DEFAULT_FIELDS[role.scope],
        **role.more,
    }
    path = paths.role_assignment(role.scope, role.owner_id, role.person_id, role.role)
    if role.end is not None and role.end <= now:
        path = f"{paths.role_history(path)}/{HISTORY_ID}"
    return path, {name: value for name, value in fields.items() if value is not None}


def with_known_person(
    read: RoleOrReason, people: Collection[str], known: Mapping[str, str], looked_up: list[str]
) -> RoleOrReason:
    """Return a role with the id of the person whom it names otherwise, and add a line to
    `looked_up`."""
    if isinstance(read, NoRoleReason) or read.person_id in people:
        return read
    person = find_person(read.person_id, known)
    if person is None:
        return read
    looked_up.append(f"{read.where}: {original_text(read.person_id)!r} is {person}")
    return replace(read, person_id=person)


def original_text(person_id: str) -> str:
    """Return the text by which somebody was named."""
    return person_id.text if isinstance(person_id, MappedId) else person_id


def find_person(person_id: str, known: Mapping[str, str]) -> str | None:
    """Return the person with this name or e-mail address; None if there is none."""
    text = original_text(person_id).strip()
    return known.get(text.lower()) or known.get(normalised(text))


def grant_hint(role: OldRole) -> str:
    """Return how an administrator grants the role all the same."""
    return f"{grant_command(role.person_id, role.role, role.scope, role.owner_id)} gives it"
