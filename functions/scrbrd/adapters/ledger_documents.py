"""Packs and reads the ledger: its documents, and how far it has come, in `live/state`."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scrbrd.adapters import checksums
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.canonical import SAFE_INTEGER, canonical
from scrbrd.domain.ledger.chain import PER_DOCUMENT, Ledger, Link, What
from scrbrd.engine.chunks import deflated

EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)
DAMAGE = (AttributeError, LookupError, OverflowError, TypeError, ValueError, zlib.error)
"""What reading something may raise that is not what was written."""


def state_fields(ledger: Ledger | None, version: int) -> Json:
    """Return how far a ledger has come, under a checksum that the `version` of the score is in:
    functions that know no ledger leave it behind."""
    packed = None
    if ledger is not None:
        links = [packed_link(link) for link in ledger.open]
        text = json.dumps({"number": ledger.number, "head": ledger.head, "open": links})
        packed = deflated(text.encode())
    fields = {"ledger": packed}
    return fields | {"ledgerChecksum": checksums.of_ledger(fields, version)}


def packed_link(link: Link) -> list[Any]:
    """Return an open link, which is no void and no redo."""
    return [link.number, str(link.what), *link.place, link.update_time, link.hash]


def read_state(document: Json) -> Ledger | None:
    """Return the ledger of a `live/state`; None where functions that know none have written it.

    Raises one of DAMAGE where it is not what was written.
    """
    if "ledger" not in document and "ledgerChecksum" not in document:
        return None
    version, _, _ = document["ledgerChecksum"].partition("-")
    if document["ledgerChecksum"] != checksums.of_ledger(document, version):
        raise ValueError("ledgerChecksum differs")
    if document["ledger"] is None or version != str(document["version"]):
        return None
    found = json.loads(zlib.decompress(document["ledger"]))
    return Ledger(found["number"], found["head"], tuple(map(unpacked_link, found["open"])))


def unpacked_link(packed: Sequence[Any]) -> Link:
    """Return an open link as it was packed."""
    number, what, innings, sequence, update_time, digits = packed
    return Link(number, What(what), (innings, sequence), update_time, digits)


def entries(links: Iterable[Link]) -> list[Json]:
    """Return links as a document of the ledger has them."""
    return [entry(link) for link in links]


def entry(link: Link) -> Json:
    """Return a link as a document has it; `void` is canonical JSON, which holds any value."""
    document = {
        "number": link.number,
        "what": str(link.what),
        "actionId": link.action_id,
        "inningsNumber": link.place[0],
        "sequenceNumber": link.place[1],
        "updateTime": EPOCH + link.update_time * MICROSECOND if link.update_time else None,
        "hash": link.hash,
        "void": canonical(link.void) if link.void else None,
    }
    return {name: value for name, value in document.items() if value is not None}


def read_links(documents: Mapping[str, Json]) -> list[Link]:
    """Return the links of documents by their names, in order; what cannot be read is left out."""
    found: dict[int, Link] = {}
    for name, document in documents.items():
        for link in links_of(document):
            if name == str((link.number - 1) // PER_DOCUMENT):
                found.setdefault(link.number, link)
    return [found[number] for number in sorted(found)]


def links_of(document: Json) -> Iterator[Link]:
    """Yield the links of a document that can be read."""
    listed = document.get("entries")
    for each in listed if isinstance(listed, list) else ():
        try:
            yield read_link(each)
        except DAMAGE:
            continue


def read_link(document: Json) -> Link:
    """Return a link. Raises one of DAMAGE where it is none."""
    number, digits, at = document["number"], document["hash"], document.get("updateTime")
    if type(number) is not int or number < 1 or not isinstance(digits, str):
        raise ValueError("is no link")
    time = (at - EPOCH) // MICROSECOND if isinstance(at, datetime) else 0
    void = json.loads(document["void"], parse_int=whole) if "void" in document else {}
    place = parse_action_id(document["actionId"])
    return Link(number, What(document["what"]), place, time, digits, dict(void))


def whole(digits: str) -> float:
    """Return a number of canonical JSON without a point: an integer, or the float that it was where
    it is beyond SAFE_INTEGER, for integers beyond are texts there."""
    number = int(digits)
    return number if abs(number) <= SAFE_INTEGER else float(digits)
