"""Keeps the states that a worker committed last, so that its next ball need not read them.

A kept state may be out of date at any time. It is only appended to, and the commit is guarded by
its token: if another worker wrote meanwhile, the commit is refused and the match is read (ADR 40).
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from scrbrd.handlers.ports import StoredState, Unusable
from scrbrd.handlers.snapshot.model import Progress

MOST_MATCHES = 64
"""States that one worker keeps, some 200 kB each: the most recently used."""


@dataclass(frozen=True, slots=True)
class KeptState:
    """A committed state and its decoded progress.

    Applying an action changes the progress, so both are taken only once.
    """

    stored: StoredState
    progress: Progress | None = None


NOTHING_KEPT = KeptState(StoredState(snapshot=Unusable("not kept")))


class RecentStates:
    """The states that a worker committed last to `live/state`, by match. Threads may share it."""

    def __init__(self, most: int = MOST_MATCHES) -> None:
        self._most = most
        self._kept: OrderedDict[str, KeptState] = OrderedDict()
        self._lock = Lock()

    def take(self, match_id: str) -> KeptState:
        """Remove and return the state of a match; an unusable one if none is kept.

        It is unknown whether a failed commit was written, so the state before it is not kept.
        """
        with self._lock:
            return self._kept.pop(match_id, NOTHING_KEPT)

    def keep(self, match_id: str, kept: KeptState) -> None:
        """Keep a state that was just committed, and drop the least recently used one if there are
        too many.
        """
        with self._lock:
            self._kept[match_id] = kept
            self._kept.move_to_end(match_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
