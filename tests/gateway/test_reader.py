"""Tests the queue of one connection: the latest state and a bounded number of ordered events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from scrbrd_gateway.model import (
    START,
    BadCursor,
    Cursor,
    FeedEvent,
    ForeignCursor,
    MatchView,
    creation_mark,
)
from scrbrd_gateway.reader import Reader
from tests.gateway.client_models import UNMARKED_CURSOR


def event(revision: int) -> FeedEvent:
    """Return the event of a revision."""
    return FeedEvent(Cursor(revision, f"1_{revision}"), {}, b"{}")


def test_a_newer_state_replaces_one_not_yet_sent() -> None:
    reader = Reader()
    reader.set_view(MatchView("m", newest=Cursor(1, "1_1")))
    reader.set_view(MatchView("m", newest=Cursor(2, "1_2")))
    assert reader.take() == (MatchView("m", newest=Cursor(2, "1_2")), [])
    assert reader.take() == (None, [])


def test_events_are_queued_in_order_up_to_the_bound() -> None:
    reader = Reader(most_events=3)
    for revision in (1, 2, 3):
        reader.add_event(event(revision))
    assert not reader.has_overflowed
    assert reader.take() == (None, [event(1), event(2), event(3)])


def test_one_event_too_many_empties_the_queue_because_a_resume_resends_all() -> None:
    reader = Reader(most_events=2)
    for revision in (1, 2, 3, 4):
        reader.add_event(event(revision))
    assert reader.has_overflowed
    assert reader.take() == (None, [])


def test_a_waiting_task_is_woken_by_an_event() -> None:
    async def run() -> None:
        reader = Reader()
        waiting = asyncio.create_task(reader.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        reader.add_event(event(1))
        await asyncio.wait_for(waiting, 30)
        reader.take()
        assert not reader._changed.is_set()

    asyncio.run(run())


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(1, "1_1"),
        Cursor(12345, "dispute_1_7"),
        Cursor(7, "é·1"),
        Cursor(7, "1_3", creation_mark(1_700_000_000_000_000)),
        Cursor(7, "1 3", creation_mark(1)),
    ],
)
def test_a_parsed_cursor_equals_the_issued_one(cursor: Cursor) -> None:
    text = cursor.text("m")
    assert text.isascii()
    assert "=" not in text
    parsed = Cursor.parse(text, "m")
    assert (parsed, parsed.creation) == (cursor, cursor.creation)


def test_a_place_does_not_depend_on_the_creation_of_its_event() -> None:
    one, other = Cursor(3, "1_3", creation_mark(1)), Cursor(3, "1_3", creation_mark(2))
    assert one == other == Cursor(3, "1_3")
    assert one.text("m") != other.text("m")
    assert creation_mark(0) == ""


@pytest.mark.parametrize(
    "text", ["", "x", "1", "MQ", "é", "LTEgYQ", "YSBi", START.text("m"), "=" * 90]
)
def test_a_text_that_was_never_issued_is_an_invalid_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        Cursor.parse(text, "m")


@pytest.mark.parametrize("text", [Cursor(3, "1_3").text("m2"), UNMARKED_CURSOR])
def test_a_cursor_not_marked_with_the_match_is_foreign(text: str) -> None:
    assert Cursor.parse(Cursor(3, "1_3").text("m2"), "m2") == Cursor(3, "1_3")
    with pytest.raises(ForeignCursor):
        Cursor.parse(text, "m")


def test_events_are_handed_over_at_once_unless_others_wait() -> None:
    reader, revisions_handed_over = Reader(), list[int]()

    def hand_over(view: MatchView | None, events: Sequence[FeedEvent], at: float) -> bool:
        assert view is None
        assert at == 7.0
        revisions_handed_over.extend(each.cursor.revision for each in events)
        return True

    reader.add(None, (event(1),))
    with reader.sending_directly(hand_over):
        reader.add(None, (event(2),))
        assert revisions_handed_over == []
        assert [each.cursor.revision for each in reader.take()[1]] == [1, 2]
        reader.add(None, (event(3),), 7.0)
    reader.add(None, (event(4),), 8.0)
    assert reader.waiting_since == 8.0
    assert revisions_handed_over == [3]
    assert [each.cursor.revision for each in reader.take()[1]] == [4]


def test_events_that_cannot_be_handed_over_wait_in_the_queue() -> None:
    reader = Reader()
    with reader.sending_directly(lambda *_: False):
        reader.add(MatchView("m"), (event(1), event(2)))
    view, events = reader.take()
    assert view == MatchView("m")
    assert [each.cursor.revision for each in events] == [1, 2]
