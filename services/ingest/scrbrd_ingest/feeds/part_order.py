"""Knows which parts of a match were had in a newer answer already: caches lag, each address for
itself.

A match that is read in many requests comes out of answers of different moments, and the order of
the newest says nothing of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from scrbrd_ingest.feeds.http import Clock

LONGEST_BEHIND: Final = timedelta(minutes=2)
"""How long an answer counts against older ones. What a cache gives that lags by less was made after
it; and a provider whose clock was set back is believed again."""


MOST_MATCHES: Final = 1_000
"""Matches of which it is kept what was known at first."""

Mark = tuple[int, datetime]
"""By what an answer was ordered, and when it came."""


@dataclass
class PartOrder:
    """The newest answer that was had of each part, by match and part.

    `begun` has the newest that was known of a match, from another process, before any part of it
    was had here.
    """

    clock: Clock
    newest: dict[tuple[str, str], Mark] = field(default_factory=dict)
    begun: dict[str, Mark] = field(default_factory=dict)

    def begin(self, provider_match_id: str, order: int | None) -> None:
        """Note by what the newest answer is ordered that is known of a match; the first word
        counts. None where none is."""
        if order is not None:
            self.begun.setdefault(provider_match_id, (order, self.clock()))
        while len(self.begun) > MOST_MATCHES:
            del self.begun[next(iter(self.begun))]

    def is_older(self, provider_match_id: str, name: str, order: int | None) -> bool:
        """Return whether an answer is older than one that was had of its part, or than what was
        known of the match at first; one that is not, and says its order, counts from now on."""
        last = self.clock() - LONGEST_BEHIND
        self.newest = {part: each for part, each in self.newest.items() if each[1] >= last}
        if order is None:
            return False
        known = self.newest.get((provider_match_id, name)) or self.begun.get(provider_match_id)
        if known is not None and known[1] >= last and order < known[0]:
            return True
        self.newest[provider_match_id, name] = order, self.clock()
        return False
