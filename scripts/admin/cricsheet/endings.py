"""Converts a Cricsheet outcome to the fields of the actions that end a match."""

from typing import Any

from admin.cricsheet.figures import total_of
from admin.cricsheet.people import People
from admin.cricsheet.source import OUTCOMES, TIE_BREAKS
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import CloseReason, Outcome, TeamId

BY_RUNS = "runs"


def closing_fields(stated: Json, people: People) -> dict[str, Any]:
    """Return the fields of a `match_closed` action for a Cricsheet outcome."""
    method = stated.get("method")
    fields: dict[str, Any] = {"outcome": Outcome.WIN}
    if "result" in stated:
        fields["outcome"] = OUTCOMES[stated["result"]]
    elif method is not None and method.lower() == "awarded":
        fields["outcome"] = Outcome.AWARDED
    winner = stated.get("winner")
    for key, tie_break_method in TIE_BREAKS.items():
        if key in stated:
            winner, method = stated[key], method or tie_break_method
    if winner is not None:
        fields["winner_team_id"] = people.team_id(winner)
    return fields | ({"method": method} if method is not None else {})


def margin_fields(margin: Json, chase: Innings, winner_id: TeamId) -> dict[str, int]:
    """Return the target that makes a chase end with a margin; the par if play was broken off."""
    was_won_by_chaser = chase.batting_team_id == winner_id
    if "wickets" in margin and was_won_by_chaser:
        return {"target": chase.runs}
    if BY_RUNS not in margin:
        return {}
    if was_won_by_chaser:
        return {"par": chase.runs - margin[BY_RUNS]}
    if chase.closed is CloseReason.ABANDONED:
        return {"par": chase.runs + margin[BY_RUNS]}
    return {"target": chase.runs + margin[BY_RUNS] + 1}


def target_of_result(stated: Json, chase: Json) -> int | None:
    """Return the target that makes a completed chase end with the stated result.

    None if any target would.
    """
    margin, chase_runs = stated.get("by", {}), total_of(chase)
    if stated.get("result") == "tie":
        return chase_runs + 1
    if stated.get("winner") == chase["team"]:
        return chase_runs if "wickets" in margin else None
    if "winner" in stated and BY_RUNS in margin:
        return chase_runs + int(margin[BY_RUNS]) + 1
    return None
