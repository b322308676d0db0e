"""Determines which targets, overs limits and pars of a chase are recorded at import.

It records only those that the file states, or that a method named by the file must have set. A
margin that contradicts the deliveries is reported by the comparison after the import; it never
leads to a revision.
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
    """The revisions of one file; `state` is the fold's, which advances during the import."""

    def __init__(self, data: Json, conditions: PlayingConditions, state: MatchState) -> None:
        self.innings: list[Json] = data["innings"]
        self.outcome: Json = data["info"]["outcome"]
        self.conditions, self.state = conditions, state

    def revision(self, index: int) -> dict[str, Any]:
        """Return the revised target and overs limit of an innings (0-based) that has just begun.

        Empty if the innings before it implies them. Our limit is a number of whole overs (`Overs`
        of an action). A stated limit with a part of an over (`1.3`) is rounded up to the over that
        holds the last ball; `sourceFacts` keeps the stated value for an export.
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
        # A shortened chase gets the target that the file states, even if it is unchanged.
        is_stated_for_fewer = "overs_limit" in fields and stated.get("runs") is not None
        if int(target) != current.target or is_stated_for_fewer:
            fields["target"] = int(target)
        return fields

    def is_chase(self, index: int) -> bool:
        """Return True if an innings is the second of a match with one innings a side."""
        one_each = self.conditions.innings_per_side == 1
        return one_each and index == 1 and not self.innings[1].get("super_over")

    def implied_target(self, index: int, innings: Json) -> int | None:
        """Return the target that a method set and the file does not state.

        If the chase was played out, it follows from the margin. If play was broken off, the target
        was above the score before the last ball, which is all that is known.
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
        """Return True if a chase ended by itself: all out, or with all its overs bowled."""
        overs = (innings.get("target") or {}).get("overs")
        first = overs_bowled(self.innings[index - 1])
        limit = self.state.innings[-1].overs_limit
        limits = {first if overs is None else ceil(float(overs)), limit}
        if wickets_of(innings) >= self.conditions.wickets_per_innings:
            return True
        is_whole = is_last_over_whole(innings, self.conditions.balls_per_over)
        return is_whole and overs_bowled(innings) in limits

    def settling_fields(self, closing: dict[str, Any]) -> dict[str, int]:
        """Return the target or par by which a method ended a chase, if the file states neither.

        Empty if the file states the target of a chase that came to its end.
        """
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
        """Return True if a won chase reached its target and was not broken off before."""
        innings = self.innings[1]
        stated = (innings.get("target") or {}).get("runs")
        is_passed = stated is not None and total_of(innings) >= int(stated)
        return is_passed or self.was_played_out(1, innings)
