"""An outdated timeline deletes nothing, and an empty one not everything at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from scrbrd_ingest.changes import CLOCK_RESET_AFTER
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.feeds.scoreboard_sportradar import SportradarScoreboards
from scrbrd_ingest.model import Sport, Statistics, Timeline
from scrbrd_ingest.ports import BadAnswer
from scrbrd_ingest.scoreboard_events import timeline_changes
from tests.ingest.feeds.answers import NOW

OWN = "sr:sport_event:7"


def timeline(at: datetime | None, *goals: int, match_id: str = OWN) -> dict[str, Any]:
    """A timeline of goals by their minutes, and as many corners."""
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


class Ground:
    """A match with timelines set by the test."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, json=self.answer)))
        http = FeedHttp("sr", "https://feeds.invalid", client, lambda: NOW)
        self.source = SportradarScoreboards(http)
        self.known: Mapping[str, Mapping[str, Any]] = {}

    def timeline(self, answer: dict[str, Any], match_id: str = OWN) -> Timeline:
        """Request the events."""
        self.answer = answer
        found = asyncio.run(self.source.timeline(Sport.SOCCER, "1", match_id))
        assert found is not None
        return found

    def statistics(self, answer: dict[str, Any]) -> Statistics | None:
        """Request the figures."""
        self.answer = answer
        return asyncio.run(self.source.statistics(Sport.SOCCER, "1", OWN))

    def receive(self, answer: dict[str, Any]) -> dict[str, str]:
        """Write the changes of an answer; return the state of each event."""
        changes = timeline_changes(self.known, "sr", self.timeline(answer))
        self.known = {**self.known, **changes}
        return {each["eventId"]: each["state"] for each in self.known.values()}


def test_an_older_timeline_takes_no_goal_back() -> None:
    ground = Ground()
    both = {"10": "told", "19": "told"}
    assert ground.receive(timeline(NOW, 10, 19)) == both
    assert ground.receive(timeline(NOW - timedelta(minutes=2), 10)) == both
    assert ground.receive(timeline(NOW, 10, 19)) == both, "one that is as old may say more"
    shorter_timeline = timeline(NOW + timedelta(seconds=10), 10)
    assert ground.receive(shorter_timeline) == {"10": "told", "19": "deleted"}


def test_figures_of_an_older_timeline_are_not_told() -> None:
    ground = Ground()
    assert ground.statistics(timeline(NOW, 10, 19)) == Statistics(OWN, {"corners": 2.0}, {})
    assert ground.statistics(timeline(NOW - timedelta(minutes=2), 10)) is None
    assert ground.timeline(timeline(NOW - timedelta(minutes=1), 10)).events == ()


def test_a_timeline_without_its_time_is_believed() -> None:
    ground = Ground()
    ground.receive(timeline(NOW, 10, 19))
    assert ground.receive(timeline(None, 10)) == {"10": "told", "19": "deleted"}


def test_the_order_is_that_of_one_match() -> None:
    ground = Ground()
    ground.timeline(timeline(NOW, 10))
    other = timeline(NOW - timedelta(hours=1), 5, match_id="sr:sport_event:8")
    assert len(ground.timeline(other, "sr:sport_event:8").events) == 1
    with pytest.raises(BadAnswer, match="another match"):
        ground.timeline(timeline(NOW + timedelta(hours=1), 5, match_id="sr:sport_event:9"))
    assert len(ground.timeline(timeline(NOW, 10)).events) == 1


def test_a_provider_whose_clock_was_set_back_is_believed_again() -> None:
    ground = Ground()
    ground.receive(timeline(NOW + timedelta(days=1), 10))
    results = [
        ground.timeline(timeline(NOW + timedelta(seconds=number), 10, 19)).events
        for number in range(CLOCK_RESET_AFTER + 1)
    ]
    assert [bool(each) for each in results] == [False] * (CLOCK_RESET_AFTER - 1) + [True, True]


def test_an_empty_timeline_does_not_take_everything_back() -> None:
    ground = Ground()
    ground.receive(timeline(NOW, 10, 19))
    assert ground.receive(timeline(NOW + timedelta(seconds=1))) == {"10": "told", "19": "told"}


def test_the_only_event_can_be_taken_back() -> None:
    ground = Ground()
    ground.receive(timeline(NOW, 10))
    assert ground.receive(timeline(NOW + timedelta(seconds=1))) == {"10": "deleted"}


def test_a_mirror_that_is_behind_takes_no_goal_back() -> None:
    """Its timelines come in order, as if a clock was set back, and have only known events."""
    ground = Ground()
    ground.receive(timeline(NOW, 10, 19, 31))
    for number in range(3 * CLOCK_RESET_AFTER):
        behind = timeline(NOW - timedelta(minutes=5, seconds=-number), 10, 19)
        assert ground.receive(behind) == {"10": "told", "19": "told", "31": "told"}
    shorter_timeline = timeline(NOW + timedelta(seconds=1), 10, 19)
    assert ground.receive(shorter_timeline) == {"10": "told", "19": "told", "31": "deleted"}
