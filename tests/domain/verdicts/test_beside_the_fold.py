"""Tests that an action that counts has the same warnings from the fold and from the verdicts."""

from __future__ import annotations

import pytest
from hypothesis import given

from devtools.conformance.cases import Case
from scrbrd.domain.actions import Action
from scrbrd.domain.fold import apply
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.noted import noted_problems
from scrbrd.domain.verdicts.table import RULES
from tests.clients.conformance_logs import slipped_cases
from tests.domain.verdicts.scenes import Scene
from tests.domain.verdicts.test_verdicts import VIOLATIONS, scene_id

PROBLEM_OF = {rule.code: rule.problem for rule in RULES if rule.problem is not None}
"""The Problem of each verdict that has one."""


@given(slipped_cases())
def test_verdicts_on_a_log_with_slips_equal_the_problems_of_the_fold(case: Case) -> None:
    state, conditions = MatchState(case.setup), case.setup.conditions
    for action in case.effective_log().actions:
        verdicts = {
            PROBLEM_OF[each.code]
            for each in judge(state, action, conditions)
            if each.code in PROBLEM_OF
        }
        known_count = len(state.problems)
        if apply(state, action) is not None:
            continue  # refused: the fold gives one reason, the table all of them
        codes = {each.code for each in state.problems[known_count:]}
        assert verdicts == codes & set(PROBLEM_OF.values()), action.id


WITHOUT_DETAILS = [each for each in VIOLATIONS if each.details is None]
"""Scenes whose keepers and substitutes come from the lineups, as in the functions."""


@pytest.mark.parametrize("scene", WITHOUT_DETAILS, ids=scene_id)
def test_every_verdict_on_an_action_that_counts_is_a_problem_of_the_match(
    scene: Scene,
) -> None:
    book = scene.before()
    state = book.state
    scene.record(book)
    action = book.entries[-1]
    assert isinstance(action, Action)
    verdicts = judge(state, action, book.conditions)
    noted_by_rules, known_count = noted_problems(state, action), len(state.problems)
    if apply(state, action) is not None:
        return  # refused: the fold gives its own reason
    codes = {each.code for each in (*state.problems[known_count:], *noted_by_rules)}
    assert {PROBLEM_OF.get(each.code, each.code) for each in verdicts} <= codes
