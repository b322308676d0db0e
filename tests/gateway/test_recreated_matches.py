"""Tests clients that return to a match which was deleted and recreated under the same id."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scrbrd_gateway import resume
from scrbrd_gateway.model import START, Cursor, creation_mark
from scrbrd_gateway.reader import Reader
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

JUST_DELETED_CURSOR = Cursor(RECREATED_AT - 1_000_000, "1_3", creation_mark(FIRST_SCORED_AT))
"""A cursor from a second before the match was recreated."""

CORRECTED_CURSOR = Cursor(RECREATED_AT - 1_000_000, "1_3", creation_mark(RECREATED_AT))
"""A cursor of the new match, whose event has changed since."""


def recreated_match() -> FakeSource:
    """Return a match of three balls that was deleted and recreated with another third ball."""
    source = FakeSource()
    source.created = source.events_created = RECREATED_AT
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
        answer = httpx.get(timeline + JUST_DELETED_CURSOR.text(MATCH_ID))
        assert (answer.status_code, answer.json()["code"]) == (410, "gap")
        newest = Cursor(NEW_SCORED_AT + 3, "1_3")
        for cursor in (NEW_MATCH_CURSOR, CLOCK_SKEW_CURSOR, CORRECTED_CURSOR, newest):
            assert httpx.get(timeline + cursor.text(MATCH_ID)).status_code == 200


def test_a_cursor_of_the_deleted_match_is_a_gap_however_many_events_the_new_one_has() -> None:
    async def run() -> None:
        async with open_rooms(recreated_match()) as rooms, rooms.enter(MATCH_ID) as room:
            for most in (2, 3):
                for cursor in (OLD_MATCH_CURSOR, JUST_DELETED_CURSOR):
                    start = await resume.find_start(room, cursor.text(MATCH_ID), most)
                    assert (start.reason, start.events) == (resume.Reason.GAP, ())
            start = await resume.find_start(room, CORRECTED_CURSOR.text(MATCH_ID), 2)
            assert start.reason is resume.Reason.TOO_OLD

    asyncio.run(run())


def test_streams_and_sockets_start_anew_after_a_cursor_of_the_deleted_match() -> None:
    async def run() -> None:
        async with open_rooms(recreated_match()) as rooms, rooms.enter(MATCH_ID) as room:
            for cursor, gap in (
                (OLD_MATCH_CURSOR, True),
                (NEW_MATCH_CURSOR, False),
                (CLOCK_SKEW_CURSOR, False),
                (JUST_DELETED_CURSOR, True),
                (CORRECTED_CURSOR, False),
            ):
                text = cursor.text(MATCH_ID)
                stream = await resume.find_start(room, text, 100)
                socket = await find_beginning(room, room.view.newest, text)
                assert stream.reason == (resume.Reason.GAP if gap else None)
                assert socket.reason == (NotResumed.GAP if gap else None)
                assert socket.resumed is not gap

    asyncio.run(run())


@pytest.mark.parametrize(
    ("is_deletion_seen", "first_event"),
    [(True, "1_9"), (False, "1_1")],
    ids=["deletion seen", "only recreated"],
)
def test_readers_get_nothing_of_the_new_match_before_they_start_anew(
    is_deletion_seen: bool, first_event: str
) -> None:
    async def run() -> None:
        source = FakeSource()
        source.events_created = FIRST_SCORED_AT
        source.bowl(1)
        source.bowl(2)
        async with open_rooms(source) as rooms, rooms.enter(MATCH_ID) as room:
            reader = Reader()
            old_view = room.join(reader)
            for listener in source.listeners:
                listener.misses_updates = not is_deletion_seen
            source.delete()
            for listener in source.listeners:
                listener.misses_updates = False
            source.write(events={first_event: event_document(first_event, 3)})
            source.bowl(4)
            await asyncio.wait_for(reader.wait(), 30)
            assert reader.is_over
            assert reader.take() == (None, [])
            assert room.view == old_view
            assert [each.cursor.revision for each in await room.events_after(START, 9)] == [1, 2]
            async with rooms.enter(MATCH_ID) as again:
                cursor = old_view.newest.text(MATCH_ID)
                assert (await resume.find_start(again, cursor, 9)).reason == resume.Reason.GAP

    asyncio.run(run())


def test_a_page_is_not_continued_after_a_lookup_from_before_the_match_was_recreated() -> None:
    source = recreated_match()
    source.match = {"status": "completed"}
    settings = SETTINGS.model_copy(update={"fresh": 60.0})
    with serve_gateway(settings, connect_to(source, FakeLibrary(source))) as gateway:
        timeline = f"{gateway.url}/v1/matches/{MATCH_ID}/timeline"
        cursor = httpx.get(timeline, params={"limit": 2}).json()["cursor"]
        page = {"after_seq": cursor, "limit": 5}
        assert httpx.get(timeline, params=page).json()["hasMore"] is False
        source.delete()
        new_ball = event_document("1_2", NEW_SCORED_AT + 9)
        source.write({"version": NEW_SCORED_AT + 9}, {}, {"1_2": new_ball})
        assert httpx.get(timeline, params={**page, "limit": 6}).status_code == 410
