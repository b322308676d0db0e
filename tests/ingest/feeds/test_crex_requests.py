"""Tests that a poll makes few requests however much a CREX-like score displays: all matches share
the budget."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from scrbrd_ingest.feeds.crex import MOST_OVERS_REQUESTED, CrexCricket
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.feeds.answers import NOW, fixture


class MatchPage:
    """A page of a match with answers set by the test; it records its requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = fixture("crex")
        self.requests: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.requests.append(path)
        name = next((each for each in ("sV3", "sC4") if each in path), "feeds")
        return httpx.Response(200, json=self.answers[name])

    def show_overs(self, *overs: str) -> None:
        """Display these overs."""
        self.answers["sV3"]["ov"] = list(overs)


def test_overs_with_unknown_strikers_are_requested_singly_up_to_a_limit() -> None:
    page = MatchPage()
    http = FeedHttp(
        "c", "https://feeds.invalid", create_client(httpx.MockTransport(page)), lambda: NOW
    )
    source = CrexCricket(http)

    async def request_count(scope: RequestScope) -> int:
        page.requests.clear()
        await source.observe("m", FeedRequest(scope))
        return len(page.requests)

    async def polls() -> None:
        assert await request_count(RequestScope.WHOLE) == 3, "score, card and the innings"
        page.show_overs("O1-Q1.6.W.1wd.2+1nb.0.1lb.3", "O2-Q2.1")
        assert await request_count(RequestScope.LATEST) == 4, "score, card and both overs"
        await request_count(RequestScope.WHOLE)
        page.show_overs(*(f"O{1 + over}-Q2.6" for over in range(MOST_OVERS_REQUESTED + 1)))
        assert await request_count(RequestScope.LATEST) == 3, "score, card and the innings"

    asyncio.run(polls())
