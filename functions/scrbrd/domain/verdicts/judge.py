"""Judges one action by the table of verdicts, without changing anything."""

from __future__ import annotations

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.case import MatchDetails, case_of
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.domain.verdicts.table import RULES_BY_TYPE


def judge(
    state: MatchState,
    action: Action,
    conditions: PlayingConditions,
    details: MatchDetails | None = None,
) -> tuple[Verdict, ...]:
    """Return the objections of the Laws and the conditions to an action, in order of the table.

    `state` is the one before the action, and is left unchanged. Empty where nothing is wrong.
    Without `details` keepers and substitutes are those of the state's setup.
    """
    case, verdicts = case_of(state, action, conditions, details), []
    for rule in RULES_BY_TYPE[action.type]:
        found = rule.find(case, action)
        if found is not None:
            verdicts.append(rule.verdict(found, conditions.laws_edition))
    return tuple(verdicts)
