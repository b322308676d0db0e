"""Finds balls that do not fit behind those before them: the batter, or the over. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from scrbrd.domain.actions import Delivery
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import apply
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import Severity
from scrbrd.domain.state import MatchState


def misfits_of(inputs: Inputs, entries: Iterable[LogEntry]) -> dict[str, str]:
    """Return what does not fit about a ball, by its action's id, in the order of play."""
    state, found = MatchState(inputs.setup), dict[str, str]()
    for action in effective_log(entries).actions:
        current, known = state.current, len(state.problems)
        expected = current.striker_id if current is not None else None
        apply(state, action)
        if not isinstance(action, Delivery):
            continue
        errors = [each for each in state.problems[known:] if each.severity is Severity.ERROR]
        now = state.current
        if any(each.action_id == action.id for each in errors):
            found[action.id] = "does not count any more"
        elif expected is not None and expected != action.striker_id:
            faces, due = map(inputs.player_name, (action.striker_id, expected))
            found[action.id] = f"{faces} faces, {due} would be on strike"
        elif now is not None and now.over.number != action.over_number:
            recorded, over = action.over_number + 1, now.over.number + 1
            found[action.id] = f"recorded in over {recorded}, bowled in over {over}"
    return found
