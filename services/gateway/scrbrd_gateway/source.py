"""Defines what rooms need of the database: reads, and listeners with callbacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scrbrd_gateway.match_feed import MatchUpdate
from scrbrd_gateway.model import START, Cursor, FeedEvent


class Target(StrEnum):
    """What a listener of a match listens to."""

    SCORE = "score"
    TICKER = "ticker"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a match's documents and the cursor of its newest event; 0 and START for
    missing ones."""

    score: int = 0
    ticker: int = 0
    newest: Cursor = START


@dataclass(frozen=True, slots=True)
class FirstRead:
    """The documents of a match when a room is opened. `is_whole` is True if every event of its feed
    is included."""

    update: MatchUpdate
    is_whole: bool


OnUpdate = Callable[[MatchUpdate], None]
"""Called on any thread with the update of a listener."""


class Listener(Protocol):
    """One listener of a document or of a feed."""

    @property
    def is_alive(self) -> bool:
        """True until the listener has ended."""

    @property
    def has_lost_documents(self) -> bool:
        """True if a document that it brought was deleted since. Events leave the listener's query
        for no other reason, because revisions only grow."""

    def reconnect(self) -> None:
        """Reopen the connection of the listener, which missed a change in the database."""

    async def close(self) -> None:
        """End the listener; its later updates are ignored."""


class Source(Protocol):
    """The database, as rooms use it."""

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest `most` events. Raises UnknownMatch."""

    async def events_after(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events after a cursor, oldest first, at most `limit`."""

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None if it is not in the feed."""

    async def versions(self, match_id: str) -> Versions:
        """Read the versions of the documents of a match."""

    async def listen(
        self, match_id: str, target: Target, after: Cursor, on_update: OnUpdate
    ) -> Listener:
        """Listen to a document, or to the events from a cursor's revision on."""
