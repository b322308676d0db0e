"""Packs and reads the ledger: its documents, and its end in `live/state`."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scrbrd.adapters import checksums
from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.canonical import SAFE_INTEGER, canonical
from scrbrd.domain.ledger.chain import LINKS_PER_DOCUMENT, Ledger, Link, LinkKind
from scrbrd.engine.chunks import deflate

EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)
DAMAGE = (AttributeError, LookupError, OverflowError, TypeError, ValueError, zlib.error)
"""Exceptions of reading damaged data."""


def state_fields(ledger: Ledger | None, version: int) -> Json:
    """Return the fields of `live/state` for a ledger, under a checksum that includes the score's
    `version`.

    Functions that do not know the ledger leave these fields unchanged, so they become out of date.
    """
    packed = None
    if ledger is not None:
        links = [pack_link(link) for link in ledger.open]
        text = json.dumps({"number": ledger.number, "head": ledger.head, "open": links})
        packed = deflate(text.encode())
    fields = {"ledger": packed}
    return fields | {"ledgerChecksum": checksums.of_ledger(fields, version)}


def pack_link(link: Link) -> list[Any]:
    """Return an open link, which is never a void or a redo, as plain JSON."""
    return [link.number, str(link.kind), *link.place, link.update_time, link.hash]


def read_state(document: Json) -> Ledger | None:
    """Return the ledger of a `live/state`; None if functions that do not know the ledger wrote it.

    Raises one of DAMAGE if it is damaged.
    """
    if "ledger" not in document and "ledgerChecksum" not in document:
        return None
    version, _, _ = document["ledgerChecksum"].partition("-")
    if document["ledgerChecksum"] != checksums.of_ledger(document, version):
        raise ValueError("ledgerChecksum differs")
    if document["ledger"] is None or version != str(document["version"]):
        return None
    found = json.loads(zlib.decompress(document["ledger"]))
    return Ledger(found["number"], found["head"], tuple(map(unpack_link, found["open"])))


def unpack_link(packed: Sequence[Any]) -> Link:
    """Return an open link from its packed form."""
    number, what, innings, sequence, update_time, digits = packed
    return Link(number, LinkKind(what), (innings, sequence), update_time, digits)


def link_documents(links: Iterable[Link]) -> list[Json]:
    """Return links in the form that a document of the ledger has."""
    return [link_document(link) for link in links]


def link_document(link: Link) -> Json:
    """Return a link as a document has it.

    `void` is canonical JSON text, which can hold any value.
    """
    document = {
        "number": link.number,
        "what": str(link.kind),
        "actionId": link.action_id,
        "inningsNumber": link.place[0],
        "sequenceNumber": link.place[1],
        "updateTime": EPOCH + link.update_time * MICROSECOND if link.update_time else None,
        "hash": link.hash,
        "void": canonical(link.void) if link.void else None,
    }
    return {name: value for name, value in document.items() if value is not None}


def read_links(documents: Mapping[str, Json]) -> list[Link]:
    """Return the links of documents by document name, in order; unreadable ones are left out."""
    found: dict[int, Link] = {}
    for name, document in documents.items():
        for link in links_of(document):
            if name == str((link.number - 1) // LINKS_PER_DOCUMENT):
                found.setdefault(link.number, link)
    return [found[number] for number in sorted(found)]


def links_of(document: Json) -> Iterator[Link]:
    """Yield the readable links of a document."""
    listed = document.get("entries")
    for each in listed if isinstance(listed, list) else ():
        try:
            yield read_link(each)
        except DAMAGE:
            continue


def read_link(document: Json) -> Link:
    """Return a link. Raises one of DAMAGE if it is not valid."""
    number, digits, at = document["number"], document["hash"], document.get("updateTime")
    if type(number) is not int or number < 1 or not isinstance(digits, str):
        raise ValueError("is no link")
    time = (at - EPOCH) // MICROSECOND if isinstance(at, datetime) else 0
    void = json.loads(document["void"], parse_int=parse_whole_number) if "void" in document else {}
    place = parse_action_id(document["actionId"])
    return Link(number, LinkKind(document["what"]), place, time, digits, dict(void))


def parse_whole_number(digits: str) -> float:
    """Return a number that canonical JSON has without a decimal point.

    An integer, or beyond SAFE_INTEGER the original float, because canonical JSON has larger
    integers as text.
    """
    number = int(digits)
    return number if abs(number) <= SAFE_INTEGER else float(digits)
