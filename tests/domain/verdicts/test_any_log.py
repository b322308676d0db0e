"""What holds for verdicts on every log: legal ones have none, and junk never stops them."""

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

BESIDE_THE_TABLE = frozenset({ProblemCode.TOO_MUCH, ProblemCode.UNKNOWN_TEAM})
"""What the fold refuses and no row of the table is about."""

IN_LEGAL_LOGS = frozenset(
    {
        "suspended_not_bowling",
        "catcher_missing",
        "declared_in_limited_overs",
        "runs_after_the_win",
    },
)
"""What the tests' legal logs hold: they suspend any fielder, name no catcher, declare anywhere, and
run on when the match is won."""

Taken = tuple[Action, tuple[Verdict, ...], Refused | None]


def judged(setup: Setup, actions: Iterable[Action]) -> Iterator[Taken]:
    """Each action with its verdicts, and why the fold then refused it."""
    state = MatchState(setup)
    for action in actions:
        verdicts = judge(state, action, setup.conditions)
        yield action, verdicts, apply(state, action)


@given(legal_logs())
def test_a_legal_log_has_no_other_verdicts_than_we_know(log: LegalLog) -> None:
    for _, verdicts, _ in judged(log.setup, log.actions):
        assert {each.code for each in verdicts} <= IN_LEGAL_LOGS


@given(SETUPS, JUNK)
def test_whatever_the_fold_refuses_has_a_verdict(setup: Setup, entries: list[LogEntry]) -> None:
    for action, verdicts, refused in judged(setup, effective_log(entries).actions):
        if refused is not None and refused.code not in BESIDE_THE_TABLE:
            assert verdicts, f"{action.id}: {refused.code} {refused}"


@given(SETUPS, JUNK)
def test_junk_is_judged_and_leaves_the_state_as_it_was(
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
def test_rules_that_are_not_asked_have_nothing_against_a_ball(
    setup: Setup, entries: list[LogEntry]
) -> None:
    state, seen = MatchState(setup), effective_log(entries).actions
    for action in seen:
        case = case_of(state, action, setup.conditions)
        rules = rules_for(case, action)
        found = [rule for rule in NOTED_BY_TYPE[action.type] if rule.find(case, action) is not None]
        assert [rule.code for rule in found if rule not in rules] == []
        apply(state, action)


def test_the_rules_that_no_plain_ball_can_break_are_all_in_the_table() -> None:
    assert {rule.code for rule in RULES_WITHOUT_WICKET} >= NOT_FOR_PLAIN_BALLS
