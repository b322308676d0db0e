"""What the fold warns of where an action counts, its verdicts say too, and the other way round."""

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
from tests.domain.verdicts.test_verdicts import AGAINST, name

PROBLEM_OF = {rule.code: rule.problem for rule in RULES if rule.problem is not None}
"""The Problem of each verdict that has one."""


@given(slipped_cases())
def test_the_log_of_a_scorer_who_slips_is_judged_as_the_fold_counts_it(case: Case) -> None:
    state, conditions = MatchState(case.setup), case.setup.conditions
    for action in case.effective_log().actions:
        verdicts = {
            PROBLEM_OF[each.code]
            for each in judge(state, action, conditions)
            if each.code in PROBLEM_OF
        }
        known = len(state.problems)
        if apply(state, action) is not None:
            continue  # refused: the fold names one reason, the table all of them
        codes = {each.code for each in state.problems[known:]}
        assert verdicts == codes & set(PROBLEM_OF.values()), action.id


OF_THE_LINEUPS = [each for each in AGAINST if each.details is None]
"""Scenes whose keepers and substitutes are those of the lineups, as the functions know them."""


@pytest.mark.parametrize("scene", OF_THE_LINEUPS, ids=name)
def test_every_verdict_on_an_action_that_counts_is_told_in_the_health_of_the_match(
    scene: Scene,
) -> None:
    book = scene.before()
    state = book.state
    scene.act(book)
    action = book.entries[-1]
    assert isinstance(action, Action)
    verdicts = judge(state, action, book.conditions)
    noted, known = noted_problems(state, action), len(state.problems)
    if apply(state, action) is not None:
        return  # refused: the fold gives its own reason
    codes = {each.code for each in (*state.problems[known:], *noted)}
    assert {PROBLEM_OF.get(each.code, each.code) for each in verdicts} <= codes
