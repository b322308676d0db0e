"""Finds a client's token, and defines its verifier. A token is never logged or sent back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

SUBPROTOCOL = "scrbrd.v1"
"""The sub-protocol that a client offers in addition to its token: a browser closes a connection
that accepts none of those offered."""

BEARER = "bearer."


class Identity(Protocol):
    """The account of a token; `expires_at` is in seconds since 1970."""

    @property
    def uid(self) -> str:
        """The account."""

    @property
    def expires_at(self) -> float:
        """When the token expires."""


class TokenRefused(Exception):
    """The token is not valid here; `reason` contains no part of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Verifier(Protocol):
    """Verifies tokens as Firebase does."""

    async def verify(self, token: str) -> Identity:
        """Return the account of a token. Raises TokenRefused, and TemporarilyUnavailable if it
        cannot be verified now."""


def offered_token(subprotocols: Iterable[str], query: str | None) -> str | None:
    """Return the token of the handshake, from the sub-protocol if it is there, else from the
    query."""
    for each in subprotocols:
        if each.startswith(BEARER):
            return each.removeprefix(BEARER)
    return query or None


def subprotocol_to_accept(subprotocols: Iterable[str]) -> str | None:
    """Return the sub-protocol to answer with, never the one that holds a token."""
    return SUBPROTOCOL if SUBPROTOCOL in subprotocols else None
