"""Compares what a match's consensus shows with what was last written. Writes nothing.

These documents follow from the books, and are written only when they change: a damaged one would
stay as it is until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from admin.books.read import MAX_READS
from scrbrd.adapters import paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.documents import consensus_digest, dispute_summary
from scrbrd.handlers.books.model import KeptConsensus

SET_BY_COMMIT = ("matchId", "lastUpdated")
"""Fields of `live/consensus` that are not in its digest."""


def shown_differences(store: FirestoreBookStore, match_id: str) -> tuple[str, ...]:
    """Return one line for each document that differs from what was last written.

    Covers `live/consensus`, its summaries in `live/score` and `live/health`, and the notices. All
    are read again if a trigger wrote meanwhile, at most MAX_READS times.
    """
    found: tuple[str, ...] = ()
    for _ in range(MAX_READS):
        before = store.read_books(match_id)
        # A state that cannot be read is written again, with everything, at the next change.
        kept = before.kept
        found = () if kept is None else tuple(differences(store, match_id, kept))
        if not found or store.read_books(match_id).token == before.token:
            break
    return found


def differences(store: FirestoreBookStore, match_id: str, kept: KeptConsensus) -> Iterator[str]:
    """Yield the documents that differ from a kept state."""
    if kept.is_unfinished or not kept.shown_digest:
        return
    wanted, fault = paths.live_consensus(match_id), "not what was written"
    consensus = read(store, wanted)
    if consensus is None or digest_of(consensus) != kept.shown_digest:
        yield f"live/consensus: {fault}"
        return
    summary = dispute_summary(consensus) if consensus["openDisputes"] else None
    for name, path in (
        ("live/score", paths.live_score(match_id)),
        ("live/health", paths.live_health(match_id)),
    ):
        document = read(store, path)
        if kept.log.count and document is not None and document.get("disputed") != summary:
            yield f"{name}.disputed: {fault}"
    if kept.disputes or any(each.count for each in kept.notices.values()):
        stored = store.read_notices(match_id)
        for person in sorted(stored.keys() | kept.notices.keys()):
            if stored.get(person) != kept.notices.get(person):
                yield f"notices/{person}: {fault}"


def read(store: FirestoreBookStore, path: str) -> Json | None:
    """Return a document; None if it does not exist."""
    document: Json | None = store.client.document(path).get().to_dict()
    return document


def digest_of(document: Json) -> str | None:
    """Return the digest of a stored `live/consensus`; None if it is malformed."""
    fields: dict[str, Any] = {
        name: each for name, each in document.items() if name not in SET_BY_COMMIT
    }
    try:
        return consensus_digest(fields)
    except (AttributeError, KeyError, TypeError):
        return None
