"""Tests that an answer refused for its content is requested again without conditional headers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.feeds.scoreboard_espn import EspnScoreboards
from scrbrd_ingest.feeds.scoreboard_sportradar import SportradarScoreboards
from scrbrd_ingest.feeds.scoreboard_thesportsdb import TheSportsDbScoreboards
from scrbrd_ingest.feeds.sportradar import SportradarCricket
from scrbrd_ingest.model import Sport
from scrbrd_ingest.ports import BadAnswer, FeedRequest, RequestScope

NOW = datetime(2026, 5, 1, 14, tzinfo=UTC)
SOCCER = (Sport.SOCCER, "eng.1")
OTHER_MATCH_ANSWER = {"sport_event": {"id": "sr:match:8"}, "header": {"id": "8"}, "events": 1}

REQUESTS: dict[str, Callable[[FeedHttp], Awaitable[object]]] = {
    "sportradar": lambda http: SportradarCricket(http).observe(
        "sr:match:7", FeedRequest(RequestScope.WHOLE)
    ),
    "sportradar scoreboard": lambda http: SportradarScoreboards(http).scoreboards(*SOCCER),
    "sportradar timeline": lambda http: SportradarScoreboards(http).timeline(*SOCCER, "sr:match:7"),
    "sportradar figures": lambda http: SportradarScoreboards(http).statistics(
        *SOCCER, "sr:match:7"
    ),
    "espn scoreboard": lambda http: EspnScoreboards(http).scoreboards(*SOCCER),
    "espn timeline": lambda http: EspnScoreboards(http).timeline(*SOCCER, "7"),
    "espn figures": lambda http: EspnScoreboards(http).statistics(*SOCCER, "7"),
    "thesportsdb scoreboard": lambda http: TheSportsDbScoreboards(http).scoreboards(*SOCCER),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_refused_answer_adds_no_condition_to_the_next_request(name: str) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        headers = {"etag": '"8"', "last-modified": "Fri, 01 May 2026 14:05:00 GMT"}
        return httpx.Response(200, json=OTHER_MATCH_ANSWER, headers=headers)

    async def request_twice() -> None:
        client = create_client(httpx.MockTransport(answer))
        http = FeedHttp("acme", "https://feeds.invalid", client, lambda: NOW)
        for _ in range(2):
            with pytest.raises(BadAnswer):
                await REQUESTS[name](http)

    asyncio.run(request_twice())
    conditional_headers: Any = {"if-none-match", "if-modified-since"}
    assert not conditional_headers & {*requests[1].headers}
