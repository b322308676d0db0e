"""Tests that an outdated timeline deletes nothing, and an empty one not everything at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from scrbrd_ingest.answer_order import CLOCK_RESET_AFTER
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.feeds.scoreboard_sportradar import SportradarScoreboards
from scrbrd_ingest.model import Sport, Statistics, Timeline
from scrbrd_ingest.ports import BadAnswer
from scrbrd_ingest.scoreboard_events import timeline_changes
from tests.ingest.feeds.answers import NOW

MATCH_ID = "sr:sport_event:7"


def timeline(at: datetime | None, *goals: int, match_id: str = MATCH_ID) -> dict[str, Any]:
    """Return a timeline with goals at these minutes, and as many corners."""
    return {
        "generated_at": None if at is None else at.isoformat(),
        "sport_event": {"id": match_id},
        "timeline": [
            {"id": minute, "type": "score_change", "match_time": f"{minute}"} for minute in goals
        ],
        "statistics": {
            "totals": {
                "competitors": [{"qualifier": "home", "statistics": {"corners": len(goals)}}]
            }
        },
    }


class MatchWithTimelines:
    """A match with timelines set by the test."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, json=self.answer)))
        http = FeedHttp("sr", "https://feeds.invalid", client, lambda: NOW)
        self.source = SportradarScoreboards(http)
        self.stored_events: Mapping[str, Mapping[str, Any]] = {}

    def timeline(self, answer: dict[str, Any], match_id: str = MATCH_ID) -> Timeline:
        """Request the events."""
        self.answer = answer
        result = asyncio.run(self.source.timeline(Sport.SOCCER, "1", match_id))
        assert result is not None
        return result

    def statistics(self, answer: dict[str, Any]) -> Statistics | None:
        """Request the figures."""
        self.answer = answer
        return asyncio.run(self.source.statistics(Sport.SOCCER, "1", MATCH_ID))

    def receive(self, answer: dict[str, Any]) -> dict[str, str]:
        """Write the changes of an answer; return the state of each event."""
        changes = timeline_changes(self.stored_events, "sr", self.timeline(answer))
        self.stored_events = {**self.stored_events, **changes}
        return {each["eventId"]: each["state"] for each in self.stored_events.values()}


def test_an_older_timeline_deletes_no_goal() -> None:
    match = MatchWithTimelines()
    two_goals = {"10": "told", "19": "told"}
    assert match.receive(timeline(NOW, 10, 19)) == two_goals
    assert match.receive(timeline(NOW - timedelta(minutes=2), 10)) == two_goals
    assert match.receive(timeline(NOW, 10, 19)) == two_goals, "one that is as old may say more"
    shorter_timeline = timeline(NOW + timedelta(seconds=10), 10)
    assert match.receive(shorter_timeline) == {"10": "told", "19": "deleted"}


def test_the_statistics_of_an_older_timeline_are_ignored() -> None:
    match = MatchWithTimelines()
    assert match.statistics(timeline(NOW, 10, 19)) == Statistics(MATCH_ID, {"corners": 2.0}, {})
    assert match.statistics(timeline(NOW - timedelta(minutes=2), 10)) is None
    assert match.timeline(timeline(NOW - timedelta(minutes=1), 10)).events == ()


def test_a_timeline_without_a_time_is_accepted() -> None:
    match = MatchWithTimelines()
    match.receive(timeline(NOW, 10, 19))
    assert match.receive(timeline(None, 10)) == {"10": "told", "19": "deleted"}


def test_the_timelines_of_each_match_are_ordered_separately() -> None:
    match = MatchWithTimelines()
    match.timeline(timeline(NOW, 10))
    other = timeline(NOW - timedelta(hours=1), 5, match_id="sr:sport_event:8")
    assert len(match.timeline(other, "sr:sport_event:8").events) == 1
    with pytest.raises(BadAnswer, match="another match"):
        match.timeline(timeline(NOW + timedelta(hours=1), 5, match_id="sr:sport_event:9"))
    assert len(match.timeline(timeline(NOW, 10)).events) == 1


def test_a_provider_whose_clock_was_set_back_is_accepted_again() -> None:
    match = MatchWithTimelines()
    match.receive(timeline(NOW + timedelta(days=1), 10))
    results = [
        match.timeline(timeline(NOW + timedelta(seconds=number), 10, 19)).events
        for number in range(CLOCK_RESET_AFTER + 1)
    ]
    assert [bool(each) for each in results] == [False] * (CLOCK_RESET_AFTER - 1) + [True, True]


def test_an_empty_timeline_does_not_delete_everything() -> None:
    match = MatchWithTimelines()
    match.receive(timeline(NOW, 10, 19))
    assert match.receive(timeline(NOW + timedelta(seconds=1))) == {"10": "told", "19": "told"}


def test_the_only_event_can_be_deleted() -> None:
    match = MatchWithTimelines()
    match.receive(timeline(NOW, 10))
    assert match.receive(timeline(NOW + timedelta(seconds=1))) == {"10": "deleted"}


def test_a_lagging_mirror_deletes_no_goal() -> None:
    """Its timelines have rising times, as after its clock was set back, and only known events."""
    match = MatchWithTimelines()
    match.receive(timeline(NOW, 10, 19, 31))
    for number in range(3 * CLOCK_RESET_AFTER):
        outdated = timeline(NOW - timedelta(minutes=5, seconds=-number), 10, 19)
        assert match.receive(outdated) == {"10": "told", "19": "told", "31": "told"}
    shorter_timeline = timeline(NOW + timedelta(seconds=1), 10, 19)
    assert match.receive(shorter_timeline) == {"10": "told", "19": "told", "31": "deleted"}
