"""Owns the fields of the match document that follow the log: `status`, `result`, `completedAt`."""

from datetime import datetime
from typing import Any

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.projections.live_score import match_status
from scrbrd.projections.scorecard import result_projection


def match_changes(
    stored: dict[str, Any] | None, state: MatchState, inputs: Inputs, now: datetime
) -> dict[str, Any]:
    """The fields to change in a stored match document; empty for all but transitions.

    None as a value removes the field: a match whose winning hit is undone is not completed.
    """
    if stored is None:
        return {}
    status = str(match_status(state))
    wanted: dict[str, Any] = {"status": status, "result": result_document(state, inputs)}
    if status != MatchStatus.COMPLETED:
        wanted["completedAt"] = None
    elif stored.get("completedAt") is None:
        wanted["completedAt"] = now
    return {name: value for name, value in wanted.items() if stored.get(name) != value}


def result_document(state: MatchState, inputs: Inputs) -> dict[str, Any] | None:
    """The result as the match document holds it."""
    result = result_projection(state, inputs)
    if state.result is None or result is None:
        return None
    fields = {
        "outcome": str(state.result.outcome),
        "winnerTeamId": result.winner_id,
        "by": result.by,
        "method": result.method,
        "text": result.text,
    }
    return {name: value for name, value in fields.items() if value is not None}
