"""Judges one action by the table of verdicts; changes nothing, and the fold does not call it."""

from __future__ import annotations

from scrbrd.domain.actions import Action
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.case import NO_DETAILS, MatchDetails, case_of
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.domain.verdicts.table import RULES_BY_TYPE


def judge(
    state: MatchState,
    action: Action,
    conditions: PlayingConditions,
    details: MatchDetails = NO_DETAILS,
) -> tuple[Verdict, ...]:
    """Return what the Laws and the conditions say against an action, in order of the table.

    `state` is the one before the action, and stays as it is. Empty where nothing is wrong.
    """
    case = case_of(state, action, conditions, details)
    found = ((rule, rule.find(case, action)) for rule in RULES_BY_TYPE[action.type])
    return tuple(
        rule.verdict(values, conditions.laws_edition)
        for rule, values in found
        if values is not None
    )
