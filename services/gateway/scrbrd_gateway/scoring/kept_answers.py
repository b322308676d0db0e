"""Caches the answers about innings, for requests while nothing has changed.

Anybody may send these requests, and encoding the balls of a long innings takes as long as sending
one ball to a thousand sockets.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from operator import is_not
from typing import Final

from pydantic import BaseModel

from scrbrd_gateway.encoding import encode

MOST_ANSWERS: Final = 64


class KeptAnswers:
    """Encoded answers by request key, at most `most`; the least recently used one is dropped
    first."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._cached: OrderedDict[Hashable, tuple[tuple[object, ...], bytes]] = OrderedDict()

    def get(
        self, key: Hashable, sources: tuple[object, ...], make: Callable[[], BaseModel]
    ) -> bytes:
        """Return the JSON of an answer: a cached one that was made from the very same objects, or a
        new one. Raises what `make` raises; that is not cached."""
        cached_sources, body = self._cached.get(key, ((), b""))
        if (
            not body
            or len(cached_sources) != len(sources)
            or any(map(is_not, cached_sources, sources))
        ):
            body = encode(make().model_dump(mode="json", by_alias=True))
            self._cached[key] = sources, body
        self._cached.move_to_end(key)
        if len(self._cached) > self._most:
            self._cached.popitem(last=False)
        return body
