"""Decides which targets, limits of overs and pars of a chase are recorded.

Only those that the file states, or that a method which it names must have set: a margin that
contradicts the deliveries is told by whoever compares, and never made true by a revision.
"""

from math import ceil
from typing import Any

from admin.cricsheet.endings import BY_RUNS, margin_fields, target_of_result
from admin.cricsheet.figures import is_last_over_whole, overs_bowled, total_of, wickets_of
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import CloseReason


class Chases:
    """The revisions of one file; `state` is the fold's, which goes on as the file is imported."""

    def __init__(self, data: Json, conditions: PlayingConditions, state: MatchState) -> None:
        self.innings: list[Json] = data["innings"]
        self.outcome: Json = data["info"]["outcome"]
        self.conditions, self.state = conditions, state

    def revision(self, index: int) -> dict[str, Any]:
        """Return target and limit of overs of an innings (0-based) that has just begun, where the
        innings before it does not give them.

        A limit of ours is whole overs (`Overs` of an action). Of a part of an over (`1.3`) it is
        the over that holds the last ball; `sourceFacts` keeps what was stated for an export.
        """
        current, innings = self.state.innings[-1], self.innings[index]
        stated = innings.get("target") or {}
        target, overs = stated.get("runs"), stated.get("overs")
        if target is None and self.is_chase(index):
            target = self.implied_target(index, innings)
        fields: dict[str, Any] = {}
        if overs is not None:
            limit = max(ceil(float(overs)), 1)
            if limit != current.overs_limit:
                fields["overs_limit"] = limit
        if target is None or current.target is None:
            return fields
        # A chase that is cut has the target that the file states, if only to say that it stands.
        is_stated_for_fewer = "overs_limit" in fields and stated.get("runs") is not None
        if int(target) != current.target or is_stated_for_fewer:
            fields["target"] = int(target)
        return fields

    def is_chase(self, index: int) -> bool:
        """Return whether an innings is the second of a match of one innings a side."""
        one_each = self.conditions.innings_per_side == 1
        return one_each and index == 1 and not self.innings[1].get("super_over")

    def implied_target(self, index: int, innings: Json) -> int | None:
        """Return the target that a method set and the file does not state.

        Of a chase that was played out, its margin tells; of one that was broken off, only that the
        target was above the score before the last ball.
        """
        if self.outcome.get("method") is None:
            return None
        is_whole = self.was_played_out(index, innings)
        target = target_of_result(self.outcome, innings) if is_whole else None
        current, passed = self.state.innings[-1].target, total_of(innings, before_last=True) + 1
        if target is None and (current is None or passed <= current):
            return None
        return max(target or 0, passed)

    def was_played_out(self, index: int, innings: Json) -> bool:
        """Return whether a chase ended by itself: all out, or with as many overs as it had."""
        overs = (innings.get("target") or {}).get("overs")
        first = overs_bowled(self.innings[index - 1])
        limit = self.state.innings[-1].overs_limit
        limits = {first if overs is None else ceil(float(overs)), limit}
        if wickets_of(innings) >= self.conditions.wickets_per_innings:
            return True
        is_whole = is_last_over_whole(innings, self.conditions.balls_per_over)
        return is_whole and overs_bowled(innings) in limits

    def settling(self, closing: dict[str, Any]) -> dict[str, int]:
        """Return the target or par by which a method ended a chase as stated, where the file tells
        neither: empty where it states the target of a chase that came to its end."""
        margin, result = self.outcome.get("by", {}), self.state.result
        played = self.state.main_innings
        is_plain = self.conditions.innings_per_side == 1 and len(played) == 2
        if not is_plain or "winner" not in self.outcome or closing.get("method") is None:
            return {}
        if (
            result is not None
            and result.winner_team_id == closing["winner_team_id"]
            and (margin == {BY_RUNS: result.runs} or margin == {"wickets": result.wickets})
        ):
            return {}
        is_stated = (self.innings[1].get("target") or {}).get("runs") is not None
        is_over = played[-1].closed not in (None, CloseReason.ABANDONED)
        if is_stated and is_over:
            return {}
        if "wickets" in margin and not self.was_reached():
            return {}
        return margin_fields(margin, played[-1], closing["winner_team_id"])

    def was_reached(self) -> bool:
        """Return whether a chase that was won reached its target, and was not broken off before."""
        innings = self.innings[1]
        stated = (innings.get("target") or {}).get("runs")
        is_passed = stated is not None and total_of(innings) >= int(stated)
        return is_passed or self.was_played_out(1, innings)
