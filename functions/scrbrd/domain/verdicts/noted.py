"""Turns verdicts into problems: the objections for which the fold has no Problem of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scrbrd.domain.actions import Action, Delivery, Extras
from scrbrd.domain.problems import Problem, Severity, shorten_message
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.case import Case, case_of
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

RULES_WITHOUT_WICKET: Final = tuple(
    rule for rule in NOTED_BY_TYPE[ActionType.DELIVERY] if not rule.needs_wicket
)
"""Those of them that test every ball."""

NOT_FOR_PLAIN_BALLS: Final = frozenset(
    {
        # for another innings, or for a super over
        *("innings_skipped", "super_over_batter", "super_over_bowler"),
        # for extras
        *("bat_runs_and_byes", "byes_and_leg_byes", "no_ball_penalty", "wide_below_penalty"),
        "penalty_on_ball_not_five",
        # for facts that a ball records in addition to its runs
        *("umpires_count", "odd_boundary", "short_run_on_boundary", "wicket_not_marked"),
        *("not_counted_with_wicket", "not_counted_without_reason"),
        # for the actions before it
        *("ball_while_stopped", "resumed_too_soon", "faces_next_not_given"),
    }
)
"""The codes of rules that never object to a ball that `is_plain`."""

PLAIN_BALL_RULES: Final = tuple(
    rule for rule in RULES_WITHOUT_WICKET if rule.code not in NOT_FOR_PLAIN_BALLS
)


def noted_problems(state: MatchState, action: Action) -> tuple[Problem, ...]:
    """Return the verdicts on an action as warnings, without those that the fold gives itself.

    `state` is the one before the action. The warnings apply only where the action counts; if it
    does not, the fold's Problem gives the reason.
    """
    conditions, problems = state.setup.conditions, []
    case = case_of(state, action, conditions)
    for rule in rules_for(case, action):
        found = rule.find(case, action)
        if found is not None:
            verdict = rule.verdict(found, conditions.laws_edition)
            problems.append(problem_of(action, verdict))
    return tuple(problems)


def rules_for(case: Case, action: Action) -> tuple[Rule, ...]:
    """Return the rules that can object to an action; for most balls these are few."""
    if not isinstance(action, Delivery) or action.wicket is not None:
        return NOTED_BY_TYPE[action.type]
    return PLAIN_BALL_RULES if is_plain(case, action) else RULES_WITHOUT_WICKET


def is_plain(case: Case, action: Delivery) -> bool:
    """Return whether a ball is ordinary, so that most rules cannot object to it.

    It has no wicket and no extras, its batters are in, and it records nothing else, and nothing was
    recorded before it, that a rule would test.
    """
    innings, state = case.innings, case.state
    if innings is None or innings.is_super_over or innings.strike_was_stated:
        return False
    if state.stoppage is not None:
        return False
    pair = innings.striker_id, innings.non_striker_id
    if action.striker_id not in pair or action.non_striker_id not in pair:
        return False
    if action.note is not None or action.boundary is not None or action.over_balls is not None:
        return False
    return not action.not_counted and not has_extras(action.extras)


def has_extras(extras: Extras) -> bool:
    """Return whether a ball has any extras."""
    runs = extras.wide or extras.no_ball or extras.bye or extras.leg_bye or extras.penalty
    return runs != 0


def problem_of(action: Action, verdict: Verdict) -> Problem:
    """Return a verdict on an action that counted as a warning: its sentence, then its remedy."""
    message = shorten_message(f"{verdict.sentence}; {verdict.remedy}")
    return Problem(action.id, verdict.code, Severity.WARNING, message, verdict.law)
