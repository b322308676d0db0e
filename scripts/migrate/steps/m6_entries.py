"""6. `entries`: marks older matches as entered for their competition and accepted by the away side.

Matches used to count without such marks. Now an owner enters a match for a competition, and the
away school accepts it. Matches created before this migration first ran are marked once; people
decide about later ones.
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
from migrate.engine import document_moves
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.log.documents import NOBODY
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.json_types import Json

CUTOFF = "cutoff"
"""The field of the migration's document with the time of its first run.

Matches created later are not marked.
"""
TRIES = 5
"""How often a match is planned again if somebody writes it meanwhile."""


class Entries(Step):
    """The sixth migration."""

    number: ClassVar[int] = 6
    name: ClassVar[str] = "entries"
    does: ClassVar[str] = "matches of before -> entered for their competition, accepted"

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return False: nothing of the old shape is copied."""
        return False

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the marks that the match lacks; a match that was not made by an app needs none."""
        snap = read_whole(context.client, paths.match(subject))
        match: Json = snap.to_dict() or {}
        lacking = missing_marks(match)
        if not lacking or is_later(match, self.cutoff(context)):
            return Plan(subject, is_nothing=True)
        counts = Counter({f"matches with {name}": 1 for name in lacking if name != "acceptedAt"})
        detail = ", ".join(f"{name}: {value}" for name, value in lacking.items() if value)
        writes = {paths.match(subject): lacking}
        return Plan(subject, writes, details=(detail,), counts=counts, extra=snap.update_time)

    def cutoff(self, context: RunContext) -> datetime:
        """Return when the migration first ran; before that, the current time."""
        ledger = context.client.document(places.ledger(self.name))
        kept = (ledger.get([CUTOFF]).to_dict() or {}).get(CUTOFF)
        if isinstance(kept, datetime):
            return kept
        now = utc_now()
        if context.options.apply:
            ledger.set({CUTOFF: now}, merge=True)
        return now

    def write(self, context: RunContext, plan: Plan) -> int:
        """Mark the match; return how many documents were written.

        The match is planned again if somebody has written it since. Raises Refusal if it is written
        too often.
        """
        for _ in range(TRIES):
            if plan.is_nothing:  # people have decided meanwhile, or the match is gone
                return 0
            if self.write_marks(context, plan):
                return 1
            plan = self.plan(context, plan.subject)
        raise Refusal(f"{paths.match(plan.subject)} is written all the time; run it again later")

    def write_marks(self, context: RunContext, plan: Plan) -> bool:
        """Write the marks and a note of them in one commit.

        Return False if the match has changed.
        """
        [(path, lacking)] = plan.writes.items()
        batch = context.client.batch()
        times = {"acceptedAt": SERVER_TIMESTAMP} if "acceptedAt" in lacking else {}
        guard = context.client.write_option(last_update_time=plan.extra)
        batch.update(context.client.document(path), {**lacking, **times}, option=guard)
        batch.set(context.client.document(self.note_path(plan.subject)), {"fields": list(lacking)})
        try:
            batch.commit()
        except CHANGED:
            return False
        return True

    def note_path(self, match_id: str) -> str:
        """Return the path of the note that lists the marks written to a match."""
        return f"{places.ledger(self.name)}/marked/{match_id}"

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Remove the marks that are still as they were written."""
        note = context.client.document(self.note_path(subject))
        written = (note.get().to_dict() or {}).get("fields", [])
        snap = read_whole(context.client, paths.match(subject))
        ours, stays = split_marks(written, snap.to_dict() or {})
        if apply and ours:
            guard = context.client.write_option(last_update_time=snap.update_time)
            batch = context.client.batch()
            batch.update(snap.reference, dict.fromkeys(ours, DELETE_FIELD), option=guard)
            batch.delete(note)
            document_moves.commit(batch, paths.match(subject))
        lines = [f"{paths.match(subject)} keeps {name}: somebody changed it" for name in stays]
        return len(ours), lines

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each mark that an older match lacks."""
        return [
            f"{path}: has no {name}"
            for path, lacking in self.plan(context, subject).writes.items()
            for name in lacking
        ]


def missing_marks(match: Json) -> Json:
    """Return the marks that a match made by an app lacks."""
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
    """Return True if a match was created after the migration first ran."""
    created = match.get("createdAt")
    return isinstance(created, datetime) and created > cutoff


def split_marks(written: list[str], match: Json) -> tuple[list[str], list[str]]:
    """Return (marks that are still as they were written, marks that were changed since)."""
    accepted = match.get("acceptedBy") == NOBODY
    entered = match.get("countsFor") == match.get("competitionId")
    still = {"countsFor": entered, "acceptedBy": accepted, "acceptedAt": accepted}
    ours = [name for name in written if still.get(name)]
    return ours, [name for name in written if not still.get(name)]
