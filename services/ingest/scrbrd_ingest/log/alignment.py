"""Aligns the target events of an innings with the slots of its log: the fewest writes. Pure.

A slot never moves, and something can be inserted behind a slot only while nothing else is. Where no
insertion is possible, the following events move on by one slot each, as corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final

SAME: Final = 0.0
ADOPTED: Final = 0.25
"""Cost of letting a slot with the same content stand for another event."""

REVISED: Final = 1.0
REPLACED: Final = 1.5
"""Cost of letting a slot hold an event that it has not held before."""

VOIDED: Final = 1.0
NEW: Final = 1.0
NEVER: Final = float("inf")

MAX_CELLS: Final = 120_000
"""Approximate maximum number of costs computed for one part: all of 340 events in as many slots.
The computation runs on the event loop, where every match of the process waits for it."""

MIN_OFFSET: Final = 8
"""Minimum value of the largest offset in slots that is considered for an event in a larger part."""


@dataclass(frozen=True)
class Wanted:
    """An event that should be in the log: its key, and its content as comparable text.

    `agrees`: other contents with the same meaning for the score (from a provider with fewer
    details).
    """

    key: str
    content: str
    agrees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SlotState:
    """The state of a slot: its current content (None if voided), the keys of the events that it has
    held, and whether something can be inserted right behind it."""

    content: str | None
    keys: frozenset[str]
    can_follow: bool


class Step(Enum):
    """What is done with a slot or an event."""

    KEEP = auto()
    CORRECT = auto()
    VOID = auto()
    SKIP = auto()
    PUT_IN = auto()
    APPEND = auto()


@dataclass(frozen=True)
class Move:
    """One step, with the 0-based indices of its slot and event (None if it has none).

    For an insertion, `slot` is the slot that it is placed behind.
    """

    step: Step
    slot: int | None
    wanted: int | None


def align(
    wanted: Sequence[Wanted], states: Sequence[SlotState], max_cells: int = MAX_CELLS
) -> list[Move]:
    """Return the cheapest moves that make the slots hold the wanted events, in order of play.

    Equal parts at the beginning and the end are skipped; in between, every event is compared with
    every slot, which is cheap because an answer usually changes a ball or two. If this would take
    more than `max_cells` comparisons, see `moves_of_long`.
    """
    head, first, begin = common_prefix(wanted, states)
    last, end = common_suffix(wanted, states, first, begin)
    can_begin = first > 0 and states[first - 1].can_follow
    is_end = last == len(states)
    moves = moves_of(wanted[begin:end], states[first:last], can_begin, is_end, max_cells)
    if moves is None:  # the following events have to move on by a slot
        last, end = len(states), len(wanted)
        moves = moves_of(wanted[begin:], states[first:], can_begin, True, max_cells)
    assert moves is not None, "behind the end of the log all can be appended"
    tail = [Move(Step.KEEP, last + k, end + k) for k in range(len(states) - last)]
    return [*head, *(shift_move(each, first, begin) for each in moves), *tail]


def moves_of(
    wanted: Sequence[Wanted],
    states: Sequence[SlotState],
    can_begin: bool,
    is_end: bool,
    max_cells: int,
) -> list[Move] | None:
    """Return the moves of a part, None if there are none. For the parameters see `Area`."""
    rows = len(wanted) + 1
    if rows * (len(states) + 1) > max_cells:
        return moves_of_long(wanted, states, can_begin, is_end, max_cells // (2 * rows))
    area = Area(wanted, states, can_begin, is_end, max_offset=len(states))
    return area.moves() if area.is_possible else None


def moves_of_long(
    wanted: Sequence[Wanted],
    states: Sequence[SlotState],
    can_begin: bool,
    is_end: bool,
    max_offset: int,
) -> list[Move] | None:
    """Return valid moves of a part that is too large for a full comparison; they may not be the
    fewest. None if there are none.

    An event is compared with the slots at most `max_offset` (or MIN_OFFSET) from its own position.
    A voided slot that never held a wanted event stays as it is.
    """
    keys = {each.key for each in wanted}
    used = [
        number
        for number, each in enumerate(states)
        if each.content is not None or not keys.isdisjoint(each.keys)
    ]
    area = Area(
        wanted, [states[each] for each in used], can_begin, is_end, max(max_offset, MIN_OFFSET)
    )
    if not area.is_possible:
        return None
    return list(with_skipped(area.moves(), used, len(states)))


def with_skipped(moves: Sequence[Move], used: Sequence[int], slots: int) -> Iterator[Move]:
    """Yield the moves of some slots as moves of all slots, with the other slots skipped.

    An insertion before the first of them is placed behind slot -1.
    """
    done = 0
    for move in moves:
        assert move.slot is not None
        slot = used[move.slot] if move.slot >= 0 else -1
        if move.step not in (Step.PUT_IN, Step.APPEND):
            yield from (Move(Step.SKIP, each, None) for each in range(done, slot))
            done = slot + 1
        yield Move(move.step, slot, move.wanted)
    yield from (Move(Step.SKIP, each, None) for each in range(done, slots))


def shift_move(move: Move, first: int, begin: int) -> Move:
    """Return a move of a part as a move of the whole."""
    slot = None if move.slot is None else move.slot + first
    if slot is not None and slot < 0:
        slot = None
    return Move(move.step, slot, None if move.wanted is None else move.wanted + begin)


def common_prefix(
    wanted: Sequence[Wanted], states: Sequence[SlotState]
) -> tuple[list[Move], int, int]:
    """Return the moves for the matching beginning, and its numbers of slots and events."""
    moves: list[Move] = []
    slot = index = 0
    while slot < len(states):
        state = states[slot]
        if state.content is None:
            if index >= len(wanted) or wanted[index].key in state.keys:
                break  # the voided slot may be of the event that is wanted again
            moves.append(Move(Step.SKIP, slot, None))
        elif index < len(wanted) and match_cost(wanted[index], state) == SAME:
            moves.append(Move(Step.KEEP, slot, index))
            index += 1
        else:
            break
        slot += 1
    while moves and moves[-1].step is Step.SKIP:  # they may be useful for the next events
        moves.pop()
        slot -= 1
    return moves, slot, index


def common_suffix(
    wanted: Sequence[Wanted], states: Sequence[SlotState], first: int, begin: int
) -> tuple[int, int]:
    """Return the indices of the slot and the event from which everything matches to the end."""
    slot, index = len(states), len(wanted)
    while slot > first and index > begin:
        if states[slot - 1].content is None:
            break
        if match_cost(wanted[index - 1], states[slot - 1]) != SAME:
            break
        slot, index = slot - 1, index - 1
    return slot, index


def match_cost(wanted: Wanted, state: SlotState) -> float:
    """Return the cost of letting a slot hold an event."""
    is_own_slot = wanted.key in state.keys
    has_same_content = state.content is not None and (
        state.content == wanted.content or state.content in wanted.agrees
    )
    if has_same_content:
        return SAME if is_own_slot else ADOPTED
    return REVISED if is_own_slot else REPLACED


def drop_cost(state: SlotState) -> float:
    """Return the cost of letting a slot hold nothing."""
    return SAME if state.content is None else VOIDED


@dataclass(frozen=True)
class Area:
    """A part of an innings to align.

    `can_begin`: something can be inserted before its first slot. `is_end`: the log ends behind its
    last slot. `max_offset`: the maximum distance in slots of an event from its own position (the
    i-th slot for the i-th event).
    """

    wanted: Sequence[Wanted]
    states: Sequence[SlotState]
    can_begin: bool
    is_end: bool
    max_offset: int

    def can_put_in(self, j: int) -> bool:
        """Return True if something can be inserted before slot j; always so at the log's end."""
        if j == len(self.states) and self.is_end:
            return True
        return self.states[j - 1].can_follow if j > 0 else self.can_begin

    @property
    def is_possible(self) -> bool:
        """Whether the slots can be made to hold the wanted events."""
        return self.cost(len(self.wanted), len(self.states)) < NEVER

    @cached_property
    def spans(self) -> list[range]:
        """For each number of events, the numbers of slots for which a cost is computed.

        At the end of the log a solution always exists within the spans: each event in its own
        position, then the rest appended, or the remaining slots emptied.
        """
        events, slots = len(self.wanted), len(self.states)
        places = [min(i, slots) for i in range(events + 1)]
        spans = [
            range(max(0, p - self.max_offset), min(slots, p + self.max_offset) + 1) for p in places
        ]
        return [*spans[:-1], range(spans[-1].start, slots + 1)]

    @cached_property
    def table(self) -> list[list[float]]:
        """The least cost of the first i events in the first j slots, for all i and j in `spans`."""
        table: list[list[float]] = []
        for i in range(len(self.spans)):
            table.append(self.row(i, table))
        return table

    def row(self, i: int, before: Sequence[Sequence[float]]) -> list[float]:
        """Return the costs of i events, from those of fewer events."""
        row: list[float] = []
        for j in self.spans[i]:
            cost = NEVER if i or j else 0.0
            if row:
                cost = min(cost, row[-1] + drop_cost(self.states[j - 1]))
            if i:
                place = j - self.spans[i - 1].start
                costs = before[i - 1]
                if 0 < place <= len(costs):
                    match = match_cost(self.wanted[i - 1], self.states[j - 1])
                    cost = min(cost, costs[place - 1] + match)
                if place < len(costs) and self.can_put_in(j):
                    cost = min(cost, costs[place] + NEW)
            row.append(cost)
        return row

    def cost(self, i: int, j: int) -> float:
        """Return the least cost of the first i events in the first j slots; NEVER if unknown."""
        span = self.spans[i]
        return self.table[i][j - span.start] if j in span else NEVER

    def moves(self) -> list[Move]:
        """Return the moves of the cheapest solution."""
        moves: list[Move] = []
        i, j = len(self.wanted), len(self.states)
        while i or j:
            move = self.last_move(i, j)
            moves.append(move)
            i -= move.wanted is not None
            j -= move.step not in (Step.PUT_IN, Step.APPEND)
        return moves[::-1]

    def last_move(self, i: int, j: int) -> Move:
        """Return the last move of the cheapest solution for i events in j slots."""
        cost = self.cost(i, j)
        if i and j:
            match = match_cost(self.wanted[i - 1], self.states[j - 1])
            if self.cost(i - 1, j - 1) + match == cost:
                step = Step.KEEP if match < REVISED else Step.CORRECT
                return Move(step, j - 1, i - 1)
        if i and self.can_put_in(j) and self.cost(i - 1, j) + NEW == cost:
            is_append = j == len(self.states) and self.is_end
            return Move(Step.APPEND if is_append else Step.PUT_IN, j - 1, i - 1)
        step = Step.SKIP if self.states[j - 1].content is None else Step.VOID
        return Move(step, j - 1, None)
