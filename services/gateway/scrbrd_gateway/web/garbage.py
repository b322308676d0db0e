"""Keeps Python's garbage collections short while many connections are open.

A full collection traverses every object, and nothing is sent meanwhile. 5,000 open sockets have 1.3
million objects: a collection took 1.4 s, and Python starts one whenever their number has grown by a
quarter. So objects that have lived for some time are frozen, which excludes them from collections.
Reference counts still free them: a closed connection leaves no cycle behind.
"""

from __future__ import annotations

import gc
from typing import Final

OLDEST: Final = 2
"""Python's generation of the objects that have survived several collections."""

MOST_OBJECTS: Final = 25_000
"""The number of objects of the oldest generation at which they are frozen. A collection of so many
takes 10 to 50 ms."""

MANY_CONNECTIONS: Final = 200
"""Fewer connections hold so few objects that it does not matter when they are collected."""

FEW_LEFT: Final = 10
"""One connection of so many is left when the frozen objects are collected as well."""


class FrozenObjects:
    """Freezes objects that live long. Call `check` several times a second."""

    def __init__(self) -> None:
        self._most_connections = 0

    def check(self, connections: int) -> None:
        """Collect and freeze the objects of the oldest generation if there are many.

        `connections` is the number of open connections. When nine of ten have left since the last
        time, the frozen objects are collected too: no other collection finds a cycle among them.
        """
        self._most_connections = max(self._most_connections, connections)
        if self._most_connections >= max(MANY_CONNECTIONS, FEW_LEFT * connections):
            self._most_connections = connections
            gc.unfreeze()
        elif len(gc.get_objects(OLDEST)) < MOST_OBJECTS:
            return
        gc.collect()
        gc.freeze()
