"""Makes the links of a ledger: what was done to an action, in one hash with all that was before.

`hash = SHA-256("{innings}\\n{sequence}\\n{record}\\n{previous hash}\\n")`, where the record is
canonical JSON of `{"action", "number", "what"}`. Canonical JSON has no line feed, so the parts
cannot run into each other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scrbrd.domain.actions import action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.canonical import as_json, canonical
from scrbrd.domain.places import Place

SCHEME = "scrbrd-ledger-1"
PER_DOCUMENT = 128
"""Links in one document: `ledger/{k}` holds the numbers 128k + 1 to 128k + 128."""

VOID_FIELDS = ("voidReason", "voidedBy", "voidedAt")
"""What a void or a redo says. The next one overwrites it, so a link keeps it."""

MUTABLE = frozenset({"isVoided", *VOID_FIELDS, "voidAgreement", "correctedBy", "updatedAt"})
"""Fields of an action that may change after it was appended; all others are its content."""

LONGEST_VOID_FIELD = 2_000
"""Bytes of canonical JSON; a longer value stands as its hash, so that a document has room."""


class What(StrEnum):
    """What was done to an action.

    `edited` and `removed` are past the rules: its content changed, its document is gone.
    """

    APPENDED = "appended"
    CORRECTED = "corrected"
    VOIDED = "voided"
    REDONE = "redone"
    EDITED = "edited"
    REMOVED = "removed"


TOGGLES = (What.VOIDED, What.REDONE)
OF_CONTENT = (What.APPENDED, What.CORRECTED, What.EDITED)


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `number` from 1; `update_time` in microseconds since 1970, 0 where it is not known.

    `void` holds the VOID_FIELDS of a void or a redo. Neither it nor `update_time` is needed to go
    on: the hash is.
    """

    number: int
    what: What
    place: Place
    update_time: int
    hash: str
    void: Mapping[str, Any] = field(default_factory=dict)

    @property
    def action_id(self) -> str:
        """The action that something was done to."""
        return action_id(*self.place)


@dataclass(frozen=True, slots=True)
class Ledger:
    """How far a ledger has come: its last number and hash, and the last links, `open`, that are in
    no document yet."""

    number: int
    head: str
    open: Sequence[Link] = ()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lowercase hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def beginning(match_id: str) -> Ledger:
    """Return the ledger of a match before its first link."""
    return Ledger(0, sha256(f"{SCHEME}\n{match_id}\n"))


def content(document: Mapping[str, Any]) -> Json:
    """Return the fields of a stored action that must never change, as plain data."""
    kept = {name: value for name, value in document.items() if name not in MUTABLE}
    plain: Json = as_json(kept)
    return plain


def void_fields(document: Mapping[str, Any]) -> Json:
    """Return what a stored action says of its last void or redo, absent fields as null."""
    return {name: shortest(document.get(name)) for name in VOID_FIELDS}


def shortest(value: Any) -> Any:
    """Return a value as plain data; one that is too long to be kept as its hash."""
    plain, text = as_json(value), canonical(value)
    return plain if len(text.encode()) <= LONGEST_VOID_FIELD else f"sha256:{sha256(text)}"


def action_of(
    what: What, place: Place, document: Mapping[str, Any] | None, void: Mapping[str, Any]
) -> Json | None:
    """Return the `action` of a link's record; None where the document that it needs is gone."""
    if what is What.REMOVED:
        return {"id": action_id(*place)}
    if document is None:
        return None
    if what in TOGGLES:
        nonce = as_json(document.get("nonce"))
        return {"id": action_id(*place), "nonce": nonce, **void}
    return content(document)


def record_of(number: int, what: What, action: Mapping[str, Any] | None) -> Json:
    """Return what a link hashes beside the place and the hash before it."""
    return {"action": action, "number": number, "what": str(what)}


def hash_of(place: Place, record: Mapping[str, Any], previous: str) -> str:
    """Return the hash of a link."""
    return sha256(f"{place[0]}\n{place[1]}\n{canonical(record)}\n{previous}\n")


def appended_as(document: Mapping[str, Any]) -> What:
    """Return how an action was appended: as a correction or as any other."""
    return What.CORRECTED if document.get("corrects") else What.APPENDED


class Writer:
    """Adds links to a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.number = ledger.number
        self.head = ledger.head
        self.links: list[Link] = []

    def add(
        self,
        what: What,
        place: Place,
        update_time: int = 0,
        document: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a link for what was done to the action at a place, as its document shows it."""
        void = void_fields(document or {}) if what in TOGGLES else {}
        number = self.number + 1
        record = record_of(number, what, action_of(what, place, document or {}, void))
        self.head = hash_of(place, record, self.head)
        self.number = number
        self.links.append(Link(number, what, place, update_time, self.head, void))
