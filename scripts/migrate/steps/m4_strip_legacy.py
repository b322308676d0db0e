"""4. `strip_legacy`: takes the deprecated fields away, once nothing depends on them any more.

Only of a match whose migrations are done and whose `verify` is clean; what goes is exported first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from google.cloud.firestore import DELETE_FIELD

from migrate import places
from migrate.engine import copies, export, marks
from migrate.engine.plan import Plan
from migrate.engine.world import World
from migrate.steps.m1_ball_history import BallHistory
from migrate.steps.m2_team_selection import TeamSelection
from migrate.steps.m3_roles import EVERYBODY, Roles
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.errors import BadInput
from scrbrd.handlers.publish import OWNED_FIELDS
from scrbrd.handlers.verify import verify
from scrbrd_admin.whole import read_whole, stream_whole

Json = dict[str, Any]

OF_MATCH = (
    *("teamSelection", "umpires", "scorer", "liveData", "inningsData", "innings"),
    *(f"innings{number}" for number in range(1, 5)),
)
OF_SCORE = ("ballHistory", "overHistory")
OF_PROCEDURE = ("teamSelection",)
OF_PERSON = ("assignedSchools", "teamIds")
OF_TEAM = ("roster",)
BEFORE: tuple[Step, ...] = (BallHistory(), TeamSelection(), Roles())


class StripLegacy:
    """The last migration."""

    number: ClassVar[int] = 4
    name: ClassVar[str] = "strip_legacy"
    does: ClassVar[str] = (
        "removes the deprecated fields, exported first; only where verify is clean"
    )
    looks_again: ClassVar[bool] = False

    def subjects(self, world: World, match: str | None) -> list[str]:
        """Everybody at once, then match by match."""
        return BEFORE[-1].subjects(world, match)

    def is_match(self, subject: str) -> bool:
        """All but one are."""
        return subject != EVERYBODY

    def plan(self, world: World, subject: str) -> Plan:
        """The fields that would go."""
        going = list(self.going(world, subject))
        if not going:
            return Plan(subject, is_nothing=True)
        refused = "; ".join(self.reasons(world, subject))
        names = [f"{path}: {', '.join(sorted(fields))}" for path, fields in going]
        counts = Counter({"fields": sum(len(fields) for _, fields in going)})
        return Plan(subject, refused=refused, details=tuple(names), counts=counts, extra=going)

    def reasons(self, world: World, subject: str) -> Iterator[str]:
        """Why a subject must keep its old fields for now."""
        if world.asked.apply and world.asked.export is None:
            raise BadInput("--export FILE: say where what is removed is to be kept")
        for step in BEFORE:
            if step.is_match(subject) != self.is_match(subject):
                continue
            mark = marks.subject_mark(
                world.client, step.name, subject, is_match=step.is_match(subject)
            )
            is_done = mark.get("state") == marks.DONE
            if not is_done and not step.plan(world, subject).is_nothing:
                yield f"{step.name} is not done; run it first"
        if self.is_match(subject) and (found := verify(world.store, utc_now, subject)):
            yield f"verify finds {len(found)} differences; `scrbrd verify {subject}` lists them"

    def going(self, world: World, subject: str) -> Iterator[tuple[str, Json]]:
        """(path, deprecated fields) of the documents of a subject that have any."""
        found = of_match(world, subject) if self.is_match(subject) else of_everybody(world)
        for path, fields, names in found:
            old = {name: fields[name] for name in names if name in fields}
            if old:
                yield path, old

    def write(self, world: World, plan: Plan) -> int:
        """Export, then remove, document by document."""
        assert world.asked.export is not None
        for path, fields in plan.extra:
            export.append(world.asked.export, plan.subject, path, fields)
            world.client.document(path).update(dict.fromkeys(fields, DELETE_FIELD))
        return len(plan.extra)

    def undo(self, world: World, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Put back what an export holds; a field that is there again is people's."""
        if world.asked.export is None:
            raise BadInput("--export FILE: name the file that strip_legacy wrote")
        count, stays = 0, list[str]()
        for of_subject, path, fields in export.lines(world.asked.export):
            if of_subject != subject:
                continue
            stored = read_whole(world.client, path).to_dict()
            if stored is None:
                stays.append(f"{path} is not there any more; its fields stay in the export")
                continue
            missing = {name: value for name, value in fields.items() if name not in stored}
            count += len(missing)
            if apply and missing:
                world.client.document(path).update(missing)
        return count, stays

    def differences(self, world: World, subject: str) -> list[str]:
        """Deprecated fields that are still there."""
        return [
            f"{path}: {', '.join(fields)} still there"
            for path, fields in self.going(world, subject)
        ]


Fields = tuple[str, Json, tuple[str, ...]]


def of_match(world: World, match_id: str) -> Iterator[Fields]:
    """The documents of a match with the names that are deprecated in each."""
    names = {paths.match(match_id): OF_MATCH, paths.live_score(match_id): OF_SCORE}
    for each in copies.originals(world.client, match_id):
        wanted = names.get(each.path, OF_PROCEDURE)
        if each.path == paths.live_score(match_id):
            wanted = tuple(name for name in wanted if name not in OWNED_FIELDS)
        yield each.path, each.fields, wanted


def of_everybody(world: World) -> Iterator[Fields]:
    """The people and the teams."""
    for collection, names in ((places.PEOPLE, OF_PERSON), (places.TEAMS, OF_TEAM)):
        for snap in stream_whole(world.client, world.client.collection(collection)):
            yield snap.reference.path, snap.to_dict() or {}, names
