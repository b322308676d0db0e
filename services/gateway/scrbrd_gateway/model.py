"""Defines the state and events of a match in one process, encoded once for all readers."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self

from scrbrd.domain.identifiers import can_name_document

Document = Mapping[str, Any]


MARK_DIGITS = 8
"""Hexadecimal digits of each mark in a cursor: of its match, and of its event's creation."""

MARK = rf"[0-9a-f]{{{MARK_DIGITS}}}"
CURSOR_CONTENT = re.compile(
    rf"(?:({MARK}) )?(0|[1-9][0-9]{{0,18}}) (.+?)(?: ({MARK}))?", re.ASCII | re.DOTALL
)
"""The content of a cursor: the match's mark, revision, event id and the mark of its creation. Early
cursors lack one mark or both.

A revision has at most as many digits as Firestore's largest number: Python refuses to parse numbers
of thousands of digits. A process of an earlier release takes the last mark for a part of the id,
finds no such event and answers with a gap.
"""

MOST_MARKS = 1_000

MOST_REVISION = 2**63 - 1
"""The largest integer in Firestore."""


class BadCursor(ValueError):
    """A text that is not a cursor of the gateway."""


class ForeignCursor(BadCursor):
    """A cursor of another match, or an early cursor that does not name its match."""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """The place of an event in a match's feed: its `revision` and its id.

    The feed is ordered by (revision, id). An event that a later action changes comes again, with a
    greater revision (Firestore: `matches/{matchId}/events`). `creation` is the mark of the time at
    which the event's document was created, "" if that is unknown: if the match was deleted and
    created again, the document of the same id has another one.
    """

    revision: int
    id: str
    creation: str = field(default="", compare=False)

    def text(self, match_id: str) -> str:
        """Return the cursor as clients of a match get it: opaque, and valid in a URL and a
        header."""
        creation = f" {self.creation}" if self.creation else ""
        return encode_cursor(f"{mark_of(match_id)} {self.revision} {self.id}{creation}")

    @staticmethod
    def parse(text: str, match_id: str) -> Cursor:
        """Return the cursor in a text that a client sent for a match. Raises BadCursor;
        ForeignCursor if it is a cursor, but not known to be of this match."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            content = CURSOR_CONTENT.fullmatch(urlsafe_b64decode(padded).decode())
        except ValueError:
            content = None
        if content is None or encode_cursor(content[0]) != text:
            raise BadCursor(f"not a cursor: {text[:80]!r}")
        mark, revision, name, creation = content.groups()
        cursor = Cursor(int(revision), name, creation or "")
        if cursor.revision > MOST_REVISION or not can_name_document(name):
            raise BadCursor(f"not a cursor: {text[:80]!r}")
        if mark != mark_of(match_id):
            raise ForeignCursor(f"not a cursor of this match: {text[:80]!r}")
        return cursor


def encode_cursor(content: str) -> str:
    """Return the content of a cursor as base64 text that is valid in a URL."""
    return urlsafe_b64encode(content.encode()).decode().rstrip("=")


@lru_cache(MOST_MARKS)
def mark_of(match_id: str) -> str:
    """Return the mark of a match in its cursors: the first digits of the digest of its id."""
    return sha256(match_id.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]


def creation_mark(created: int) -> str:
    """Return the mark of a creation time in microseconds since 1970; "" for 0, an unknown time.

    It has the last digits only, to keep cursors short: those of two documents with the same id are
    practically never the same.
    """
    return f"{created:0{MARK_DIGITS}x}"[-MARK_DIGITS:] if created else ""


START = Cursor(0, "")
"""The place before the first event; it has no text."""


class EncodedDocument:
    """One document as it is sent. `encoded` is its JSON.

    `version` grows with every change, not necessarily by one. `created` is the time of its creation
    in microseconds since 1970; 0 if unknown. `make` returns document and JSON; it is called once,
    on first use, because followers of scoreboard and events need no score. Every method is called
    on the event loop.
    """

    __slots__ = ("_made", "_make", "created", "version")

    def __init__(
        self, version: int, make: Callable[[], tuple[Document, bytes]], created: int = 0
    ) -> None:
        self.version = version
        self.created = created
        self._make = make
        self._made: tuple[Document, bytes] | None = None

    @classmethod
    def of(cls, version: int, document: Document, encoded: bytes, created: int = 0) -> Self:
        """Return a document that is decoded and encoded already."""
        return cls(version, lambda: (document, encoded), created)

    @property
    def document(self) -> Document:
        """The document."""
        return self._document_and_json()[0]

    @property
    def encoded(self) -> bytes:
        """Its JSON."""
        return self._document_and_json()[1]

    def _document_and_json(self) -> tuple[Document, bytes]:
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of a match's feed, encoded for sending."""

    cursor: Cursor
    document: Document
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MatchView:
    """The state of a match in one process: `live/score`, its ticker, and the cursor of the newest
    event.

    Before the first action, score and ticker are None.
    """

    match_id: str
    score: EncodedDocument | None = None
    ticker: EncodedDocument | None = None
    newest: Cursor = START
