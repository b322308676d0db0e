"""Tests the feed of a match with documents that arrive late, twice and in any grouping."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_gateway.encoding import encoded_state, feed_event
from scrbrd_gateway.match_feed import MatchFeed, MatchUpdate
from scrbrd_gateway.model import START, Cursor, FeedEvent
from tests.gateway.fakes import MATCH_ID, event, event_document


def feed(*events: FeedEvent, most: int = 300, is_whole: bool = True) -> MatchFeed:
    """Return the feed of a match with these events, keeping at most `most` in memory."""
    return MatchFeed(MATCH_ID, most, MatchUpdate(events=events), is_whole=is_whole)


def cursors(events: Sequence[FeedEvent] | None) -> list[Cursor] | None:
    """Return the cursors of events, or None if there is no answer."""
    return None if events is None else [each.cursor for each in events]


def test_a_match_that_has_not_begun_has_neither_state_nor_events() -> None:
    match = feed()
    assert (match.view.score, match.view.ticker, match.view.newest) == (None, None, START)
    assert match.events_after(START, 10) == []


def test_an_older_version_changes_nothing() -> None:
    match = feed()
    newer_state, older_state = encoded_state({"version": 5}), encoded_state({"version": 4})
    assert match.apply(MatchUpdate(score=newer_state)).view is not None
    assert match.apply(MatchUpdate(score=older_state)).view is None
    assert match.apply(MatchUpdate(score=encoded_state({"version": 5}))).view is None
    assert match.view.score is newer_state


def test_score_and_ticker_are_updated_separately() -> None:
    match = feed()
    match.apply(MatchUpdate(score=encoded_state({"version": 5})))
    changes = match.apply(MatchUpdate(ticker=encoded_state({"version": 3})))
    assert changes.view is not None
    assert changes.view.score is not None
    assert changes.view.ticker is not None


def test_each_event_is_returned_once_and_in_order() -> None:
    match = feed(event(1))
    assert cursors(match.apply(MatchUpdate(events=(event(3), event(2)))).events) == [
        Cursor(2, "1_2"), Cursor(3, "1_3"),
    ]  # fmt: skip
    assert match.apply(MatchUpdate(events=(event(3), event(2)))).events == ()
    assert match.view.newest == Cursor(3, "1_3")


def test_a_changed_event_is_returned_again_and_is_once_in_the_tail() -> None:
    match = feed(event(1), event(2))
    changed = event(3, "1_1")
    assert match.apply(MatchUpdate(events=(changed,))).events == (changed,)
    assert cursors(match.events_after(START, 10)) == [Cursor(2, "1_2"), Cursor(3, "1_1")]


def test_events_of_one_revision_may_arrive_in_parts() -> None:
    match = feed()
    page = [feed_event(MATCH_ID, name, event_document(name, 7)) for name in ("1_1", "1_2", "1_3")]
    assert cursors(match.apply(MatchUpdate(events=(page[0],))).events) == [Cursor(7, "1_1")]
    assert cursors(match.apply(MatchUpdate(events=tuple(page))).events) == [
        Cursor(7, "1_2"), Cursor(7, "1_3"),
    ]  # fmt: skip


@pytest.mark.parametrize("late", [event(2, "1_2"), event(3, "1_1")], ids=["new", "changed"])
def test_after_an_event_that_comes_too_late_nothing_more_is_applied(late: FeedEvent) -> None:
    match = feed(event(1), event(4))
    assert match.apply(MatchUpdate(events=(event(1), event(4)))).events == ()
    assert match.apply(MatchUpdate(events=(late, event(5)))).events == ()
    assert match.is_inconsistent
    assert match.apply(MatchUpdate(events=(event(6),))).events == ()


def test_an_event_from_before_the_tail_is_not_too_late() -> None:
    match = feed(event(1), event(3), event(4), is_whole=False)
    assert match.apply(MatchUpdate(events=(event(0), event(1), event(5)))).events == (event(5),)
    assert not match.is_inconsistent


def test_a_cursor_before_the_tail_requires_a_database_read() -> None:
    match = feed(*(event(revision) for revision in range(1, 7)), most=3)
    assert match.events_after(Cursor(2, "1_2"), 10) is None
    assert cursors(match.events_after(Cursor(3, "1_3"), 2)) == [Cursor(4, "1_4"), Cursor(5, "1_5")]
    assert match.events_after(Cursor(7, "1_7"), 10) is None  # another process may have seen more


def test_a_feed_opened_in_part_answers_only_from_its_first_event() -> None:
    match = feed(event(4), event(5), is_whole=False)
    assert match.events_after(Cursor(3, "1_3"), 10) is None
    assert cursors(match.events_after(Cursor(4, "1_4"), 10)) == [Cursor(5, "1_5")]
    single_event_feed = feed(event(4), is_whole=False)
    assert single_event_feed.view.newest == Cursor(4, "1_4")
    assert single_event_feed.events_after(Cursor(4, "1_4"), 10) == []


IDS = ("1_1", "1_2", "1_3", "1_4", "1_5")
COMMITS = st.lists(st.sets(st.sampled_from(IDS), min_size=1), max_size=12)


@given(COMMITS, st.integers(1, 4), st.data())
def test_events_delivered_in_any_order_and_number_are_returned_once_and_in_order(
    commits: list[set[str]], most: int, data: st.DataObject
) -> None:
    match, stored, received = feed(most=most), dict[str, FeedEvent](), list[FeedEvent]()
    for revision, names in enumerate(commits, start=1):
        stored |= {name: event(revision, name) for name in names}
        # A snapshot contains the newest documents and any earlier ones.
        repeated_ids = data.draw(st.sets(st.sampled_from(sorted(stored))))
        delivered = [*(stored[name] for name in repeated_ids | names)]
        received += match.apply(
            MatchUpdate(events=tuple(data.draw(st.permutations(delivered))))
        ).events
    expected = [
        Cursor(revision, name)
        for revision, names in enumerate(commits, start=1)
        for name in sorted(names)
    ]
    assert cursors(received) == expected
    in_order = sorted(each.cursor for each in stored.values())
    for cursor in [START, *expected]:
        events_after_cursor = cursors(match.events_after(cursor, 100))
        assert events_after_cursor is None or events_after_cursor == [
            each for each in in_order if each > cursor
        ]
    assert match.events_after(match.view.newest, 1) == []
