"""Defines what the poll loop needs of the rest of the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrbrd_ingest.policy.plan import Plan
from scrbrd_ingest.ports import Follower


@dataclass(frozen=True)
class BoardContents:
    """What all processes share: the plan, and the document of the flags.

    `token` guards the write of the next plan; None if there is no plan yet. `closed` has the
    remaining pause in seconds of providers that answered 429 to any process.
    """

    plan: Plan
    flags: Mapping[str, Any] | None
    token: Any = None
    closed: Mapping[str, float] = field(default_factory=dict)


class Board(Protocol):
    """Stores the plan, and the pauses demanded by providers."""

    async def read(self) -> BoardContents:
        """Return the contents. Raises LeasesUnknown."""
        ...

    async def write(self, plan: Plan, token: Any) -> bool:
        """Write the next plan; return False if another was written since. Raises LeasesUnknown."""
        ...

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Store that a provider demanded a pause; a longer stored pause is kept.

        Raises LeasesUnknown.
        """
        ...


class FollowList(Protocol):
    """The matches that all processes together follow."""

    async def followers(self) -> Mapping[str, Follower]:
        """Return the follower of each match; the same object while the match is unchanged."""
        ...


class Demand(Protocol):
    """The number of spectators of matches."""

    async def watching(self, match_ids: Collection[str]) -> Mapping[str, int]:
        """Return the number for each match; without one the previous number stays."""
        ...


class Duty(Protocol):
    """What this process may do and has to do, according to its lease and the plan."""

    @property
    def fence(self) -> int | None:
        """The number to write under; None while nothing may be written."""
        ...

    def follows(self, match_id: str) -> bool:
        """Return True if this process follows a match."""
        ...
