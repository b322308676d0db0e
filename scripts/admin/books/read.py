"""Reads a match that is kept in scorers' books, whole, and folds it."""

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
from scrbrd.handlers.books.decide import folded
from scrbrd.handlers.books.model import Kept

MOST_READS = 5
"""Times that everything is read while triggers write."""

Over = tuple[int, int]
"""The number of an innings and a 0-based over of it."""


@dataclass(frozen=True, slots=True)
class BookedMatch:
    """A match with log, books and rulings as they are stored, and what they come to."""

    store: FirestoreMatchStore
    match_id: str
    tier: ValidationTier
    inputs: Inputs
    kept: Kept
    found: Consensus

    def folded(self, kept: Kept) -> Consensus:
        """Return what other books or rulings would come to."""
        return folded(kept, self.tier, FoldedLaws(self.inputs.setup))

    @property
    def books(self) -> Books:
        """What brings the log of the match to its books."""
        return books_of(self.store, self.match_id)


def books_of(store: FirestoreMatchStore, match_id: str) -> Books:
    """Return what brings the log of a match to its books."""
    return Books(FirestoreBookStore(store.client), store, utc_now, match_id)


def is_in_books(store: FirestoreMatchStore, match_id: str) -> bool:
    """Return whether a match is scored under DUAL or TRIPLE."""
    return FirestoreBookStore(store.client).read_tier(match_id) in IN_BOOKS


def read_booked(store: FirestoreMatchStore, match_id: str, over: Over | None = None) -> BookedMatch:
    """Return a match that is kept in books, with an over of them side by side if one is named.

    Raises BadInput where there is no such match, Refusal where it is not kept in books.
    """
    require_match(store, match_id)
    tier = FirestoreBookStore(store.client).read_tier(match_id)
    if tier not in IN_BOOKS or tier is None:
        raise Refusal(
            f"match {match_id}: validationTier is {tier or 'none that is known'}, so it has no"
            f" books; `scrbrd verify {match_id}` compares its log with what is stored"
        )
    inputs = store.read_inputs(match_id).inputs
    kept = read_steadily(FirestoreBookStore(store.client), match_id)
    found = folded(kept, tier, FoldedLaws(inputs.setup), over)
    return BookedMatch(store, match_id, tier, inputs, kept, found)


def read_steadily(store: FirestoreBookStore, match_id: str) -> Kept:
    """Return log, books and rulings, between which no trigger has written as far as it can be
    helped: they are read one after the other."""
    for _ in range(MOST_READS):
        before = store.read_books(match_id).token
        kept = store.read_all(match_id)
        if store.read_books(match_id).token == before:
            break
    return kept
