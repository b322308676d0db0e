"""Caches the answers about innings, for requests while nothing has changed.

Anybody may send these requests, and encoding the balls of a long innings takes as long as sending
one ball to a thousand sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import is_not
from typing import Final, NamedTuple

from pydantic import BaseModel

from scrbrd_gateway.encoding import encode
from scrbrd_gateway.weighted import WeightedMap

MOST_ANSWERS: Final = 64
MOST_ACTIONS: Final = 10_000
"""The most actions in the logs of all answers; an answer keeps its log in memory, 6 kB an action,
even if it is cached nowhere else."""


class KeptAnswer(NamedTuple):
    """An encoded answer, the objects that it was made from, and the number of actions in them."""

    sources: tuple[object, ...]
    body: bytes
    actions: int


class KeptAnswers:
    """Encoded answers by request key, at most `most`, with at most `most_actions` in their logs;
    the least recently used one is dropped first."""

    def __init__(self, most: int = MOST_ANSWERS, most_actions: int = MOST_ACTIONS) -> None:
        self._most, self._most_actions = most, most_actions
        self._cached: WeightedMap[Hashable, KeptAnswer] = WeightedMap(lambda kept: kept.actions)

    def get(
        self,
        key: Hashable,
        sources: tuple[object, ...],
        make: Callable[[], BaseModel],
        actions: int = 0,
    ) -> bytes:
        """Return the JSON of an answer: a cached one that was made from the very same objects, or a
        new one. `actions` is the number of actions in `sources`.

        Raises what `make` raises; that is not cached.
        """
        kept = self._cached.get(key)
        if (
            kept is None
            or len(kept.sources) != len(sources)
            or any(map(is_not, kept.sources, sources))
        ):
            body = encode(make().model_dump(mode="json", by_alias=True))
            kept = KeptAnswer(sources, body, actions)
            self._cached.put(key, kept)
        self._cached.touch(key)
        self._cached.shrink(self._most, self._most_actions)
        return kept.body
