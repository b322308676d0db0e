"""Turns verdicts into problems: what the table has against an action and the fold does not say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.problems import Problem, Severity, shortened
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.case import case_of
from scrbrd.domain.verdicts.model import Rule, Verdict
from scrbrd.domain.verdicts.table import RULES_BY_TYPE
from scrbrd.domain.vocabulary import ActionType

NOTED_BY_TYPE: Final[Mapping[ActionType, tuple[Rule, ...]]] = MappingProxyType(
    {
        kind: tuple(rule for rule in rules if rule.problem is None)
        for kind, rules in RULES_BY_TYPE.items()
    }
)
"""The rules for which the fold has no Problem of its own."""

WITHOUT_A_WICKET: Final = tuple(
    rule for rule in NOTED_BY_TYPE[ActionType.DELIVERY] if not rule.needs_wicket
)
"""Those that look at every ball."""


def noted_problems(state: MatchState, action: Action) -> tuple[Problem, ...]:
    """Return the verdicts on an action as warnings, those excluded that the fold gives itself.

    `state` is the one before the action. They stand only where the action counts: of one that does
    not, the fold's Problem says why.
    """
    rules = NOTED_BY_TYPE[action.type]
    if isinstance(action, Delivery) and action.wicket is None:
        rules = WITHOUT_A_WICKET
    conditions, problems = state.setup.conditions, []
    case = case_of(state, action, conditions)
    for rule in rules:
        found = rule.find(case, action)
        if found is not None:
            verdict = rule.verdict(found, conditions.laws_edition)
            problems.append(problem_of(action, verdict))
    return tuple(problems)


def problem_of(action: Action, verdict: Verdict) -> Problem:
    """Return a verdict on an action that counted as a warning, the remedy behind its sentence."""
    message = shortened(f"{verdict.sentence}; {verdict.remedy}")
    return Problem(action.id, verdict.code, Severity.WARNING, message, verdict.law)
