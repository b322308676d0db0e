"""Exports a match as a Cricsheet file, and lists what such a file cannot say.

The deliveries are those that count, as the fold numbers them. What was written is read back by the
importer, and where the match would then read otherwise, the list says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from admin.cricsheet.conditions import FORMAT_OF
from admin.cricsheet.exporter_innings import InningsExport
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.importer import import_data
from admin.cricsheet.people import OF_WOMEN
from admin.cricsheet.source import OUTCOMES, TIE_BREAKS
from admin.json_types import Json
from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action, BatterResumed, BatterRetired
from scrbrd.domain.effective import effective_log
from scrbrd.domain.errors import BadInput
from scrbrd.domain.fold import apply
from scrbrd.domain.match import conditions_of, day_of
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchFormat, Outcome, Retirement
from scrbrd.projections.live.scorecard import result_projection

DATA_VERSION = "1.1.0"
NO_PLACE = "city, officials, team_type and match numbers: a match of ours has none of them"
MATCH_TYPES = {ours: theirs for theirs, ours in reversed(FORMAT_OF.items())} | {
    MatchFormat.HUNDRED: "T20"
}
RESULTS = {ours: theirs for theirs, ours in OUTCOMES.items()}
DECIDED = {ours: theirs for theirs, ours in TIE_BREAKS.items()}
WON = (Outcome.WIN, Outcome.AWARDED, Outcome.CONCEDED)


@dataclass(frozen=True, slots=True)
class Exported:
    """A Cricsheet file, and what of the match it does not say."""

    data: Json
    unsaid: tuple[str, ...]


def export_log(log: MatchLog) -> Exported:
    """Export a match; its names are the lineups'."""
    return Exporter(log).run()


class Exporter:
    """One export: the log folded action by action, each put into its innings."""

    def __init__(self, log: MatchLog) -> None:
        self.log = log
        self.names = Names.of(log)
        self.state = MatchState(log.inputs.setup)
        self.innings: list[InningsExport] = []
        self.unsaid: list[str] = [NO_PLACE]
        self.returning: frozenset[str] = frozenset()

    def run(self) -> Exported:
        """Return every action that counts, then what the innings and the match ended in."""
        actions = effective_log(self.log.actions).actions
        self.returning = returning(actions)
        for action in actions:
            known = len(self.state.problems)
            apply(self.state, action)
            new = self.state.problems[known:]
            errors = [each for each in new if each.severity is Severity.ERROR]
            if any(each.action_id == action.id for each in errors):
                self.unsaid.append(f"{action.id}: does not count: {errors[0].message}")
                continue
            self.open_innings()
            if self.innings:
                self.innings[-1].add(action, self.state.innings[-1])
        data = {
            "meta": {"data_version": DATA_VERSION},
            "info": self.info(),
            "innings": [each.data() for each in self.innings],
        }
        for each in self.innings:
            self.unsaid += each.unsaid
        self.unsaid += self.read_back(data)
        return Exported(data, tuple(dict.fromkeys(self.unsaid)))

    def open_innings(self) -> None:
        """An innings of the file for each of the fold's."""
        while len(self.innings) < len(self.state.innings):
            innings = self.state.innings[len(self.innings)]
            before = self.innings[-1] if self.innings else None
            length = self.state.setup.conditions.balls_per_over
            export = InningsExport(self.names, innings, length, before, self.returning)
            self.innings.append(export)
        for export, innings in zip(self.innings, self.state.innings, strict=True):
            export.innings = innings

    def info(self) -> Json:
        """Return what the file says of the match as a whole."""
        match, names = self.log.match, self.names
        conditions = conditions_of(match)
        day = day_of(match.scheduled_at)
        if day is None:
            self.unsaid.append("dates: the match document's scheduledAt is no date")
        match_type = MATCH_TYPES.get(match.format)
        if match_type is None:
            self.unsaid.append(f"format {match.format}: no match type of Cricsheet's")
        competition = self.log.competition_name or match.competition_id
        optional: Json = {
            "overs": conditions.overs_per_innings,
            "season": self.log.season_name or match.season_id,
            "event": {"name": competition} if competition else None,
            "venue": match.venue,
            "toss": self.toss(),
            "player_of_match": self.best_players(),
            "gender": "female" if match.home_team_id.endswith(OF_WOMEN) else None,
        }
        return {
            "balls_per_over": conditions.balls_per_over,
            "dates": [day.isoformat()] if day else [],
            "match_type": match_type or str(match.format),
            "outcome": self.outcome(),
            "players": names.squads(self.took_part()),
            "registry": {"people": names.registry()},
            "teams": [names.home, names.away],
        } | {name: value for name, value in optional.items() if value}

    def toss(self) -> Json | None:
        """Return who won the toss."""
        toss = self.log.match.toss
        if toss is None:
            return None
        return {"winner": self.names.team(toss.winner_team_id), "decision": str(toss.decision)}

    def best_players(self) -> list[str]:
        """Return who was awarded."""
        awards = self.log.match.awards
        return [self.names.player(each) for each in awards.player_of_match_ids] if awards else []

    def took_part(self) -> set[str]:
        """Return everybody who batted, bowled or came into the match."""
        joined: set[str] = set(self.state.joined)
        for innings in self.state.innings:
            joined |= {*innings.batters, *innings.bowlers, *innings.absent_ids}
        return joined

    def outcome(self) -> Json:
        """Return how the match ended, in Cricsheet's words."""
        result = self.state.result
        if result is None:
            self.unsaid.append("outcome: the match is not over; the file says no result")
            return {"result": RESULTS[Outcome.NO_RESULT]}
        outcome: Json = {}
        winner = self.names.team(result.winner_team_id) if result.winner_team_id else None
        breaker = DECIDED.get(result.method or "")
        if result.outcome not in WON:
            outcome["result"] = RESULTS[result.outcome]
            if winner is not None:
                outcome[breaker or "winner"] = winner
        else:
            outcome["winner"] = winner
            projected = result_projection(self.state, self.log.inputs)
            if projected is not None and projected.by:
                outcome["by"] = dict(projected.by)
        if result.outcome is Outcome.CONCEDED:
            self.unsaid.append("outcome: conceded; the file says awarded")
        if result.outcome in (Outcome.AWARDED, Outcome.CONCEDED):
            return outcome | {"method": "Awarded"}
        return outcome | ({"method": result.method} if result.method and not breaker else {})

    def read_back(self, data: Json) -> list[str]:
        """Return where the match would read otherwise if the file were imported again."""
        try:
            state, _ = import_data(Path(f"{self.log.match_id}.json"), data).folded()
        except BadInput as error:
            return [f"the file as a whole: {error}"]
        found = []
        for number, export in enumerate(self.innings, start=1):
            again = state.innings[number - 1] if number <= len(state.innings) else None
            for name in ("runs", "wickets", "legal_balls", "target", "overs_limit", "closed"):
                want, have = getattr(export.innings, name), getattr(again, name, None)
                if want != have:
                    found.append(f"innings {number} {name}: {want}; read back it would be {have}")
        if self.result_words(self.state) != self.result_words(state):
            want, have = self.result_words(self.state), self.result_words(state)
            found.append(f"result: {want}; read back it would be {have}")
        return found

    def result_words(self, state: MatchState) -> Any:
        """Return a result without its teams' ids, which the file does not keep."""
        result = state.result
        if result is None:
            return None
        return str(result.outcome), result.runs, result.wickets, result.innings


def returning(actions: Sequence[Action]) -> frozenset[str]:
    """Return the ids of the retirements from which a batter came back in the same innings."""
    last: dict[tuple[int, str], str] = {}
    found: set[str] = set()
    for action in actions:
        if isinstance(action, BatterRetired) and action.retirement is not Retirement.OUT:
            last[action.innings_number, action.player_id] = action.id
        elif isinstance(action, BatterResumed):
            found.add(last.pop((action.innings_number, action.player_id), ""))
    return frozenset(found)
