"""Defines what is known of a match in one process, encoded once for all who read it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scrbrd.domain.identifiers import can_name_document

Document = Mapping[str, Any]


MOST_REVISION = 2**63 - 1
"""What Firestore counts to."""


class BadCursor(ValueError):
    """A cursor that no answer of the gateway gave out."""


class Cursor(NamedTuple):
    """How far a reader has come in a match's feed: `revision` of the last event, and its id.

    The feed is read on by (revision, id); an event that a later action changes comes again, with a
    greater revision (Firestore: `matches/{matchId}/events`).
    """

    revision: int
    id: str

    def __str__(self) -> str:
        """Return it as clients hold it: opaque, and fit for an address and a header."""
        return urlsafe_b64encode(f"{self.revision} {self.id}".encode()).decode().rstrip("=")

    @staticmethod
    def parse(text: str) -> Cursor:
        """Return the cursor that was given out as this text. Raises BadCursor."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            revision, _, name = urlsafe_b64decode(padded).decode().partition(" ")
            cursor = Cursor(int(revision), name)
        except ValueError as error:
            raise BadCursor(f"not a cursor: {text[:80]!r}") from error
        is_place = 0 <= cursor.revision <= MOST_REVISION and can_name_document(name)
        if not is_place or str(cursor) != text:
            raise BadCursor(f"not a cursor: {text[:80]!r}")
        return cursor


START = Cursor(0, "")
"""Before the first event; it has no text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One document as it is sent: `encoded` is its JSON, made once. `version` grows with every
    change, not by one."""

    version: int
    document: Document
    encoded: bytes = field(repr=False)


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
