"""Provides a mapping that knows the total weight of its values, such as their bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class WeightedMap(Generic[Key, Value]):
    """Values by key, the least recently used first; `weight` is the sum of their weights.

    `weigh` returns the weight of a value when it is added.
    """

    def __init__(self, weigh: Callable[[Value], int]) -> None:
        self._weigh = weigh
        self._items: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._items)

    def __contains__(self, key: Key) -> bool:
        """Return True if a value has this key."""
        return key in self._items

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, None if there is none; its use is not recorded."""
        found = self._items.get(key)
        return None if found is None else found[0]

    def put(self, key: Key, value: Value) -> None:
        """Add a value as the most recently used one, in place of an earlier one of this key."""
        self.pop(key)
        weight = self._weigh(value)
        self._items[key] = value, weight
        self.weight += weight

    def pop(self, key: Key) -> Value | None:
        """Remove and return the value of a key; None if there is none."""
        found = self._items.pop(key, None)
        if found is None:
            return None
        self.weight -= found[1]
        return found[0]

    def touch(self, key: Key) -> None:
        """Record that the value of a key was used."""
        self._items.move_to_end(key)

    def drop_oldest(self) -> None:
        """Remove the least recently used value. Raises KeyError if there is none."""
        _, (_, weight) = self._items.popitem(last=False)
        self.weight -= weight

    def shrink(self, most: int, most_weight: int) -> None:
        """Remove the least recently used values until both limits are met; the last one stays,
        whatever it weighs."""
        while len(self) > 1 and (len(self) > most or self.weight > most_weight):
            self.drop_oldest()
