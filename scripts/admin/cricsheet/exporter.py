"""Exports a match as a Cricsheet file, and lists the facts that such a file cannot hold.

The deliveries are those that count, numbered as in the fold. The importer reads the export again;
differences of the match are added to the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from admin.cricsheet.exporter_facts import StoredFacts
from admin.cricsheet.exporter_info import MatchInfo
from admin.cricsheet.exporter_innings import InningsExport
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.importer import import_data
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, BatterResumed, BatterRetired, Delivery, InningsStarted
from scrbrd.domain.effective import effective_log
from scrbrd.domain.errors import BadInput
from scrbrd.domain.fold import apply
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import Retirement, Source

DATA_VERSION = "1.1.0"
NO_PLACE = "city, officials, team_type and match numbers: a match that was scored here has none"
NO_NAME = "has no name; its id stands in the file"


@dataclass(frozen=True, slots=True)
class Exported:
    """A Cricsheet file (`data`), and the facts of the match that it omits."""

    data: Json
    omitted: tuple[str, ...]


def export_log(log: MatchLog) -> Exported:
    """Export a match; players are named as in its lineups."""
    return Exporter(log).run()


class Exporter:
    """One export: folds the log action by action and adds each action to its innings."""

    def __init__(self, log: MatchLog) -> None:
        self.log = log
        self.facts = StoredFacts.of(log.match)
        self.names = Names.of(log, self.facts.blank)
        self.state = MatchState(log.inputs.setup)
        self.innings: list[InningsExport] = []
        self.refused: dict[int, InningsExport] = {}
        """Innings of the file, by number, that the fold refuses: the match was already won."""
        self.omitted: list[str] = [] if self.facts.is_there else [NO_PLACE]
        self.omitted += [f"players: {each} {NO_NAME}" for each in self.names.nameless]
        self.returning: frozenset[str] = frozenset()

    def run(self) -> Exported:
        """Export every action that counts, then the end of the innings and the match."""
        actions = effective_log(self.log.actions).actions
        self.returning = returning_retirements(actions)
        self.facts.select_whole_parts(self.names, {each.id for each in actions})
        for action in actions:
            known_problems = len(self.state.problems)
            apply(self.state, action)
            new = self.state.problems[known_problems:]
            errors = [each for each in new if each.severity is Severity.ERROR]
            if any(each.action_id == action.id for each in errors):
                if self.add_impossible(action):
                    continue
                self.open_refused(action)
                self.omitted.append(f"{action.id}: does not count: {errors[0].message}")
                continue
            self.open_innings()
            if self.innings:
                self.innings[-1].add(action, self.state.innings[-1])
        data = {
            **(self.facts.file or {"meta": {"data_version": DATA_VERSION}}),
            "info": self.info(),
            "innings": [each.data() for each in (*self.innings, *self.refused.values())],
        }
        for each in (*self.innings, *self.refused.values()):
            self.omitted += each.omitted
        self.omitted += self.read_back(data)
        return Exported(data, tuple(dict.fromkeys(self.omitted)))

    def add_impossible(self, action: Action) -> bool:
        """Add a ball of the file that the fold refuses.

        Returns False if it has no innings in the export.
        """
        if not isinstance(action, Delivery) or not self.is_of_file(action):
            return False
        exports = {each.innings.number: each for each in self.innings}
        export = (self.refused | exports).get(action.innings_number)
        if export is not None:
            export.add_impossible(action)
        return export is not None

    def open_refused(self, action: Action) -> None:
        """Open an innings of the file that the fold refuses, to keep its balls apart."""
        if isinstance(action, InningsStarted) and self.is_of_file(action):
            number = action.innings_number
            sides = action.batting_team_id, action.bowling_team_id
            innings = Innings(number, *sides, is_super_over=action.super_over is True)
            self.refused[number] = self.export_of(innings)

    def is_of_file(self, action: Action) -> bool:
        """Return True if an action was imported with the match."""
        return self.facts.is_there and action.source is Source.IMPORT

    def info(self) -> Json:
        """Return the file's `info` object."""
        match_info = MatchInfo(self.log, self.names, self.log.inputs, self.state)
        data = self.facts.info(match_info.data())
        self.omitted += [each for each in match_info.omitted if not self.facts.is_as_stated(each)]
        return data

    def open_innings(self) -> None:
        """Open an innings of the file for each new innings of the fold."""
        while len(self.innings) < len(self.state.innings):
            innings = self.state.innings[len(self.innings)]
            refused = self.refused.pop(innings.number, None)
            self.innings.append(refused or self.export_of(innings))
        for export, innings in zip(self.innings, self.state.innings, strict=True):
            export.innings = innings

    def export_of(self, innings: Innings) -> InningsExport:
        """Return the export of an innings that begins."""
        before = self.innings[-1] if self.innings else None
        length = self.state.setup.conditions.balls_per_over
        return InningsExport(self.names, innings, length, before, self.returning, self.facts)

    def read_back(self, data: Json) -> list[str]:
        """Return the differences that the match would have if the file were imported again."""
        try:
            state, _ = import_data(Path(f"{self.log.match_id}.json"), data).fold()
        except BadInput as error:
            return [f"the file as a whole: {error}"]
        differences = []
        for number, export in enumerate(self.innings, start=1):
            reimported = state.innings[number - 1] if number <= len(state.innings) else None
            for name in ("runs", "wickets", "legal_balls", "target", "overs_limit", "closed"):
                expected, actual = getattr(export.innings, name), getattr(reimported, name, None)
                if expected != actual:
                    differences.append(
                        f"innings {number} {name}: {expected}; read back it would be {actual}"
                    )
        if self.result_summary(self.state) != self.result_summary(state):
            expected, actual = self.result_summary(self.state), self.result_summary(state)
            differences.append(f"result: {expected}; read back it would be {actual}")
        return differences

    def result_summary(self, state: MatchState) -> Any:
        """Return a result without its teams' ids, which the file does not keep."""
        result = state.result
        if result is None:
            return None
        return str(result.outcome), result.runs, result.wickets, result.innings


def returning_retirements(actions: Sequence[Action]) -> frozenset[str]:
    """Return the ids of the retirements after which the batter came back in the same innings."""
    last: dict[tuple[int, str], str] = {}
    resumed: set[str] = set()
    for action in actions:
        if isinstance(action, BatterRetired) and action.retirement is not Retirement.OUT:
            last[action.innings_number, action.player_id] = action.id
        elif isinstance(action, BatterResumed):
            resumed.add(last.pop((action.innings_number, action.player_id), ""))
    return frozenset(resumed)
