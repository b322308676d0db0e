"""Measures the documents of a stored match: what it took, and how near they are to limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from admin.maintenance.select_matches import require_match_id
from admin.money.crowd import read_prices
from admin.money.entries import MOST_ENTRIES, index_entries
from admin.money.forecast import Usage, usage_cost
from admin.money.measured import assumed, formats
from admin.whole import read_whole, stream_whole
from scrbrd.adapters import paths, queries
from scrbrd.domain.errors import BadInput
from scrbrd.projections.archive.document_size import DOCUMENT_BYTES, PART_BYTES, size_of

if TYPE_CHECKING:
    from google.cloud.firestore import Client, CollectionReference, DocumentSnapshot

INDEXES = Path(__file__).resolve().parents[3] / "firestore.indexes.json"
WARN_AT = 0.5
REPLAY = "/archive/replay_"
"""A replay is cut into parts of at most PART_BYTES, and grows no further."""

HEAVIEST = 5
OTHER_FORMAT = "T20"
"""Whose averages of a ball stand for those of a format that was not measured."""

LOG = "scoring_actions"
COUNTED_ONCE = (paths.RULINGS, paths.DISPUTES)
"""Written at least once each: how often a dispute was raised anew is not known of all."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a match has: actions, those of them voided, those that a provider told, entries of
    books, events of providers, rulings and disputes."""

    actions: int
    voided: int = 0
    told: int = 0
    entries: int = 0
    events: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document, its bytes by Firestore's formula, and its index entries."""

    path: str
    bytes: int
    entries: int

    @property
    def share_of_bytes(self) -> float:
        """How much of 1 MiB it fills."""
        return self.bytes / DOCUMENT_BYTES

    @property
    def share_of_entries(self) -> float:
        """How many of the entries it may have it has."""
        return self.entries / MOST_ENTRIES

    @property
    def warnings(self) -> list[str]:
        """What is past half of a limit."""
        shares = {"40,000 index entries": self.share_of_entries}
        if not (REPLAY in self.path and self.bytes <= PART_BYTES):
            shares["1 MiB"] = self.share_of_bytes
        return [
            f"{self.path} fills {share:.0%} of {limit}"
            for limit, share in shares.items()
            if share >= WARN_AT
        ]


@dataclass(frozen=True, slots=True)
class Metered:
    """A match: all of its documents, and what writing them took."""

    match_id: str
    written: Written
    usage: Usage
    documents: tuple[Weighed, ...]

    @property
    def heaviest(self) -> list[Weighed]:
        """The documents nearest to a limit, nearest first."""
        return sorted(
            self.documents, key=lambda each: -max(each.share_of_bytes, each.share_of_entries)
        )[:HEAVIEST]

    @property
    def warnings(self) -> list[str]:
        """What is past half of a limit."""
        return [line for each in self.documents for line in each.warnings]

    def as_json(self) -> dict[str, Any]:
        """Return the whole as one object."""
        prices = read_prices()
        return {
            "match": self.match_id,
            "actions": self.written.actions,
            "voided": self.written.voided,
            "entries": self.written.entries,
            "provider_events": self.written.events,
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


def meter_match(client: Client, match_id: str) -> Metered:
    """Read every document of a match; raises BadInput where there is none.

    What it took is reckoned from its log by the measured averages of a ball: how often a document
    was written is kept nowhere.
    """
    require_match_id(match_id)
    snap = read_whole(client, paths.match(match_id))
    if not snap.exists:
        raise BadInput(f"MATCH: there is no match {match_id}; check the id and --project")
    fields = snap.to_dict() or {}
    spec = json.loads(INDEXES.read_text(encoding="utf-8"))
    found = {each.reference.path: each for each in documents_of(client, match_id)}
    written = written_in({path: each.to_dict() or {} for path, each in found.items()})
    ended = any("/archive/" in path for path in found)
    return Metered(
        match_id,
        written,
        usage_of(str(fields.get("format")), written, is_ended=ended),
        tuple(
            weighed(path, each.to_dict() or {}, spec)
            for path, each in {snap.reference.path: snap, **found}.items()
        ),
    )


def documents_of(client: Client, match_id: str) -> Iterator[DocumentSnapshot[Any]]:
    """Yield every document below a match, its ticker, its feed's and its contributions."""
    yield from below(client, client.document(paths.match(match_id)).collections())
    for path in (paths.shown(match_id, paths.TICKER), paths.provider_feed(match_id)):
        snap = read_whole(client, path)
        if snap.exists:
            yield snap
    for query in queries.contributions_of_match(client, match_id):
        yield from stream_whole(client, query)


def below(
    client: Client, collections: Iterable[CollectionReference]
) -> Iterator[DocumentSnapshot[Any]]:
    """Yield all documents of collections, and those below them; a book is none, its entries are."""
    for collection in collections:
        yield from stream_whole(client, collection)
        for reference in collection.list_documents():
            yield from below(client, reference.collections())


def weighed(path: str, fields: Mapping[str, Any], spec: Mapping[str, Any]) -> Weighed:
    """Return a document's bytes and index entries."""
    collection = path.split("/")[-2]
    size = size_of(path) + size_of(dict(fields))
    return Weighed(path, size, index_entries(collection, fields, spec))


def written_in(documents: Mapping[str, Mapping[str, Any]]) -> Written:
    """Return what people, books and providers wrote, of the documents of a match by their paths."""
    kinds = Counter(path.split("/")[-2] for path in documents)
    log = [fields for path, fields in documents.items() if path.split("/")[-2] == LOG]
    return Written(
        len(log),
        sum(each.get("isVoided") is True for each in log),
        sum(each.get("providerEventId") is not None for each in log),
        kinds[paths.ENTRIES],
        kinds[paths.PROVIDER_EVENTS],
        sum(kinds[name] for name in COUNTED_ONCE),
    )


def usage_of(of_format: str, written: Written, *, is_ended: bool) -> Usage:
    """Return what writing a match took, without those who watched it."""
    counts = formats().get(of_format, formats()[OTHER_FORMAT])
    values, ball = assumed(), counts["ball"]
    actions, voided = written.actions, written.voided
    end, figures = counts["end"], counts["figures"]
    how = kept_in_books(written) if written.entries else kept_by_scorers(written)
    return Usage(
        reads=how.reads
        + actions * ball["reads"]
        + voided * 2
        + is_ended * (end["reads"] + figures["subjects"] * 2),
        writes=how.writes
        + written.events * values["feed_ball_writes"]
        + written.others
        + actions * ball["writes"]
        + voided * values["refold_writes"]
        + is_ended * (end["writes"] + figures["writes"]),
    )


def kept_by_scorers(written: Written) -> Usage:
    """Return what it took to write the log: the rules are asked for what no provider told."""
    writes = written.actions + written.voided
    asked = max(0, writes - written.told)
    return Usage(reads=asked * assumed()["rule_reads"], writes=writes)


def kept_in_books(written: Written) -> Usage:
    """Return what it took to write books, and to bring the log to them."""
    values, entries = assumed(), written.entries
    balls = written.actions + written.voided
    return Usage(
        reads=entries * (values["rule_reads"] + values["book_reads"])
        + balls * values["book_ball_reads"],
        writes=entries * (1 + values["book_writes"]) + balls * values["book_ball_writes"],
    )
