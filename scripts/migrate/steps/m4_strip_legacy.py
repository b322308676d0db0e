"""4. `strip_legacy`: removes the deprecated fields once nothing depends on them.

A match keeps its fields until its other migrations are done and `verify` finds no difference. A
field stays if something in it was neither migrated nor given up by an operator. Fields are exported
before they are removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import ClassVar

from admin.options import Refusal
from admin.whole import stream_whole
from migrate import places
from migrate.engine import copies, export, marks, refusals
from migrate.engine.old_writes import OLD_MATCH_FIELDS, OLD_PROCEDURE_FIELDS
from migrate.engine.plan import Plan
from migrate.engine.remove_fields import put_back, remove
from migrate.engine.run_context import RunContext
from migrate.steps.m1_ball_history import OLD_APP, BallHistory
from migrate.steps.m2_team_selection import TeamSelection
from migrate.steps.m3_roles import EVERYBODY, Roles
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.errors import BadInput
from scrbrd.domain.json_types import Json
from scrbrd.handlers.commit.build import OWNED_FIELDS
from scrbrd.handlers.verify import verify

DEPRECATED_SCORE_FIELDS = ("ballHistory", "overHistory")
DEPRECATED_PERSON_FIELDS = ("assignedSchools", "teamIds")
DEPRECATED_TEAM_FIELDS = ("roster",)
EARLIER_STEPS = (BallHistory(), TeamSelection(), Roles())
UNDECIDED = "`scrbrd migrate undecided` lists it; --refused FILE gives it up"


class StripLegacy(Step):
    """The last migration."""

    number: ClassVar[int] = 4
    name: ClassVar[str] = "strip_legacy"
    does: ClassVar[str] = (
        "removes the deprecated fields, exported first; only where verify is clean"
    )
    looks_again: ClassVar[bool] = True

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return the subject for people and teams, then every match."""
        return EARLIER_STEPS[-1].subjects(context, match)

    def is_match(self, subject: str) -> bool:
        """Return True for every subject except the one for people and teams."""
        return subject != EVERYBODY

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the fields that would be removed."""
        found = list(self.removable_fields(context, subject))
        if not found:
            return Plan(subject, is_nothing=True)
        reasons = list(self.blocking_reasons(context, subject))
        kept = self.kept_fields(context, subject, found)
        removable = [
            (path, removable_of_document)
            for path, fields in found
            if (
                removable_of_document := {
                    name: each for name, each in fields.items() if (path, name) not in kept
                }
            )
        ]
        if kept and not removable:
            reasons.append(f"nothing but fields of which something is undecided ({UNDECIDED})")
        names = [f"{path}: {', '.join(sorted(fields))}" for path, fields in removable]
        names += [f"{path}: {name} stays: {why}" for (path, name), why in kept.items()]
        counts = Counter({"fields": sum(len(fields) for _, fields in removable)})
        if kept:
            counts["fields that stay"] = len(kept)
        refused = "; ".join(reasons)
        return Plan(subject, {}, refused, bool(kept), tuple(names), counts, extra=removable)

    def kept_fields(
        self, context: RunContext, subject: str, found: list[tuple[str, Json]]
    ) -> dict[tuple[str, str], str]:
        """Return the fields that stay, by path and name, with an entry in each that was not
        migrated."""
        steps = (TeamSelection(), Roles()) if self.is_match(subject) else (Roles(),)
        names = [name for step in steps for name in step.undecided(context, subject)]
        open_names = [name for name in names if not context.options.is_refused(name)]
        kept: dict[tuple[str, str], str] = {}
        for path, fields in found:
            for field in fields:
                of_field = [name for name in open_names if name.startswith(f"{path} {field}")]
                if of_field:
                    kept[path, field] = f"{of_field[0]} is undecided ({len(of_field)} in all)"
        return kept

    def blocking_reasons(self, context: RunContext, subject: str) -> Iterator[str]:
        """Yield the reasons why a subject must keep its old fields for now.

        Raises BadInput if they would be removed without an export.
        """
        if context.options.apply and context.options.export is None:
            raise BadInput("--export FILE: say where what is removed is to be kept")
        for step in EARLIER_STEPS:
            if step.is_match(subject) != self.is_match(subject):
                continue
            mark = marks.subject_mark(
                context.client, step.name, subject, is_match=step.is_match(subject)
            )
            is_done = mark.get("state") == marks.DONE
            if not is_done and not step.plan(context, subject).is_nothing:
                yield f"{step.name} is not done; run it first"
        if self.is_match(subject):
            yield from self.match_blocking_reasons(context, subject)

    def match_blocking_reasons(self, context: RunContext, subject: str) -> Iterator[str]:
        """Yield the reasons why a match must keep its old fields for now."""
        if found := verify(context.store, utc_now, subject):
            yield f"verify finds {len(found)} differences; `scrbrd verify {subject}` lists them"
        names = EARLIER_STEPS[0].undecided(context, subject)
        lost = [name for name in names if not context.options.is_refused(name)]
        if lost:
            count = f"{len(lost)} entries of its histories are not in the log"
            yield f"{count}, {lost[0]} first ({UNDECIDED})"
        for line in copies.current(context.client, subject).changed:
            yield f"{OLD_APP}: {line}; run the migrations again"

    def removable_fields(self, context: RunContext, subject: str) -> Iterator[tuple[str, Json]]:
        """Yield (path, deprecated fields) of each document of a subject that has any."""
        found = (
            deprecated_match_fields(context, subject)
            if self.is_match(subject)
            else deprecated_people_fields(context)
        )
        for path, fields, names in found:
            old = {name: fields[name] for name in names if name in fields}
            if old:
                yield path, old

    def write(self, context: RunContext, plan: Plan) -> int:
        """Export and remove the fields, document by document. Raises Refusal if a field stays."""
        file = context.options.export
        assert file is not None
        is_match, begun = self.is_match(plan.subject), {"state": marks.RUNNING}
        marks.mark_subject(context.client, self.name, plan.subject, begun, is_match=is_match)
        remaining = [
            f"{path}: {name} was written meanwhile and stays"
            for path, fields in plan.extra
            for name in remove(context.client, file, plan.subject, path, fields)
        ]
        if remaining:
            raise Refusal(f"{'; '.join(remaining)}; run the migrations again, then {self.name}")
        return len(plan.extra)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Restore the exported fields; a field that exists again was written by people and stays.

        Raises BadInput if no export is named.
        """
        if context.options.export is None:
            raise BadInput("--export FILE: name the file that strip_legacy wrote")
        count, stays = 0, list[str]()
        starts = context.exported.get(subject, ())
        for path, fields in export.read_removed_fields(context.options.export, starts).items():
            back = put_back(context.client, path, fields, apply=apply)
            if back is None:
                stays.append(f"{path} is not there any more; its fields stay in the export")
            count += back or 0
        return count, stays

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each document that still has deprecated fields."""
        return [
            f"{path}: {', '.join(fields)} still there"
            for path, fields in self.removable_fields(context, subject)
        ]


def undecided_names(
    context: RunContext, match: str | None, refuse: Callable[[str], None]
) -> Iterator[str]:
    """Yield the name of everything in the old data that was not migrated.

    `refuse` is called with a line for each subject that a migration cannot examine. Raises errors
    that every other subject would meet.
    """
    for subject in EARLIER_STEPS[-1].subjects(context, match):
        for step in EARLIER_STEPS:
            if step.is_match(subject) != (subject != EVERYBODY):
                continue
            try:
                names = step.undecided(context, subject)
            except refusals.SUBJECT_ERRORS as error:
                why = refusals.reason(context, subject, error)
                refuse(f"{subject}: {step.name}: {why}; what of it is undecided is not listed")
                continue
            yield from names


Fields = tuple[str, Json, tuple[str, ...]]


def deprecated_match_fields(context: RunContext, match_id: str) -> Iterator[Fields]:
    """Yield the documents of a match, each with the names of its deprecated fields."""
    names = {
        paths.match(match_id): OLD_MATCH_FIELDS,
        paths.live_score(match_id): DEPRECATED_SCORE_FIELDS,
    }
    for each in copies.originals(context.client, match_id):
        wanted = names.get(each.path, OLD_PROCEDURE_FIELDS)
        if each.path == paths.live_score(match_id):
            wanted = tuple(name for name in wanted if name not in OWNED_FIELDS)
        yield each.path, each.fields, wanted


def deprecated_people_fields(context: RunContext) -> Iterator[Fields]:
    """Yield the documents of people and teams, each with the names of its deprecated fields."""
    for collection, names in (
        (places.PEOPLE, DEPRECATED_PERSON_FIELDS),
        (places.TEAMS, DEPRECATED_TEAM_FIELDS),
    ):
        for snap in stream_whole(context.client, context.client.collection(collection)):
            yield snap.reference.path, snap.to_dict() or {}, names
