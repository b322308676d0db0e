"""Keeps the states that a worker committed last, so that its next ball need not read them.

A state that is kept may be out of date at any time. It is only appended to, and only a commit
guarded by its token makes that count: where another worker wrote meanwhile, the commit is refused,
and the match is read (ADR 40).
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from scrbrd.handlers.ports import StoredState, Unusable
from scrbrd.handlers.snapshot.model import Progress

MOST_MATCHES = 64
"""States that one worker keeps, some 200 kB each: those used last."""


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state as it was committed, and its progress decoded.

    Whoever applies an action changes the progress: both are taken once.
    """

    stored: StoredState
    progress: Progress | None = None


NOTHING_KEPT = KeptState(StoredState(snapshot=Unusable("not kept")))


class RecentStates:
    """What a worker committed last to `live/state`, by match. Threads may share it."""

    def __init__(self, most: int = MOST_MATCHES) -> None:
        self._most = most
        self._kept: OrderedDict[str, KeptState] = OrderedDict()
        self._lock = Lock()

    def take(self, match_id: str) -> KeptState:
        """Return the state of a match, and keep it no longer; an unusable one where there is none.

        Whether a commit that fails is written is not known, so what led to it is not kept.
        """
        with self._lock:
            return self._kept.pop(match_id, NOTHING_KEPT)

    def keep(self, match_id: str, kept: KeptState) -> None:
        """Keep a state that was just committed, and of others those used last."""
        with self._lock:
            self._kept[match_id] = kept
            self._kept.move_to_end(match_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
