"""Aligns a book with the balls of the log: which entry is of which ball, what is missed.

Balls that look alike are exchangeable and are taken in order, so that all books come to the same
places. Only where something differs is the cheapest alignment looked for, near by: linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scrbrd.consensus.words import (
    GAP_COST,
    MOST_EVIDENCE_COST,
    MOVED_COST,
    Words,
    cost,
)
from scrbrd.domain.vocabulary import ActionType

WINDOW = 12
"""Balls that are looked at from where two books part."""

BAND = 5
"""By how many balls a book may be ahead or behind within the window."""

FAR = 99.0
"""The cost of what is out of the band."""

RESYNC = 3
"""Balls in a row that look alike after which the books are taken to go together again."""

DOUBT_COST = 0.4
"""Of taking an entry that looks otherwise for a ball that was ruled without this book's word: more
likely the book has no such ball."""

RECENT = 6
"""Balls that tell whether a book is in step."""

STEP_MARGIN = 0.5
SHIFTS = (-2, -1, 1, 2)
NEAR_SHIFTS = (-1, 1)

PAIR, MISSED, EXTRA = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest alignment of two rows of balls from their beginnings, and what it costs."""

    steps: tuple[int, ...]
    cost: float


class Follower:
    """Follows a book along the balls of the log. `places` grows with the log.

    `taken` is, by entry, the number of the ball that it is evidence for, or None.
    """

    def __init__(self, entries: Sequence[Words], taken: Sequence[int | None]) -> None:
        self.entries, self.taken = list(entries), list(taken)
        self.numbers: list[int] = []
        self.places: list[Words] = []
        self.links: dict[int, int] = {}
        self.extras: list[tuple[int, int]] = []
        self.doubted: set[int] = set()
        self.at = self.next = 0
        self.guessed: tuple[int, ...] = ()
        self.is_settled = True
        self.linked: Linked | None = None

    def add(self, number: int, words: Words, *, is_doubted: bool = False) -> None:
        """Add the next ball of the log; its number is greater than those before."""
        if is_doubted:
            self.doubted.add(number)
        self.numbers.append(number)
        self.places.append(words)
        self.is_settled, self.linked = False, None

    def remove(self, index: int) -> None:
        """Take out an entry that is ahead of the log."""
        del self.entries[index], self.taken[index]
        self.is_settled, self.linked = False, None

    def settle(self) -> None:
        """Go along the log as far as it goes; what is not clear yet stays a guess."""
        places, entries, links = self.places, self.entries, self.links
        self.guessed, self.is_settled = (), True
        while self.at < len(places) and self.next < len(entries):
            if places[self.at].key == entries[self.next].key:
                if self.is_of_a_later_ball():
                    self.at += 1
                    continue
                links[self.numbers[self.at]] = self.next
                self.at += 1
                self.next += 1
                continue
            path = self.cheapest()
            known = clear_steps(path.steps, self.alike(path.steps))
            if not known:
                self.guessed = path.steps
                return
            self.take(path.steps[:known])

    def is_of_a_later_ball(self) -> bool:
        """Return whether the next entry was agreed as a later ball, and the one that it looks like
        was ruled without this book's word: the book has no such ball."""
        number, taken = self.numbers[self.at], self.taken[self.next]
        return number in self.doubted and taken is not None and taken > number

    def cheapest(self) -> Path:
        """Return the cheapest alignment from here on, within the window."""
        places = self.places[self.at : self.at + WINDOW]
        entries = self.entries[self.next : self.next + WINDOW]
        pairs = [
            [self.pair_cost(i, j) if abs(i - j) <= BAND else FAR for j in range(len(entries))]
            for i in range(len(places))
        ]
        extras = [
            GAP_COST + (MOVED_COST if self.taken[self.next + j] is not None else 0.0)
            for j in range(len(entries))
        ]
        return cheapest_path(pairs, extras, self.missed_costs(places, entries))

    def missed_costs(self, places: Sequence[Words], entries: Sequence[Words]) -> list[float]:
        """Return what it costs to take each ball for missed: the end of the innings more than a
        gap where the book has it too, be it behind a ball that the log lacks."""
        has_end = any(each.kind is ActionType.INNINGS_CLOSED for each in entries)
        return [
            GAP_COST + (MOVED_COST if has_end and each.kind is ActionType.INNINGS_CLOSED else 0.0)
            for each in places
        ]

    def pair_cost(self, i: int, j: int) -> float:
        """Return the cost of taking an entry for a ball, both counted from here.

        It is dearer to take one for another ball than the one that it was agreed as, except for an
        earlier one that looks just like it.
        """
        number, taken = self.numbers[self.at + i], self.taken[self.next + j]
        found = cost(self.places[self.at + i], self.entries[self.next + j])
        if found and number in self.doubted:
            found += DOUBT_COST
        if taken is None:
            return found
        if taken == number:
            return min(found, MOST_EVIDENCE_COST)
        return found + MOVED_COST if found or taken < number else found

    def alike(self, steps: Sequence[int]) -> list[bool]:
        """Return for each step from here on whether it pairs what looks alike."""
        i, j = self.at, self.next
        found = []
        for step in steps:
            is_pair = step == PAIR
            found.append(is_pair and self.places[i].key == self.entries[j].key)
            i, j = i + (step != EXTRA), j + (step != MISSED)
        return found

    def take(self, steps: Sequence[int]) -> None:
        """Go these steps."""
        for step in steps:
            if step == PAIR:
                self.links[self.numbers[self.at]] = self.next
            elif step == EXTRA:
                self.extras.append((self.at, self.next))
            self.at += step != EXTRA
            self.next += step != MISSED

    def finish(self) -> "Linked":
        """Return where the book stands, the guess included."""
        if not self.is_settled:
            self.settle()
        if self.linked is None:
            self.linked = self.with_guess()
        return self.linked

    def with_guess(self) -> "Linked":
        """Return where the book stands if the guess is right."""
        if not self.guessed:
            return Linked(self.links, self.extras, self.at, self.next)
        links, extras = dict(self.links), list(self.extras)
        i, j = self.at, self.next
        for step in self.guessed:
            if step == PAIR:
                links[self.numbers[i]] = j
            elif step == EXTRA:
                extras.append((i, j))
            i, j = i + (step != EXTRA), j + (step != MISSED)
        return Linked(links, extras, i, j)

    def head(self) -> int | None:
        """Return the first entry ahead of the log; None while it is not at the end of the log."""
        linked = self.finish()
        if linked.reached < len(self.places) or linked.next >= len(self.entries):
            return None
        return linked.next

    def is_in_step(self) -> bool:
        """Return whether no other entry would do nearly as well as the next ball, by the last six.

        A straight shift of the book by one or two is what missing or doubling a ball brings about;
        one that begins among those six costs a gap, and is as likely as a wrong value is.
        """
        linked = self.finish()
        first = max(0, len(self.places) - RECENT)
        costs = [self.cost_of(linked, number) for number in range(first, len(self.places))]
        own = sum(costs)
        return all(
            self.shifted_cost(linked.next + shift, first) >= own + STEP_MARGIN for shift in SHIFTS
        ) and (own + STEP_MARGIN <= GAP_COST or self.has_no_near_shift(linked, costs))

    def has_no_near_shift(self, linked: "Linked", costs: Sequence[float]) -> bool:
        """Return whether no shift by one that begins among the last balls, which cost this, would
        do nearly as well."""
        last = len(self.places)
        return all(
            self.shifted_cost(linked.next + shift, last - count) + GAP_COST
            >= sum(costs[-count:]) + STEP_MARGIN
            for count in range(1, len(costs))
            for shift in NEAR_SHIFTS
        )

    def cost_of(self, linked: "Linked", place: int) -> float:
        """Return what a ball costs as it is linked."""
        entry = linked.links.get(self.numbers[place])
        return GAP_COST if entry is None else cost(self.places[place], self.entries[entry])

    def shifted_cost(self, following: int, first: int) -> float:
        """Return what the last balls would cost if this entry were the next one."""
        last = len(self.places) - 1
        if not 0 < following <= len(self.entries) or last < 0:
            return float("inf")
        return sum(
            cost(self.places[last - back], self.entries[following - 1 - back])
            for back in range(min(last - first + 1, following))
        )


@dataclass(frozen=True, slots=True)
class Linked:
    """Where a book stands: entries by the number of their ball; the entries too many, with how many
    balls come before them; how many balls it has reached; its first entry ahead."""

    links: dict[int, int]
    extras: list[tuple[int, int]]
    reached: int
    next: int


def clear_steps(steps: Sequence[int], alike: Sequence[bool]) -> int:
    """Return how many steps are certain: up to some that look alike behind what differs.

    Without them a path as long as the window is taken in its first half; 0 where it may change yet.
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

    Ties go to the pair, so that balls that look alike are taken in order. What an entry costs more
    than a gap where it is too many, it costs too where it is left ahead.
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


def alignment_cost(one: Sequence[Words], other: Sequence[Words]) -> float:
    """Return what it costs to take two rows for the same balls, until one of them ends."""
    pairs = [[cost(a, b) for b in other] for a in one]
    return cheapest_path(pairs, [GAP_COST] * len(other), [GAP_COST] * len(one)).cost
