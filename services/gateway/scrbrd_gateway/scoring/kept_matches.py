"""Caches a bounded number of values read of matches, those of matches scored here the longest.

Anybody may read innings of any match, as many as they like. Values that a scorer's next ball is
planned on must not be dropped because of strangers' requests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from scrbrd_gateway.weighted import WeightedMap

Value = TypeVar("Value")

PART_FOR_READERS: Final = 8
"""One in this many places is reserved for matches that are only read, however many are scored; and
so is this part of the weight."""


def no_weight(_value: object) -> int:
    """Return the weight of values of which only the number is limited."""
    return 0


class KeptMatches(Generic[Value]):
    """Values by name, at most `most`, of at most `most_weight` together. The least recently used
    one is dropped first, and matches that are only read before matches that are scored here."""

    def __init__(
        self, most: int, most_weight: int = 0, weigh: Callable[[Value], int] = no_weight
    ) -> None:
        self._most, self._most_weight = most, most_weight
        self._read: WeightedMap[str, Value] = WeightedMap(weigh)
        self._scored: WeightedMap[str, Value] = WeightedMap(weigh)

    def __len__(self) -> int:
        """Return the number of cached values."""
        return len(self._read) + len(self._scored)

    def get(self, name: str) -> Value | None:
        """Return the value of a name; None if it is not cached."""
        return self._shelf(name).get(name)

    def keep(self, name: str, value: Value) -> None:
        """Cache a value, replacing an older one."""
        self._shelf(name).put(name, value)
        while len(self) > 1 and self._is_full():
            self._fullest().drop_oldest()

    def note_scored(self, name: str) -> None:
        """Record that the match of a name is scored here; without effect if no value of it is
        cached."""
        value = self._read.pop(name)
        if value is not None:
            self._scored.put(name, value)

    def _is_full(self) -> bool:
        weight = self._read.weight + self._scored.weight
        return len(self) > self._most or weight > self._most_weight

    def _fullest(self) -> WeightedMap[str, Value]:
        """Return the shelf that gives way: readers' if it is above its part."""
        most_read = max(1, self._most // PART_FOR_READERS)
        is_above = len(self._read) > most_read or (
            self._read.weight > self._most_weight // PART_FOR_READERS
        )
        return self._read if is_above or not self._scored else self._scored

    def _shelf(self, name: str) -> WeightedMap[str, Value]:
        return self._scored if name in self._scored else self._read
