"""Tests clients that return to a match which was deleted and recreated under the same id."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scrbrd_gateway import resume
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets.messages import NotResumed
from scrbrd_gateway.sockets.resume import find_beginning
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource, event_document
from tests.gateway.served_gateway import SETTINGS, connect_to, serve_gateway
from tests.gateway.test_rooms import open_rooms

HOUR = 3_600_000_000
FIRST_SCORED_AT = 1_700_000_000_000_000
"""The time of the first scoring of the match, in microseconds since 1970."""

RECREATED_AT = FIRST_SCORED_AT + HOUR
NEW_SCORED_AT = RECREATED_AT + HOUR
OLD_MATCH_CURSOR, NEW_MATCH_CURSOR = (
    Cursor(FIRST_SCORED_AT, "1_3"),
    Cursor(NEW_SCORED_AT - 1, "1_3"),
)
CLOCK_SKEW_CURSOR = Cursor(RECREATED_AT - 1_000_000, "1_3")
"""A cursor made with a clock that is a second behind the clock of the database."""


def recreated_match() -> FakeSource:
    """Return a match of three balls that was deleted and recreated with another third ball."""
    source = FakeSource()
    source.created = RECREATED_AT
    events = {f"1_{ball}": event_document(f"1_{ball}", NEW_SCORED_AT + ball) for ball in (1, 2, 3)}
    source.write(
        {"version": NEW_SCORED_AT + 3, "status": "live"}, {"version": NEW_SCORED_AT + 3}, events
    )
    return source


@pytest.mark.parametrize("status", ["live", "completed"], ids=["from memory", "read"])
def test_a_timeline_page_after_a_cursor_of_the_deleted_match_is_gone(status: str) -> None:
    source = recreated_match()
    source.match = {"status": status}
    with serve_gateway(SETTINGS, connect_to(source, FakeLibrary(source))) as gateway:
        timeline = f"{gateway.url}/v1/matches/{MATCH_ID}/timeline?after_seq="
        answer = httpx.get(timeline + OLD_MATCH_CURSOR.text(MATCH_ID))
        assert (answer.status_code, answer.json()["code"]) == (410, "gap")
        for cursor in (NEW_MATCH_CURSOR, CLOCK_SKEW_CURSOR, Cursor(NEW_SCORED_AT + 3, "1_3")):
            assert httpx.get(timeline + cursor.text(MATCH_ID)).status_code == 200


def test_streams_and_sockets_start_anew_after_a_cursor_of_the_deleted_match() -> None:
    async def run() -> None:
        async with open_rooms(recreated_match()) as rooms, rooms.enter(MATCH_ID) as room:
            for cursor, gap in (
                (OLD_MATCH_CURSOR, True),
                (NEW_MATCH_CURSOR, False),
                (CLOCK_SKEW_CURSOR, False),
            ):
                text = cursor.text(MATCH_ID)
                stream = await resume.find_start(room, text, 100)
                socket = await find_beginning(room, room.view.newest, text)
                assert stream.reason == (resume.Reason.GAP if gap else None)
                assert socket.reason == (NotResumed.GAP if gap else None)
                assert socket.resumed is not gap

    asyncio.run(run())
