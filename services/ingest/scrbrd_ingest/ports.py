"""Defines the interfaces to the outside: providers, followers, leases.

Nothing here waits or writes. The connectors (`feeds`), the stores (`firestore_...`) and the test
doubles implement these protocols.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from scrbrd_ingest.model import (
    Observation,
    Phase,
    Place,
    Scoreboard,
    Sport,
    Statistics,
    Tier,
    Timeline,
)


class RequestScope(StrEnum):
    """How much of a match is requested; without a smaller answer providers return the larger."""

    LATEST = "latest"
    """The delta, the newest over, or the latest state: whatever is cheapest and most recent."""

    WHOLE = "whole"
    """Everything that the provider has of the match."""


@dataclass(frozen=True)
class FeedRequest:
    """A request for a match's events, or for one `over`: (innings 1-based, over 0-based).

    `since` is the place of the last known event: with LATEST, the events after it are wanted.
    `newest` is the `sequence` of the newest known answer, including those read by another process;
    None if there is none.
    """

    scope: RequestScope = RequestScope.LATEST
    over: tuple[int, int] | None = None
    since: Place | None = None
    newest: int | None = None


class ProviderError(Exception):
    """A provider failed to answer properly. The message names provider, match and what to do."""


class RateLimited(ProviderError):
    """Status 429. `retry_after` is in seconds, None if the provider did not send it."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotAsked(RateLimited):
    """No request was made: the provider demands a pause, `retry_after` seconds more."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message, retry_after)


class Unavailable(ProviderError):
    """Status 5xx, a timeout, a reset connection or a truncated body: retrying later may help.

    `retry_after` is that of a status 503 in seconds, None if the provider did not send it.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BadAnswer(ProviderError):
    """An answer that does not have the known format of this feed."""


RATE_LIMITED, NOT_ASKED, CRASHED = "rate_limited", "not_asked", "crashed"
UNAVAILABLE, BAD_ANSWER = "unavailable", "bad_answer"
"""Values of `PollResult.failure`."""

MATCH_NOT_LISTED = "match"
"""Value of `PollResult.lacks` if the provider no longer lists the match."""


@runtime_checkable
class CricketProvider(Protocol):
    """Access to the feed of one cricket provider. Each connector is one file."""

    name: str

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the provider's current data of a match. Raises ProviderError."""
        ...


@runtime_checkable
class ScoreboardProvider(Protocol):
    """Access to a provider of other sports."""

    name: str

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return today's matches of a league. Raises ProviderError."""
        ...

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:
        """Return a match's events, None if the provider has none. Raises ProviderError."""
        ...

    async def statistics(
        self, sport: Sport, league: str, provider_match_id: str
    ) -> Statistics | None:
        """Return a match's statistics, None if the provider has none. Raises ProviderError."""
        ...


@dataclass(frozen=True)
class PollResult:
    """The result of one poll of one match; it determines when the match is polled next.

    `failure` is None, `rate_limited`, `not_asked`, `unavailable`, `bad_answer`, or `crashed` for an
    exception other than a ProviderError. `latency` is the duration of the requests in seconds,
    without their waits for the budget.
    `freshness` is the age in seconds of the newest data in the answer, None if the feed has no
    times. `is_final` means that nothing more needs to be requested.
    """

    provider: str
    tier: Tier
    at: datetime
    latency: float
    changes: int = 0
    phase: Phase = Phase.LIVE
    failure: str | None = None
    retry_after: float | None = None
    freshness: float | None = None
    importance: float = 0.0
    """From 0 to 1; 1 in the final overs of a close match."""

    is_final: bool = False
    starts_at: datetime | None = None
    """When the match starts; None if unknown."""

    lacks: str = ""
    """What this provider never delivers but another provider may have: the over with a gap, or
    MATCH_NOT_LISTED. Empty if nothing is missing."""

    waiting: int = 0
    """Number of known balls that a gap or an unmapped id keeps out of the log."""

    is_withheld: bool = False
    """Whether the provider should write the match but is prevented from it."""

    closed_at: datetime | None = None
    """When the match was closed as stale, by any process; None if it is open."""

    is_undecided: bool = False
    """Whether the events so far give no result, even if the provider reports the match as over."""


def failure_and_wait(error: Exception) -> tuple[str, float | None]:
    """Return the values of `failure` and `retry_after` for a poll that raised."""
    if not isinstance(error, ProviderError):
        return CRASHED, None
    if isinstance(error, NotAsked):
        return NOT_ASKED, error.retry_after
    if isinstance(error, RateLimited):
        return RATE_LIMITED, error.retry_after
    if isinstance(error, BadAnswer):
        return BAD_ANSWER, None
    return UNAVAILABLE, error.retry_after if isinstance(error, Unavailable) else None


class Selector(Protocol):
    """Chooses the provider of a match, by health and failover."""

    def current(self, now: datetime) -> str:
        """Return the name of the provider to use."""
        ...

    def report(self, polled: PollResult) -> None:
        """Record the result of a poll."""
        ...


class Follower(Protocol):
    """Follows one match: one poll sends a request, compares the answer and writes the changes.

    It is called by one task at a time, of the worker to which the match is assigned. `fence` is the
    number of the lease under which that worker acts: a write with a lower number than an earlier
    write is refused (FencedOut).
    """

    match_id: str
    sport: Sport
    tiers: tuple[Tier, ...]

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Poll the current provider once; return failures of the provider. Raises FencedOut."""
        ...


class FencedOut(Exception):
    """Another worker holds the match under a newer number: stop writing."""


@dataclass(frozen=True)
class Lease:
    """A stored lease: who holds it, under which number, and until when.

    The number (`fence`) grows by one with every new holder and is never reused.
    """

    name: str
    holder: str
    fence: int
    expires_at: datetime


class LeaseStore(Protocol):
    """Stores leases. Every write has a precondition, so that only one of two takers succeeds."""

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Take the lease if it is free and return it; return None if another process holds it.

        Raises LeasesUnknown.
        """
        ...

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Extend the lease and return it; return None if it was lost. Raises LeasesUnknown."""
        ...

    async def release(self, lease: Lease) -> None:
        """Release the lease. Its number stays stored, so that it is not reused.

        Raises LeasesUnknown.
        """
        ...


class LeasesUnknown(Exception):
    """The store did not answer, so the state of the lease is unknown. Try again."""


@dataclass(frozen=True)
class HeldLeases:
    """The leases that are currently held, with the store's server time of the reading."""

    now: datetime
    leases: tuple[Lease, ...]


class Roster(LeaseStore, Protocol):
    """A lease store that lists the held leases, so that the leader finds the active workers."""

    async def held_leases(self) -> HeldLeases:
        """Return the currently held leases. Raises LeasesUnknown."""
        ...


class CloseReason(StrEnum):
    """Why a match is polled rarely, or not at all."""

    STALE = "stale"
    """Nothing changed for a long time: the match is polled rarely, and any change reopens it."""

    ENDED = "ended"
    """The match is no longer polled until a person reopens it."""


@runtime_checkable
class Closable(Protocol):
    """A follower that can store that its match is closed."""

    async def close(self, fence: int, why: CloseReason) -> None:
        """Store that the match is closed. Raises FencedOut."""
        ...
