"""Tests that the slots of a long innings are aligned with its events in bounded time."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from scrbrd_ingest.log import alignment
from scrbrd_ingest.log.alignment import Move, SlotState, Step, Wanted, align, match_cost

LONGEST_INNINGS = 2_000
"""Number of events of the longest innings that was played."""

MAX_PAIRS = 150_000
"""Upper limit of the pairs of an event and a slot that are compared."""


def events(count: int, mark: str) -> list[Wanted]:
    """Return events with different content for each mark."""
    return [Wanted(f"{mark}{each}", f"{mark}{each}") for each in range(count)]


def slots(count: int, voided: int = 0) -> list[SlotState]:
    """Return slots that hold events, the first `voided` of them voided."""
    return [
        SlotState(None if each < voided else f"a{each}", frozenset({f"a{each}"}), can_follow=True)
        for each in range(count)
    ]


@pytest.mark.parametrize(
    ("wanted", "states"),
    [
        (events(LONGEST_INNINGS, "b"), slots(LONGEST_INNINGS)),
        (events(LONGEST_INNINGS, "b"), slots(LONGEST_INNINGS // 2)),
        (events(LONGEST_INNINGS // 2, "b"), slots(LONGEST_INNINGS)),
        (events(LONGEST_INNINGS, "b"), slots(LONGEST_INNINGS, voided=LONGEST_INNINGS)),
        (events(LONGEST_INNINGS, "a"), slots(LONGEST_INNINGS, voided=LONGEST_INNINGS)),
    ],
    ids=["other content", "twice as many", "half as many", "voided", "sent again"],
)
def test_few_pairs_are_compared_for_a_long_innings(
    wanted: list[Wanted], states: list[SlotState], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0

    def counting_match_cost(event: Wanted, state: SlotState) -> float:
        nonlocal compared
        compared += 1
        assert compared < MAX_PAIRS
        return match_cost(event, state)

    monkeypatch.setattr(alignment, "match_cost", counting_match_cost)
    assert_moves_fit(align(wanted, states), wanted, states)


def test_one_inserted_and_one_removed_event_are_found_in_a_long_innings() -> None:
    wanted = events(LONGEST_INNINGS, "a")
    wanted[10:10] = [Wanted("new", "new")]
    del wanted[-20]
    moves = align(wanted, slots(LONGEST_INNINGS))
    changes = [each for each in moves if each.step is not Step.KEEP]
    assert [each.step for each in changes] == [Step.PUT_IN, Step.VOID]
    assert [each.slot for each in changes] == [9, LONGEST_INNINGS - 20]


@pytest.mark.parametrize("seed", range(60))
def test_the_moves_are_right_when_few_costs_are_computed(seed: int) -> None:
    rng = random.Random(seed)
    states = [
        SlotState(rng.choice((None, f"a{each}")), frozenset({f"a{each}"}), rng.random() < 0.7)
        for each in range(rng.randint(0, 60))
    ]
    all_events = [*events(60, "a"), *events(30, "b")]
    wanted = [all_events[each] for each in sorted(rng.sample(range(90), rng.randint(0, 60)))]
    assert_moves_fit(align(wanted, states, max_cells=rng.choice((1, 500, 10**6))), wanted, states)


def assert_moves_fit(
    moves: Sequence[Move], wanted: Sequence[Wanted], states: Sequence[SlotState]
) -> None:
    """Assert that moves make the slots hold the wanted events in order, and are possible."""
    assert [each.wanted for each in moves if each.wanted is not None] == [*range(len(wanted))]
    own = [each for each in moves if each.step not in (Step.PUT_IN, Step.APPEND)]
    assert [each.slot for each in own] == [*range(len(states))]
    appended = [each.step is Step.APPEND for each in moves if each.wanted is not None]
    assert appended == sorted(appended), "what is appended comes last"
    for move in moves:
        state = None if move.slot is None else states[move.slot]
        if move.step is Step.PUT_IN:
            assert state is not None
            assert state.can_follow
        elif move.step is Step.SKIP:
            assert state is not None
            assert state.content is None
        elif move.step is Step.KEEP:
            assert state is not None
            assert move.wanted is not None
            assert state.content == wanted[move.wanted].content
