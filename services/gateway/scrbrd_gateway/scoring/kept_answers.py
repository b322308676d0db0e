"""Keeps what was answered of innings, for whoever asks while nothing has changed.

Anybody may ask, and to encode the balls of a long innings takes as long as to tell a thousand
sockets of one.
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
    """Encoded answers by what was asked, at most `most`; the longest unused goes first."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[tuple[object, ...], bytes]] = OrderedDict()

    def get(
        self, asked: Hashable, made_of: tuple[object, ...], make: Callable[[], BaseModel]
    ) -> bytes:
        """Return the JSON of an answer: that which was made of the very same objects, or a new
        one. Raises what `make` raises, which is not kept."""
        known, body = self._kept.get(asked, ((), b""))
        if not body or len(known) != len(made_of) or any(map(is_not, known, made_of)):
            body = encode(make().model_dump(mode="json", by_alias=True))
            self._kept[asked] = made_of, body
        self._kept.move_to_end(asked)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return body
