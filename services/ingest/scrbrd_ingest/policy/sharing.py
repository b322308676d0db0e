"""Shares matches among workers by rendezvous hashing (Thaler, Ravishankar 1996). Pure.

Every process computes the same of the same members, and when one comes or goes only the matches
that it wins or held move.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b


def weight(match_id: str, member: str) -> int:
    """Return how strongly a member draws a match: 64 bits of a hash of both."""
    digest = blake2b(f"{member}\0{match_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def member_of(match_id: str, members: Collection[str]) -> str | None:
    """Return the member that follows a match; None if there is none at all."""
    return max(members, key=lambda each: (weight(match_id, each), each), default=None)
