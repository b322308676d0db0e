"""3.

`roles`: converts people's schools and teams, rosters, umpires and scorers to role assignments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from google.cloud.firestore import SERVER_TIMESTAMP

from admin.whole import read_whole, stream_whole
from migrate import places
from migrate.engine import copies, marks, planned_writes
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.old.values import MappedId, first_of, id_of, mapped_id_remarks
from migrate.people.grants import Grants, grants_of
from migrate.people.old import (
    Entry,
    NoRoleReason,
    RoleOrReason,
    entries_of,
    match_roles,
    person_roles,
    roster_roles,
)
from migrate.steps.old_match import scorers_of
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope

EVERYBODY = "people and teams"
"""The subject for all people and rosters; the other subjects are matches."""
ID_DOCUMENT_PATHS = (f"{places.PEOPLE}/", f"{places.TEAMS}/", f"{places.SCHOOLS}/")
SERVER_FIELDS = frozenset({*planned_writes.STAMPS, "assignedAt"})


class Roles(Step):
    """The third migration."""

    number: ClassVar[int] = 3
    name: ClassVar[str] = "roles"
    does: ClassVar[str] = "assignedSchools, teamIds, rosters, umpires, scorer -> role assignments"

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return the subject for people and teams, then every match, whose officials it names."""
        return [match] if match is not None else [EVERYBODY, *context.matches(None)]

    def is_match(self, subject: str) -> bool:
        """Return True for every subject except the one for people and teams."""
        return subject != EVERYBODY

    def planned_grants(self, context: RunContext, subject: str) -> Grants:
        """Return the grants that the old fields of a subject yield."""
        owners = {
            RoleScope.MATCH: {subject},
            RoleScope.TEAM: context.teams.keys(),
            RoleScope.SCHOOL: context.schools,
        }
        if subject == EVERYBODY:
            roles: Iterator[RoleOrReason] = all_roles(context)
        else:
            match = copies.current(context.client, subject).fields(places.MATCH_COPY)
            roles = match_roles(subject, match, scorers_of(match.get("scorer")))
        planned = grants_of(roles, context.people, owners, utc_now(), context.directory)
        if subject != EVERYBODY:
            return planned
        return replace(planned, documents=documents_by_id(context) | planned.documents)

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the grants that do not exist yet; existing ones belong to people and are left
        alone."""
        planned = self.planned_grants(context, subject)
        if not planned.read and not planned.documents:
            return Plan(subject, is_nothing=True)
        existing = planned_writes.existing_documents(context.client, planned.documents)
        missing = {path: each for path, each in planned.documents.items() if path not in existing}
        remarks = [f"{path} is there already" for path in existing]
        remarks += planned.looked_up
        remarks += mapped_id_remarks(planned.documents)
        grant_count = sum(not path.startswith(ID_DOCUMENT_PATHS) for path in planned.documents)
        counts = Counter({"roles read": planned.read, "grants": grant_count})
        if grant_count < len(planned.documents):
            counts["documents under ids"] = len(planned.documents) - grant_count
        counts["roles not granted"] = len(planned.remarks)
        return Plan(
            subject,
            missing,
            differs=bool(planned.remarks),
            details=(*planned.remarks, *remarks),
            counts=counts,
        )

    def write(self, context: RunContext, plan: Plan) -> int:
        """Create the planned documents."""
        stamp = {"assignedAt": SERVER_TIMESTAMP}
        stamped = {
            path: each | ({} if path.startswith(ID_DOCUMENT_PATHS) else stamp)
            for path, each in plan.writes.items()
        }
        return planned_writes.create(context.client, stamped)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete the grants that are still as they were migrated."""
        wanted = self.planned_grants(context, subject).documents
        removable, stays = [], list[str]()
        for path, each in planned_writes.existing_documents(context.client, wanted).items():
            fields = {
                name: value for name, value in each.fields.items() if name not in SERVER_FIELDS
            }
            if each.is_untouched and fields == wanted[path]:
                removable.append(path)
            else:
                stays.append(f"{path} stays: somebody granted or changed it")
        if apply:
            planned_writes.delete(context.client, removable)
        return len(removable), stays

    def undecided(self, context: RunContext, subject: str) -> list[str]:
        """Return the places of entries that yield no role.

        Once the migration is done, this includes grants that do not exist and have no history: the
        old field was written, or was read differently, after the migration.
        """
        planned, is_match = self.planned_grants(context, subject), self.is_match(subject)
        mark = marks.subject_mark(context.client, self.name, subject, is_match=is_match)
        if mark.get("state") != marks.DONE:
            return list(planned.undecided)
        existing = planned_writes.existing_documents(context.client, planned.sources)
        missing = [
            f"{where} {path}"
            for path, where in planned.sources.items()
            if path not in existing and not has_history(context, path)
        ]
        return [*planned.undecided, *missing]

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each old role without a grant."""
        planned = self.planned_grants(context, subject)
        existing = planned_writes.existing_documents(context.client, planned.documents)
        lines = [f"{path}: not there" for path in planned.documents if path not in existing]
        return [*planned.remarks, *lines]


def has_history(context: RunContext, path: str) -> bool:
    """Return True if a role was granted before and has ended."""
    history = context.client.collection(paths.role_history(path))
    return bool(list(history.select([]).limit(1).stream()))


def all_roles(context: RunContext) -> Iterator[RoleOrReason]:
    """Yield the roles of all people, then those of all rosters, which have more details."""
    for snap in stream_whole(context.client, context.client.collection(places.PEOPLE)):
        person, path = id_of(snap.id) or snap.id, snap.reference.path
        yield from person_roles(person, snap.to_dict() or {}, path)
    # This lists deleted teams, too, if a roster still lies below them.
    for ref in context.client.collection(places.TEAMS).list_documents():
        team = read_whole(context.client, ref.path).to_dict() or {}
        yield from roster_roles(id_of(ref.id) or ref.id, members_of(context, ref.id, team))
    for snap in stream_whole(context.client, context.client.collection(places.ROSTER)):
        member = snap.to_dict() or {}
        team = id_of(first_of(member, ("teamId",)))
        where = f"{places.ROSTER}/{snap.id}"
        if team is None:
            yield NoRoleReason(where, " names no team")
        else:
            yield from roster_roles(team, [(where, member)])


def members_of(context: RunContext, team_id: str, team: Json) -> Iterator[Entry]:
    """Yield the roster entries of a team, from its document and from the collection below it."""
    yield from entries_of(team.get("roster"), f"teams/{team_id} roster")
    for snap in stream_whole(context.client, context.client.collection(places.roster(team_id))):
        yield snap.reference.path, {"playerId": snap.id} | (snap.to_dict() or {})


def documents_by_id(context: RunContext) -> dict[str, Json]:
    """Return copies, under valid ids, of people, teams and schools whose document ids are not
    valid.

    The old documents stay, for matches of the new shape that still name them.
    """
    found: dict[str, Json] = {}
    for name in (places.PEOPLE, places.TEAMS, places.SCHOOLS):
        for ref in context.client.collection(name).list_documents():
            mapped_id = id_of(ref.id)
            if isinstance(mapped_id, MappedId):
                found |= document_under_id(context, ref.path, f"{name}/{mapped_id}", mapped_id)
    return found


def document_under_id(
    context: RunContext, old: str, new: str, mapped_id: MappedId
) -> dict[str, Json]:
    """Return a document, and what lies below it except an old roster, under another path."""
    snap = read_whole(context.client, old)
    below = [each for each in snap.reference.collections() if each.id != places.ROSTER]
    fields = {**(snap.to_dict() or {}), "id": mapped_id}
    if (school := id_of(fields.get("schoolId"))) is not None:
        fields["schoolId"] = school
    found = {new: fields} if snap.exists else {}
    for each in (snap for collection in below for snap in stream_whole(context.client, collection)):
        found[new + each.reference.path.removeprefix(old)] = each.to_dict() or {}
    return {path: without_stamps(each) for path, each in found.items()}


def without_stamps(fields: Json) -> Json:
    """Return the fields without the times that are set when a document is written."""
    return {name: value for name, value in fields.items() if name not in SERVER_FIELDS}
