"""2. `team_selection`: `teamSelection` of matches and checklists -> `matches/{m}/lineups`."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from admin.json_types import Json
from migrate import places
from migrate.engine import copies, writing
from migrate.engine.hold import held_match
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.selection.lineups import Lineups, lineups_of
from migrate.steps.old_match import selections_of, teams_of
from scrbrd.adapters import paths
from scrbrd.projections.live.lineups import LINEUP_FIELDS

COMPARED = ("role", "isCaptain", "isViceCaptain", "isWicketkeeper", "battingPosition")
"""What the old world and a lineup should agree on."""


class TeamSelection:
    """The second migration."""

    number: ClassVar[int] = 2
    name: ClassVar[str] = "team_selection"
    does: ClassVar[str] = "teamSelection of matches and pre-match procedures -> lineups"
    looks_again: ClassVar[bool] = False

    def subjects(self, context: RunContext, match: str | None) -> list[str]:
        """Return matches."""
        return context.matches(match)

    def is_match(self, subject: str) -> bool:  # noqa: ARG002
        """Return True: every subject is a match."""
        return True

    def wanted(self, context: RunContext, match_id: str) -> Lineups:
        """Return the lineups that the old selections make."""
        old = copies.read(context.client, match_id)
        teams = teams_of(old.fields(places.MATCH_COPY))
        return lineups_of(match_id, teams, selections_of(old), context.people)

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the lineups that are not there yet; existing ones are left as they are."""
        made = self.wanted(context, subject)
        if not made.named:
            return Plan(subject, details=made.remarks, is_nothing=True)
        writes = {f"{paths.lineups(subject)}/{key}": each for key, each in made.documents.items()}
        there = writing.present(context.client, writes)
        details = list(made.remarks)
        for path, each in there.items():
            details += told_apart(path, each.fields, writes[path])
        if context.people:
            strangers = sorted({each["playerId"] for each in writes.values()} - set(context.people))
            details += [f"{player} is nobody we know" for player in strangers]
        missing = {path: each for path, each in writes.items() if path not in there}
        counts = Counter({"players named": made.named, "lineups": len(writes)})
        return Plan(subject, missing, details=tuple(details), differs=bool(details), counts=counts)

    def write(self, context: RunContext, plan: Plan) -> int:
        """Create them under a hold; a match that has a log is rebuilt with their names."""
        if not plan.writes:
            return 0
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            return writing.create(context.client, plan.writes)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete lineups that are as they were migrated, the functions' own fields aside."""
        made = self.wanted(context, subject)
        writes = {f"{paths.lineups(subject)}/{key}": each for key, each in made.documents.items()}
        gone, stays = [], list[str]()
        for path, each in writing.present(context.client, writes).items():
            theirs = {k: v for k, v in each.fields.items() if k not in OURS_LATER}
            if theirs == writes[path] and has_one_time(each.fields):
                gone.append(path)
            else:
                stays.append(f"{path} stays: somebody wrote or changed it")
        if apply and gone:
            with held_match(context.store, subject, f"undone: {self.name}"):
                writing.delete(context.client, gone)
        return len(gone), stays

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return where the lineups differ from the old selections."""
        made = self.wanted(context, subject)
        writes = {f"{paths.lineups(subject)}/{key}": each for key, each in made.documents.items()}
        there = writing.present(context.client, writes)
        lines = [f"{path}: not there" for path in writes if path not in there]
        for path, each in there.items():
            lines += told_apart(path, each.fields, writes[path])
        return lines


OURS_LATER = frozenset({*LINEUP_FIELDS, *writing.STAMPS})


def has_one_time(fields: Json) -> bool:
    """Return whether people never wrote a lineup again: each of their writes moves `updatedAt`."""
    created = fields.get("createdAt")
    return created is not None and created == fields.get("updatedAt")


def told_apart(path: str, stored: Json, wanted: Json) -> list[str]:
    """Return a line for each field in which a lineup differs from the old selection."""
    return [
        f"{path} {name}: old {wanted.get(name)!r}, new {stored.get(name)!r}"
        for name in COMPARED
        if stored.get(name) != wanted.get(name)
    ]
