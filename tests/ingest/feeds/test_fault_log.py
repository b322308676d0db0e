"""Tests that faults of scoreboards and timelines are logged when they change, and counted: one odd
match of a league is not logged with every poll of every other match."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from scrbrd_ingest.failed_polls import FailedPolls
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.feeds.scoreboard_espn import EspnScoreboards
from scrbrd_ingest.feeds.scoreboard_parts import MOST_LINES
from scrbrd_ingest.measures import NoMeasures
from scrbrd_ingest.model import Phase, Sport, Tier, Timeline
from scrbrd_ingest.ports import BadAnswer
from tests.ingest.feeds.answers import NOW, fixture
from tests.ingest.scoreboards import FollowedScoreboard, board, goal


def readable_scoreboard() -> dict[str, Any]:
    """Return a readable scoreboard of two matches."""
    answer: dict[str, Any] = fixture("scoreboard_espn")
    del answer["events"][2:]
    return answer


class League:
    """A league whose scoreboard and summary the test sets."""

    def __init__(self) -> None:
        self.answer = readable_scoreboard()
        client = create_client(httpx.MockTransport(lambda _: httpx.Response(200, json=self.answer)))
        self.source = EspnScoreboards(FeedHttp("e", "https://feeds.invalid", client, lambda: NOW))

    def boards(self) -> int:
        """Request the scoreboard; return the number of readable matches."""
        return len(asyncio.run(self.source.scoreboards(Sport.BASKETBALL, "nba")))


def test_unreadable_items_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    league = League()
    match_count = league.boards()
    assert caplog.records == []
    del league.answer["events"][0]["id"]
    assert [league.boards() for _ in range(5)] == [match_count - 1] * 5
    [line] = caplog.messages
    assert "league nba: events[0].id" in line
    del league.answer["events"][1]["competitions"]
    league.boards()
    assert len(caplog.records) == 2, "what is new is logged alone"
    league.answer = readable_scoreboard()
    league.boards()
    del league.answer["events"][0]["id"]
    league.boards()
    assert len(caplog.records) == 3, "what came back is new"


def test_only_a_few_of_many_unreadable_items_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    league = League()
    league.answer["events"] = [{} for _ in range(100)]
    league.boards()
    assert len(caplog.records) == MOST_LINES + 1
    assert f"{100 - MOST_LINES} more" in caplog.messages[-1]


def test_a_timeline_with_an_unreadable_event_is_counted() -> None:
    match = FollowedScoreboard()
    match.publish(board(0, 0, 1))
    match.provider.events_answer = Timeline(
        "e1", (goal("g1", 1, 0),), is_full=False, faults=("x: y",)
    )
    match.poll(Tier.EVENTS)
    assert match.measures.faults == [("espn", "unreadable")]
    assert match.events == {"g1": "told"}


@pytest.mark.parametrize("text", ["sportradar, match 7: answer.timeline", "acme: status 500"])
def test_a_failed_poll_is_logged_with_the_name_of_its_provider(
    caplog: pytest.LogCaptureFixture, text: str
) -> None:
    """A connector names the feed, which two providers may have."""
    failures = FailedPolls("m1", lambda: NOW, NoMeasures())
    for _ in range(2):
        failures.failed_poll("acme", Tier.EVENTS, NOW, Phase.LIVE, BadAnswer(text))
    [line] = caplog.messages
    assert line == f"match m1: acme: {text.removeprefix('acme: ')}"
