"""Defines what streams and routes need of whoever listens to Firestore."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from scrbrd_gateway.model import Cursor, FeedEvent, MatchView
from scrbrd_gateway.reader import Reader


class UnknownMatch(LookupError):
    """No match of this id."""


class NotNow(RuntimeError):
    """It cannot be done at the moment: the caller is to come back, nothing is wrong with it."""


class TooManyRooms(NotNow):
    """This process watches as many matches as it may."""


class Room(Protocol):
    """One watched match of this process, with all who read it."""

    @property
    def view(self) -> MatchView:
        """What is known of the match now."""

    async def since(self, cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return the events behind a cursor, oldest first, at most `limit`."""

    async def find(self, cursor: Cursor) -> FeedEvent | None:
        """Return the event of a cursor as it is in the feed; None where it is not there."""

    def join(self, reader: Reader) -> MatchView:
        """Begin to show and tell everything that is newer than the state returned here.

        Between this answer and what `reader` is told no event is missing: an event up to
        `newest` of the answer is in `since`, every later one is told.
        """

    def leave(self, reader: Reader) -> None:
        """Show and tell nothing more."""


class Rooms(Protocol):
    """All watched matches of this process; a listener is opened for the first reader of a match and
    closed some time after the last."""

    def enter(self, match_id: str) -> AbstractAsyncContextManager[Room]:
        """Return the room of a match, as long as the context lasts. Raises UnknownMatch;
        NotNow here, and in what is done in the room."""
