"""Decides where a returning reader continues: after its cursor, or from the whole state.

Sockets report the decision in messages of their own (`sockets.resume`), but which cursors can be
used is decided here alone.
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
"""The same place, as sockets name it."""

PAGE = 500
"""Number of events read at a time."""

EventsAfter = Callable[[Cursor, int], Awaitable[list[FeedEvent]]]
"""Returns the events after a cursor, at most the given number."""

FindEvent = Callable[[Cursor], Awaitable[FeedEvent | None]]
"""Returns the event with a cursor's id from the feed; None if it is not there."""

GetView = Callable[[], Awaitable[MatchView]]
"""Returns the current state of the match."""

SKEW = 60_000_000
"""Microseconds by which the first revisions of a feed may precede the creation of its score. They
come from a worker's clock, before the commit."""


class Reason(StrEnum):
    """Why a reader does not continue after its cursor."""

    NEW = "new"
    UNKNOWN = "unknown_cursor"
    TOO_OLD = "too_old"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a reader begins: after `cursor`, with `events` first.

    `reason` is None if the reader continues after its own cursor. Otherwise `cursor` is the newest
    known event.
    """

    cursor: Cursor
    events: tuple[FeedEvent, ...] = ()
    reason: Reason | None = None


def cursor_text(cursor: Cursor, match_id: str) -> str:
    """Return a cursor as readers of a match get it, also for the place before the first event."""
    return EARLIEST if cursor == START else cursor.text(match_id)


def read_cursor(text: str, match_id: str) -> Cursor:
    """Return the cursor in a text that a reader of a match sent. Raises BadCursor."""
    return START if text in (EARLIEST, FROM_START) else Cursor.parse(text, match_id)


async def has_reached(events_after: EventsAfter, cursor: Cursor) -> bool:
    """Return True if the feed has reached a cursor.

    Another process may have sent events that the listeners here have not brought yet.
    """
    return cursor == START or bool(await events_after(Cursor(cursor.revision, ""), 1))


async def is_in_feed(find_event: FindEvent, cursor: Cursor, get_view: GetView) -> bool:
    """Return True if the event of a cursor is in the feed, unchanged or changed since.

    The event is looked up by its id: after a rebuild all events have one revision, and the database
    may be ahead of this process. If it is missing it was deleted, perhaps with others, so the
    events since are unknown. The same holds if the match was deleted and created again and another
    event has its id.
    """
    if cursor == START:
        return True
    found = await find_event(cursor)
    if found is None or found.cursor < cursor:
        return False
    if found.cursor == cursor:
        return True
    if cursor.creation and found.cursor.creation:
        return cursor.creation == found.cursor.creation
    return not is_older_than_score(cursor, await get_view())


def is_older_than_score(cursor: Cursor, view: MatchView) -> bool:
    """Return True if a cursor is older than the match's score: the match was deleted and created
    again since."""
    return view.score is not None and cursor.revision < view.score.created - SKEW


async def event_pages(
    events_after: EventsAfter, cursor: Cursor, page: int
) -> AsyncIterator[list[FeedEvent]]:
    """Yield the events after a cursor, page by page."""
    while read := await events_after(cursor, page):
        yield read
        if len(read) < page:
            return
        cursor = read[-1].cursor


async def find_start(room: Room, text: str | None, most: int) -> Start:
    """Return where a reader begins in a room that it has joined, from the text of its cursor.

    It gets every event since the cursor, if there are at most `most`: in full, once, in order. The
    events that the room sends from now on begin after the last of them; the reader must ignore any
    others.
    """
    newest = room.view.newest
    if text is None or not text:
        return Start(newest, reason=Reason.NEW)
    try:
        cursor = read_cursor(text, room.view.match_id)
    except BadCursor:
        return Start(newest, reason=Reason.UNKNOWN)
    if cursor > newest and not await has_reached(room.events_after, cursor):
        return Start(room.view.newest, reason=Reason.UNKNOWN)
    events = await events_since(room, cursor, most + 1)
    if not await is_in_feed(room.find_event, cursor, view_getter(room)):
        return Start(room.view.newest, reason=Reason.GAP)
    if len(events) > most:
        return Start(room.view.newest, reason=Reason.TOO_OLD)
    return Start(cursor, tuple(events))


def view_getter(room: Room) -> GetView:
    """Return a function that returns the current state of a room's match."""

    async def get_view() -> MatchView:
        return room.view

    return get_view


async def events_since(room: Room, cursor: Cursor, most: int) -> list[FeedEvent]:
    """Return the events after a cursor, read page by page, at most `most`."""
    found: list[FeedEvent] = []
    async for events in event_pages(room.events_after, cursor, min(PAGE, most)):
        found += events
        if len(found) >= most:
            break
    return found[:most]
