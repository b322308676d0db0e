"""Defines the stored data of a followed match, and the protocol to read and write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Setup
from scrbrd_ingest.log.id_mapping import ProviderId
from scrbrd_ingest.log.write_plan import Group, StoredLog
from scrbrd_ingest.model import InningsTotal

Disputes = Mapping[str, Json]
"""Fields of disputes, by dispute id."""

NO_DISPUTES: Final[Disputes] = MappingProxyType({})


class Mode(StrEnum):
    """What a provider does in a match: it writes the log, or compares with people who do."""

    WRITES = "writes"
    COMPARES = "compares"


@dataclass(frozen=True)
class Stored:
    """A match as stored. `why` says why a provider only compares; it is empty if the provider
    writes.

    `feed` is `provider_feeds/{matchId}` (None if missing), `token` its update time, and `fence` the
    number of the last worker that wrote it. `starts_at` is None if the match has no start time.
    `accepted_gaps` are the overs that operators declared complete (`Gap.key`). `newest` is the time
    of the last log write, by the store's clock; None for an empty log. `meant` is the mode in the
    match document, regardless of the log. `open_disputes` are the providers' open disputes by their
    documents, each as provider and innings (1-based).
    """

    setup: Setup
    known: StoredLog
    mode: Mode
    why: str = ""
    feed: Mapping[str, Any] | None = None
    token: Any = None
    fence: int = 0
    accepted_gaps: frozenset[str] = field(default_factory=frozenset)
    starts_at: datetime | None = None
    newest: datetime | None = None
    configured_mode: Mode = Mode.WRITES
    open_disputes: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @property
    def is_withheld(self) -> bool:
        """Whether the provider should write the match but may not."""
        return self.configured_mode is Mode.WRITES and self.mode is not Mode.WRITES


class NoSuchMatch(Exception):
    """The followed match has no document; create it, or remove its mapping."""


class LogStore(Protocol):
    """Reads and writes the documents of followed matches. It makes no decisions."""

    async def load(self, match_id: str) -> Stored:
        """Read a match, its log and the records of its events. Raises NoSuchMatch."""
        ...

    async def mode(self, match_id: str) -> tuple[Mode, str]:
        """Read who writes a match, and why a provider does not. Raises NoSuchMatch."""
        ...

    async def setup_of(self, match_id: str) -> tuple[Setup, datetime | None]:
        """Read the setup of a match, and when it starts. Raises NoSuchMatch."""
        ...

    async def acts_since(
        self, match_id: str, since: datetime | None
    ) -> tuple[str, datetime | None]:
        """Read the log entries written since a moment of the store's clock (None: all).

        Returns a description of an act by anyone but a provider, empty if there is none, and the
        time of the last write.
        """
        ...

    async def accepted_gaps(self, match_id: str) -> frozenset[str]:
        """Read the overs that operators declared complete."""
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
        """Write groups and the fields of `provider_feeds/{matchId}` in one guarded commit, and
        merge `disputes` into `matches/{matchId}/disputes/{disputeId}`, by their ids. Both documents
        record which disputes are open.

        Returns the new update time. Raises ContendedError if another writer interfered, if the
        provider may no longer write the match, or if a person changed an action that the groups
        void or correct; raises FencedOut if a worker with a higher number wrote.
        """
        ...

    async def names(self, provider: str, wanted: Iterable[ProviderId]) -> dict[ProviderId, str]:
        """Read our ids of a provider's ids; unmapped ids are left out, unless one is generated."""
        ...

    async def existing_names(
        self, provider: str, wanted: Iterable[ProviderId]
    ) -> dict[ProviderId, str]:
        """Read our ids of a provider's ids; none is generated for an unmapped id."""
        ...

    async def totals(self, match_id: str) -> list[InningsTotal]:
        """Read the totals of a match by its log, as spectators see them."""
        ...
