"""Aligns what should stand in an innings with the slots of its log: the fewest writes. Pure.

A slot keeps its place for ever, and something can be put in behind a slot only while nothing else
is there. So where nothing can be put in, what stands there moves on by a slot, as corrections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final

SAME: Final = 0.0
ADOPTED: Final = 0.25
"""What it costs to let a slot that says the same stand for another event."""

REVISED: Final = 1.0
REPLACED: Final = 1.5
"""What it costs to let a slot hold another event than the one it has held."""

VOIDED: Final = 1.0
NEW: Final = 1.0
NEVER: Final = float("inf")

MOST_CELLS: Final = 120_000
"""Costs that are computed of a part, about: all of 340 events in as many slots. It is done on the
loop, where every match of the process waits for it."""

LEAST_OFF: Final = 8
"""By how many slots an event may be off in a larger part, at least."""


@dataclass(frozen=True)
class Wanted:
    """An event that should stand in the log: its key, and its content in a form that is compared.

    `agrees`: contents that say the same of the score (a provider's that tells less).
    """

    key: str
    content: str
    agrees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SlotState:
    """A slot as it stands: the content that counts (None where it is voided), the keys of the
    events that it has held, and whether something can be put in right behind it."""

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
    """One step: the slot and the event that it is about (indices from 0, None for none).

    Of what is put in, `slot` is the one that it stands behind.
    """

    step: Step
    slot: int | None
    wanted: int | None


def align(
    wanted: Sequence[Wanted], states: Sequence[SlotState], most_cells: int = MOST_CELLS
) -> list[Move]:
    """Return the cheapest moves that make the slots hold what is wanted, in order of play.

    What agrees at the beginning and at the end is not looked at again; between them all is compared
    with all, which is little: an answer changes a ball or two. Where it would be more than
    `most_cells` comparisons see `moves_of_long`.
    """
    head, first, begin = common_prefix(wanted, states)
    last, end = common_suffix(wanted, states, first, begin)
    can_begin = first > 0 and states[first - 1].can_follow
    is_end = last == len(states)
    moves = moves_of(wanted[begin:end], states[first:last], can_begin, is_end, most_cells)
    if moves is None:  # what stands behind has to move on by a slot
        last, end = len(states), len(wanted)
        moves = moves_of(wanted[begin:], states[first:], can_begin, True, most_cells)
    assert moves is not None, "behind the end of the log all can be appended"
    tail = [Move(Step.KEEP, last + k, end + k) for k in range(len(states) - last)]
    return [*head, *(shifted(each, first, begin) for each in moves), *tail]


def moves_of(
    wanted: Sequence[Wanted],
    states: Sequence[SlotState],
    can_begin: bool,
    is_end: bool,
    most_cells: int,
) -> list[Move] | None:
    """Return the moves of a part, for whose parameters see `Area`; None where there are none."""
    rows = len(wanted) + 1
    if rows * (len(states) + 1) > most_cells:
        return moves_of_long(wanted, states, can_begin, is_end, most_cells // (2 * rows))
    area = Area(wanted, states, can_begin, is_end, off=len(states))
    return area.moves() if area.is_possible else None


def moves_of_long(
    wanted: Sequence[Wanted], states: Sequence[SlotState], can_begin: bool, is_end: bool, off: int
) -> list[Move] | None:
    """Return right moves of a part in which all cannot be compared with all, though they may not be
    the fewest; None where there are none.

    An event is compared with the slots that are at most `off` from its own place, or LEAST_OFF. A
    voided slot in which nothing of what is wanted has stood is left as it is.
    """
    keys = {each.key for each in wanted}
    used = [
        number
        for number, each in enumerate(states)
        if each.content is not None or not keys.isdisjoint(each.keys)
    ]
    area = Area(wanted, [states[each] for each in used], can_begin, is_end, max(off, LEAST_OFF))
    if not area.is_possible:
        return None
    return list(with_skipped(area.moves(), used, len(states)))


def with_skipped(moves: Sequence[Move], used: Sequence[int], slots: int) -> Iterator[Move]:
    """Yield moves of some slots as those of all of them; the others are skipped. What is put in
    before the first of them stands behind slot -1."""
    done = 0
    for move in moves:
        assert move.slot is not None
        slot = used[move.slot] if move.slot >= 0 else -1
        if move.step not in (Step.PUT_IN, Step.APPEND):
            yield from (Move(Step.SKIP, each, None) for each in range(done, slot))
            done = slot + 1
        yield Move(move.step, slot, move.wanted)
    yield from (Move(Step.SKIP, each, None) for each in range(done, slots))


def shifted(move: Move, first: int, begin: int) -> Move:
    """Return a move of a part as one of the whole."""
    slot = None if move.slot is None else move.slot + first
    if slot is not None and slot < 0:
        slot = None
    return Move(move.step, slot, None if move.wanted is None else move.wanted + begin)


def common_prefix(
    wanted: Sequence[Wanted], states: Sequence[SlotState]
) -> tuple[list[Move], int, int]:
    """Return the moves for what stands as it should, and how many slots and events that are."""
    moves: list[Move] = []
    slot = index = 0
    while slot < len(states):
        state = states[slot]
        if state.content is None:
            if index >= len(wanted) or wanted[index].key in state.keys:
                break  # a voided slot may be the very one that is wanted again
            moves.append(Move(Step.SKIP, slot, None))
        elif index < len(wanted) and match_cost(wanted[index], state) == SAME:
            moves.append(Move(Step.KEEP, slot, index))
            index += 1
        else:
            break
        slot += 1
    while moves and moves[-1].step is Step.SKIP:  # they may be of use for what comes
        moves.pop()
        slot -= 1
    return moves, slot, index


def common_suffix(
    wanted: Sequence[Wanted], states: Sequence[SlotState], first: int, begin: int
) -> tuple[int, int]:
    """Return where the slots and events begin that stand as they should, up to the end."""
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
    is_its_own = wanted.key in state.keys
    says_it = state.content is not None and (
        state.content == wanted.content or state.content in wanted.agrees
    )
    if says_it:
        return SAME if is_its_own else ADOPTED
    return REVISED if is_its_own else REPLACED


def drop_cost(state: SlotState) -> float:
    """Return the cost of letting a slot hold nothing."""
    return SAME if state.content is None else VOIDED


@dataclass(frozen=True)
class Area:
    """A part of an innings to be aligned. `can_begin`: something can be put in before its first
    slot; `is_end`: behind its last slot is the end of the log; `off`: by how many slots an event
    may be off its own place, the i-th slot of the i-th event."""

    wanted: Sequence[Wanted]
    states: Sequence[SlotState]
    can_begin: bool
    is_end: bool
    off: int

    def can_put_in(self, j: int) -> bool:
        """Return whether something can be put in before slot j; at the end of the log always."""
        if j == len(self.states) and self.is_end:
            return True
        return self.states[j - 1].can_follow if j > 0 else self.can_begin

    @property
    def is_possible(self) -> bool:
        """Whether the slots can be made to hold what is wanted."""
        return self.cost(len(self.wanted), len(self.states)) < NEVER

    @cached_property
    def spans(self) -> list[range]:
        """Return for each number of events the numbers of slots for which a cost is computed.

        At the end of the log a way leads through all of them: each event in its own place, then the
        rest appended, or the slots that are left emptied.
        """
        events, slots = len(self.wanted), len(self.states)
        places = [min(i, slots) for i in range(events + 1)]
        spans = [range(max(0, p - self.off), min(slots, p + self.off) + 1) for p in places]
        return [*spans[:-1], range(spans[-1].start, slots + 1)]

    @cached_property
    def table(self) -> list[list[float]]:
        """Return the least cost of the first i events in the first j slots, for all i, and all j of
        `spans`."""
        table: list[list[float]] = []
        for i in range(len(self.spans)):
            table.append(self.row(i, table))
        return table

    def row(self, i: int, before: Sequence[Sequence[float]]) -> list[float]:
        """Return the costs of i events, of those of fewer."""
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
        """Return the least cost of the first i events in the first j slots; NEVER where none was
        computed."""
        span = self.spans[i]
        return self.table[i][j - span.start] if j in span else NEVER

    def moves(self) -> list[Move]:
        """Return the moves of the cheapest way."""
        moves: list[Move] = []
        i, j = len(self.wanted), len(self.states)
        while i or j:
            move = self.last_move(i, j)
            moves.append(move)
            i -= move.wanted is not None
            j -= move.step not in (Step.PUT_IN, Step.APPEND)
        return moves[::-1]

    def last_move(self, i: int, j: int) -> Move:
        """Return the last move of the cheapest way of i events in j slots."""
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
