"""3. `roles`: people's schools and teams, rosters, umpires and scorers -> role assignments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from google.cloud.firestore import SERVER_TIMESTAMP

from admin.whole import read_whole, stream_whole
from migrate import places
from migrate.engine import copies, marks, writing
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.old.values import MappedId, first_of, id_of, mapping_told
from migrate.people.grants import Grants, grants_of
from migrate.people.old import Entry, NoRole, Read, entries_of, of_match, of_person, of_roster
from migrate.steps.old_match import scorers_of
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import RoleScope

EVERYBODY = "people and teams"
"""The subject beside the matches: all people, all rosters."""
NAMED_BY = (f"{places.PEOPLE}/", f"{places.TEAMS}/", f"{places.SCHOOLS}/")
LATER = frozenset({*writing.STAMPS, "assignedAt"})


class Roles(Step):
    """The third migration."""

    number: ClassVar[int] = 3
    name: ClassVar[str] = "roles"
    does: ClassVar[str] = "assignedSchools, teamIds, rosters, umpires, scorer -> role assignments"

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return everybody as one subject, then the officials match by match."""
        return [match] if match is not None else [EVERYBODY, *context.matches(None)]

    def is_match(self, subject: str) -> bool:
        """Return all but one are."""
        return subject != EVERYBODY

    def wanted(self, context: RunContext, subject: str) -> Grants:
        """Return the grants of a subject."""
        owners = {
            RoleScope.MATCH: {subject},
            RoleScope.TEAM: context.teams.keys(),
            RoleScope.SCHOOL: context.schools,
        }
        if subject == EVERYBODY:
            reads: Iterator[Read] = of_everybody(context)
        else:
            match = copies.current(context.client, subject).fields(places.MATCH_COPY)
            reads = of_match(subject, match, scorers_of(match.get("scorer")))
        made = grants_of(reads, context.people, owners, utc_now(), context.directory)
        if subject != EVERYBODY:
            return made
        return replace(made, documents=documents_by_id(context) | made.documents)

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Grants that are not there yet; one that is there is people's."""
        made = self.wanted(context, subject)
        if not made.read and not made.documents:
            return Plan(subject, is_nothing=True)
        there = writing.present(context.client, made.documents)
        missing = {path: each for path, each in made.documents.items() if path not in there}
        told = [f"{path} is there already" for path in there]
        told += made.looked_up
        told += mapping_told(made.documents)
        grants = sum(not path.startswith(NAMED_BY) for path in made.documents)
        counts = Counter({"roles read": made.read, "grants": grants})
        if grants < len(made.documents):
            counts["documents under ids"] = len(made.documents) - grants
        counts["roles not granted"] = len(made.remarks)
        return Plan(
            subject,
            missing,
            differs=bool(made.remarks),
            details=(*made.remarks, *told),
            counts=counts,
        )

    def write(self, context: RunContext, plan: Plan) -> int:
        """Create them."""
        stamp = {"assignedAt": SERVER_TIMESTAMP}
        stamped = {
            path: each | ({} if path.startswith(NAMED_BY) else stamp)
            for path, each in plan.writes.items()
        }
        return writing.create(context.client, stamped)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete grants that are as they were migrated."""
        wanted = self.wanted(context, subject).documents
        gone, stays = [], list[str]()
        for path, each in writing.present(context.client, wanted).items():
            fields = {name: value for name, value in each.fields.items() if name not in LATER}
            if each.is_untouched and fields == wanted[path]:
                gone.append(path)
            else:
                stays.append(f"{path} stays: somebody granted or changed it")
        if apply:
            writing.delete(context.client, gone)
        return len(gone), stays

    def undecided(self, context: RunContext, subject: str) -> list[str]:
        """Return the places of what gives no role.

        Once the migration is done, of grants too that are not there and that nobody has ended: the
        old field was written or read otherwise later.
        """
        made, is_match = self.wanted(context, subject), self.is_match(subject)
        mark = marks.subject_mark(context.client, self.name, subject, is_match=is_match)
        if mark.get("state") != marks.DONE:
            return list(made.undecided)
        there = writing.present(context.client, made.sources)
        lost = [
            f"{where} {path}"
            for path, where in made.sources.items()
            if path not in there and not has_history(context, path)
        ]
        return [*made.undecided, *lost]

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Old roles against the grants there are."""
        made = self.wanted(context, subject)
        there = writing.present(context.client, made.documents)
        lines = [f"{path}: not there" for path in made.documents if path not in there]
        return [*made.remarks, *lines]


def has_history(context: RunContext, path: str) -> bool:
    """Return whether a role was granted before and ended, by anybody."""
    history = context.client.collection(paths.role_history(path))
    return bool(list(history.select([]).limit(1).stream()))


def of_everybody(context: RunContext) -> Iterator[Read]:
    """The roles of all people and all rosters; a roster says more, so it comes last."""
    for snap in stream_whole(context.client, context.client.collection(places.PEOPLE)):
        person, path = id_of(snap.id) or snap.id, snap.reference.path
        yield from of_person(person, snap.to_dict() or {}, path)
    for ref in context.client.collection(places.TEAMS).list_documents():  # deleted ones, too
        team = read_whole(context.client, ref.path).to_dict() or {}
        yield from of_roster(id_of(ref.id) or ref.id, members_of(context, ref.id, team))
    for snap in stream_whole(context.client, context.client.collection(places.ROSTER)):
        member = snap.to_dict() or {}
        team = id_of(first_of(member, ("teamId",)))
        where = f"{places.ROSTER}/{snap.id}"
        if team is None:
            yield NoRole(where, " names no team")
        else:
            yield from of_roster(team, [(where, member)])


def members_of(context: RunContext, team_id: str, team: Json) -> Iterator[Entry]:
    """Yield the members of a team, in its document and below it."""
    yield from entries_of(team.get("roster"), f"teams/{team_id} roster")
    for snap in stream_whole(context.client, context.client.collection(places.roster(team_id))):
        yield snap.reference.path, {"playerId": snap.id} | (snap.to_dict() or {})


def documents_by_id(context: RunContext) -> dict[str, Json]:
    """People, teams and schools whose documents' ids are none, under those that stand for them.

    The old documents stay, for matches of the new shape that still name them.
    """
    found: dict[str, Json] = {}
    for name in (places.PEOPLE, places.TEAMS, places.SCHOOLS):
        for ref in context.client.collection(name).list_documents():
            made = id_of(ref.id)
            if isinstance(made, MappedId):
                found |= under_id(context, ref.path, f"{name}/{made}", made)
    return found


def under_id(context: RunContext, old: str, new: str, made: MappedId) -> dict[str, Json]:
    """A document, and what lies below it but for an old roster, under another path."""
    snap = read_whole(context.client, old)
    below = [each for each in snap.reference.collections() if each.id != places.ROSTER]
    fields = {**(snap.to_dict() or {}), "id": made}
    if (school := id_of(fields.get("schoolId"))) is not None:
        fields["schoolId"] = school
    found = {new: fields} if snap.exists else {}
    for each in (snap for collection in below for snap in stream_whole(context.client, collection)):
        found[new + each.reference.path.removeprefix(old)] = each.to_dict() or {}
    return {path: without_stamps(each) for path, each in found.items()}


def without_stamps(fields: Json) -> Json:
    """Fields without the times that are set when they are written."""
    return {name: value for name, value in fields.items() if name not in LATER}
