"""2.

`team_selection`: converts `teamSelection` of matches and checklists to `matches/{m}/lineups`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, ClassVar

from admin.whole import stream_whole
from migrate import places
from migrate.engine import copies, marks, planned_writes, replace_ids
from migrate.engine.hold import held_match, is_abandoned, is_unfinished
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.log.documents import is_ours
from migrate.old.values import MappedId, id_of, mapped_id_remarks, mapped_ids
from migrate.selection.lineups import Lineups, lineups_of
from migrate.selection.old import FIELD
from migrate.steps.old_match import selections_of, teams_of, unnamed_teams
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.projections.live.lineups import LINEUP_FIELDS

ID_FIELDS = ("strikerId", "nonStrikerId", "bowlerId", "battingTeamId", "bowlingTeamId")
COMPARED = ("role", "isCaptain", "isViceCaptain", "isWicketkeeper", "battingPosition")
"""Fields in which a lineup should agree with the old selection."""


class TeamSelection(Step):
    """The second migration."""

    number: ClassVar[int] = 2
    name: ClassVar[str] = "team_selection"
    does: ClassVar[str] = "teamSelection of matches and pre-match procedures -> lineups"

    def planned_lineups(self, context: RunContext, match_id: str) -> Lineups:
        """Return the lineups that the old selections yield."""
        old = copies.current(context.client, match_id)
        teams = teams_of(old.fields(places.MATCH_COPY))
        lineups = lineups_of(match_id, teams, selections_of(old), context.people)
        if mapped_ids(lineups.documents) and has_log_of_original_texts(context, match_id):
            return replace(lineups, documents=with_original_texts(lineups.documents))
        return lineups

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the lineups that do not exist yet; existing ones are left as they are."""
        lineups, others = (
            self.planned_lineups(context, subject),
            copies.other_match_remarks(context.client, subject),
        )
        if not lineups.named and not lineups.undecided:
            return Plan(subject, details=(*others, *lineups.remarks), is_nothing=True)
        writes = {
            f"{paths.lineups(subject)}/{key}": each for key, each in lineups.documents.items()
        }
        existing = planned_writes.existing_documents(context.client, writes)
        details = list(lineups.remarks)
        for path, each in existing.items():
            details += lineup_differences(path, each.fields, writes[path])
        if context.people:
            players = sorted({each["playerId"] for each in writes.values()})
            unknown_players = [player for player in players if id_of(player) not in context.people]
            details += [f"{player} is nobody we know" for player in unknown_players]
        missing = {path: each for path, each in writes.items() if path not in existing}
        counts = Counter({"players named": lineups.named, "lineups": len(writes)})
        match = copies.current(context.client, subject).fields(places.MATCH_COPY)
        remarks = (*others, *unnamed_teams(context, match), *details, *mapped_id_remarks(writes))
        return Plan(subject, missing, details=remarks, differs=bool(details), counts=counts)

    def write(self, context: RunContext, plan: Plan) -> int:
        """Create the lineups while the match is held; a match that has a log is rebuilt with
        their names."""
        if not plan.writes and not is_unfinished(context.store, plan.subject):
            return 0
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            if mapped_ids(plan.writes):
                replace_ids.rename(context.client, plan.subject)
            return planned_writes.create(context.client, plan.writes)

    def undo(self, context: RunContext, subject: str, *, apply: bool) -> tuple[int, list[str]]:
        """Delete the lineups that are still as they were migrated, the functions' own fields
        aside."""
        lineups = self.planned_lineups(context, subject)
        writes = {
            f"{paths.lineups(subject)}/{key}": each for key, each in lineups.documents.items()
        }
        removable, stays = [], list[str]()
        for path, each in planned_writes.existing_documents(context.client, writes).items():
            own_fields = {k: v for k, v in each.fields.items() if k not in FUNCTION_FIELDS}
            if own_fields == writes[path] and is_written_once(each.fields):
                removable.append(path)
            else:
                stays.append(f"{path} stays: somebody wrote or changed it")
        if apply and (removable or is_abandoned(context.store, subject, self.name)):
            with held_match(context.store, subject, f"undone: {self.name}"):
                planned_writes.delete(context.client, removable)
                if not stays and not context.store.count_log(subject).actions:
                    match = copies.current(context.client, subject).fields(places.MATCH_COPY)
                    replace_ids.rename_back(context.client, subject, match)
        return len(removable), stays

    def undecided(self, context: RunContext, subject: str) -> list[str]:
        """Return the places of players who got no lineup.

        Once the migration is done, this includes lineups that do not exist: the selection was
        written or read differently after the migration, or somebody deleted the lineup.
        """
        lineups = self.planned_lineups(context, subject)
        mark = marks.subject_mark(context.client, self.name, subject, is_match=True)
        missing = []
        if mark.get("state") == marks.DONE:
            paths_of = {f"{paths.lineups(subject)}/{key}": key for key in lineups.documents}
            existing = planned_writes.existing_documents(context.client, paths_of)
            missing = [key for path, key in paths_of.items() if path not in existing]
        sources = [
            each.path
            for each in copies.originals(context.client, subject)
            if missing and each.fields.get(FIELD)
        ]
        return [
            *places_of(subject, lineups),
            *(f"{path} {FIELD} lineup {key}" for path in sources for key in missing),
        ]

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return a line for each difference between the lineups and the old selections."""
        lineups = self.planned_lineups(context, subject)
        writes = {
            f"{paths.lineups(subject)}/{key}": each for key, each in lineups.documents.items()
        }
        existing = planned_writes.existing_documents(context.client, writes)
        lines = [f"{path}: not there" for path in writes if path not in existing]
        lines += [f"{place}: in no lineup" for place in places_of(subject, lineups)]
        for path, each in existing.items():
            lines += lineup_differences(path, each.fields, writes[path])
        return lines


def places_of(match_id: str, lineups: Lineups) -> list[str]:
    """Return the places of players without a lineup, with the path of the match document spelt
    out."""
    own = f"{places.MATCH_COPY} "
    return [
        f"{paths.match(match_id)} {each.removeprefix(own)}" if each.startswith(own) else each
        for each in lineups.undecided
    ]


def has_log_of_original_texts(context: RunContext, match_id: str) -> bool:
    """Return True if the match's log names people and teams as apps wrote them; it is not changed.

    This includes logs that were migrated before ids were restricted.
    """
    log = stream_whole(context.client, context.client.collection(paths.scoring_actions(match_id)))
    actions = [snap.to_dict() or {} for snap in log]
    return any(not is_ours(match_id, each) or names_no_id(each) for each in actions)


def names_no_id(action: Json) -> bool:
    """Return True if an action names a player or a team by a text that is not a valid id."""
    return any(action.get(name) and not is_id(action[name]) for name in ID_FIELDS)


def with_original_texts(value: Any) -> Any:
    """Return a value in which mapped ids are replaced by the original texts."""
    if isinstance(value, dict):
        return {key: with_original_texts(each) for key, each in value.items()}
    return value.text if isinstance(value, MappedId) else value


FUNCTION_FIELDS = frozenset({*LINEUP_FIELDS, *planned_writes.STAMPS})


def is_written_once(fields: Json) -> bool:
    """Return True if people never wrote a lineup again: each of their writes changes
    `updatedAt`."""
    created = fields.get("createdAt")
    return created is not None and created == fields.get("updatedAt")


def lineup_differences(path: str, stored: Json, wanted: Json) -> list[str]:
    """Return a line for each field in which a lineup differs from the old selection."""
    return [
        f"{path} {name}: old {wanted.get(name)!r}, new {stored.get(name)!r}"
        for name in COMPARED
        if stored.get(name) != wanted.get(name)
    ]
