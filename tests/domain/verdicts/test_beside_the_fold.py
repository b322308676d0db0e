"""What the fold warns of where an action counts, its verdicts say too, and the other way round."""

from __future__ import annotations

from hypothesis import given

from devtools.conformance.cases import Case
from scrbrd.domain.fold import apply
from scrbrd.domain.problems import ProblemCode
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.table import RULES
from tests.clients.conformance_logs import slipped_cases

PROBLEM_OF = {
    rule.code: rule.problem
    for rule in RULES
    if rule.problem not in (None, ProblemCode.CLOSE_CONTRADICTED)
}
"""The Problem of each verdict that has one. A close that the score leaves open is a verdict alone:
the fold says nothing against what may have been limited by hand."""


@given(slipped_cases())
def test_the_log_of_a_scorer_who_slips_is_judged_as_the_fold_counts_it(case: Case) -> None:
    state, conditions = MatchState(case.setup), case.setup.conditions
    for action in case.effective().actions:
        verdicts = {
            PROBLEM_OF[each.code]
            for each in judge(state, action, conditions)
            if each.code in PROBLEM_OF
        }
        known = len(state.problems)
        if apply(state, action) is not None:
            continue  # refused: the fold names one reason, the table all of them
        said = {each.code for each in state.problems[known:]}
        assert verdicts == said & set(PROBLEM_OF.values()), action.id
