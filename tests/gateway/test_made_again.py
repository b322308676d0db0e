"""Whoever comes back to a match that was deleted and made again under its id begins anew."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scrbrd_gateway import resume
from scrbrd_gateway.model import Cursor
from scrbrd_gateway.sockets.messages import NotResumed
from scrbrd_gateway.sockets.resume import find_beginning
from tests.gateway.fakes import MATCH_ID, FakeLibrary, FakeSource, event_document
from tests.gateway.serving import SETTINGS, connect_to, served
from tests.gateway.test_rooms import opened

HOUR = 3_600_000_000
OLD = 1_700_000_000_000_000
"""When the match was scored first, in microseconds since 1970."""

MADE = OLD + HOUR
NEW = MADE + HOUR
OF_THE_OLD, OF_THIS = Cursor(OLD, "1_3"), Cursor(NEW - 1, "1_3")
AT_THE_START = Cursor(MADE - 1_000_000, "1_3")
"""By a clock that is a second behind that of the database."""


def made_again() -> FakeSource:
    """A match of three balls that was deleted and made again, of which the third has changed."""
    source = FakeSource()
    source.created = MADE
    events = {f"1_{ball}": event_document(f"1_{ball}", NEW + ball) for ball in (1, 2, 3)}
    source.write({"version": NEW + 3, "status": "live"}, {"version": NEW + 3}, events)
    return source


@pytest.mark.parametrize("status", ["live", "completed"], ids=["from memory", "read"])
def test_a_page_behind_a_cursor_of_the_match_before_is_none(status: str) -> None:
    source = made_again()
    source.match = {"status": status}
    with served(SETTINGS, connect_to(source, FakeLibrary(source))) as gateway:
        timeline = f"{gateway.url}/v1/matches/{MATCH_ID}/timeline?after_seq="
        answer = httpx.get(timeline + OF_THE_OLD.text(MATCH_ID))
        assert (answer.status_code, answer.json()["code"]) == (410, "gap")
        for cursor in (OF_THIS, AT_THE_START, Cursor(NEW + 3, "1_3")):
            assert httpx.get(timeline + cursor.text(MATCH_ID)).status_code == 200


def test_streams_and_sockets_begin_anew_behind_such_a_cursor() -> None:
    async def run() -> None:
        async with opened(made_again()) as rooms, rooms.enter(MATCH_ID) as room:
            for cursor, gap in ((OF_THE_OLD, True), (OF_THIS, False), (AT_THE_START, False)):
                text = cursor.text(MATCH_ID)
                stream = await resume.find_start(room, text, 100)
                socket = await find_beginning(room, room.view.newest, text)
                assert stream.reason == (resume.Reason.GAP if gap else None)
                assert socket.reason == (NotResumed.GAP if gap else None)
                assert socket.resumed is not gap

    asyncio.run(run())
