"""Detects parts of a match that are older than an earlier answer: caches lag, each address
separately.

A match that is read in many requests is combined from answers of different moments, so the order of
the newest says nothing about the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.feeds.http import Clock

COMPARED_FOR: Final = timedelta(minutes=2)
"""How long an answer makes older ones outdated. A cache that lags by less sends answers made after
that time; and a provider whose clock was set back is accepted again."""


MOST_MATCHES: Final = 1_000
"""Maximum number of matches whose initial order is remembered."""

Mark = tuple[int, datetime]
"""The order of an answer, and when it arrived."""


@dataclass
class PartOrder:
    """The order of the newest answer of each part, by match and part.

    `initial` has the newest order known of a match from another process, before any part was read
    here.
    """

    clock: Clock
    newest: dict[tuple[str, str], Mark] = field(default_factory=dict)
    initial: dict[str, Mark] = field(default_factory=dict)

    def set_initial(self, provider_match_id: str, order: int | None) -> None:
        """Record the order of the newest known answer of a match; only the first call counts. None
        if there is none."""
        if order is not None:
            self.initial.setdefault(provider_match_id, (order, self.clock()))
        while len(self.initial) > MOST_MATCHES:
            del self.initial[next(iter(self.initial))]

    def is_older(self, provider_match_id: str, name: str, order: int | None) -> bool:
        """Return True if an answer is older than an earlier one of its part, or than the initial
        order of the match. Otherwise its order, if it has one, is recorded."""
        last = self.clock() - COMPARED_FOR
        self.newest = {part: each for part, each in self.newest.items() if each[1] >= last}
        if order is None:
            return False
        known = self.newest.get((provider_match_id, name)) or self.initial.get(provider_match_id)
        if known is not None and known[1] >= last and order < known[0]:
            return True
        self.newest[provider_match_id, name] = order, self.clock()
        return False
