"""Defines what the poll loop needs of the rest of the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scrbrd_ingest.policy.plan import Plan
from scrbrd_ingest.ports import Follower


@dataclass(frozen=True)
class Posted:
    """What all processes look at: the plan, and the document of the flags.

    `token` guards a write of the next plan; None where there is no plan yet. `closed`: for how many
    seconds providers are still to be left alone (429), as any process was told.
    """

    plan: Plan
    flags: Mapping[str, Any] | None
    token: Any = None
    closed: Mapping[str, float] = field(default_factory=dict)


class Board(Protocol):
    """Where the plan is posted, and what providers ask of all."""

    async def read(self) -> Posted:
        """Return what is posted. Raises LeasesUnknown."""
        ...

    async def write(self, plan: Plan, token: Any) -> bool:
        """Post the next plan; False where another was posted since. Raises LeasesUnknown."""
        ...

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Post that a provider has said to be left alone; what was said for longer stays.

        Raises LeasesUnknown.
        """
        ...


class FollowList(Protocol):
    """The matches that are to be followed, by all processes together."""

    async def followers(self) -> Mapping[str, Follower]:
        """Return a follower of each match; the same object for a match that was there before."""
        ...


class Demand(Protocol):
    """How many people follow matches."""

    async def watching(self, match_ids: Collection[str]) -> Mapping[str, int]:
        """Return the number for each match; a match that is left out counts as before."""
        ...


class Duty(Protocol):
    """What this process may and shall do, by its lease and the plan."""

    @property
    def fence(self) -> int | None:
        """The number to write under; None while nothing may be done."""
        ...

    def follows(self, match_id: str) -> bool:
        """Return whether this process follows a match."""
        ...
