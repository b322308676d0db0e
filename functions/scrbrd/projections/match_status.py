"""Owns the fields of the match document that follow the log: `status`, `result`, `completedAt`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.projections.live_score import match_status
from scrbrd.projections.scorecard import result_projection

MATCH_FIELDS = ("status", "result", "completedAt")
"""The functions' own fields of the match document; all the others are people's."""


@dataclass(frozen=True, slots=True)
class MatchFields:
    """The functions' own fields of the match document, as they are stored."""

    status: Any = None
    result: Any = None
    is_completed: bool = False


def match_changes(
    stored: MatchFields | None, state: MatchState, inputs: Inputs, now: datetime
) -> dict[str, Any]:
    """The fields to change in a stored match document; empty for all but transitions.

    None as a value removes the field: a match whose winning hit is undone is not completed.
    """
    if stored is None:
        return {}
    changes: dict[str, Any] = {}
    status, result = str(match_status(state)), result_document(state, inputs)
    if stored.status != status:
        changes["status"] = status
    if stored.result != result:
        changes["result"] = result
    is_completed = status == MatchStatus.COMPLETED
    if stored.is_completed != is_completed:
        changes["completedAt"] = now if is_completed else None
    return changes


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
