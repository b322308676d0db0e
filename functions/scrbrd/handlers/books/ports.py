"""Declares the store that the consensus of a match needs; an adapter implements it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from scrbrd.consensus.agreement import Operation
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.model import KeptConsensus, Notified, ObservedEntry, ObservedRuling


@dataclass(frozen=True, slots=True)
class StoredBooks:
    """The current `live/consensus_state`, and the match's tier, None if the match does not exist.

    `token` guards the commit; it is None if the document does not exist. `kept` is None if no
    readable state is stored. A job holds the match until `hold_until`. `written_at` is the server's
    time of the commit that wrote `kept`, which is also the creation time of the actions it
    appended.
    """

    token: object | None = None
    kept: KeptConsensus | None = None
    hold_until: datetime | None = None
    tier: ValidationTier | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BooksCommit:
    """Documents that are written together or not at all.

    `operations` are applied to the log. `disputes` are fields to merge into their documents; a
    value of None removes a field. `notices` are whole documents by person. `consensus` is the whole
    of `live/consensus`, None if it is unchanged; `dispute_summary` then has the fields about
    disputes for `live/score` and `live/health`.
    """

    kept: KeptConsensus
    operations: Sequence[Operation] = ()
    disputes: Mapping[str, Json] = field(default_factory=dict)
    notices: Mapping[str, Json] = field(default_factory=dict)
    consensus: Json | None = None
    dispute_summary: Json | None = None


@dataclass(frozen=True, slots=True)
class BookCounts:
    """Documents of log, books and rulings as the database counts them: (all, voided) each."""

    log: tuple[int, int]
    books: Mapping[str, tuple[int, int]]
    rulings: int


class BookStore(Protocol):
    """The books of a match, read with strong consistency and written under a guard."""

    def read_tier(self, match_id: str) -> ValidationTier | None:
        """Return `matches/{matchId}.validationTier`; None if the match does not exist."""
        ...

    def read_books(self, match_id: str) -> StoredBooks:
        """Return `live/consensus_state` and the tier.

        Both are read at once and before anything else, so that the guard covers all later reads.
        """
        ...

    def read_all(self, match_id: str) -> KeptConsensus:
        """Return the whole log, books and rulings, with the open disputes and the notices."""
        ...

    def read_entries(
        self, match_id: str, person_id: str, places: Collection[Place]
    ) -> Sequence[ObservedEntry]:
        """Return some entries of a book; one that does not exist is returned without an entry."""
        ...

    def read_rulings(self, match_id: str, numbers: Collection[int]) -> Sequence[ObservedRuling]:
        """Return some rulings; one that does not exist is left out."""
        ...

    def count(self, match_id: str) -> BookCounts:
        """Return the sizes of log, books and rulings, without reading them."""
        ...

    def toggled_entries(self, match_id: str, since: datetime) -> Sequence[ObservedEntry]:
        """Return the entries of all books that were voided or redone at `since` or later."""
        ...

    def read_dispute(self, match_id: str, dispute_id: str) -> Json | None:
        """Return a dispute as it is stored; None if it does not exist."""
        ...

    def disputes_changed(self, match_id: str, since: datetime) -> Sequence[str]:
        """Return the ids of disputes that changed at `since` or later."""
        ...

    def read_may_rule(self, match_id: str, at: datetime) -> frozenset[str]:
        """Return the captains of a match, and its umpires and referee whose roles are in force."""
        ...

    def read_notices(self, match_id: str) -> Mapping[str, Notified]:
        """Return the stored notices of a match, by person."""
        ...

    def write_feed_document(
        self, match_id: str, token: object, revision: int, name: str, document: Json
    ) -> None:
        """Write a document of the feed and the feed's revision.

        Raises ContendedError if `live/state` no longer matches `token`.
        """
        ...

    def commit_books(self, match_id: str, token: object | None, commit: BooksCommit) -> object:
        """Write the whole commit and return the new token.

        Raises ContendedError if `live/consensus_state` no longer matches `token`, or if the log
        already has an action that is to be appended.
        """
        ...
