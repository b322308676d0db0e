"""Finds where a client that comes back goes on, and reads the events that it missed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from scrbrd_gateway.model import START, BadCursor, Cursor, FeedEvent, ForeignCursor
from scrbrd_gateway.ports import Room
from scrbrd_gateway.resume import is_known, is_of_feed, pages, read_cursor, seen_in
from scrbrd_gateway.sockets.messages import NotResumed


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a client's events begin: all behind `cursor` up to `newest` were missed.

    `resumed` as clients get it: None without a cursor, False with the `reason` if the cursor could
    not be used, and then `cursor` is the start.
    """

    cursor: Cursor
    newest: Cursor
    resumed: bool | None
    reason: NotResumed | None = None


async def beginning(room: Room, newest: Cursor, after: str | None) -> Beginning:
    """Return where a client begins that sent `after`; `newest` as of joining the room."""
    if after is None:
        return Beginning(newest, newest, resumed=None)
    try:
        cursor = read_cursor(after, room.view.match_id)
    except ForeignCursor:
        return Beginning(START, newest, False, NotResumed.FOREIGN)
    except BadCursor:
        return Beginning(START, newest, False, NotResumed.MALFORMED)
    reason = await _refusal(room, cursor, newest)
    return Beginning(START if reason else cursor, newest, not reason, reason)


async def _refusal(room: Room, cursor: Cursor, newest: Cursor) -> NotResumed | None:
    if cursor in (START, newest):
        return None
    if cursor > newest and not await is_known(room.since, cursor):
        return NotResumed.FOREIGN
    return None if await is_of_feed(room.find, cursor, seen_in(room)) else NotResumed.GAP


async def missed(room: Room, begins: Beginning, page: int) -> AsyncIterator[list[FeedEvent]]:
    """Yield the events between the beginning and `newest`, in order, page by page.

    Later ones are told to whoever has joined the room, so they are left out here.
    """
    if begins.cursor >= begins.newest:
        return
    async for read in pages(room.since, begins.cursor, page):
        events = [each for each in read if each.cursor <= begins.newest]
        if events:
            yield events
        if len(events) < len(read):
            return
