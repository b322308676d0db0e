"""Reads a match in many requests, and keeps what came of it while the reading goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from scrbrd_ingest.feeds.http import Clock, Fetched
from scrbrd_ingest.ports import Unavailable

PART_TRIES = 3
"""How often one answer of many is asked for."""


@dataclass
class Parts:
    """Parts of a match that is read in many requests: those that came are not asked for again when
    one fails, while the reading goes on.

    Without that, a match of 400 answers would hardly ever be read whole from a provider of which
    one answer in a hundred fails, or who asks to wait after every fifty. What may still grow is
    never kept: else a reading that goes on later would lack what was told in between. What is
    revised meanwhile comes with the next reading.

    A part is kept for at most `longest`, and until no other has come for `pause`.
    """

    clock: Clock
    longest: timedelta = timedelta(minutes=15)
    pause: timedelta = timedelta(minutes=5)
    held: dict[tuple[str, str], Fetched] = field(default_factory=dict)
    went_on: dict[str, datetime] = field(default_factory=dict)

    async def get(
        self,
        provider_match_id: str,
        name: str,
        fetch: Callable[[], Awaitable[Fetched]],
        *,
        is_settled: bool,
    ) -> Fetched:
        """Return a part; one that is settled is had from before. Raises ProviderError."""
        held = self.held.get((provider_match_id, name))
        if is_settled and held is not None and self._counts(provider_match_id, held):
            return held
        found = await persistently(fetch)
        self.went_on[provider_match_id] = self.clock()
        if is_settled:
            self.held[provider_match_id, name] = found
        return found

    def _counts(self, provider_match_id: str, held: Fetched) -> bool:
        """Return whether a part is of a reading that still goes on."""
        now, last = self.clock(), self.went_on.get(provider_match_id, held.received_at)
        return now - self.longest <= held.received_at <= now and now - last <= self.pause

    def renew(self, provider_match_id: str, name: str, found: Fetched) -> None:
        """Replace a part that was asked for on its own meanwhile."""
        if (provider_match_id, name) in self.held:
            self.held[provider_match_id, name] = found

    def done(self, provider_match_id: str) -> None:
        """Forget the parts of a match: it was read whole, or they do not fit together."""
        self.held = {name: part for name, part in self.held.items() if name[0] != provider_match_id}
        self.went_on.pop(provider_match_id, None)


async def persistently(fetch: Callable[[], Awaitable[Fetched]]) -> Fetched:
    """Return one answer of many; up to PART_TRIES tries while the provider is unavailable.

    Being asked to wait is not repeated here. Raises ProviderError.
    """
    attempts = AsyncRetrying(
        retry=retry_if_exception_type(Unavailable),
        stop=stop_after_attempt(PART_TRIES),
        reraise=True,
    )
    return await attempts(fetch)
