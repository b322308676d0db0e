"""Caches a bounded number of values read of matches, those of matches scored here the longest.

Anybody may read innings of any match, as many as they like. Values that a scorer's next ball is
planned on must not be dropped because of strangers' requests.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

PART_FOR_READERS: Final = 8
"""One in this many places is reserved for matches that are only read, however many are scored."""


class KeptMatches(Generic[Value]):
    """Values by name, at most `most`. The least recently used one is dropped first, and matches
    that are only read before matches that are scored here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._most_read = max(1, most // PART_FOR_READERS)
        self._read: OrderedDict[str, Value] = OrderedDict()
        self._scored: OrderedDict[str, Value] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of cached values."""
        return len(self._read) + len(self._scored)

    def get(self, name: str) -> Value | None:
        """Return the value of a name; None if it is not cached."""
        return self._shelf(name).get(name)

    def keep(self, name: str, value: Value) -> None:
        """Cache a value, replacing an older one."""
        shelf = self._shelf(name)
        shelf[name] = value
        shelf.move_to_end(name)
        if len(self) > self._most:
            fullest = self._read if len(self._read) > self._most_read else self._scored
            fullest.popitem(last=False)

    def note_scored(self, name: str) -> None:
        """Record that the match of a name is scored here; without effect if no value of it is
        cached."""
        if name in self._read:
            self._scored[name] = self._read.pop(name)

    def _shelf(self, name: str) -> OrderedDict[str, Value]:
        return self._scored if name in self._scored else self._read
