"""Tests verdicts on random logs: legal ones have none, and junk raises no exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import given

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import apply
from scrbrd.domain.problems import ProblemCode, Refused
from scrbrd.domain.state import MatchState, Setup
from scrbrd.domain.verdicts.case import case_of
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict
from scrbrd.domain.verdicts.noted import (
    NOT_FOR_PLAIN_BALLS,
    NOTED_BY_TYPE,
    RULES_WITHOUT_WICKET,
    rules_for,
)
from tests.domain.junk import JUNK, SETUPS
from tests.domain.strategies import LegalLog, legal_logs

NOT_IN_THE_TABLE = frozenset({ProblemCode.TOO_MUCH, ProblemCode.UNKNOWN_TEAM})
"""Codes of the fold's refusals for which the table has no row."""

IN_LEGAL_LOGS = frozenset(
    {
        "suspended_not_bowling",
        "catcher_missing",
        "declared_in_limited_overs",
        "runs_after_the_win",
    },
)
"""Verdicts on the tests' legal logs, which suspend any fielder, name no catcher, declare in any
match, and add runs after the winning run."""

JudgedAction = tuple[Action, tuple[Verdict, ...], Refused | None]


def judged_actions(setup: Setup, actions: Iterable[Action]) -> Iterator[JudgedAction]:
    """Yield each action with its verdicts and the fold's refusal, None if the action counts."""
    state = MatchState(setup)
    for action in actions:
        verdicts = judge(state, action, setup.conditions)
        yield action, verdicts, apply(state, action)


@given(legal_logs())
def test_a_legal_log_has_only_the_expected_verdicts(log: LegalLog) -> None:
    for _, verdicts, _ in judged_actions(log.setup, log.actions):
        assert {each.code for each in verdicts} <= IN_LEGAL_LOGS


@given(SETUPS, JUNK)
def test_every_action_that_the_fold_refuses_has_a_verdict(
    setup: Setup, entries: list[LogEntry]
) -> None:
    for action, verdicts, refused in judged_actions(setup, effective_log(entries).actions):
        if refused is not None and refused.code not in NOT_IN_THE_TABLE:
            assert verdicts, f"{action.id}: {refused.code} {refused}"


@given(SETUPS, JUNK)
def test_judging_junk_raises_nothing_and_changes_no_state(
    setup: Setup, entries: list[LogEntry]
) -> None:
    state = MatchState(setup)
    for action in effective_log(entries).actions:
        before = state.copied()
        for verdict in judge(state, action, setup.conditions):
            assert verdict.sentence
        assert state == before
        apply(state, action)


@given(SETUPS, JUNK)
def test_rules_skipped_for_an_action_would_give_no_verdict(
    setup: Setup, entries: list[LogEntry]
) -> None:
    state, actions = MatchState(setup), effective_log(entries).actions
    for action in actions:
        case = case_of(state, action, setup.conditions)
        rules = rules_for(case, action)
        found = [rule for rule in NOTED_BY_TYPE[action.type] if rule.find(case, action) is not None]
        assert [rule.code for rule in found if rule not in rules] == []
        apply(state, action)


def test_rules_that_no_plain_ball_can_break_are_rules_without_a_wicket() -> None:
    assert {rule.code for rule in RULES_WITHOUT_WICKET} >= NOT_FOR_PLAIN_BALLS
