"""Keeps what was read of matches, so many of them; of those that are scored here the longest.

Anybody may read innings, of any match and of as many as they like. What a scorer's next ball is
planned on must not give way to what strangers ask for.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

PART_FOR_READERS: Final = 8
"""One of so many places is for matches that are only read, however many are scored."""


class KeptMatches(Generic[Value]):
    """Values by name, at most `most`: the longest unused goes first, and those of matches that are
    only read before those of matches that are scored here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._most_read = max(1, most // PART_FOR_READERS)
        self._read: OrderedDict[str, Value] = OrderedDict()
        self._scored: OrderedDict[str, Value] = OrderedDict()

    def __len__(self) -> int:
        """Return how many values are kept."""
        return len(self._read) + len(self._scored)

    def get(self, name: str) -> Value | None:
        """Return the value of a name; None where it is not kept."""
        return self._shelf(name).get(name)

    def keep(self, name: str, value: Value) -> None:
        """Keep a value in the place of an older one."""
        shelf = self._shelf(name)
        shelf[name] = value
        shelf.move_to_end(name)
        if len(self) > self._most:
            fullest = self._read if len(self._read) > self._most_read else self._scored
            fullest.popitem(last=False)

    def note_scored(self, name: str) -> None:
        """Note that the match of a name is scored here; nothing where no value of it is kept."""
        if name in self._read:
            self._scored[name] = self._read.pop(name)

    def _shelf(self, name: str) -> OrderedDict[str, Value]:
        return self._scored if name in self._scored else self._read
