"""Finds balls whose batter or over does not fit the balls before them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from scrbrd.domain.actions import Delivery
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import apply
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import MatchState


def misfits_of(inputs: Inputs, entries: Iterable[LogEntry]) -> dict[str, str]:
    """Return what does not fit about each such ball, by action id, in the order of play."""
    state, misfits = MatchState(inputs.setup), dict[str, str]()
    for action in effective_log(entries).actions:
        innings_before, known_problems = state.current, len(state.problems)
        expected = innings_before.striker_id if innings_before is not None else None
        apply(state, action)
        if not isinstance(action, Delivery):
            continue
        errors = [
            each for each in state.problems[known_problems:] if each.severity is Severity.ERROR
        ]
        innings_after = state.current
        if any(each.action_id == action.id for each in errors):
            misfits[action.id] = "does not count any more"
        elif expected is not None and expected != action.striker_id:
            faces, due = map(inputs.player_name, (action.striker_id, expected))
            misfits[action.id] = f"{faces} faces, {due} would be on strike"
        elif innings_after is not None and innings_after.over.number != action.over_number:
            recorded, over = action.over_number + 1, innings_after.over.number + 1
            misfits[action.id] = f"recorded in over {recorded}, bowled in over {over}"
    return misfits
