"""4. `strip_legacy`: takes the deprecated fields away, once nothing depends on them any more.

Only of a match whose migrations are done and whose `verify` is clean, and no field in which
anything is neither moved nor given up by an operator; what goes is exported first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import ClassVar

from admin.options import Refusal
from admin.whole import stream_whole
from migrate import places
from migrate.engine import copies, export, marks, refusing
from migrate.engine.old_writes import OF_MATCH, OF_PROCEDURE
from migrate.engine.plan import Plan
from migrate.engine.removing import put_back, remove
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

OF_SCORE = ("ballHistory", "overHistory")
OF_PERSON = ("assignedSchools", "teamIds")
OF_TEAM = ("roster",)
BEFORE = (BallHistory(), TeamSelection(), Roles())
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
        """Return everybody as one subject, then every match."""
        return BEFORE[-1].subjects(context, match)

    def is_match(self, subject: str) -> bool:
        """Return all but one are."""
        return subject != EVERYBODY

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the fields that would go."""
        found = list(self.going(context, subject))
        if not found:
            return Plan(subject, is_nothing=True)
        reasons = list(self.reasons(context, subject))
        kept = self.kept(context, subject, found)
        going = [
            (path, left)
            for path, fields in found
            if (left := {name: each for name, each in fields.items() if (path, name) not in kept})
        ]
        if kept and not going:
            reasons.append(f"nothing but fields of which something is undecided ({UNDECIDED})")
        names = [f"{path}: {', '.join(sorted(fields))}" for path, fields in going]
        names += [f"{path}: {name} stays: {why}" for (path, name), why in kept.items()]
        counts = Counter({"fields": sum(len(fields) for _, fields in going)})
        if kept:
            counts["fields that stay"] = len(kept)
        refused = "; ".join(reasons)
        return Plan(subject, {}, refused, bool(kept), tuple(names), counts, extra=going)

    def kept(
        self, context: RunContext, subject: str, found: list[tuple[str, Json]]
    ) -> dict[tuple[str, str], str]:
        """Return the fields that stay, as something in them became nothing, and what it is."""
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

    def reasons(self, context: RunContext, subject: str) -> Iterator[str]:
        """Yield why a subject must keep its old fields for now. Raises BadInput where they would be
        removed without an export."""
        if context.options.apply and context.options.export is None:
            raise BadInput("--export FILE: say where what is removed is to be kept")
        for step in BEFORE:
            if step.is_match(subject) != self.is_match(subject):
                continue
            mark = marks.subject_mark(
                context.client, step.name, subject, is_match=step.is_match(subject)
            )
            is_done = mark.get("state") == marks.DONE
            if not is_done and not step.plan(context, subject).is_nothing:
                yield f"{step.name} is not done; run it first"
        if self.is_match(subject):
            yield from self.reasons_of_match(context, subject)

    def reasons_of_match(self, context: RunContext, subject: str) -> Iterator[str]:
        """Yield why a match must keep its old fields for now."""
        if found := verify(context.store, utc_now, subject):
            yield f"verify finds {len(found)} differences; `scrbrd verify {subject}` lists them"
        names = BEFORE[0].undecided(context, subject)
        lost = [name for name in names if not context.options.is_refused(name)]
        if lost:
            count = f"{len(lost)} entries of its histories are not in the log"
            yield f"{count}, {lost[0]} first ({UNDECIDED})"
        for line in copies.current(context.client, subject).changed:
            yield f"{OLD_APP}: {line}; run the migrations again"

    def going(self, context: RunContext, subject: str) -> Iterator[tuple[str, Json]]:
        """Yield (path, deprecated fields) of the documents of a subject that have any."""
        found = of_match(context, subject) if self.is_match(subject) else of_everybody(context)
        for path, fields, names in found:
            old = {name: fields[name] for name in names if name in fields}
            if old:
                yield path, old

    def write(self, context: RunContext, plan: Plan) -> int:
        """Export, then remove, document by document; raises Refusal where a field stays."""
        file = context.options.export
        assert file is not None
        is_match, begun = self.is_match(plan.subject), {"state": marks.RUNNING}
        marks.mark_subject(context.client, self.name, plan.subject, begun, is_match=is_match)
        left = [
            f"{path}: {name} was written meanwhile and stays"
            for path, fields in plan.extra
            for name in remove(context.client, file, plan.subject, path, fields)
        ]
        if left:
            raise Refusal(f"{'; '.join(left)}; run the migrations again, then {self.name}")
        return len(plan.extra)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Put back what an export holds; a field that is there again is people's. Raises BadInput
        where no export is named."""
        if context.options.export is None:
            raise BadInput("--export FILE: name the file that strip_legacy wrote")
        count, stays = 0, list[str]()
        starts = context.exported.get(subject, ())
        for path, fields in export.removed(context.options.export, starts).items():
            back = put_back(context.client, path, fields, apply=apply)
            if back is None:
                stays.append(f"{path} is not there any more; its fields stay in the export")
            count += back or 0
        return count, stays

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return the deprecated fields that are still there."""
        return [
            f"{path}: {', '.join(fields)} still there"
            for path, fields in self.going(context, subject)
        ]


def undecided_of(
    context: RunContext, match: str | None, refuse: Callable[[str], None]
) -> Iterator[str]:
    """Yield the name of everything in the old world that became nothing in the new one.

    `refuse` is called with a line for each subject of which a migration cannot tell; raises what
    would be refused of any other subject, too.
    """
    for subject in BEFORE[-1].subjects(context, match):
        for step in BEFORE:
            if step.is_match(subject) != (subject != EVERYBODY):
                continue
            try:
                names = step.undecided(context, subject)
            except refusing.OF_ONE as error:
                why = refusing.reason(context, subject, error)
                refuse(f"{subject}: {step.name}: {why}; what of it is undecided is not listed")
                continue
            yield from names


Fields = tuple[str, Json, tuple[str, ...]]


def of_match(context: RunContext, match_id: str) -> Iterator[Fields]:
    """Yield the documents of a match with the names that are deprecated in each."""
    names = {paths.match(match_id): OF_MATCH, paths.live_score(match_id): OF_SCORE}
    for each in copies.originals(context.client, match_id):
        wanted = names.get(each.path, OF_PROCEDURE)
        if each.path == paths.live_score(match_id):
            wanted = tuple(name for name in wanted if name not in OWNED_FIELDS)
        yield each.path, each.fields, wanted


def of_everybody(context: RunContext) -> Iterator[Fields]:
    """Yield the people and the teams."""
    for collection, names in ((places.PEOPLE, OF_PERSON), (places.TEAMS, OF_TEAM)):
        for snap in stream_whole(context.client, context.client.collection(collection)):
            yield snap.reference.path, snap.to_dict() or {}, names
