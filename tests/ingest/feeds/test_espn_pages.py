"""Tests that a match of many pages is read whole while balls arrive, and never in two states."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from devtools.feeds.server import FakeFeeds
from scrbrd_ingest.feeds.espn import EspnCricket
from scrbrd_ingest.feeds.http import FeedHttp
from scrbrd_ingest.ports import FeedRequest, ProviderError, RequestScope, Unavailable
from tests.ingest.feeds.following import client_of
from tests.ingest.provider_events import committed_matches

PAGE_SIZE = 25


class DetailsPages:
    """Details with a number of items, 25 per page; subclasses change them before an answer."""

    def __init__(self, items: int) -> None:
        self.requested_pages: list[str] = []
        feeds = FakeFeeds()
        log = committed_matches()["1386111"]
        self.match_id = feeds.add_match(log)["espn"]
        feeds.finish()
        self.all_items: list[Any] = []
        self.page: dict[str, Any] = {}

        async def fetch_items() -> None:
            async with client_of(feeds) as client:
                http = FeedHttp("espn", feeds.base_url("espn"), client, feeds.clock.now)
                path = f"/events/{self.match_id}/competitions/{self.match_id}/details"
                for number in range(1, items // PAGE_SIZE + 2):
                    answer = await http.get(path, {"page": str(number)})
                    self.page = answer.value
                    self.all_items += answer.value["items"]

        asyncio.run(fetch_items())
        self.items = self.all_items[:items]
        self.now = feeds.clock.now()

    def answer(self, number: int) -> dict[str, Any]:
        """Return a page as it is now."""
        pages = -(-len(self.items) // PAGE_SIZE)
        page_items = self.items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        counts = {"count": len(self.items), "pageCount": pages, "pageIndex": number}
        return {**self.page, **counts, "items": page_items}

    def before_answer(self, number: int) -> None:
        """Change the details before a page is answered."""

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        page = request.url.params["page"]
        last = -(-len(self.items) // PAGE_SIZE)
        number = last if page == "last" else int(page)
        self.requested_pages.append(page)
        self.before_answer(number)
        return httpx.Response(200, json=self.answer(number))

    def connector(self) -> EspnCricket:
        """Return a connector with these answers."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.respond))
        return EspnCricket(FeedHttp("espn", "https://feeds.invalid", client, lambda: self.now))


class GrowingPages(DetailsPages):
    """Pages to which a ball is added with each request except that of the last page."""

    def before_answer(self, number: int) -> None:
        """Append an item."""
        if number < -(-len(self.items) // PAGE_SIZE):
            self.items = self.all_items[: len(self.items) + 1]


class PagesWithInsertion(DetailsPages):
    """Pages into which an item is inserted once, before those that were read already."""

    def before_answer(self, number: int) -> None:
        """Insert an item on the first page."""
        if number == 3:
            self.items = [self.items[0], self.all_items[-1], *self.items[1:]]


class RateLimitedPages(DetailsPages):
    """Pages with a 429 for the third page, once; meanwhile a ball is added."""

    is_limited = True

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if self.is_limited and request.url.params["page"] == "3":
            self.is_limited = False
            self.now += timedelta(seconds=20)
            self.items = self.all_items[: len(self.items) + 1]
            return httpx.Response(429)
        return super().respond(request)


def read_event_ids(connector: EspnCricket, pages: DetailsPages) -> list[str]:
    """Return the event ids found by one reading of the whole match."""
    answer = asyncio.run(connector.observe(pages.match_id, FeedRequest(RequestScope.WHOLE)))
    return [each.id for each in answer.events]


def test_balls_added_while_pages_are_read_do_not_restart_the_reading() -> None:
    pages = GrowingPages(130)
    assert read_event_ids(pages.connector(), pages) == [each["id"] for each in pages.items]


def test_an_inserted_item_that_moves_the_pages_makes_the_reading_fail() -> None:
    pages = PagesWithInsertion(130)
    connector = pages.connector()
    with pytest.raises(Unavailable, match="pages changed"):
        read_event_ids(connector, pages)


def test_an_interrupted_reading_is_continued_although_a_ball_was_added() -> None:
    pages = RateLimitedPages(130)
    connector = pages.connector()
    with pytest.raises(ProviderError):
        read_event_ids(connector, pages)
    pages.requested_pages.clear()
    assert read_event_ids(connector, pages) == [each["id"] for each in pages.items]
    assert "2" not in pages.requested_pages, "what was read is not asked for again"
