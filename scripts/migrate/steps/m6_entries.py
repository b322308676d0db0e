"""6. `entries`: matches of before count for their competitions and their away sides, as they did.

Since then an owner enters a match for a competition, and the away school accepts it. What was
created before this migration first ran is marked once; what comes later is for people to decide.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import ClassVar

from google.cloud.firestore import DELETE_FIELD, SERVER_TIMESTAMP

from admin.guarded_commit import CHANGED
from admin.options import Refusal
from admin.whole import read_whole
from migrate import places
from migrate.engine import moving
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.log.documents import NOBODY
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.json_types import Json

CUTOFF = "cutoff"
"""In the migration's ledger: when it first ran. Matches of later are not marked."""
TRIES = 5
"""Times that a match is planned again which somebody writes meanwhile."""


class Entries(Step):
    """The sixth migration."""

    number: ClassVar[int] = 6
    name: ClassVar[str] = "entries"
    does: ClassVar[str] = "matches of before -> entered for their competition, accepted"

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return False: nothing of the old shape is copied."""
        return False

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the marks that the match lacks; a match that no app made needs none."""
        snap = read_whole(context.client, paths.match(subject))
        match: Json = snap.to_dict() or {}
        lacking = marks_of(match)
        if not lacking or is_later(match, self.cutoff(context)):
            return Plan(subject, is_nothing=True)
        counts = Counter({f"matches with {name}": 1 for name in lacking if name != "acceptedAt"})
        said = ", ".join(f"{name}: {value}" for name, value in lacking.items() if value)
        writes = {paths.match(subject): lacking}
        return Plan(subject, writes, details=(said,), counts=counts, extra=snap.update_time)

    def cutoff(self, context: RunContext) -> datetime:
        """Return when the migration first ran; now, as long as it did not."""
        ledger = context.client.document(places.ledger(self.name))
        kept = (ledger.get([CUTOFF]).to_dict() or {}).get(CUTOFF)
        if isinstance(kept, datetime):
            return kept
        now = utc_now()
        if context.options.apply:
            ledger.set({CUTOFF: now}, merge=True)
        return now

    def write(self, context: RunContext, plan: Plan) -> int:
        """Mark the match, planned again where somebody has written it since; return how many
        documents were written. Raises Refusal where it is written all the time."""
        for _ in range(TRIES):
            if plan.is_nothing:  # people have decided meanwhile, or it is gone
                return 0
            if self.mark(context, plan):
                return 1
            plan = self.plan(context, plan.subject)
        raise Refusal(f"{paths.match(plan.subject)} is written all the time; run it again later")

    def mark(self, context: RunContext, plan: Plan) -> bool:
        """Mark the match and note the marks, in one commit; False where it is not as planned."""
        [(path, lacking)] = plan.writes.items()
        batch = context.client.batch()
        times = {"acceptedAt": SERVER_TIMESTAMP} if "acceptedAt" in lacking else {}
        guard = context.client.write_option(last_update_time=plan.extra)
        batch.update(context.client.document(path), {**lacking, **times}, option=guard)
        batch.set(context.client.document(self.note(plan.subject)), {"fields": list(lacking)})
        try:
            batch.commit()
        except CHANGED:
            return False
        return True

    def note(self, match_id: str) -> str:
        """Return where the marks that are ours are noted."""
        return f"{places.ledger(self.name)}/marked/{match_id}"

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Take away the marks that are as they were written."""
        note = context.client.document(self.note(subject))
        written = (note.get().to_dict() or {}).get("fields", [])
        snap = read_whole(context.client, paths.match(subject))
        ours, stays = ours_among(written, snap.to_dict() or {})
        if apply and ours:
            guard = context.client.write_option(last_update_time=snap.update_time)
            batch = context.client.batch()
            batch.update(snap.reference, dict.fromkeys(ours, DELETE_FIELD), option=guard)
            batch.delete(note)
            moving.commit(batch, paths.match(subject))
        lines = [f"{paths.match(subject)} keeps {name}: somebody changed it" for name in stays]
        return len(ours), lines

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each mark that a match of before lacks."""
        return [
            f"{path}: has no {name}"
            for path, lacking in self.plan(context, subject).writes.items()
            for name in lacking
        ]


def marks_of(match: Json) -> Json:
    """Return the marks that a match of an app lacks."""
    if not match.get("createdBy"):
        return {}
    lacking: Json = {}
    competition_id = match.get("competitionId")
    if isinstance(competition_id, str) and competition_id and match.get("countsFor") is None:
        lacking["countsFor"] = competition_id
    if match.get("acceptedAt") is None:
        lacking |= {"acceptedBy": NOBODY, "acceptedAt": None}
    return lacking


def is_later(match: Json, cutoff: datetime) -> bool:
    """Return whether a match was created after the migration first ran."""
    created = match.get("createdAt")
    return isinstance(created, datetime) and created > cutoff


def ours_among(written: list[str], match: Json) -> tuple[list[str], list[str]]:
    """Return which of the marks are still ours, and which were changed since."""
    accepted = match.get("acceptedBy") == NOBODY
    entered = match.get("countsFor") == match.get("competitionId")
    still = {"countsFor": entered, "acceptedBy": accepted, "acceptedAt": accepted}
    ours = [name for name in written if still.get(name)]
    return ours, [name for name in written if not still.get(name)]
