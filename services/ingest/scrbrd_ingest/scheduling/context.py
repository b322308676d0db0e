"""Makes the current poll known to its requests, however deep below the poll they are made."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from scrbrd_ingest.model import Sport, Tier


@dataclass
class PollContext:
    """A poll under way. Times are in seconds of the event loop.

    `waited` is how long its requests have waited for the budget, which does not count as hanging.
    """

    sport: Sport = Sport.CRICKET
    tier: Tier = Tier.EVENTS
    priority: float = 0.0
    waited: float = 0.0
    waiting_since: float | None = None

    def time_waited(self, now: float) -> float:
        """Return the seconds waited up to now."""
        return self.waited + (0.0 if self.waiting_since is None else now - self.waiting_since)


CURRENT: ContextVar[PollContext | None] = ContextVar("poll", default=None)


def current_poll() -> PollContext:
    """Return the poll that the caller works for; outside of any poll, one without priority."""
    return CURRENT.get() or PollContext()
