"""Reads a match in many requests, and caches the received parts until the match is complete."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_after_delay

from scrbrd_ingest.feeds.http import Clock, Fetched
from scrbrd_ingest.ports import Unavailable

PART_TRIES = 3
"""Attempts per part."""

REPEATED_WITHIN = 5.0
"""Seconds after the first attempt within which a part is requested again: a poll whose provider
answers nothing in time would hang otherwise."""


@dataclass
class PartsCache:
    """A cache for matches that are read in many requests: received parts are not requested again
    when one fails.

    Without it, a match of 400 answers could hardly ever be read whole from a provider of which one
    answer in a hundred fails, or which demands a pause after every fifty. A part that may still
    grow is never cached: a reading that continues later would lack what was added in between.
    Revisions made meanwhile are found by the next reading.

    A part is cached for at most `max_age`, and while the time since the last received part is at
    most `max_pause`.
    """

    clock: Clock
    max_age: timedelta = timedelta(minutes=15)
    max_pause: timedelta = timedelta(minutes=5)
    cached: dict[tuple[str, str], Fetched] = field(default_factory=dict)
    last_progress: dict[str, datetime] = field(default_factory=dict)

    async def get(
        self,
        provider_match_id: str,
        name: str,
        fetch: Callable[[], Awaitable[Fetched]],
        *,
        is_cacheable: bool,
    ) -> Fetched:
        """Return a part; a cacheable one from the cache if possible. Raises ProviderError."""
        cached = self.cached.get((provider_match_id, name))
        if is_cacheable and cached is not None and self._is_current(provider_match_id, cached):
            return cached
        fetched = await fetch_with_retries(fetch)
        if provider_match_id not in self.last_progress:
            self._drop_interrupted()
        self.last_progress[provider_match_id] = self.clock()
        if is_cacheable:
            self.cached[provider_match_id, name] = fetched
        return fetched

    def _is_current(self, provider_match_id: str, cached: Fetched) -> bool:
        """Return True if a cached part belongs to a reading that is still going on."""
        now, last = self.clock(), self.last_progress.get(provider_match_id, cached.received_at)
        return now - self.max_age <= cached.received_at <= now and now - last <= self.max_pause

    def _drop_interrupted(self) -> None:
        """Drop the parts of readings that will not be continued: their matches may have ended."""
        self.cached = {
            name: part for name, part in self.cached.items() if self._is_current(name[0], part)
        }
        matches = {match_id for match_id, _ in self.cached}
        self.last_progress = {
            name: at for name, at in self.last_progress.items() if name in matches
        }

    def replace_cached(self, provider_match_id: str, name: str, fetched: Fetched) -> None:
        """Replace a cached part with one that was requested separately."""
        if (provider_match_id, name) in self.cached:
            self.cached[provider_match_id, name] = fetched

    def forget(self, provider_match_id: str) -> None:
        """Drop the parts of a match: it was read whole, or they do not fit together."""
        self.cached = {
            name: part for name, part in self.cached.items() if name[0] != provider_match_id
        }
        self.last_progress.pop(provider_match_id, None)


async def fetch_with_retries(fetch: Callable[[], Awaitable[Fetched]]) -> Fetched:
    """Return one part, retrying up to PART_TRIES times while the provider is unavailable.

    A request that demanded a pause, or took long, is not retried here. Raises ProviderError.
    """
    attempts = AsyncRetrying(
        retry=retry_if_exception(may_be_repeated),
        stop=stop_after_attempt(PART_TRIES) | stop_after_delay(REPEATED_WITHIN),
        reraise=True,
    )
    return await attempts(fetch)


def may_be_repeated(error: BaseException) -> bool:
    """Return True if the provider is unavailable and does not demand a pause."""
    return isinstance(error, Unavailable) and not error.retry_after
