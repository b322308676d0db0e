"""Assigns matches to workers by rendezvous hashing (Thaler, Ravishankar 1996). Pure.

Every process computes the same assignment from the same members. When a member joins or leaves,
only the matches that it gains or had move.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b


def weight(match_id: str, member: str) -> int:
    """Return the weight of a member for a match: 64 bits of a hash of both."""
    digest = blake2b(f"{member}\0{match_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def member_of(match_id: str, members: Collection[str]) -> str | None:
    """Return the member that follows a match; None without members."""
    return max(members, key=lambda each: (weight(match_id, each), each), default=None)
