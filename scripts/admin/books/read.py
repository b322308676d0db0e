"""Reads all of a match that is kept in scorers' books, and computes its consensus."""

from __future__ import annotations

from dataclasses import dataclass

from admin.maintenance.select_matches import require_match
from admin.options import Refusal
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.consensus.fold import Consensus
from scrbrd.consensus.laws import FoldedLaws
from scrbrd.domain.match import Inputs
from scrbrd.domain.vocabulary import ValidationTier
from scrbrd.handlers.books.agree import IN_BOOKS, Books
from scrbrd.handlers.books.decide import fold_kept
from scrbrd.handlers.books.model import KeptConsensus

MAX_READS = 5
"""Maximum number of attempts to read everything without a trigger's write in between."""

InningsOver = tuple[int, int]
"""The number of an innings and a 0-based over in it."""


@dataclass(frozen=True, slots=True)
class BookedMatch:
    """A match with its stored log, books and rulings (`stored`), and their consensus."""

    store: FirestoreMatchStore
    match_id: str
    tier: ValidationTier
    inputs: Inputs
    stored: KeptConsensus
    consensus: Consensus

    def consensus_with(self, stored: KeptConsensus) -> Consensus:
        """Return the consensus that other books or rulings would produce."""
        return fold_kept(stored, self.tier, FoldedLaws(self.inputs.setup))

    @property
    def books(self) -> Books:
        """The services that bring the log of the match into line with its books."""
        return books_of(self.store, self.match_id)


def books_of(store: FirestoreMatchStore, match_id: str) -> Books:
    """Return the services that bring the log of a match into line with its books."""
    return Books(FirestoreBookStore(store.client), store, utc_now, match_id)


def is_in_books(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return True if a match is scored under DUAL or TRIPLE."""
    return FirestoreBookStore(store.client).read_tier(match_id) in IN_BOOKS


def read_booked(
    store: FirestoreMatchStore, match_id: str, over: InningsOver | None = None
) -> BookedMatch:
    """Read a match that is kept in books; with `over`, also compare the books on that over.

    Raises BadInput if there is no such match, and Refusal if it is not kept in books.
    """
    require_match(store, match_id)
    tier = FirestoreBookStore(store.client).read_tier(match_id)
    if tier not in IN_BOOKS or tier is None:
        raise Refusal(
            f"match {match_id}: validationTier is {tier or 'none that is known'}, so it has no"
            f" books; `scrbrd verify {match_id}` compares its log with what is stored"
        )
    inputs = store.read_inputs(match_id).inputs
    stored = read_consistently(FirestoreBookStore(store.client), match_id)
    consensus = fold_kept(stored, tier, FoldedLaws(inputs.setup), over)
    return BookedMatch(store, match_id, tier, inputs, stored, consensus)


def read_consistently(store: FirestoreBookStore, match_id: str) -> KeptConsensus:
    """Read log, books and rulings one after the other.

    If a trigger wrote meanwhile, all are read again, at most MAX_READS times.
    """
    for _ in range(MAX_READS):
        before = store.read_books(match_id).token
        stored = store.read_all(match_id)
        if store.read_books(match_id).token == before:
            break
    return stored
