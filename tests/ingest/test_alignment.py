"""The slots of a long innings are aligned with its events in bounded time."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from scrbrd_ingest.log import alignment
from scrbrd_ingest.log.alignment import Move, SlotState, Step, Wanted, align, match_cost

LONG_LOG = 2_000
"""Events of the longest innings that was played."""

LARGEST = 150_000
"""Pairs of an event and a slot that are compared."""


def events(count: int, mark: str) -> list[Wanted]:
    """Return events with different content for each mark."""
    return [Wanted(f"{mark}{each}", f"{mark}{each}") for each in range(count)]


def slots(count: int, voided: int = 0) -> list[SlotState]:
    """Return slots that hold events, the first ones voided."""
    return [
        SlotState(None if each < voided else f"a{each}", frozenset({f"a{each}"}), can_follow=True)
        for each in range(count)
    ]


@pytest.mark.parametrize(
    ("wanted", "states"),
    [
        (events(LONG_LOG, "b"), slots(LONG_LOG)),
        (events(LONG_LOG, "b"), slots(LONG_LOG // 2)),
        (events(LONG_LOG // 2, "b"), slots(LONG_LOG)),
        (events(LONG_LOG, "b"), slots(LONG_LOG, voided=LONG_LOG)),
        (events(LONG_LOG, "a"), slots(LONG_LOG, voided=LONG_LOG)),
    ],
    ids=["otherwise", "twice as many", "half as many", "taken back", "told again"],
)
def test_of_a_long_innings_few_pairs_are_compared(
    wanted: list[Wanted], states: list[SlotState], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0

    def counted(event: Wanted, state: SlotState) -> float:
        nonlocal compared
        compared += 1
        assert compared < LARGEST
        return match_cost(event, state)

    monkeypatch.setattr(alignment, "match_cost", counted)
    holds(align(wanted, states), wanted, states)


def test_one_event_that_is_put_in_and_one_that_is_gone_are_found_in_a_long_innings() -> None:
    wanted = events(LONG_LOG, "a")
    wanted[10:10] = [Wanted("new", "new")]
    del wanted[-20]
    moves = align(wanted, slots(LONG_LOG))
    changes = [each for each in moves if each.step is not Step.KEEP]
    assert [each.step for each in changes] == [Step.PUT_IN, Step.VOID]
    assert [each.slot for each in changes] == [9, LONG_LOG - 20]


@pytest.mark.parametrize("seed", range(60))
def test_the_moves_are_right_where_few_costs_are_computed(seed: int) -> None:
    chance = random.Random(seed)
    states = [
        SlotState(chance.choice((None, f"a{each}")), frozenset({f"a{each}"}), chance.random() < 0.7)
        for each in range(chance.randint(0, 60))
    ]
    all_events = [*events(60, "a"), *events(30, "b")]
    wanted = [all_events[each] for each in sorted(chance.sample(range(90), chance.randint(0, 60)))]
    holds(align(wanted, states, max_cells=chance.choice((1, 500, 10**6))), wanted, states)


def holds(moves: Sequence[Move], wanted: Sequence[Wanted], states: Sequence[SlotState]) -> None:
    """Assert that moves make the slots hold what is wanted, in its order, and can be made."""
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
