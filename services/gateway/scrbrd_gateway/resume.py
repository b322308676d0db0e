"""Decides where a reader who comes back goes on: behind its cursor, or with the whole state.

Sockets tell it in words of their own (`sockets.resume`); which cursors can be gone on from is said
here alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from scrbrd_gateway.model import START, BadCursor, Cursor, FeedEvent, MatchView
from scrbrd_gateway.ports import Room

EARLIEST = "earliest"
"""The text of the place before the first event of a feed."""

FROM_START = "start"
"""The same, as sockets write it."""

PAGE = 500
"""Events asked for at a time."""

Behind = Callable[[Cursor, int], Awaitable[list[FeedEvent]]]
"""Returns the events behind a cursor, at most so many."""

Find = Callable[[Cursor], Awaitable[FeedEvent | None]]
"""Returns the event of a cursor as it is in the feed; None where it is not there."""

See = Callable[[], Awaitable[MatchView]]
"""Returns what is known of the match."""

SKEW = 60_000_000
"""Microseconds by which the first revisions of a feed may be before its score was made: they are of
a worker's clock, before the commit."""


class Reason(StrEnum):
    """Why a reader does not go on behind a cursor."""

    NEW = "new"
    UNKNOWN = "unknown_cursor"
    TOO_OLD = "too_old"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a reader begins: behind `cursor`, with `events` first.

    `reason` is None where that is where it wanted to; else `cursor` is the newest event known.
    """

    cursor: Cursor
    events: tuple[FeedEvent, ...] = ()
    reason: Reason | None = None


def cursor_text(cursor: Cursor, match_id: str) -> str:
    """Return a cursor as readers of a match hold it, that before the first event too."""
    return EARLIEST if cursor == START else cursor.text(match_id)


def read_cursor(text: str, match_id: str) -> Cursor:
    """Return the cursor of a text that a match gave out. Raises BadCursor."""
    return START if text in (EARLIEST, FROM_START) else Cursor.parse(text, match_id)


async def is_known(behind: Behind, cursor: Cursor) -> bool:
    """Return whether the feed has come as far as a cursor.

    Another process may have told of events that the listeners here have not brought yet.
    """
    return cursor == START or bool(await behind(Cursor(cursor.revision, ""), 1))


async def is_of_feed(find: Find, cursor: Cursor, see: See) -> bool:
    """Return whether the event of a cursor is in the feed, there or changed since.

    It is looked up by its id: after a rebuild all events have one revision, and the database may be
    ahead of what is kept here. One that is not there was deleted, and others with it perhaps:
    nobody can say what came since. The same is true of one that another event of its id stands for,
    in a match that was deleted and made again.
    """
    if cursor == START:
        return True
    found = await find(cursor)
    if found is None or found.cursor < cursor:
        return False
    return found.cursor == cursor or not is_from_before(cursor, await see())


def is_from_before(cursor: Cursor, view: MatchView) -> bool:
    """Return whether a cursor was given out before the match's score was made: the match was
    deleted since, and made again."""
    return view.score is not None and cursor.revision < view.score.created - SKEW


async def pages(behind: Behind, cursor: Cursor, page: int) -> AsyncIterator[list[FeedEvent]]:
    """Yield the events behind a cursor, page by page."""
    while read := await behind(cursor, page):
        yield read
        if len(read) < page:
            return
        cursor = read[-1].cursor


async def start(room: Room, text: str | None, most: int) -> Start:
    """Return where a reader begins in a room that it has joined, by the text of its cursor.

    It gets every event since, if they are at most `most`: in full, once, in order. What it is told
    afterwards begins behind the last of them; whatever is not is to be passed over.
    """
    newest = room.view.newest
    if text is None or not text:
        return Start(newest, reason=Reason.NEW)
    try:
        cursor = read_cursor(text, room.view.match_id)
    except BadCursor:
        return Start(newest, reason=Reason.UNKNOWN)
    if cursor > newest and not await is_known(room.since, cursor):
        return Start(room.view.newest, reason=Reason.UNKNOWN)
    events = await events_since(room, cursor, most + 1)
    if len(events) > most:
        return Start(room.view.newest, reason=Reason.TOO_OLD)
    if not await is_of_feed(room.find, cursor, seen_in(room)):
        return Start(room.view.newest, reason=Reason.GAP)
    return Start(cursor, tuple(events))


def seen_in(room: Room) -> See:
    """Return what tells how the match of a room is known now."""

    async def see() -> MatchView:
        return room.view

    return see


async def events_since(room: Room, cursor: Cursor, most: int) -> list[FeedEvent]:
    """Return the events behind a cursor, page by page, at most `most`."""
    found: list[FeedEvent] = []
    async for events in pages(room.since, cursor, min(PAGE, most)):
        found += events
        if len(found) >= most:
            break
    return found[:most]
