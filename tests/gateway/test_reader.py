"""What waits for one connection: the latest state, events in order, and a bound on both."""

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
)
from scrbrd_gateway.reader import Reader
from tests.gateway.client_models import BEFORE_MARKS


def event(revision: int) -> FeedEvent:
    return FeedEvent(Cursor(revision, f"1_{revision}"), {}, b"{}")


def test_a_newer_state_takes_the_place_of_one_not_sent() -> None:
    reader = Reader()
    reader.set_view(MatchView("m", newest=Cursor(1, "1_1")))
    reader.set_view(MatchView("m", newest=Cursor(2, "1_2")))
    assert reader.take() == (MatchView("m", newest=Cursor(2, "1_2")), [])
    assert reader.take() == (None, [])


def test_events_come_in_order_up_to_the_bound() -> None:
    reader = Reader(most_events=3)
    for revision in (1, 2, 3):
        reader.add_event(event(revision))
    assert not reader.has_overflowed
    assert reader.take() == (None, [event(1), event(2), event(3)])


def test_one_too_many_leaves_none_for_who_resumes_gets_them_all() -> None:
    reader = Reader(most_events=2)
    for revision in (1, 2, 3, 4):
        reader.add_event(event(revision))
    assert reader.has_overflowed
    assert reader.take() == (None, [])


def test_who_waits_is_woken_by_either() -> None:
    async def woken() -> None:
        reader = Reader()
        waiting = asyncio.create_task(reader.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        reader.add_event(event(1))
        await asyncio.wait_for(waiting, 30)
        reader.take()
        assert not reader._changed.is_set()

    asyncio.run(woken())


@pytest.mark.parametrize(
    "cursor", [Cursor(1, "1_1"), Cursor(12345, "dispute_1_7"), Cursor(7, "é·1")]
)
def test_a_cursor_comes_back_as_it_was_given_out(cursor: Cursor) -> None:
    text = cursor.text("m")
    assert text.isascii()
    assert "=" not in text
    assert Cursor.parse(text, "m") == cursor


@pytest.mark.parametrize(
    "text", ["", "x", "1", "MQ", "é", "LTEgYQ", "YSBi", START.text("m"), "=" * 90]
)
def test_what_was_not_given_out_is_no_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        Cursor.parse(text, "m")


@pytest.mark.parametrize("text", [Cursor(3, "1_3").text("m2"), BEFORE_MARKS])
def test_a_cursor_that_is_not_known_to_be_of_the_match_is_foreign(text: str) -> None:
    assert Cursor.parse(Cursor(3, "1_3").text("m2"), "m2") == Cursor(3, "1_3")
    with pytest.raises(ForeignCursor):
        Cursor.parse(text, "m")


def test_what_comes_is_handed_over_at_once_unless_something_waits() -> None:
    reader, handed = Reader(), list[int]()

    def hand_over(view: MatchView | None, events: Sequence[FeedEvent], at: float) -> bool:
        assert view is None
        assert at == 7.0
        handed.extend(each.cursor.revision for each in events)
        return True

    reader.add(None, (event(1),))
    with reader.sending_directly(hand_over):
        reader.add(None, (event(2),))
        assert handed == []
        assert [each.cursor.revision for each in reader.take()[1]] == [1, 2]
        reader.add(None, (event(3),), 7.0)
    reader.add(None, (event(4),), 8.0)
    assert reader.waiting_since == 8.0
    assert handed == [3]
    assert [each.cursor.revision for each in reader.take()[1]] == [4]


def test_what_cannot_be_handed_over_waits() -> None:
    reader = Reader()
    with reader.sending_directly(lambda *_: False):
        reader.add(MatchView("m"), (event(1), event(2)))
    view, events = reader.take()
    assert view == MatchView("m")
    assert [each.cursor.revision for each in events] == [1, 2]
