"""Defines the limits of one socket and of one address: sizes, rates, numbers and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network

CROWDED = "crowded"
"""The key in the scope's state by which the server marks a connection above the limit."""

SUBSCRIBER_PREFIX = 64
"""An IPv6 subscriber holds a network of this length, so all of its addresses count as one."""


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """The limits of the sockets; times are in seconds.

    `anonymous_allowed`: whether a match's live socket accepts spectators without a token.
    `origins`: the accepted values of the header Origin; None: any. A missing header is always
    accepted. `matches_per_address`: number of different matches that one address may follow at a
    time. `refused_messages`: number of a connection's messages that may be refused before it is
    closed. `state_seconds`: how long an event waits for the score that it belongs to.
    `connections`: limit for the whole process. `frames_*`: limits for frames that are no messages
    of their own: pings, pongs and continuations of a message.
    """

    anonymous_allowed: bool = False
    origins: frozenset[str] | None = None
    connections_per_match: int = 5000
    connections_per_address: int = 100
    matches_per_address: int = 60
    subscriptions: int = 50
    connections: int = 10_000
    message_bytes: int = 16 * 1024
    messages_per_second: float = 5.0
    messages_at_once: float = 60.0
    address_messages_per_second: float = 100.0
    address_messages_at_once: float = 1000.0
    refused_messages: int = 100
    frames_per_second: float = 50.0
    frames_at_once: float = 500.0
    events_waiting: int = 256
    replay_page: int = 100
    auth_seconds: float = 10.0
    heartbeat_seconds: float = 30.0
    idle_seconds: float = 300.0
    send_seconds: float = 10.0
    close_seconds: float = 2.0
    state_seconds: float = 0.5
    reconnect_spread_seconds: float = 10.0


@dataclass(slots=True)
class TokenBucket:
    """Allows `rate` messages per second, and `burst` at once; `now` never decreases."""

    rate: float
    burst: float
    _filled: float = field(init=False)
    _at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._filled = self.burst

    def take(self, now: float) -> bool:
        """Return True if one more message is within the rate, and count it."""
        self._filled = min(self.burst, self._filled + (now - self._at) * self.rate)
        self._at = now
        if self._filled < 1:
            return False
        self._filled -= 1
        return True

    @property
    def seconds_to_next(self) -> float:
        """The seconds until one more message is within the rate."""
        return max(0.0, 1 - self._filled) / self.rate


@dataclass(slots=True)
class AddressUse:
    """The open connections of an address, the matches that they follow, and their shared message
    rate."""

    bucket: TokenBucket
    most_matches: int
    connections: int = 0
    matches: Counter[str] = field(default_factory=Counter)

    def may_follow(self, match_id: str) -> bool:
        """Return True if one more connection may follow a match. Only the number of different
        matches is limited, because each match needs listeners, however many connections follow it.
        """
        return match_id in self.matches or len(self.matches) < self.most_matches

    @contextmanager
    def follows(self, match_id: str) -> Iterator[None]:
        """Count a follower of a match while the context lasts."""
        self.matches[match_id] += 1
        try:
            yield
        finally:
            self.matches[match_id] -= 1
            if not self.matches[match_id]:
                del self.matches[match_id]


class Addresses:
    """Counts connections by address; an address is forgotten with its last connection."""

    def __init__(self, limits: SocketLimits) -> None:
        self._limits = limits
        self._uses: dict[str, AddressUse] = {}

    def is_full(self, host: str, match_id: str) -> bool:
        """Return True if an address has as many connections as it may, or follows as many
        matches."""
        use = self._uses.get(subscriber_key(host))
        if use is None:
            return False
        is_at_limit = use.connections >= self._limits.connections_per_address
        return is_at_limit or not use.may_follow(match_id)

    @contextmanager
    def connected(self, host: str) -> Iterator[AddressUse | None]:
        """Count one connection while the context lasts; yield None if the address has too many."""
        key, limits = subscriber_key(host), self._limits
        use = self._uses.get(key)
        if use is None:
            rate, burst = limits.address_messages_per_second, limits.address_messages_at_once
            bucket = TokenBucket(rate, burst)
            use = self._uses[key] = AddressUse(bucket, limits.matches_per_address)
        if use.connections >= limits.connections_per_address:
            yield None
            return
        use.connections += 1
        try:
            yield use
        finally:
            use.connections -= 1
            if not use.connections:
                del self._uses[key]


def subscriber_key(host: str) -> str:
    """Return the key for the subscriber behind an address: an IPv4 address, or an IPv6 network."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, SUBSCRIBER_PREFIX), strict=False))
