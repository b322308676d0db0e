"""Owns the import of a Cricsheet match: its match document, lineups and log.

What the fold derives is not recorded twice: an innings is recorded as closed, a target as revised
and the match as closed only where the deliveries alone do not tell.
"""

from pathlib import Path
from typing import Any

from scrbrd.domain.errors import BadInput
from scrbrd.domain.fold import fold
from scrbrd.domain.match import Inputs, Match, inputs_of
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionType, CloseReason, Outcome
from scrbrd_admin.cricsheet.conditions import match_fields
from scrbrd_admin.cricsheet.innings_log import InningsLog
from scrbrd_admin.cricsheet.people import People
from scrbrd_admin.cricsheet.powerplays import powerplays_of
from scrbrd_admin.cricsheet.source import Json, check_match, read_json
from scrbrd_admin.matchlog import CRICSHEET_NOTICE, MatchLog

OUTCOMES = {"tie": Outcome.TIE, "draw": Outcome.DRAW, "no result": Outcome.NO_RESULT}
TIE_BREAKS = {"eliminator": "super_over", "bowl_out": "bowl_out"}
LEVEL = "runs"


def import_match(path: Path) -> MatchLog:
    """Read a Cricsheet file; raises BadInput, in one line, for one that cannot be used."""
    return import_data(path, read_json(path))


def import_data(path: Path, data: Json) -> MatchLog:
    """Import an already parsed file; the match id is the file's name without its ending."""
    check_match(path, data)
    try:
        return Importer(path.stem, data).run()
    except (KeyError, TypeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        raise BadInput(f"{path}: not as Cricsheet writes it ({what}); fetch it again") from error


class Importer:
    """One import: innings by innings, folding as it goes to see what the log already says."""

    def __init__(self, match_id: str, data: Json) -> None:
        self.match_id, self.data, self.info = match_id, data, data["info"]
        self.people = People.of(self.info)
        self.match = Match.model_validate(match_fields(self.info, self.people, data["innings"]))
        self.inputs: Inputs = inputs_of(match_id, self.match, ())
        self.state = MatchState(self.inputs.setup)
        self.logs: list[InningsLog] = []

    def run(self) -> MatchLog:
        """Every innings, then how the match ended; lineups last, when all who fielded are known."""
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
        )

    def add_innings(self, index: int) -> None:
        """One innings with what came just before and after it."""
        innings = self.data["innings"][index]
        edition = self.inputs.setup.conditions.laws_edition
        log = InningsLog(self.match_id, index + 1, self.people, innings["team"], edition)
        self.logs.append(log)
        log.add(ActionType.INNINGS_STARTED, **self.start_fields(innings, log))
        self.add_penalties_before(index, log)
        self.catch_up()
        self.add_target(index, innings, log)
        conditions = self.inputs.setup.conditions
        log.add_deliveries(innings, conditions.balls_per_over, conditions.overs_per_end)
        self.add_penalties_after(index, log)
        self.catch_up()
        self.close_innings(index, innings, log)
        self.catch_up()

    def catch_up(self) -> None:
        """Fold what was added since the last time."""
        actions = [action for log in self.logs for action in log.actions]
        self.state = fold(MatchState(self.inputs.setup), actions)

    def start_fields(self, innings: Json, log: InningsLog) -> dict[str, Any]:
        """Sides, openers and powerplays of an innings."""
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
        """Penalty runs an innings began with, and those the other side got for its last one."""
        own = self.data["innings"][index].get("penalty_runs", {}).get("pre", 0)
        self.add_penalty(log, log.batting, own)
        if index and self.data["innings"][index - 1]["team"] != log.batting:
            late = self.data["innings"][index - 1].get("penalty_runs", {}).get("post", 0)
            self.add_penalty(log, log.fielding, late)

    def add_penalties_after(self, index: int, log: InningsLog) -> None:
        """Penalty runs after an innings that no innings of the other side follows."""
        following = self.data["innings"][index + 1 : index + 2]
        if not following or following[0]["team"] == log.batting:
            late = self.data["innings"][index].get("penalty_runs", {}).get("post", 0)
            self.add_penalty(log, log.batting, late)

    def add_penalty(self, log: InningsLog, team: str, runs: int) -> None:
        """A penalty award, if there were any runs."""
        if runs:
            log.add(
                ActionType.PENALTY_AWARDED, to_team_id=self.people.team_id(team), runs=int(runs)
            )

    def add_target(self, index: int, innings: Json, log: InningsLog) -> None:
        """A target or a limit of overs that the first innings alone does not give."""
        current = self.state.innings[-1]
        stated = innings.get("target", {})
        target, overs = stated.get("runs"), stated.get("overs")
        if target is None and self.is_chase(index):
            target = self.implied_target(innings)
        fields: dict[str, Any] = {}
        if target is not None and target != current.target:
            fields["target"] = int(target)
        limit = -(-overs // 1) if overs is not None else None
        if limit is not None and int(limit) != current.overs_limit:
            fields["overs_limit"] = int(limit)
        if fields:
            log.add(ActionType.TARGET_REVISED, method=self.info["outcome"].get("method"), **fields)

    def is_chase(self, index: int) -> bool:
        """Whether an innings is the second of a match of one innings a side."""
        one_each = self.inputs.setup.conditions.innings_per_side == 1
        return one_each and index == 1 and not self.data["innings"][1].get("super_over")

    def implied_target(self, innings: Json) -> int | None:
        """The target that the stated margin implies, where a method revised it unstated."""
        outcome = self.info["outcome"]
        margin = outcome.get("by", {})
        made = total_of(innings)
        if outcome.get("method") is None or "winner" not in outcome:
            return None
        if outcome["winner"] == innings["team"]:
            return made if "wickets" in margin else None
        return made + margin["runs"] + 1 if LEVEL in margin else None

    def close_innings(self, index: int, innings: Json, log: InningsLog) -> None:
        """Record the end of an innings whose deliveries do not show it."""
        current = self.state.innings[-1]
        if not current.is_open:
            return
        absent = innings.get("absent_hurt", [])
        reason = self.reason_of(index, innings, current, log)
        if reason is not None:
            ids = tuple(log.batter_id(name) for name in absent)
            log.add(ActionType.INNINGS_CLOSED, reason=reason, absent_ids=ids)

    def reason_of(
        self, index: int, innings: Json, current: Innings, log: InningsLog
    ) -> CloseReason | None:
        """Why an innings ended; None where the end of the match says it."""
        if innings.get("forfeited"):
            return CloseReason.FORFEITED
        if innings.get("declared"):
            return CloseReason.DECLARED
        if innings.get("absent_hurt") or self.nobody_left(current, log):
            return CloseReason.ALL_OUT
        is_last = index == len(self.data["innings"]) - 1
        if is_last and not self.was_decided_by_runs():
            return None
        if is_last and self.info["outcome"].get("method") is None:
            return CloseReason.ALL_OUT
        whole_overs = current.over.is_complete and self.match.format.value != "Test"
        return CloseReason.OVERS_COMPLETE if whole_overs else CloseReason.ABANDONED

    def nobody_left(self, current: Innings, log: InningsLog) -> bool:
        """Whether no batter could have come in: all others out, retired or away."""
        batters = current.batters
        squad = [log.batter_id(name) for name in self.people.squads[log.batting]]
        unused = [player for player in squad if player not in batters]
        gone = sum(batter.dismissal is not None for batter in batters.values())
        return not unused and gone >= len(batters) - 1 > 0

    def was_decided_by_runs(self) -> bool:
        """Whether the side batting last fell short."""
        return LEVEL in self.info["outcome"].get("by", {})

    def close_match(self) -> None:
        """Record the outcome where the innings alone do not give it."""
        stated = self.info["outcome"]
        fields = closing_fields(stated, self.people)
        result = self.state.result
        agrees = result is not None and (
            result.outcome is fields["outcome"]
            and result.winner_team_id == fields.get("winner_team_id")
        )
        if not agrees:
            log = self.logs[-1] if self.logs else self.empty_log()
            log.add(ActionType.MATCH_CLOSED, **fields)

    def empty_log(self) -> InningsLog:
        """The log of a match in which no ball was bowled."""
        edition = self.inputs.setup.conditions.laws_edition
        log = InningsLog(self.match_id, 1, self.people, self.people.home, edition)
        self.logs.append(log)
        return log


def closing_fields(stated: Json, people: People) -> dict[str, Any]:
    """A Cricsheet outcome as a match_closed."""
    method = stated.get("method")
    fields: dict[str, Any] = {"outcome": Outcome.WIN}
    if "result" in stated:
        fields["outcome"] = OUTCOMES[stated["result"]]
    elif method is not None and method.lower() == "awarded":
        fields["outcome"] = Outcome.AWARDED
    winner = stated.get("winner")
    for key, how in TIE_BREAKS.items():
        if key in stated:
            winner, method = stated[key], method or how
    if winner is not None:
        fields["winner_team_id"] = people.team_id(winner)
    return fields | ({"method": method} if method is not None else {})


def first_delivery(innings: Json) -> Json | None:
    """The first ball of an innings; None for one that was forfeited."""
    for over in innings.get("overs", []):
        for delivery in over["deliveries"]:
            first: Json = delivery
            return first
    return None


def total_of(innings: Json) -> int:
    """The runs of an innings as its deliveries state them."""
    return sum(
        int(delivery["runs"]["total"])
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
    )
