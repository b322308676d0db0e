"""2. `team_selection`: `teamSelection` of matches and checklists -> `matches/{m}/lineups`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, ClassVar

from admin.whole import stream_whole
from migrate import places
from migrate.engine import copies, marks, renaming, writing
from migrate.engine.hold import held_match, is_left, is_unfinished
from migrate.engine.plan import Plan
from migrate.engine.run_context import RunContext
from migrate.log.documents import is_ours
from migrate.old.values import MappedId, id_of, mapped_ids, mapping_told
from migrate.selection.lineups import Lineups, lineups_of
from migrate.selection.old import FIELD
from migrate.steps.old_match import selections_of, teams_of, unnamed_teams
from migrate.steps.step import Step
from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.json_types import Json
from scrbrd.projections.live.lineups import LINEUP_FIELDS

NAMES = ("strikerId", "nonStrikerId", "bowlerId", "battingTeamId", "bowlingTeamId")
COMPARED = ("role", "isCaptain", "isViceCaptain", "isWicketkeeper", "battingPosition")
"""What the old world and a lineup should agree on."""


class TeamSelection(Step):
    """The second migration."""

    number: ClassVar[int] = 2
    name: ClassVar[str] = "team_selection"
    does: ClassVar[str] = "teamSelection of matches and pre-match procedures -> lineups"

    def wanted(self, context: RunContext, match_id: str) -> Lineups:
        """Return the lineups that the old selections make."""
        old = copies.current(context.client, match_id)
        teams = teams_of(old.fields(places.MATCH_COPY))
        made = lineups_of(match_id, teams, selections_of(old), context.people)
        if mapped_ids(made.documents) and has_log_as_written(context, match_id):
            return replace(made, documents=as_written(made.documents))
        return made

    def plan(self, context: RunContext, subject: str) -> Plan:
        """Return the lineups that are not there yet; existing ones are left as they are."""
        made, others = self.wanted(context, subject), copies.of_other_match(context.client, subject)
        if not made.named and not made.undecided:
            return Plan(subject, details=(*others, *made.remarks), is_nothing=True)
        writes = {f"{paths.lineups(subject)}/{key}": each for key, each in made.documents.items()}
        there = writing.present(context.client, writes)
        details = list(made.remarks)
        for path, each in there.items():
            details += told_apart(path, each.fields, writes[path])
        if context.people:
            players = sorted({each["playerId"] for each in writes.values()})
            strangers = [player for player in players if id_of(player) not in context.people]
            details += [f"{player} is nobody we know" for player in strangers]
        missing = {path: each for path, each in writes.items() if path not in there}
        counts = Counter({"players named": made.named, "lineups": len(writes)})
        match = copies.current(context.client, subject).fields(places.MATCH_COPY)
        told = (*others, *unnamed_teams(context, match), *details, *mapping_told(writes))
        return Plan(subject, missing, details=told, differs=bool(details), counts=counts)

    def write(self, context: RunContext, plan: Plan) -> int:
        """Create them under a hold; a match that has a log is rebuilt with their names."""
        if not plan.writes and not is_unfinished(context.store, plan.subject):
            return 0
        with held_match(context.store, plan.subject, f"migrated: {self.name}"):
            if mapped_ids(plan.writes):
                renaming.rename(context.client, plan.subject)
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
        if apply and (gone or is_left(context.store, subject, self.name)):
            with held_match(context.store, subject, f"undone: {self.name}"):
                writing.delete(context.client, gone)
                if not stays and not context.store.count_log(subject).actions:
                    match = copies.current(context.client, subject).fields(places.MATCH_COPY)
                    renaming.rename_back(context.client, subject, match)
        return len(gone), stays

    def undecided(self, context: RunContext, subject: str) -> list[str]:
        """Return the places of those of whom nothing became a lineup.

        Once the migration is done, of lineups too that are not there: the selection was written or
        read otherwise later, or somebody took the lineup away.
        """
        made = self.wanted(context, subject)
        mark = marks.subject_mark(context.client, self.name, subject, is_match=True)
        lost = []
        if mark.get("state") == marks.DONE:
            paths_of = {f"{paths.lineups(subject)}/{key}": key for key in made.documents}
            there = writing.present(context.client, paths_of)
            lost = [key for path, key in paths_of.items() if path not in there]
        sources = [
            each.path
            for each in copies.originals(context.client, subject)
            if lost and each.fields.get(FIELD)
        ]
        return [
            *places_of(subject, made),
            *(f"{path} {FIELD} lineup {key}" for path in sources for key in lost),
        ]

    def differences(self, context: RunContext, subject: str) -> list[str]:
        """Return where the lineups differ from the old selections."""
        made = self.wanted(context, subject)
        writes = {f"{paths.lineups(subject)}/{key}": each for key, each in made.documents.items()}
        there = writing.present(context.client, writes)
        lines = [f"{path}: not there" for path in writes if path not in there]
        lines += [f"{place}: in no lineup" for place in places_of(subject, made)]
        for path, each in there.items():
            lines += told_apart(path, each.fields, writes[path])
        return lines


def places_of(match_id: str, made: Lineups) -> list[str]:
    """Return the places of what became no lineup, with the path of the match's own document."""
    own = f"{places.MATCH_COPY} "
    return [
        f"{paths.match(match_id)} {each.removeprefix(own)}" if each.startswith(own) else each
        for each in made.undecided
    ]


def has_log_as_written(context: RunContext, match_id: str) -> bool:
    """Whether the log of a match names people and teams as apps wrote them: it is not changed.

    So does one that was migrated before ids were defined.
    """
    log = stream_whole(context.client, context.client.collection(paths.scoring_actions(match_id)))
    actions = [snap.to_dict() or {} for snap in log]
    return any(not is_ours(match_id, each) or names_no_id(each) for each in actions)


def names_no_id(action: Json) -> bool:
    """Whether an action names a player or a team by what is no id."""
    return any(action.get(name) and not is_id(action[name]) for name in NAMES)


def as_written(value: Any) -> Any:
    """A value with the texts of the old world where ids stand for them."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    return value.text if isinstance(value, MappedId) else value


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
