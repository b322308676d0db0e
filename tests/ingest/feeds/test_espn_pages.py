"""A match of many pages is read whole although balls arrive meanwhile, and never in two states."""

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
from tests.ingest.provider_events import committed

PAGE = 25


class Pages:
    """Details with a number of items, 25 per page; tests override what happens at a request."""

    def __init__(self, items: int) -> None:
        self.requested_pages: list[str] = []
        feeds = FakeFeeds()
        log = committed()["1386111"]
        self.match_id = feeds.add_match(log)["espn"]
        feeds.finish()
        self.all: list[Any] = []
        self.page: dict[str, Any] = {}

        async def take() -> None:
            async with client_of(feeds) as client:
                http = FeedHttp("espn", feeds.base_url("espn"), client, feeds.clock.now)
                path = f"/events/{self.match_id}/competitions/{self.match_id}/details"
                for number in range(1, items // PAGE + 2):
                    answer = await http.get(path, {"page": str(number)})
                    self.page = answer.value
                    self.all += answer.value["items"]

        asyncio.run(take())
        self.items = self.all[:items]
        self.now = feeds.clock.now()

    def answer(self, number: int) -> dict[str, Any]:
        """Return a page as it is now."""
        pages = -(-len(self.items) // PAGE)
        shown = self.items[(number - 1) * PAGE : number * PAGE]
        counts = {"count": len(self.items), "pageCount": pages, "pageIndex": number}
        return {**self.page, **counts, "items": shown}

    def happens(self, number: int) -> None:
        """Change the details before a page is answered."""

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        page = request.url.params["page"]
        last = -(-len(self.items) // PAGE)
        number = last if page == "last" else int(page)
        self.requested_pages.append(page)
        self.happens(number)
        return httpx.Response(200, json=self.answer(number))

    def connector(self) -> EspnCricket:
        """Return a connector with these answers."""
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.respond))
        return EspnCricket(FeedHttp("espn", "https://feeds.invalid", client, lambda: self.now))


class Growing(Pages):
    """A ball comes with each page but the last."""

    def happens(self, number: int) -> None:
        """Append an item."""
        if number < -(-len(self.items) // PAGE):
            self.items = self.all[: len(self.items) + 1]


class PutIn(Pages):
    """An item is inserted before what was read already, once."""

    def happens(self, number: int) -> None:
        """Insert an item on the first page."""
        if number == 3:
            self.items = [self.items[0], self.all[-1], *self.items[1:]]


class Waiting(Pages):
    """429 at the third page, once; meanwhile a ball comes."""

    is_limited = True

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if self.is_limited and request.url.params["page"] == "3":
            self.is_limited = False
            self.now += timedelta(seconds=20)
            self.items = self.all[: len(self.items) + 1]
            return httpx.Response(429)
        return super().respond(request)


def whole(connector: EspnCricket, pages: Pages) -> list[str]:
    """Return the event ids found by one reading of the whole match."""
    answer = asyncio.run(connector.observe(pages.match_id, FeedRequest(RequestScope.WHOLE)))
    return [each.id for each in answer.events]


def test_balls_that_come_while_pages_are_read_do_not_begin_the_reading_anew() -> None:
    pages = Growing(130)
    assert whole(pages.connector(), pages) == [each["id"] for each in pages.items]


def test_an_item_that_moves_the_pages_while_they_are_read_has_them_read_again() -> None:
    pages = PutIn(130)
    connector = pages.connector()
    with pytest.raises(Unavailable, match="pages changed"):
        whole(connector, pages)


def test_a_reading_that_was_cut_goes_on_though_a_ball_has_come() -> None:
    pages = Waiting(130)
    connector = pages.connector()
    with pytest.raises(ProviderError):
        whole(connector, pages)
    pages.requested_pages.clear()
    assert whole(connector, pages) == [each["id"] for each in pages.items]
    assert "2" not in pages.requested_pages, "what was read is not asked for again"
