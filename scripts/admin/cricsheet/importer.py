"""Imports a Cricsheet match: its match document, lineups and log.

Facts that the fold derives are not recorded as well: the end of an innings, a revised target and
the end of the match become actions only if the deliveries do not imply them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from admin.cricsheet.ball_templates import BallTemplates
from admin.cricsheet.chases import Chases
from admin.cricsheet.conditions import match_fields
from admin.cricsheet.endings import BY_RUNS, closing_fields
from admin.cricsheet.facts import source_facts
from admin.cricsheet.figures import first_delivery, score_of
from admin.cricsheet.innings_log import InningsLog
from admin.cricsheet.people import People
from admin.cricsheet.powerplays import powerplays_of
from admin.cricsheet.source import cause, check_match, read_json
from admin.matchlog import CRICSHEET_NOTICE, FoldedLog, MatchLog
from scrbrd.domain.errors import BadInput
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import Json
from scrbrd.domain.match import Inputs, Match, inputs_of
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionType, CloseReason


def import_match(path: Path) -> MatchLog:
    """Read a Cricsheet file. Raises BadInput, in one line, if it cannot be used."""
    return import_data(path, read_json(path))


def import_data(path: Path, data: Json) -> MatchLog:
    """Import an already parsed file; the match id is the file's name without its suffix."""
    with one_line_errors(path):
        importer = Importer.of(path, data)
        return importer.with_source_facts(importer.run())


def import_and_fold(path: Path) -> FoldedLog:
    """Read a Cricsheet file; return its log with the state folded during the import.

    Facts that only an export needs are left out: the match has no `source_facts`. Raises BadInput.
    """
    data = read_json(path)
    with one_line_errors(path):
        importer = Importer.of(path, data)
        log = importer.run()
    return importer.folded_log(log)


@contextmanager
def one_line_errors(path: Path) -> Iterator[None]:
    """Convert errors caused by impossible values in a file to BadInput of one line."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        what = cause(error)
        raise BadInput(f"{path}: not as Cricsheet writes it ({what}); fetch it again") from error


class Importer:
    """One import: adds innings by innings, and folds the log to learn what it already implies."""

    @classmethod
    def of(cls, path: Path, data: Json) -> "Importer":
        """Return the importer of a file. Raises BadInput if parts of it are missing."""
        check_match(path, data)
        return cls(path.stem, data)

    def __init__(self, match_id: str, data: Json) -> None:
        self.match_id, self.data, self.info = match_id, data, data["info"]
        self.people = People.of(self.info)
        self.match = Match.model_validate(match_fields(self.info, self.people, data["innings"]))
        self.inputs: Inputs = inputs_of(match_id, self.match, ())
        self.state = MatchState(self.inputs.setup)
        self.chases = Chases(data, self.inputs.setup.conditions, self.state)
        self.logs: list[InningsLog] = []
        self.ball_templates = BallTemplates()

    def run(self) -> MatchLog:
        """Import every innings, then the end of the match, then the lineups."""
        for index in range(len(self.data["innings"])):
            self.add_innings(index)
        self.close_match()
        actions = tuple(action for log in self.logs for action in log.actions)
        return MatchLog(
            self.match_id,
            self.match,
            self.people.lineups(),
            actions,
            CRICSHEET_NOTICE,
            dict(self.info["outcome"]),
            stated_scores=tuple(score_of(innings) for innings in self.data["innings"]),
        )

    def with_source_facts(self, log: MatchLog) -> MatchLog:
        """Return the log made by `run`, with the source facts that an export needs in its match."""
        self.catch_up()
        facts = source_facts(self.data, log, self.logs, self.state)
        return replace(log, match=self.match.model_copy(update={"source_facts": facts}))

    def folded_log(self, log: MatchLog) -> FoldedLog:
        """Return the log made by `run`, with the state folded during the import.

        The import folds without lineups, which produce warnings about players of the other side or
        of no side. If an id belongs to another side than the one it played for, the log is folded
        again.
        """
        if not self.people.are_on_sides((inputs := log.inputs).setup.sides):
            return FoldedLog.of(log)
        self.catch_up()
        state = replace(self.state, setup=inputs.setup)
        return FoldedLog(log, inputs, state, tuple(state.problems))

    def add_innings(self, index: int) -> None:
        """Add one innings, with the actions just before and after it."""
        innings = self.data["innings"][index]
        log = self.new_log(index + 1, innings["team"])
        log.add(ActionType.INNINGS_STARTED, **self.start_fields(innings, log))
        self.add_penalties_before(index, log)
        self.catch_up()
        self.add_target(index, log)
        conditions = self.inputs.setup.conditions
        log.add_deliveries(innings, conditions.balls_per_over, conditions.overs_per_end)
        self.add_penalties_after(index, log)
        self.catch_up()
        self.close_innings(index, innings, log)
        self.catch_up()

    def catch_up(self) -> None:
        """Fold the actions added since the last call."""
        actions = [action for log in self.logs for action in log.take_new()]
        for action in actions:
            apply(self.state, action)

    def start_fields(self, innings: Json, log: InningsLog) -> dict[str, Any]:
        """Return the fields of the start of an innings: sides, openers and powerplays."""
        fields: dict[str, Any] = {
            "batting_team_id": self.people.team_id(log.batting),
            "bowling_team_id": self.people.team_id(log.fielding),
        }
        if innings.get("super_over"):
            fields["super_over"] = True
        first = first_delivery(innings)
        if first is not None:
            fields["striker_id"] = log.batter_id(first["batter"])
            fields["non_striker_id"] = log.batter_id(first["non_striker"])
            fields["bowler_id"] = log.bowler_id(first["bowler"])
        spans = powerplays_of(innings)
        return fields | ({"powerplays": spans} if spans else {})

    def add_penalties_before(self, index: int, log: InningsLog) -> None:
        """Add the penalty runs before an innings.

        These are its own, and those awarded to the other side after that side's last innings.
        """
        own = self.data["innings"][index].get("penalty_runs", {}).get("pre", 0)
        self.add_penalty(log, log.batting, own)
        if index and self.data["innings"][index - 1]["team"] != log.batting:
            late = self.data["innings"][index - 1].get("penalty_runs", {}).get("post", 0)
            self.add_penalty(log, log.fielding, late)

    def add_penalties_after(self, index: int, log: InningsLog) -> None:
        """Add the penalty runs after an innings that no innings of the other side follows."""
        following = self.data["innings"][index + 1 : index + 2]
        if not following or following[0]["team"] == log.batting:
            late = self.data["innings"][index].get("penalty_runs", {}).get("post", 0)
            self.add_penalty(log, log.batting, late)

    def add_penalty(self, log: InningsLog, team: str, runs: int) -> None:
        """Add a penalty award, unless it has no runs."""
        if runs:
            log.add(
                ActionType.PENALTY_AWARDED, to_team_id=self.people.team_id(team), runs=int(runs)
            )

    def add_target(self, index: int, log: InningsLog) -> None:
        """Add a target or an overs limit that the first innings alone does not imply."""
        fields = self.chases.revision(index)
        if fields:
            log.add(ActionType.TARGET_REVISED, method=self.info["outcome"].get("method"), **fields)

    def close_innings(self, index: int, innings: Json, log: InningsLog) -> None:
        """Record the end of an innings if its deliveries do not show it."""
        current = self.state.innings[-1]
        if not current.is_open:
            return
        absent = innings.get("absent_hurt", [])
        reason = self.close_reason(index, innings, current, log)
        if reason is not None:
            ids = tuple(log.batter_id(name) for name in absent)
            log.add(ActionType.INNINGS_CLOSED, reason=reason, absent_ids=ids)

    def close_reason(
        self, index: int, innings: Json, current: Innings, log: InningsLog
    ) -> CloseReason | None:
        """Return why an innings ended; None if the end of the match implies it."""
        if innings.get("forfeited"):
            return CloseReason.FORFEITED
        if innings.get("declared"):
            return CloseReason.DECLARED
        if innings.get("absent_hurt") or log.is_without_batters(current.batters):
            return CloseReason.ALL_OUT
        is_last = index == len(self.data["innings"]) - 1
        if is_last and not self.was_decided_by_runs():
            return None
        one_each = self.inputs.setup.conditions.innings_per_side == 1
        whole_overs = one_each and current.over.is_complete
        if is_last and whole_overs and current.overs_completed == self.overs_before():
            return CloseReason.OVERS_COMPLETE
        if is_last and self.info["outcome"].get("method") is None:
            return CloseReason.ALL_OUT
        if is_last:
            return CloseReason.ABANDONED
        return CloseReason.OVERS_COMPLETE if whole_overs else CloseReason.ABANDONED

    def overs_before(self) -> int | None:
        """Return the overs completed in the innings before, or None.

        They may be the length of this innings too.
        """
        played = self.state.main_innings
        return played[-2].overs_completed if len(played) > 1 else None

    def was_decided_by_runs(self) -> bool:
        """Return True if the side batting last fell short."""
        return BY_RUNS in self.info["outcome"].get("by", {})

    def close_match(self) -> None:
        """Record the outcome if the innings alone do not imply it."""
        stated = self.info["outcome"]
        fields = closing_fields(stated, self.people)
        settling_fields = self.chases.settling_fields(fields)
        if settling_fields:
            method = fields.get("method")
            self.logs[-1].add(ActionType.TARGET_REVISED, method=method, **settling_fields)
            self.catch_up()
        result = self.state.result
        agrees = result is not None and (
            result.outcome is fields["outcome"]
            and result.winner_team_id == fields.get("winner_team_id")
        )
        if not agrees:
            log = self.logs[-1] if self.logs else self.new_log(1, self.people.home)
            log.add(ActionType.MATCH_CLOSED, **fields)

    def new_log(self, number: int, team: str) -> InningsLog:
        """Return the log of an innings that begins, appended to the logs before it."""
        edition = self.inputs.setup.conditions.laws_edition
        log = InningsLog(self.match_id, number, self.people, team, edition, self.ball_templates)
        self.logs.append(log)
        return log
