"""Defines what the follower of a match needs of its documents; pure values and one protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd_ingest.log.mapping import Named
from scrbrd_ingest.log.planning import Group, Known
from scrbrd_ingest.model import InningsTotal

Disputes = Mapping[str, Json]
"""Fields of disputes, by their ids."""

NO_DISPUTES: Final[Disputes] = MappingProxyType({})


class Mode(StrEnum):
    """What a provider does in a match: it writes the log, or it compares with those who do."""

    WRITES = "writes"
    COMPARES = "compares"


@dataclass(frozen=True)
class Stored:
    """A match as it is stored. `why` says why a provider only compares; empty where it writes.

    `feed` is `provider_feeds/{matchId}` (None: not there yet), `token` its update time, and `fence`
    the number of the last worker that wrote it. `starts_at` is None where the match has no time.
    `accepted_gaps` are the overs in which nothing is missing, as operators say (`Gap.key`).
    `newest` is when the last of the log was written, by the store's clock; None for an empty one.
    `meant` is what the match document says, whatever stands in the log. `open_disputes` are those
    of providers that are open by their documents, each as the provider and the innings (1-based).
    """

    setup: Setup
    known: Known
    mode: Mode
    why: str = ""
    feed: Mapping[str, Any] | None = None
    token: Any = None
    fence: int = 0
    accepted_gaps: frozenset[str] = field(default_factory=frozenset)
    starts_at: datetime | None = None
    newest: datetime | None = None
    meant: Mode = Mode.WRITES
    open_disputes: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_withheld(self) -> bool:
        """Whether the provider is meant to write the match, and may not."""
        return self.meant is Mode.WRITES and self.mode is not Mode.WRITES


class NoSuchMatch(Exception):
    """The match that is followed has no document; create it, or take its mapping away."""


class LogStore(Protocol):
    """Reads and writes what a provider's words become. Nothing here decides."""

    async def load(self, match_id: str) -> Stored:
        """Read a match, its log and what is known of it. Raises NoSuchMatch."""
        ...

    async def mode(self, match_id: str) -> tuple[Mode, str]:
        """Read who writes a match now, and why a provider does not. Raises NoSuchMatch."""
        ...

    async def setup_of(self, match_id: str) -> tuple[Setup, datetime | None]:
        """Read what people decided of a match, and when it starts. Raises NoSuchMatch."""
        ...

    async def acts_since(
        self, match_id: str, since: datetime | None
    ) -> tuple[str, datetime | None]:
        """Read what was written in the log not before a moment of the store's clock (None: ever).

        Return what somebody else than a provider did there, empty where nobody did, and when the
        last was written.
        """
        ...

    async def accepted_gaps(self, match_id: str) -> frozenset[str]:
        """Read the overs in which nothing is missing, as operators say."""
        ...

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        groups: Sequence[Group],
        feed: Json,
        now: datetime,
        disputes: Disputes = NO_DISPUTES,
    ) -> Any:
        """Write groups and the fields of `provider_feeds/{matchId}` in one commit under its guard,
        and merge `disputes` into `matches/{matchId}/disputes/{disputeId}`, by their ids: which are
        open stands in both.

        Return its new update time. Raises ContendedError where somebody wrote meanwhile, where the
        match is not the provider's to write any more, or a person has changed an action that groups
        void or correct; and FencedOut where somebody with a newer number wrote.
        """
        ...

    async def names(self, provider: str, wanted: Iterable[Named]) -> dict[Named, str]:
        """Read our ids of a provider's; what has none is left out."""
        ...

    async def totals(self, match_id: str) -> list[InningsTotal]:
        """Read how the innings of a match stand by its log, as spectators see them."""
        ...
