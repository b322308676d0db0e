"""Lets every open connection know that the process is about to end."""

from __future__ import annotations

from collections.abc import Callable


class Draining:
    """Whether the process ends, and what is called when it begins to. Used on the loop alone."""

    def __init__(self) -> None:
        self.has_begun = False
        self._calls: set[Callable[[], None]] = set()

    def add(self, call: Callable[[], None]) -> None:
        """Have something called when the process begins to end; at once where it has."""
        if self.has_begun:
            call()
        else:
            self._calls.add(call)

    def discard(self, call: Callable[[], None]) -> None:
        """Have it not called any more."""
        self._calls.discard(call)

    def begin(self) -> None:
        """Call everything that waits for the end."""
        self.has_begun = True
        calls, self._calls = self._calls, set()
        for call in calls:
            call()
