"""Defines what is known of a match in one process, encoded once for all who read it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, Self

from scrbrd.domain.identifiers import can_name_document

Document = Mapping[str, Any]


MARK_DIGITS = 8
"""Hexadecimal digits that stand for a match in its cursors."""

PLACE = re.compile(
    rf"(?:([0-9a-f]{{{MARK_DIGITS}}}) )?(0|[1-9][0-9]{{0,18}}) (.+)", re.ASCII | re.DOTALL
)
"""What a cursor says: the match's mark, which earlier ones had not, revision and event. Of no more
digits than Firestore's largest number: Python reads none of some thousands."""

MOST_MARKS = 1_000

MOST_REVISION = 2**63 - 1
"""What Firestore counts to."""


class BadCursor(ValueError):
    """A cursor that no answer of the gateway gave out."""


class ForeignCursor(BadCursor):
    """A cursor of another match, or of before cursors said whose they are."""


class Cursor(NamedTuple):
    """How far a reader has come in a match's feed: `revision` of the last event, and its id.

    The feed is read on by (revision, id); an event that a later action changes comes again, with a
    greater revision (Firestore: `matches/{matchId}/events`).
    """

    revision: int
    id: str

    def text(self, match_id: str) -> str:
        """Return it as clients of a match hold it: opaque, and fit for an address and a header."""
        return packed(f"{mark_of(match_id)} {self.revision} {self.id}")

    @staticmethod
    def parse(text: str, match_id: str) -> Cursor:
        """Return the cursor that a match gave out as this text. Raises BadCursor; ForeignCursor
        where it is one, but not known to be of this match."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            place = PLACE.fullmatch(urlsafe_b64decode(padded).decode())
        except ValueError:
            place = None
        if place is None or packed(place[0]) != text:
            raise BadCursor(f"not a cursor: {text[:80]!r}")
        mark, revision, name = place.groups()
        cursor = Cursor(int(revision), name)
        if cursor.revision > MOST_REVISION or not can_name_document(name):
            raise BadCursor(f"not a cursor: {text[:80]!r}")
        if mark != mark_of(match_id):
            raise ForeignCursor(f"not a cursor of this match: {text[:80]!r}")
        return cursor


def packed(place: str) -> str:
    """Return the text of a place, as an address may have it."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


@lru_cache(MOST_MARKS)
def mark_of(match_id: str) -> str:
    """Return what says of a cursor whose it is: some digits of the match's digest."""
    return sha256(match_id.encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]


START = Cursor(0, "")
"""Before the first event; it has no text."""


class Shown:
    """One document as it is sent: `encoded` is its JSON. `version` grows with every change, not by
    one. `created` is when it was made, in microseconds since 1970; 0: not known.

    `make` gives document and JSON when somebody wants them, and is called once: a score is not read
    for those who follow scoreboard and events. Every method is called on the loop.
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
        """Return a document that was read already."""
        return cls(version, lambda: (document, encoded), created)

    @property
    def document(self) -> Document:
        """The document."""
        return self._whole()[0]

    @property
    def encoded(self) -> bytes:
        """Its JSON."""
        return self._whole()[1]

    def _whole(self) -> tuple[Document, bytes]:
        if self._made is None:
            self._made = self._make()
        return self._made


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event of a match's feed, as it is sent."""

    cursor: Cursor
    document: Document
    encoded: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MatchView:
    """What a process knows of a match: `live/score`, its ticker, and the newest event seen.

    A match of which nothing was scored yet has neither.
    """

    match_id: str
    score: Shown | None = None
    ticker: Shown | None = None
    newest: Cursor = START
