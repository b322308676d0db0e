"""Adapts the sockets to the application: limits from its settings, its rooms, its verifier of
tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from google.api_core.exceptions import GoogleAPIError

from scrbrd_gateway.identity import BadToken, CertificatesMissing, IdentityVerifier
from scrbrd_gateway.ports import Room, TemporarilyUnavailable
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import SocketLimits, TokenRefused


def socket_limits(settings: Settings) -> SocketLimits:
    """Return the socket limits in the settings."""
    return SocketLimits(
        anonymous_allowed=settings.anonymous == "allow",
        origins=None if "*" in settings.origins else frozenset(settings.origins),
        connections=settings.most_connections,
        connections_per_match=settings.sockets_per_match,
        connections_per_address=settings.sockets_per_address,
        matches_per_address=settings.matches_per_address,
        subscriptions=settings.subscriptions,
        message_bytes=settings.most_message_bytes,
        messages_per_second=settings.messages_per_second,
        events_waiting=settings.queue,
        heartbeat_seconds=settings.socket_heartbeat,
        idle_seconds=settings.socket_idle,
    )


@dataclass(frozen=True, slots=True)
class Bearer:
    """The account of a verified token; `expires_at` is in seconds since 1970."""

    uid: str
    expires_at: float


class RunningRooms:
    """The rooms of an application, which exist while it runs."""

    def __init__(self, state: Any) -> None:
        self._state = state

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[Room]:
        """Yield the room of a match. Raises UnknownMatch, and TemporarilyUnavailable if Firestore
        fails."""
        try:
            async with self._state.gateway.rooms.enter(match_id) as room:
                yield room
        except GoogleAPIError as error:
            raise TemporarilyUnavailable(f"Firestore: {error}") from error


class RunningVerifier:
    """The verifier of tokens of an application, which exists while it runs."""

    def __init__(self, state: Any) -> None:
        self._state = state

    async def verify(self, token: str) -> Bearer:
        """Return the account of a token. Raises TokenRefused, and TemporarilyUnavailable if
        certificates are missing."""
        verifier: IdentityVerifier = self._state.identities
        try:
            identity = await verifier.verify(token)
        except BadToken as error:
            raise TokenRefused(str(error)) from error
        except CertificatesMissing as error:
            raise TemporarilyUnavailable(f"certificates: {error}") from error
        return Bearer(identity.uid, identity.expires_at.timestamp())
