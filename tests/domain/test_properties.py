"""What holds for every log: legal ones add up however they are told, and junk never stops play."""

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


def adds_up(innings: Innings) -> None:
    """Runs, balls and wickets agree whichever way they are counted."""
    extras = innings.wides + innings.no_balls + innings.byes + innings.leg_byes + innings.penalty
    conceded = sum(bowler.runs_conceded for bowler in innings.bowlers.values())
    assert sum(batter.runs for batter in innings.batters.values()) + extras == innings.runs
    assert conceded + innings.byes + innings.leg_byes + innings.penalty == innings.runs
    assert sum(stand.runs for stand in innings.partnerships) + innings.penalty == innings.runs
    assert sum(bowler.balls_bowled for bowler in innings.bowlers.values()) == innings.legal_balls
    assert sum(batter.is_out for batter in innings.batters.values()) == innings.wickets
    assert len(innings.fall_of_wickets) == innings.wickets


def scoreboard(state: MatchState) -> MatchState:
    """A state without its problems, which name the actions of one telling."""
    return replace(state, problems=[], problems_beyond=0)


@given(legal_logs())
def test_a_legal_log_adds_up_and_has_no_problems(log: LegalLog) -> None:
    state = fold(MatchState(log.setup), log.actions)
    assert state.problems == []
    for innings in state.innings:
        adds_up(innings)


@given(legal_logs(), st.data())
def test_folding_in_parts_is_folding_at_once(log: LegalLog, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(log.actions)))
    start = MatchState(log.setup)
    whole = fold(start, log.actions)
    first = fold(start, log.actions[:cut])
    kept = copy.deepcopy(first)
    assert fold(first, log.actions[cut:]) == whole
    assert first == kept, "the state that was given is left alone"
    stepped = start
    for action in log.actions:
        stepped = evolve(stepped, action)
    assert stepped == whole


@given(legal_logs())
def test_a_mended_log_folds_as_if_nothing_had_been_wrong(log: LegalLog) -> None:
    clean, _ = fold_log(log.setup, log.actions)
    messy, _ = fold_log(log.setup, log.messy)
    assert scoreboard(messy) == clean
    assert messy.problems == []


@given(legal_logs(), st.data())
def test_a_ball_that_was_undone_leaves_no_trace(log: LegalLog, data: st.DataObject) -> None:
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
def test_any_order_and_repetition_of_arrival_folds_the_same(
    log: LegalLog, data: st.DataObject
) -> None:
    repeated = list(log.messy) + data.draw(st.lists(st.sampled_from(log.messy), max_size=9))
    shuffled = data.draw(st.permutations(repeated))
    assert fold_log(log.setup, shuffled) == fold_log(log.setup, log.messy)


@given(SETUPS, JUNK)
def test_junk_never_stops_the_scoreboard(setup: Setup, entries: list[LogEntry]) -> None:
    state, log = fold_log(setup, entries)
    inputs = Inputs(setup)
    assert as_document(live_score(state, inputs, log.last_action_id))
    result = result_projection(state, inputs)
    assert result is None or result.text
    for innings in state.innings:
        adds_up(innings)


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
    stepped = MatchState(setup)
    for action in effective_log(in_order).actions:
        stepped = evolve(stepped, action)
    assert stepped == whole[0]


@given(SETUPS, JUNK)
def test_an_action_that_is_refused_changes_only_the_problems(
    setup: Setup, entries: list[LogEntry]
) -> None:
    state = MatchState(setup)
    for action in effective_log(entries).actions:
        after = evolve(state, action)
        if was_refused(state, after, action):
            assert scoreboard(after) == scoreboard(state)
        state = after


def was_refused(before: MatchState, after: MatchState, action: Action) -> bool:
    """Whether the action ended in an ERROR of its own."""
    new = after.problems[len(before.problems) :]
    return any(each.severity == "error" and each.action_id == action.id for each in new)
