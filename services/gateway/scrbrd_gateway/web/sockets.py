"""Fits the sockets to the application: limits of its settings, its rooms, its check of tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from google.api_core.exceptions import GoogleAPIError

from scrbrd_gateway.identity import BadToken, CertificatesMissing, IdentityVerifier
from scrbrd_gateway.ports import NotNow, Room
from scrbrd_gateway.settings import Settings
from scrbrd_gateway.sockets import SocketLimits, TokenRefused


def socket_limits(settings: Settings) -> SocketLimits:
    """Return the limits that the settings ask for."""
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
    """Whose token it is; `expires_at` in seconds since 1970."""

    uid: str
    expires_at: float


class RunningRooms:
    """The rooms of an application, which are there once it runs."""

    def __init__(self, state: Any) -> None:
        self._state = state

    @asynccontextmanager
    async def enter(self, match_id: str) -> AsyncIterator[Room]:
        """Yield the room of a match. Raises UnknownMatch; NotNow where Firestore fails."""
        try:
            async with self._state.gateway.rooms.enter(match_id) as room:
                yield room
        except GoogleAPIError as error:
            raise NotNow(f"Firestore: {error}") from error


class RunningVerifier:
    """The check of tokens of an application, which is there once it runs."""

    def __init__(self, state: Any) -> None:
        self._state = state

    async def verify(self, token: str) -> Bearer:
        """Return whose the token is. Raises TokenRefused; NotNow without certificates."""
        verifier: IdentityVerifier = self._state.identities
        try:
            identity = await verifier.verify(token)
        except BadToken as error:
            raise TokenRefused(str(error)) from error
        except CertificatesMissing as error:
            raise NotNow(f"certificates: {error}") from error
        return Bearer(identity.uid, identity.expires_at.timestamp())
