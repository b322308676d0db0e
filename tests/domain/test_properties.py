"""Tests properties of any log: legal logs add up in every form, and junk raises no exception."""

from __future__ import annotations

import copy
import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scrbrd.domain.actions import Action
from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import evolve, fold, fold_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Innings, MatchState, Setup
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score
from scrbrd.projections.live.scorecard import result_projection
from tests.domain.junk import JUNK, SETUPS
from tests.domain.strategies import LegalLog, legal_logs


def check_sums(innings: Innings) -> None:
    """Assert that runs, balls and wickets agree whichever way they are counted."""
    extras = innings.wides + innings.no_balls + innings.byes + innings.leg_byes + innings.penalty
    conceded = sum(bowler.runs_conceded for bowler in innings.bowlers.values())
    assert sum(batter.runs for batter in innings.batters.values()) + extras == innings.runs
    assert conceded + innings.byes + innings.leg_byes + innings.penalty == innings.runs
    assert sum(stand.runs for stand in innings.partnerships) + innings.penalty == innings.runs
    assert sum(bowler.balls_bowled for bowler in innings.bowlers.values()) == innings.legal_balls
    assert sum(batter.is_out for batter in innings.batters.values()) == innings.wickets
    assert len(innings.fall_of_wickets) == innings.wickets


def without_problems(state: MatchState) -> MatchState:
    """Return a state without its problems, which name actions of one log of the match."""
    return replace(state, problems=[], problems_beyond=0)


@given(legal_logs())
def test_a_legal_log_adds_up_and_has_no_problems(log: LegalLog) -> None:
    state = fold(MatchState(log.setup), log.actions)
    assert state.problems == []
    for innings in state.innings:
        check_sums(innings)


@given(legal_logs(), st.data())
def test_folding_in_two_parts_or_step_by_step_equals_folding_at_once(
    log: LegalLog, data: st.DataObject
) -> None:
    split = data.draw(st.integers(0, len(log.actions)))
    start = MatchState(log.setup)
    whole = fold(start, log.actions)
    first = fold(start, log.actions[:split])
    copy_of_first = copy.deepcopy(first)
    assert fold(first, log.actions[split:]) == whole
    assert first == copy_of_first, "the state that was given is left alone"
    step_by_step = start
    for action in log.actions:
        step_by_step = evolve(step_by_step, action)
    assert step_by_step == whole


@given(legal_logs())
def test_a_log_with_corrected_mistakes_folds_like_a_clean_one(log: LegalLog) -> None:
    clean, _ = fold_log(log.setup, log.actions)
    messy, _ = fold_log(log.setup, log.messy)
    assert without_problems(messy) == clean
    assert messy.problems == []


@given(legal_logs(), st.data())
def test_a_voided_ball_leaves_state_and_log_unchanged(log: LegalLog, data: st.DataObject) -> None:
    last = log.actions[-1]
    model = data.draw(st.sampled_from(log.actions))
    number, sequence = last.innings_number, last.sequence_number + 1
    undone = model.model_copy(
        update={
            "id": f"{number}_{sequence}",
            "innings_number": number,
            "sequence_number": sequence,
            "is_voided": True,
        }
    )
    before, log_before = fold_log(log.setup, log.actions)
    after, log_after = fold_log(log.setup, [*log.actions, undone])
    assert (after, log_after.actions) == (before, log_before.actions)


@given(legal_logs(), st.data())
def test_entries_in_any_order_and_repeated_fold_the_same(
    log: LegalLog, data: st.DataObject
) -> None:
    repeated = list(log.messy) + data.draw(st.lists(st.sampled_from(log.messy), max_size=9))
    shuffled = data.draw(st.permutations(repeated))
    assert fold_log(log.setup, shuffled) == fold_log(log.setup, log.messy)


@given(SETUPS, JUNK)
def test_junk_always_folds_to_a_scoreboard_that_adds_up(
    setup: Setup, entries: list[LogEntry]
) -> None:
    state, log = fold_log(setup, entries)
    inputs = Inputs(setup)
    assert as_document(live_score(state, inputs, log.last_action_id))
    result = result_projection(state, inputs)
    assert result is None or result.text
    for innings in state.innings:
        check_sums(innings)


@given(SETUPS, JUNK, st.randoms(use_true_random=False))
def test_junk_folds_the_same_in_any_order_and_step_by_step(
    setup: Setup, entries: list[LogEntry], chance: random.Random
) -> None:
    unique = {(each.innings_number, each.sequence_number): each for each in entries}
    in_order = list(unique.values())
    shuffled = [*in_order]
    chance.shuffle(shuffled)
    whole = fold_log(setup, in_order)
    assert fold_log(setup, shuffled) == whole
    step_by_step = MatchState(setup)
    for action in effective_log(in_order).actions:
        step_by_step = evolve(step_by_step, action)
    assert step_by_step == whole[0]


@given(SETUPS, JUNK)
def test_a_refused_action_changes_only_the_problems(setup: Setup, entries: list[LogEntry]) -> None:
    state = MatchState(setup)
    for action in effective_log(entries).actions:
        after = evolve(state, action)
        if was_refused(state, after, action):
            assert without_problems(after) == without_problems(state)
        state = after


def was_refused(before: MatchState, after: MatchState, action: Action) -> bool:
    """Whether the action brought a new problem of severity ERROR."""
    new = after.problems[len(before.problems) :]
    return any(each.severity == "error" and each.action_id == action.id for each in new)
