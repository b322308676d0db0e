"""Makes the links of a ledger: each hashes one change to an action and the previous hash.

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
LINKS_PER_DOCUMENT = 128
"""Links in one document: `ledger/{k}` holds the numbers 128k + 1 to 128k + 128."""

VOID_FIELDS = ("voidReason", "voidedBy", "voidedAt")
"""The details of a void or a redo. The next one overwrites them, so a link keeps them."""

MUTABLE = frozenset({"isVoided", *VOID_FIELDS, "voidAgreement", "correctedBy", "updatedAt"})
"""Fields of an action that may change after it was appended; all others are its content."""

LONGEST_VOID_FIELD = 2_000
"""Bytes of canonical JSON; a longer value is replaced by its hash, so that a document has room."""


class LinkKind(StrEnum):
    """The change to an action that a link records.

    `edited` and `removed` bypass the rules: the content changed, or the document is gone.
    """

    APPENDED = "appended"
    CORRECTED = "corrected"
    VOIDED = "voided"
    REDONE = "redone"
    EDITED = "edited"
    REMOVED = "removed"


TOGGLES = (LinkKind.VOIDED, LinkKind.REDONE)
CONTENT_KINDS = (LinkKind.APPENDED, LinkKind.CORRECTED, LinkKind.EDITED)


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `number` from 1; `update_time` in microseconds since 1970, 0 where it is not known.

    `void` holds the VOID_FIELDS of a void or a redo. Only the hash is needed to continue the chain.
    """

    number: int
    kind: LinkKind
    place: Place
    update_time: int
    hash: str
    void: Mapping[str, Any] = field(default_factory=dict)

    @property
    def action_id(self) -> str:
        """The id of the changed action."""
        return action_id(*self.place)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The end of a ledger: its last number and hash.

    `open` are the last links, which are in no document yet.
    """

    number: int
    head: str
    open: Sequence[Link] = ()


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lowercase hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def empty_ledger(match_id: str) -> Ledger:
    """Return the ledger of a match before its first link."""
    return Ledger(0, sha256(f"{SCHEME}\n{match_id}\n"))


def immutable_fields(document: Mapping[str, Any]) -> Json:
    """Return the fields of a stored action that must never change, as plain data."""
    kept = {name: value for name, value in document.items() if name not in MUTABLE}
    plain: Json = as_json(kept)
    return plain


def void_fields(document: Mapping[str, Any]) -> Json:
    """Return the fields of a stored action's last void or redo, absent fields as null."""
    return {name: bounded_value(document.get(name)) for name in VOID_FIELDS}


def bounded_value(value: Any) -> Any:
    """Return a value as plain data; the hash of one that is too long."""
    plain, text = as_json(value), canonical(value)
    return plain if len(text.encode()) <= LONGEST_VOID_FIELD else f"sha256:{sha256(text)}"


def action_of(
    kind: LinkKind, place: Place, document: Mapping[str, Any] | None, void: Mapping[str, Any]
) -> Json | None:
    """Return the `action` of a link's record; None where its document is missing."""
    if kind is LinkKind.REMOVED:
        return {"id": action_id(*place)}
    if document is None:
        return None
    if kind in TOGGLES:
        nonce = as_json(document.get("nonce"))
        return {"id": action_id(*place), "nonce": nonce, **void}
    return immutable_fields(document)


def record_of(number: int, kind: LinkKind, action: Mapping[str, Any] | None) -> Json:
    """Return the record that a link hashes, in addition to the place and the previous hash."""
    return {"action": action, "number": number, "what": str(kind)}


def hash_of(place: Place, record: Mapping[str, Any], previous: str) -> str:
    """Return the hash of a link."""
    return sha256(f"{place[0]}\n{place[1]}\n{canonical(record)}\n{previous}\n")


def append_kind(document: Mapping[str, Any]) -> LinkKind:
    """Return the kind of an appended action's link: a correction or any other action."""
    return LinkKind.CORRECTED if document.get("corrects") else LinkKind.APPENDED


class Writer:
    """Adds links to a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.number = ledger.number
        self.head = ledger.head
        self.links: list[Link] = []

    def add(
        self,
        kind: LinkKind,
        place: Place,
        update_time: int = 0,
        document: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a link for a change to the action at a place; `document` is the action as stored."""
        void = void_fields(document or {}) if kind in TOGGLES else {}
        number = self.number + 1
        record = record_of(number, kind, action_of(kind, place, document or {}, void))
        self.head = hash_of(place, record, self.head)
        self.number = number
        self.links.append(Link(number, kind, place, update_time, self.head, void))
