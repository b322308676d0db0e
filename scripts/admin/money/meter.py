"""Measures the documents of a stored match: its usage, and how near they are to the limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from admin.maintenance.select_matches import require_match_id
from admin.money.crowd import read_prices
from admin.money.entries import MAX_ENTRIES, index_entries
from admin.money.forecast import Usage, usage_cost
from admin.money.measurements import read_assumptions, read_formats
from admin.whole import read_whole, stream_whole
from scrbrd.adapters import paths, queries
from scrbrd.domain.errors import BadInput
from scrbrd.projections.archive.document_size import DOCUMENT_BYTES, PART_BYTES, size_of

if TYPE_CHECKING:
    from google.cloud.firestore import Client, CollectionReference, DocumentSnapshot

INDEXES = Path(__file__).resolve().parents[3] / "firestore.indexes.json"
WARN_AT = 0.5
REPLAY = "/archive/replay_"
"""A replay is split into parts of at most PART_BYTES, which do not grow further."""

MAX_HEAVIEST = 5
OTHER_FORMAT = "T20"
"""The format whose averages of a ball are used for formats that were not measured."""

LOG = "scoring_actions"
COUNTED_ONCE = (paths.RULINGS, paths.DISPUTES)
"""Each is counted as one write: how often a dispute was raised is not always recorded."""


@dataclass(frozen=True, slots=True)
class WriteCounts:
    """The numbers of documents that people, books and providers wrote.

    `actions` counts the actions of the log, `voided` the voided ones and `from_provider` those that
    a provider sent. `entries` counts entries of books, `events` events of providers, `others`
    rulings and disputes.
    """

    actions: int
    voided: int = 0
    from_provider: int = 0
    entries: int = 0
    events: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """A document, its size by Firestore's formula, and its index entries."""

    path: str
    bytes: int
    entries: int

    @property
    def share_of_bytes(self) -> float:
        """The share of 1 MiB that the document fills."""
        return self.bytes / DOCUMENT_BYTES

    @property
    def share_of_entries(self) -> float:
        """The share of the allowed index entries that the document has."""
        return self.entries / MAX_ENTRIES

    @property
    def warnings(self) -> list[str]:
        """The limits of which the document has reached half."""
        shares = {"40,000 index entries": self.share_of_entries}
        if not (REPLAY in self.path and self.bytes <= PART_BYTES):
            shares["1 MiB"] = self.share_of_bytes
        return [
            f"{self.path} fills {share:.0%} of {limit}"
            for limit, share in shares.items()
            if share >= WARN_AT
        ]


@dataclass(frozen=True, slots=True)
class MatchUsage:
    """A match: all of its documents, and the usage of writing them."""

    match_id: str
    counts: WriteCounts
    usage: Usage
    documents: tuple[DocumentSize, ...]

    @property
    def heaviest(self) -> list[DocumentSize]:
        """The documents nearest to a limit, nearest first."""
        return sorted(
            self.documents, key=lambda each: -max(each.share_of_bytes, each.share_of_entries)
        )[:MAX_HEAVIEST]

    @property
    def warnings(self) -> list[str]:
        """The warnings of all documents."""
        return [line for each in self.documents for line in each.warnings]

    def as_json(self) -> dict[str, Any]:
        """Return the measurement as JSON."""
        prices = read_prices()
        return {
            "match": self.match_id,
            "actions": self.counts.actions,
            "voided": self.counts.voided,
            "entries": self.counts.entries,
            "provider_events": self.counts.events,
            "documents": len(self.documents),
            "bytes": sum(each.bytes for each in self.documents),
            "reads": round(self.usage.reads),
            "writes": round(self.usage.writes),
            "dollars": round(usage_cost(self.usage, prices), 4),
            "prices_as_of": prices["as_of"],
            "heaviest": [
                {"path": each.path, "bytes": each.bytes, "index_entries": each.entries}
                for each in self.heaviest
            ],
            "warnings": self.warnings,
        }


def meter_match(client: Client, match_id: str) -> MatchUsage:
    """Read every document of a match. Raises BadInput if there is none.

    The usage is estimated from the log and the measured averages of a ball, because the number of
    writes of a document is not recorded anywhere.
    """
    require_match_id(match_id)
    snap = read_whole(client, paths.match(match_id))
    if not snap.exists:
        raise BadInput(f"MATCH: there is no match {match_id}; check the id and --project")
    fields = snap.to_dict() or {}
    spec = json.loads(INDEXES.read_text(encoding="utf-8"))
    snapshots = {each.reference.path: each for each in documents_of(client, match_id)}
    counts = count_writes({path: each.to_dict() or {} for path, each in snapshots.items()})
    ended = any("/archive/" in path for path in snapshots)
    return MatchUsage(
        match_id,
        counts,
        usage_of(str(fields.get("format")), counts, is_ended=ended),
        tuple(
            measure_document(path, each.to_dict() or {}, spec)
            for path, each in {snap.reference.path: snap, **snapshots}.items()
        ),
    )


def documents_of(client: Client, match_id: str) -> Iterator[DocumentSnapshot[Any]]:
    """Yield every document below a match, its ticker, its feed document and its contributions."""
    yield from documents_below(client, client.document(paths.match(match_id)).collections())
    for path in (paths.whole_document(match_id, paths.TICKER), paths.provider_feed(match_id)):
        snap = read_whole(client, path)
        if snap.exists:
            yield snap
    for query in queries.contributions_of_match(client, match_id):
        yield from stream_whole(client, query)


def documents_below(
    client: Client, collections: Iterable[CollectionReference]
) -> Iterator[DocumentSnapshot[Any]]:
    """Yield all documents of collections, and those below them.

    A book is not a document; its entries are.
    """
    for collection in collections:
        yield from stream_whole(client, collection)
        for reference in collection.list_documents():
            yield from documents_below(client, reference.collections())


def measure_document(path: str, fields: Mapping[str, Any], spec: Mapping[str, Any]) -> DocumentSize:
    """Return the size and the index entries of a document."""
    collection = path.split("/")[-2]
    size = size_of(path) + size_of(dict(fields))
    return DocumentSize(path, size, index_entries(collection, fields, spec))


def count_writes(documents: Mapping[str, Mapping[str, Any]]) -> WriteCounts:
    """Count what people, books and providers wrote, from the documents of a match by path."""
    kinds = Counter(path.split("/")[-2] for path in documents)
    log = [fields for path, fields in documents.items() if path.split("/")[-2] == LOG]
    return WriteCounts(
        len(log),
        sum(each.get("isVoided") is True for each in log),
        sum(each.get("providerEventId") is not None for each in log),
        kinds[paths.ENTRIES],
        kinds[paths.PROVIDER_EVENTS],
        sum(kinds[name] for name in COUNTED_ONCE),
    )


def usage_of(of_format: str, counts: WriteCounts, *, is_ended: bool) -> Usage:
    """Return the usage of writing a match, without spectators."""
    measured = read_formats().get(of_format, read_formats()[OTHER_FORMAT])
    values, ball = read_assumptions(), measured["ball"]
    actions, voided = counts.actions, counts.voided
    end, figures = measured["end"], measured["figures"]
    writing = books_usage(counts) if counts.entries else log_usage(counts)
    return Usage(
        reads=writing.reads
        + actions * ball["reads"]
        + voided * 2
        + is_ended * (end["reads"] + figures["subjects"] * 2),
        writes=writing.writes
        + counts.events * values["feed_ball_writes"]
        + counts.others
        + actions * ball["writes"]
        + voided * values["refold_writes"]
        + is_ended * (end["writes"] + figures["writes"]),
    )


def log_usage(counts: WriteCounts) -> Usage:
    """Return the usage of writing the log.

    The rules read only for actions that were not sent by a provider.
    """
    writes = counts.actions + counts.voided
    checked_writes = max(0, writes - counts.from_provider)
    return Usage(reads=checked_writes * read_assumptions()["rule_reads"], writes=writes)


def books_usage(counts: WriteCounts) -> Usage:
    """Return the usage of writing books, and of updating the log from them."""
    values, entries = read_assumptions(), counts.entries
    balls = counts.actions + counts.voided
    return Usage(
        reads=entries * (values["rule_reads"] + values["book_reads"])
        + balls * values["book_ball_reads"],
        writes=entries * (1 + values["book_writes"]) + balls * values["book_ball_writes"],
    )
