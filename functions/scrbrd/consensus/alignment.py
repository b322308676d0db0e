"""Aligns a book with the balls of the log: the ball of each entry, and the missed balls.

Balls that look alike are interchangeable and are linked in order, so that all books reach the same
places. Only where something differs is the cheapest alignment searched, nearby: linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scrbrd.consensus.content import (
    GAP_COST,
    MOST_EVIDENCE_COST,
    MOVED_COST,
    Content,
    cost,
)
from scrbrd.domain.vocabulary import ActionType

WINDOW = 12
"""Balls that are compared from where two books diverge."""

BAND = 5
"""How many balls a book may be ahead or behind within the window."""

OUT_OF_BAND_COST = 99.0
"""The cost of pairs outside the band."""

RESYNC = 3
"""Balls in a row that look alike after which the books are taken to be in step again."""

DOUBT_COST = 0.4
"""The cost of pairing a differing entry with a ball that was ruled without this book's entry.

More likely the book has no such ball.
"""

RECENT = 6
"""The last balls that decide whether a book is in step."""

STEP_MARGIN = 0.5
SHIFTS = (-2, -1, 1, 2)
NEAR_SHIFTS = (-1, 1)

PAIR, MISSED, EXTRA = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest alignment of two rows of balls from their beginnings, and its cost."""

    steps: tuple[int, ...]
    cost: float


class Follower:
    """Follows a book along the balls of the log. `places` grows with the log.

    `evidence_balls` is, by entry, the number of the ball that it is evidence for, or None.
    `doubted_balls` were ruled without this book's entry.
    """

    def __init__(self, entries: Sequence[Content], evidence_balls: Sequence[int | None]) -> None:
        self.entries, self.evidence_balls = list(entries), list(evidence_balls)
        self.numbers: list[int] = []
        self.places: list[Content] = []
        self.links: dict[int, int] = {}
        self.extras: list[tuple[int, int]] = []
        self.doubted_balls: set[int] = set()
        self.place_index = self.entry_index = 0
        self.guess: tuple[int, ...] = ()
        self.is_settled = True
        self.cached: Alignment | None = None

    def add(self, number: int, content: Content, *, is_doubted: bool = False) -> None:
        """Add the next ball of the log; its number is greater than those before."""
        if is_doubted:
            self.doubted_balls.add(number)
        self.numbers.append(number)
        self.places.append(content)
        self.is_settled, self.cached = False, None

    def remove(self, index: int) -> None:
        """Remove an entry that is ahead of the log."""
        del self.entries[index], self.evidence_balls[index]
        self.is_settled, self.cached = False, None

    def settle(self) -> None:
        """Align as far as it is certain; the rest of the window stays a guess."""
        places, entries, links = self.places, self.entries, self.links
        self.guess, self.is_settled = (), True
        while self.place_index < len(places) and self.entry_index < len(entries):
            if places[self.place_index].key == entries[self.entry_index].key:
                if self.belongs_to_later_ball():
                    self.place_index += 1
                    continue
                links[self.numbers[self.place_index]] = self.entry_index
                self.place_index += 1
                self.entry_index += 1
                continue
            path = self.cheapest()
            known = count_certain_steps(path.steps, self.are_alike(path.steps))
            if not known:
                self.guess = path.steps
                return
            self.apply_steps(path.steps[:known])

    def belongs_to_later_ball(self) -> bool:
        """Return whether the book has no such ball as the next one.

        Its next entry is evidence for a later ball, and the ball it looks like was ruled without
        this book.
        """
        number, evidence_ball = (
            self.numbers[self.place_index],
            self.evidence_balls[self.entry_index],
        )
        return number in self.doubted_balls and evidence_ball is not None and evidence_ball > number

    def cheapest(self) -> Path:
        """Return the cheapest alignment from here on, within the window."""
        places = self.places[self.place_index : self.place_index + WINDOW]
        entries = self.entries[self.entry_index : self.entry_index + WINDOW]
        pairs = [
            [
                self.pair_cost(i, j) if abs(i - j) <= BAND else OUT_OF_BAND_COST
                for j in range(len(entries))
            ]
            for i in range(len(places))
        ]
        extras = [
            GAP_COST
            + (MOVED_COST if self.evidence_balls[self.entry_index + j] is not None else 0.0)
            for j in range(len(entries))
        ]
        return cheapest_path(pairs, extras, self.missed_costs(places, entries))

    def missed_costs(self, places: Sequence[Content], entries: Sequence[Content]) -> list[float]:
        """Return the cost of each ball as a missed one.

        The end of the innings costs more than a gap where the book has it too, even behind a ball
        that the log lacks.
        """
        has_end = any(each.kind is ActionType.INNINGS_CLOSED for each in entries)
        return [
            GAP_COST + (MOVED_COST if has_end and each.kind is ActionType.INNINGS_CLOSED else 0.0)
            for each in places
        ]

    def pair_cost(self, i: int, j: int) -> float:
        """Return the cost of pairing an entry with a ball, both counted from here.

        Pairing it with another ball than the one agreed from it costs more, except with an earlier
        one that looks just like it.
        """
        number, evidence_ball = (
            self.numbers[self.place_index + i],
            self.evidence_balls[self.entry_index + j],
        )
        found = cost(self.places[self.place_index + i], self.entries[self.entry_index + j])
        if found and number in self.doubted_balls:
            found += DOUBT_COST
        if evidence_ball is None:
            return found
        if evidence_ball == number:
            return min(found, MOST_EVIDENCE_COST)
        return found + MOVED_COST if found or evidence_ball < number else found

    def are_alike(self, steps: Sequence[int]) -> list[bool]:
        """Return for each step from here on if it pairs a ball and an entry that look alike."""
        i, j = self.place_index, self.entry_index
        found = []
        for step in steps:
            is_pair = step == PAIR
            found.append(is_pair and self.places[i].key == self.entries[j].key)
            i, j = i + (step != EXTRA), j + (step != MISSED)
        return found

    def apply_steps(self, steps: Sequence[int]) -> None:
        """Apply steps of an alignment."""
        for step in steps:
            if step == PAIR:
                self.links[self.numbers[self.place_index]] = self.entry_index
            elif step == EXTRA:
                self.extras.append((self.place_index, self.entry_index))
            self.place_index += step != EXTRA
            self.entry_index += step != MISSED

    def alignment(self) -> "Alignment":
        """Return the alignment of the book, the guess included."""
        if not self.is_settled:
            self.settle()
        if self.cached is None:
            self.cached = self.with_guessed_steps()
        return self.cached

    def with_guessed_steps(self) -> "Alignment":
        """Return the alignment of the book if the guess is right."""
        if not self.guess:
            return Alignment(self.links, self.extras, self.place_index, self.entry_index)
        links, extras = dict(self.links), list(self.extras)
        i, j = self.place_index, self.entry_index
        for step in self.guess:
            if step == PAIR:
                links[self.numbers[i]] = j
            elif step == EXTRA:
                extras.append((i, j))
            i, j = i + (step != EXTRA), j + (step != MISSED)
        return Alignment(links, extras, i, j)

    def head(self) -> int | None:
        """Return the first entry ahead of the log; None if the book has not reached its end."""
        linked = self.alignment()
        if linked.balls_reached < len(self.places) or linked.next_entry >= len(self.entries):
            return None
        return linked.next_entry

    def is_in_step(self) -> bool:
        """Return whether no shifted entry would fit the next ball nearly as well, by the last six.

        A straight shift of the book by one or two results from a missed or doubled ball; a shift
        that begins within those six costs a gap, and is as likely as a wrong value.
        """
        linked = self.alignment()
        first = max(0, len(self.places) - RECENT)
        costs = [self.link_cost(linked, number) for number in range(first, len(self.places))]
        own = sum(costs)
        return all(
            self.shifted_cost(linked.next_entry + shift, first) >= own + STEP_MARGIN
            for shift in SHIFTS
        ) and (own + STEP_MARGIN <= GAP_COST or self.has_no_near_shift(linked, costs))

    def has_no_near_shift(self, linked: "Alignment", costs: Sequence[float]) -> bool:
        """Return whether no shift by one within the last balls would cost nearly as little."""
        last = len(self.places)
        return all(
            self.shifted_cost(linked.next_entry + shift, last - count) + GAP_COST
            >= sum(costs[-count:]) + STEP_MARGIN
            for count in range(1, len(costs))
            for shift in NEAR_SHIFTS
        )

    def link_cost(self, linked: "Alignment", place: int) -> float:
        """Return the cost of a ball as it is linked."""
        entry = linked.links.get(self.numbers[place])
        return GAP_COST if entry is None else cost(self.places[place], self.entries[entry])

    def shifted_cost(self, following: int, first: int) -> float:
        """Return the cost of the last balls if this entry were the next one."""
        last = len(self.places) - 1
        if not 0 < following <= len(self.entries) or last < 0:
            return float("inf")
        return sum(
            cost(self.places[last - back], self.entries[following - 1 - back])
            for back in range(min(last - first + 1, following))
        )


@dataclass(frozen=True, slots=True)
class Alignment:
    """The alignment of a book: `links` are entries by the number of their ball.

    `extras` are the surplus entries, as (number of balls before it, entry); `balls_reached` is the
    number of balls reached, `next_entry` the first entry ahead.
    """

    links: dict[int, int]
    extras: list[tuple[int, int]]
    balls_reached: int
    next_entry: int


def count_certain_steps(steps: Sequence[int], alike: Sequence[bool]) -> int:
    """Return how many steps are certain: up to some that look alike behind a difference.

    Without such steps, half of a path as long as the window is certain; 0 where the path may still
    change.
    """
    row = 0
    has_differed = False
    for number, is_alike in enumerate(alike, start=1):
        has_differed = has_differed or not is_alike
        row = row + 1 if is_alike else 0
        if has_differed and row == RESYNC:
            return number
    return len(steps) // 2 if len(steps) >= WINDOW else 0


def cheapest_path(
    pairs: Sequence[Sequence[float]], extras: Sequence[float], missed: Sequence[float]
) -> Path:
    """Return the cheapest alignment, which ends when one of the two rows does.

    Ties go to the pair, so that balls that look alike are linked in order. The additional cost of a
    surplus entry beyond a gap is also charged where it stays ahead.
    """
    rows, columns = len(pairs), len(extras)
    costs = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for j in range(columns):
        costs[0][j + 1] = costs[0][j] + extras[j]
    for i in range(rows):
        row, above = costs[i + 1], costs[i]
        row[0] = above[0] + missed[i]
        for j in range(columns):
            row[j + 1] = min(above[j] + pairs[i][j], above[j + 1] + missed[i], row[j] + extras[j])
    moved = [sum(extras[j:]) - GAP_COST * (columns - j) for j in range(columns + 1)]
    ends = [(costs[rows][j] + moved[j], rows - j, rows, j) for j in range(columns + 1)]
    ends += [(costs[i][columns], columns - i, i, columns) for i in range(rows + 1)]
    total, _, i, j = min(ends, key=lambda end: (round(end[0], 6), abs(end[1]), -end[2]))
    return Path(backtrack(costs, pairs, missed, i, j), total)


def backtrack(
    costs: Sequence[Sequence[float]],
    pairs: Sequence[Sequence[float]],
    missed: Sequence[float],
    i: int,
    j: int,
) -> tuple[int, ...]:
    """Return the steps that lead to a cell."""
    steps = []
    while i or j:
        here = costs[i][j] + 1e-9
        if i and j and costs[i - 1][j - 1] + pairs[i - 1][j - 1] <= here:
            steps.append(PAIR)
            i, j = i - 1, j - 1
        elif i and costs[i - 1][j] + missed[i - 1] <= here:
            steps.append(MISSED)
            i -= 1
        else:
            steps.append(EXTRA)
            j -= 1
    return tuple(reversed(steps))


def alignment_cost(one: Sequence[Content], other: Sequence[Content]) -> float:
    """Return the cost of aligning two rows as the same balls, until one of them ends."""
    pairs = [[cost(a, b) for b in other] for a in one]
    return cheapest_path(pairs, [GAP_COST] * len(other), [GAP_COST] * len(one)).cost
