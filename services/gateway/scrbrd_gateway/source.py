"""Defines what rooms need of the database: reads, and listeners that call back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scrbrd_gateway.match_feed import Seen
from scrbrd_gateway.model import START, Cursor, FeedEvent


class Target(StrEnum):
    """What a listener of a match listens to."""

    SCORE = "score"
    TICKER = "ticker"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Versions:
    """How new the documents of a match are; 0 and START for none."""

    score: int = 0
    ticker: int = 0
    newest: Cursor = START


@dataclass(frozen=True, slots=True)
class FirstRead:
    """A match as it is when a room is opened; `is_whole`: with every event of its feed."""

    seen: Seen
    is_whole: bool


Hear = Callable[[Seen], None]
"""Called on any thread with what a listener saw."""


class Listener(Protocol):
    """One listener."""

    @property
    def is_alive(self) -> bool:
        """Whether it may still bring something."""

    @property
    def has_lost(self) -> bool:
        """Whether a document that it brought was deleted since. No event leaves the listener's
        query otherwise: revisions only grow."""

    def distrust(self) -> None:
        """Have the connection that it uses begun anew: it missed what is stored."""

    async def close(self) -> None:
        """End it; what it sees from now on is not told."""


class Source(Protocol):
    """The database, as rooms see it."""

    async def open(self, match_id: str, most: int) -> FirstRead:
        """Read a match with its newest `most` events. Raises UnknownMatch."""

    async def events_behind(self, match_id: str, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Read the events behind a cursor, oldest first, at most `limit`."""

    async def event(self, match_id: str, event_id: str) -> FeedEvent | None:
        """Read one event; None where it is not in the feed."""

    async def versions(self, match_id: str) -> Versions:
        """Read how new the documents of a match are."""

    async def listen(self, match_id: str, target: Target, behind: Cursor, hear: Hear) -> Listener:
        """Listen to a document, or to the events from a cursor's revision on."""
