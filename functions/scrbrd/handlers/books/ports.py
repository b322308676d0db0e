"""Declares what the consensus of a match needs of the outside world; an adapter implements it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from scrbrd.consensus.agreement import Operation
from scrbrd.domain.json_types import Json
from scrbrd.domain.places import Place
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.model import Kept, Notified, SeenEntry, SeenRuling


@dataclass(frozen=True, slots=True)
class StoredBooks:
    """`live/consensus_state` as it is now, and the match's tier, None where there is no such match.

    `token` guards the commit: None where there is no document. `kept` is None where nothing that
    can be read is stored. A job holds the match until `hold_until`. `written_at` is the server's
    time of the commit that wrote `kept`, which the actions appended by it have too.
    """

    token: object | None = None
    kept: Kept | None = None
    hold_until: datetime | None = None
    tier: ValidationTier | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BooksCommit:
    """What is written together or not at all.

    `operations` are done to the log; `disputes` are fields to merge into their documents, None as a
    value to remove one; `notices` are whole, by person; `shown` is the whole of `live/consensus`,
    None where it is as it was, and `disputed` then what `live/score` and `live/health` say of
    disputes.
    """

    kept: Kept
    operations: Sequence[Operation] = ()
    disputes: Mapping[str, Json] = field(default_factory=dict)
    notices: Mapping[str, Json] = field(default_factory=dict)
    shown: Json | None = None
    disputed: Json | None = None


@dataclass(frozen=True, slots=True)
class BookCounts:
    """Documents of log, books and rulings as the database counts them: (all, voided) each."""

    log: tuple[int, int]
    books: Mapping[str, tuple[int, int]]
    rulings: int


class BookStore(Protocol):
    """The books of a match, read strongly consistent and written under a guard."""

    def read_tier(self, match_id: str) -> ValidationTier | None:
        """`matches/{matchId}.validationTier`; None where there is no such match."""
        ...

    def read_books(self, match_id: str) -> StoredBooks:
        """`live/consensus_state` and the tier, in one read before any other, so that the guard
        covers all."""
        ...

    def read_all(self, match_id: str) -> Kept:
        """Log, books, rulings, open disputes and notices, whole."""
        ...

    def read_entries(
        self, match_id: str, person_id: str, places: Collection[Place]
    ) -> Sequence[SeenEntry]:
        """Some entries of a book; one that does not exist is seen without an entry."""
        ...

    def read_rulings(self, match_id: str, numbers: Collection[int]) -> Sequence[SeenRuling]:
        """Some rulings; one that does not exist is left out."""
        ...

    def count(self, match_id: str) -> BookCounts:
        """The sizes of log, books and rulings, without reading them."""
        ...

    def toggled_entries(self, match_id: str, since: datetime) -> Sequence[SeenEntry]:
        """The entries of all books that were voided or redone at `since` or later."""
        ...

    def read_dispute(self, match_id: str, dispute_id: str) -> Json | None:
        """A dispute as it is stored; None where there is none."""
        ...

    def disputes_changed(self, match_id: str, since: datetime) -> Sequence[str]:
        """The ids of disputes that changed at `since` or later."""
        ...

    def read_may_rule(self, match_id: str, at: datetime) -> frozenset[str]:
        """The umpires and the referee of a match whose roles are in force, and its captains."""
        ...

    def read_notices(self, match_id: str) -> Mapping[str, Notified]:
        """The notices of a match as they are stored, by person."""
        ...

    def write_told(
        self, match_id: str, token: object, revision: int, name: str, document: Json
    ) -> None:
        """Write a document of the feed and its revision, or raise ContendedError if `live/state` is
        not as `token` saw it."""
        ...

    def commit_books(self, match_id: str, token: object | None, commit: BooksCommit) -> object:
        """Write all of it, or raise ContendedError if `live/consensus_state` is not as `token` saw
        it, or the log has an action that is to be appended. Gives the token as it is then."""
        ...
