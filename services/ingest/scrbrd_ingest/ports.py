"""Defines what the service needs of the outside: providers, the log, leases, clocks.

Nothing here waits or writes; the connectors (`feeds`), the stores (`firestore_...`) and the
tests' doubles follow these protocols.
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


class Want(StrEnum):
    """Which answer is asked for; a provider that has no smaller one gives the next larger."""

    LATEST = "latest"
    """The delta, the newest over, or the latest state: what is cheapest and freshest."""

    WHOLE = "whole"
    """Everything that the provider has of the match."""


@dataclass(frozen=True)
class Ask:
    """A question for a match's events, or for an `over`: (innings 1-based, over 0-based).

    `since` is the place of the last event that is known: of the latest, what lies behind it is
    wanted. `newest` is the `sequence` of the newest answer that is known, from another process too;
    None where none is.
    """

    want: Want = Want.LATEST
    over: tuple[int, int] | None = None
    since: Place | None = None
    newest: int | None = None


class ProviderError(Exception):
    """A provider did not answer as it should; the message names provider, match and what to do."""


class RateLimited(ProviderError):
    """429. `retry_after` in seconds, None where the provider did not say."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotAsked(RateLimited):
    """The provider was not asked at all: it has said to be left alone for `retry_after` seconds
    more."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message, retry_after)


class Unavailable(ProviderError):
    """5xx, a timeout, a reset connection, or half a body: asking again later may help."""


class BadAnswer(ProviderError):
    """An answer that is not what this feed is known to look like."""


RATE_LIMITED, NOT_ASKED, CRASHED = "rate_limited", "not_asked", "crashed"
"""Values of `Polled.failure`."""

THE_MATCH = "match"
"""What a provider lacks that does not list the match any more."""


@runtime_checkable
class CricketProvider(Protocol):
    """The feed of one provider of cricket. Connectors are one file each."""

    name: str

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what the provider says now. Raises ProviderError."""
        ...


@runtime_checkable
class ScoreboardProvider(Protocol):
    """A provider of other sports."""

    name: str

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return a league's matches of today. Raises ProviderError."""
        ...

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:
        """Return a match's events; None where the provider has none. Raises ProviderError."""
        ...

    async def statistics(
        self, sport: Sport, league: str, provider_match_id: str
    ) -> Statistics | None:
        """Return a match's statistics; None where the provider has none. Raises ProviderError."""
        ...


@dataclass(frozen=True)
class Polled:
    """What came of one poll of one match: what the pace of the next depends on.

    `failure` is None, `rate_limited`, `not_asked`, `unavailable`, `bad_answer` or `crashed`: no
    ProviderError was raised, but another exception. `latency` is seconds of the request.
    `freshness` is the age in seconds of the newest thing that the provider said, None where it says
    no times. `is_final`: nothing more is to be asked.
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
    """0 to 1: 1 in the final overs of a close match."""

    is_final: bool = False
    starts_at: datetime | None = None
    """When the match starts; None where nobody tells it."""

    lacks: str = ""
    """What this provider does not have, however often it is asked, and another may: the over with a
    gap, or THE_MATCH. Empty where there is none."""

    waiting: int = 0
    """Balls that are known and not in the log, behind a gap or for want of an id."""

    is_withheld: bool = False
    """Whether the match is the provider's to write, and something keeps it from that."""

    closed_at: datetime | None = None
    """When the match was closed as stale, by whichever process; None where it is open."""

    is_undecided: bool = False
    """Whether the match has no result by what was played, whatever the provider says of its end."""


def failure_of(error: Exception) -> tuple[str, float | None]:
    """Return `failure` and `retry_after` of a poll that raised."""
    if not isinstance(error, ProviderError):
        return CRASHED, None
    if isinstance(error, NotAsked):
        return NOT_ASKED, error.retry_after
    if isinstance(error, RateLimited):
        return RATE_LIMITED, error.retry_after
    return "bad_answer" if isinstance(error, BadAnswer) else "unavailable", None


class Selector(Protocol):
    """Says which provider of a match is asked: health and failover stand behind it."""

    def current(self, now: datetime) -> str:
        """Return the name of the provider to ask."""
        ...

    def report(self, polled: Polled) -> None:
        """Take note of a poll."""
        ...


class Follower(Protocol):
    """Follows one match: one poll asks, compares, and writes what is new.

    It is called by one task at a time, of the worker that the match is assigned to. `fence` is the
    number of the lease under which that worker works: a write under an older number than was seen
    is refused (FencedOut).
    """

    match_id: str
    sport: Sport
    tiers: tuple[Tier, ...]

    async def poll(self, tier: Tier, fence: int) -> Polled:
        """Ask the current provider once. Raises FencedOut; failures of a provider are told."""
        ...


class FencedOut(Exception):
    """Somebody holds the match under a newer number: stop writing."""


@dataclass(frozen=True)
class Lease:
    """A lease as it is stored: who holds it, under which number, and until when.

    Numbers grow by one with every new holder, and are never used again.
    """

    name: str
    holder: str
    fence: int
    expires_at: datetime


class LeaseStore(Protocol):
    """Keeps leases; every write has a precondition, so that of two takers one wins."""

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        """Return the lease, taken anew if nobody holds it; None while somebody else does.

        Raises LeasesUnknown.
        """
        ...

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """Return the lease, prolonged; None if it was lost. Raises LeasesUnknown."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give the lease back; its number is kept, so that it is not used again.

        Raises LeasesUnknown.
        """
        ...


class LeasesUnknown(Exception):
    """The store did not answer: whether a lease was taken, kept or lost is not known. Ask again."""


@dataclass(frozen=True)
class HeldLeases:
    """The leases that are held at a time of the store's server."""

    now: datetime
    leases: tuple[Lease, ...]


class Roster(LeaseStore, Protocol):
    """A store of leases that tells which are held, so that a leader knows who works."""

    async def held(self) -> HeldLeases:
        """Return the leases that are held now. Raises LeasesUnknown."""
        ...


class Closed(StrEnum):
    """Why a match is asked for seldom, or no more."""

    STALE = "stale"
    """Nothing new came for long: it is asked seldom, and what is new opens it again."""

    ENDED = "ended"
    """It is asked no more, until a person opens it."""


@runtime_checkable
class Closes(Protocol):
    """A follower that writes down that its match is closed."""

    async def close(self, fence: int, why: Closed) -> None:
        """Close the match. Raises FencedOut."""
        ...
