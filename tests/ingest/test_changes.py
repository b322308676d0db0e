"""Tests that answers may arrive in any order and repeatedly: the newest whole answer counts."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrbrd_ingest.changes import (
    LAG_BELIEVED_AFTER,
    NO_STATE,
    EnteredEvent,
    FeedState,
    observe,
)
from scrbrd_ingest.model import ChangeKind, FeedEvent, InningsTotal, Observation, Place, Span
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import answer

QUICK = settings(max_examples=60, deadline=None)


def event(number: int, runs: int = 0) -> FeedEvent:
    """Return a ball of the first over."""
    return FeedEvent(f"e{number}", Place(1, 0, number), {"type": "delivery", "runsOffBat": runs})


EVENTS = st.lists(
    st.builds(event, st.integers(1, 8), st.integers(0, 6)), unique_by=lambda each: each.id
)


def state_after(answers: list[Observation]) -> FeedState:
    """Return the feed's state after answers."""
    state = NO_STATE
    for each in answers:
        state, _ = observe(state, each)
    return state


@QUICK
@given(st.lists(EVENTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_order_and_repetition_ends_with_the_last_whole_answer(
    events: list[list[FeedEvent]], rng: random.Random
) -> None:
    answers = [answer(each, number) for number, each in enumerate(events)]
    shuffled = [*answers, *answers[:-1]]
    rng.shuffle(shuffled)
    assert state_after(shuffled).events == {each.id: each for each in events[-1]}


@QUICK
@given(EVENTS, st.integers(1, 7))
def test_an_answer_in_parts_has_the_same_effect_as_the_whole_answer(
    events: list[FeedEvent], last_ball: int
) -> None:
    first, rest = Span(None, Place(1, 0, last_ball, 99)), Span(Place(1, 0, last_ball + 1))
    parts = [
        answer([each for each in events if span.contains(each.place)], 2, covers=span)
        for span in (first, rest)
    ]
    before = [answer([event(number, 6) for number in range(1, 9)], 1)]
    assert state_after(before + parts).events == state_after([*before, answer(events, 2)]).events
    assert (
        state_after(before + parts[::-1] + parts).events
        == state_after([*before, answer(events, 2)]).events
    )


def test_events_missing_from_a_delta_are_not_deleted() -> None:
    state = state_after([answer([event(1), event(2)], 1)])
    state, changes = observe(state, answer([event(3)], 2, covers=None))
    assert [each.kind for each in changes] == [ChangeKind.ADD]
    assert set(state.events) == {"e1", "e2", "e3"}


def test_events_missing_from_an_unreadable_answer_are_not_deleted() -> None:
    state = state_after([answer([event(1), event(2)], 1)])
    state, changes = observe(state, answer([event(1)], 2, faults=("timeline.1: no number",)))
    assert not changes
    assert not state.is_readable


def test_a_revision_and_a_deletion_are_reported_once() -> None:
    state = state_after([answer([event(1), event(2)], 1)])
    newer = answer([event(1, 4)], 2)
    state, changes = observe(state, newer)
    kinds = {each.event_id: each.kind for each in changes}
    assert kinds == {"e1": ChangeKind.UPDATE, "e2": ChangeKind.DELETE}
    assert state.deleted == {"e2": Place(1, 0, 2)}
    assert observe(state, newer)[1] == ()


@pytest.mark.parametrize("late_events", [[event(1, 4)], [event(1), event(2)]])
def test_an_answer_of_the_same_second_takes_nothing_back_until_three_agree(
    late_events: list[FeedEvent],
) -> None:
    """Another cache may have made it in the same second, a moment earlier."""
    state = state_after([answer([event(1), event(2)], 1), answer([event(1, 4), event(2)], 2)])
    late = answer(late_events, 2)
    for _ in range(LAG_BELIEVED_AFTER - 1):
        state, changes = observe(state, late)
        assert not changes
    newer, changes = observe(state, replace(late, sequence=3))
    assert len(changes) == 1, "an answer that is certainly newer counts at once"
    assert observe(newer, answer([event(1, 4), event(2)], 2))[1] == ()
    assert len(observe(state, late)[1]) == 1, "the clock may stand still"


def test_an_answer_whose_time_is_missing_deletes_nothing_until_three_agree() -> None:
    state = state_after([answer([event(1), event(2)], 2)])
    undated = answer([event(1)])
    for _ in range(LAG_BELIEVED_AFTER - 1):
        state, changes = observe(state, undated)
        assert not changes
    assert [each.event_id for each in observe(state, undated)[1]] == ["e2"]


def test_the_first_answer_of_a_process_deletes_nothing_that_has_its_own_order() -> None:
    entered = {"e2": EnteredEvent(event(2).content_hash, event(2).place)}
    state = replace(NO_STATE, sequence=2, entered=entered)
    assert observe(state, answer([event(1)], 2))[1] != (), "it has something new"
    known = replace(state, events={"e1": event(1)}, orders={"e1": 2})
    assert observe(known, answer([event(1)], 2))[1] == ()
    assert [each.event_id for each in observe(known, answer([event(1)], 3))[1]] == ["e2"]


def test_answers_without_a_sequence_number_are_ordered_by_their_time() -> None:
    late = answer([event(1, 4)])
    late = replace(late, said_at=late.received_at)
    early = replace(answer([event(1)]), said_at=late.received_at.replace(year=2025))
    assert state_after([late, early]).events == {"e1": event(1, 4)}
    assert state_after([late, early]).dropped_count == 1


def test_totals_no_longer_stated_in_a_whole_answer_are_removed() -> None:
    odd = answer([event(1)], 1, totals=(InningsTotal(1, 0, 0), InningsTotal(111, 45, 2)))
    delta = answer([event(2)], 2, covers=None, totals=(InningsTotal(1, 1, 0),))
    assert set(state_after([odd, delta]).totals) == {1, 111}, "a delta need not state all"
    whole = answer([event(1), event(2)], 3, totals=(InningsTotal(1, 1, 0),))
    assert state_after([odd, delta, whole]).totals == {1: InningsTotal(1, 1, 0)}


def test_a_total_stated_before_a_new_ball_of_its_innings_is_dropped() -> None:
    """Some feeds state totals only in whole answers; balls keep arriving between them."""
    whole = answer([event(1)], 1, totals=(InningsTotal(1, 0, 0), InningsTotal(2, 7, 1)))
    delta = answer([event(2, runs=4)], 2, covers=None)
    assert state_after([whole, delta]).totals == {2: InningsTotal(2, 7, 1)}
    again = answer([event(1)], 2, covers=None)
    assert set(state_after([whole, again]).totals) == {1, 2}, "nothing was added"


def test_totals_stated_only_in_whole_answers_cause_no_problem_in_between() -> None:
    match = FollowedMatch()
    match.alpha.totals = (InningsTotal(1, 0, 0, 1),)
    match.alpha.until = 2
    poll_events(match.follower)
    match.alpha.totals = ()
    for until in (3, 5, 12):
        match.alpha.until = until
        poll_events(match.follower)
        assert match.problems == []
