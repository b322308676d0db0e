"""Finds a client's token, and defines what checks it. A token is never logged nor echoed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

SUBPROTOCOL = "scrbrd.v1"
"""What a client offers beside its token: a browser fails a connection that accepts neither."""

BEARER = "bearer."


class Identity(Protocol):
    """Who a token is of; `expires_at` in seconds since 1970."""

    @property
    def uid(self) -> str:
        """The account."""

    @property
    def expires_at(self) -> float:
        """When the token ends."""


class TokenRefused(Exception):
    """The token is not valid here; `reason` holds no part of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Verifier(Protocol):
    """Checks tokens as Firebase does."""

    async def verify(self, token: str) -> Identity:
        """Return whose the token is. Raises TokenRefused, and NotNow where nobody can say."""


def offered_token(subprotocols: Iterable[str], query: str | None) -> str | None:
    """Return the token that came with the handshake: of the sub-protocol before the query's."""
    for each in subprotocols:
        if each.startswith(BEARER):
            return each.removeprefix(BEARER)
    return query or None


def chosen_subprotocol(subprotocols: Iterable[str]) -> str | None:
    """Return the sub-protocol to answer with: never the one that holds a token."""
    return SUBPROTOCOL if SUBPROTOCOL in subprotocols else None
