"""Notifies every event stream that the process is about to end."""

from __future__ import annotations

from collections.abc import Callable


class Draining:
    """Callbacks to run when the process begins to end. Used on the event loop only."""

    def __init__(self) -> None:
        self.has_begun = False
        self._callbacks: set[Callable[[], None]] = set()

    def add(self, callback: Callable[[], None]) -> None:
        """Register a callback for the end of the process; call it now if the end has begun."""
        if self.has_begun:
            callback()
        else:
            self._callbacks.add(callback)

    def discard(self, callback: Callable[[], None]) -> None:
        """Remove a callback."""
        self._callbacks.discard(callback)

    def begin(self) -> None:
        """Mark the end as begun and run every registered callback."""
        self.has_begun = True
        callbacks, self._callbacks = self._callbacks, set()
        for callback in callbacks:
            callback()
