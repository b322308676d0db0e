"""Defines the interface between watched matches and the streams and routes that read them."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.reader import Reader


class UnknownMatch(LookupError):
    """There is no match with this id."""


class TemporarilyUnavailable(RuntimeError):
    """The request cannot be served at the moment; the caller should try again later."""


class TooManyRooms(TemporarilyUnavailable):
    """This process watches as many matches as it may."""


class Room(Protocol):
    """One watched match of this process, with all its readers."""

    @property
    def view(self) -> MatchView:
        """The current state of the match."""

    async def events_after(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events after a cursor, oldest first, at most `limit`."""

    async def find_event(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event with a cursor's id from the feed; None if it is not there."""

    def join(self, reader: Reader) -> MatchView:
        """Add a reader; return the current state. The reader gets everything that is newer.

        No event is missing in between: events up to `newest` of the returned state are in
        `events_after`, and the reader gets every later one.
        """

    def leave(self, reader: Reader) -> None:
        """Remove a reader; it gets nothing more."""


class Rooms(Protocol):
    """All watched matches of this process. Listeners are opened for the first reader of a match and
    closed some time after the last has left."""

    def enter(self, match_id: str) -> AbstractAsyncContextManager[Room]:
        """Return the room of a match for as long as the context lasts. Raises UnknownMatch, and
        TemporarilyUnavailable here and in the methods of the room."""
