"""Decides where a returning client continues, and reads the events that it missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from scrbrd_gateway.model import START, BadCursor, Cursor, FeedEvent, ForeignCursor
from scrbrd_gateway.ports import Room
from scrbrd_gateway.resume import event_pages, has_reached, is_in_feed, read_cursor, view_getter
from scrbrd_gateway.sockets.messages import NotResumed


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a client's events begin: all events after `cursor` up to `newest` were missed.

    `resumed` is sent to the client: None without a cursor, False with the `reason` if the cursor
    could not be used. In that case `cursor` is the start of the feed.
    """

    cursor: Cursor
    newest: Cursor
    resumed: bool | None
    reason: NotResumed | None = None


async def find_beginning(room: Room, newest: Cursor, after: str | None) -> Beginning:
    """Return where the events begin for a client that sent `after`. `newest` is the newest event
    when it joined the room."""
    if after is None:
        return Beginning(newest, newest, resumed=None)
    try:
        cursor = read_cursor(after, room.view.match_id)
    except ForeignCursor:
        return Beginning(START, newest, False, NotResumed.FOREIGN)
    except BadCursor:
        return Beginning(START, newest, False, NotResumed.MALFORMED)
    reason = await _why_not_resumed(room, cursor, newest)
    return Beginning(START if reason else cursor, newest, not reason, reason)


async def _why_not_resumed(room: Room, cursor: Cursor, newest: Cursor) -> NotResumed | None:
    if cursor in (START, newest):
        return None
    if cursor > newest and not await has_reached(room.events_after, cursor):
        return NotResumed.FOREIGN
    return None if await is_in_feed(room.find_event, cursor, view_getter(room)) else NotResumed.GAP


async def missed_events(room: Room, start: Beginning, page: int) -> AsyncIterator[list[FeedEvent]]:
    """Yield the events after the beginning up to `newest`, in order, page by page.

    Later events are left out: a reader that has joined the room gets them from there.
    """
    if start.cursor >= start.newest:
        return
    async for read in event_pages(room.events_after, start.cursor, page):
        events = [each for each in read if each.cursor <= start.newest]
        if events:
            yield events
        if len(events) < len(read):
            return
