"""However much a CREX-like score displays, a poll makes few requests: all matches share the
budget."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from scrbrd_ingest.feeds.crex import MOST_OVERS_REQUESTED, CrexCricket
from scrbrd_ingest.feeds.http import FeedHttp, create_client
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.feeds.answers import NOW, fixture


class Page:
    """A page of a match with answers set by the test, which counts its requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = fixture("crex")
        self.requests: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.requests.append(path)
        name = next((each for each in ("sV3", "sC4") if each in path), "feeds")
        return httpx.Response(200, json=self.answers[name])

    def shows(self, *overs: str) -> None:
        """Show these overs."""
        self.answers["sV3"]["ov"] = list(overs)


def test_overs_of_which_it_is_not_known_who_faced_are_asked_for_one_by_one_up_to_a_number() -> None:
    page = Page()
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
        page.shows("O1-Q1.6.W.1wd.2+1nb.0.1lb.3", "O2-Q2.1")
        assert await request_count(RequestScope.LATEST) == 4, "score, card and both overs"
        await request_count(RequestScope.WHOLE)
        page.shows(*(f"O{1 + over}-Q2.6" for over in range(MOST_OVERS_REQUESTED + 1)))
        assert await request_count(RequestScope.LATEST) == 3, "score, card and the innings"

    asyncio.run(polls())
