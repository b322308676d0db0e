"""An answer for another page, over or innings than the requested one is refused: caches that ignore
the query mix them up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from devtools.feeds.server import FakeFeeds
from scrbrd_ingest.feeds.http import create_client
from scrbrd_ingest.model import WHOLE_MATCH, Observation, Place, Span
from scrbrd_ingest.ports import BadAnswer, CricketProvider, FeedRequest, RequestScope
from tests.ingest.feeds.following import connector, http_of
from tests.ingest.provider_events import committed

MATCH = "1386111"
Swap = Callable[[httpx.URL], httpx.URL]
Spoil = Callable[[httpx.URL, Any], Any]


class Cache(httpx.AsyncBaseTransport):
    """A cache before the fakes: it answers with what is at another address, or with another
    body."""

    def __init__(self, feeds: FakeFeeds) -> None:
        self.inner = httpx.ASGITransport(feeds.application(), raise_app_exceptions=False)
        self.swap: Swap = lambda url: url
        self.distort: Spoil = lambda _, body: body
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requests.append(request)
        given = {name: each for name, each in request.headers.items() if not name.startswith("if-")}
        content = await request.aread()
        swapped = httpx.Request(
            request.method, self.swap(request.url), headers=given, content=content
        )
        response = await self.inner.handle_async_request(swapped)
        if response.status_code != 200:
            return response
        body = self.distort(request.url, httpx.Response(200, content=await response.aread()).json())
        return httpx.Response(200, json=body, headers={"last-modified": "yesterday"})


class Ground:
    """A match on the fakes, behind a cache, some seconds after its start."""

    def __init__(self, provider: str, seconds: float) -> None:
        self.feeds = FakeFeeds()
        self.theirs = self.feeds.add_match(committed()[MATCH])[provider]
        self.feeds.clock.step(seconds)
        self.cache = Cache(self.feeds)
        self.provider = provider
        self.client = create_client(self.cache)
        self.source: CricketProvider = connector(
            provider, http_of(self.feeds, provider, self.client)
        )

    def observe(self, scope: RequestScope = RequestScope.WHOLE, **request: Any) -> Observation:
        """Send one request."""
        return asyncio.run(self.source.observe(self.theirs, FeedRequest(scope, **request)))


def page_for(requested: str, given: str) -> Swap:
    """Answer for a page with another one."""
    return lambda url: (
        url.copy_set_param("page", given) if url.params.get("page") == requested else url
    )


@pytest.mark.parametrize(("requested", "given"), [("3", "1"), ("2", "3"), ("last", "1")])
def test_a_page_that_was_not_asked_for_is_none(requested: str, given: str) -> None:
    ground = Ground("espn", 1600)
    ground.cache.swap = page_for(requested, given)
    with pytest.raises(BadAnswer, match=f"pageIndex: is page {given}"):
        ground.observe()


def test_the_newest_page_that_is_another_is_none() -> None:
    ground = Ground("espn", 1600)
    ground.cache.swap = page_for("last", "1")
    with pytest.raises(BadAnswer, match="pageIndex: is page 1"):
        ground.observe(RequestScope.LATEST)


def test_a_page_that_was_refused_is_asked_for_again_without_conditions() -> None:
    ground = Ground("espn", 1600)
    ground.cache.swap = page_for("3", "1")
    with pytest.raises(BadAnswer):
        ground.observe()
    ground.cache.swap = lambda url: url
    assert len({each.id for each in ground.observe().events}) > 50
    third = [each for each in ground.cache.requests if each.url.params["page"] == "3"]
    assert len(third) == 2
    assert "if-modified-since" not in third[1].headers


def without(item: int, page: str) -> Spoil:
    """Leave an item out of a page."""

    def spoiled(url: httpx.URL, body: Any) -> Any:
        if url.params.get("page") == page:
            del body["items"][item]
        return body

    return spoiled


def test_pages_that_do_not_hold_as_many_items_as_they_count_are_none() -> None:
    ground = Ground("espn", 1600)
    ground.cache.distort = without(4, "2")
    with pytest.raises(BadAnswer, match="count"):
        ground.observe()


def test_the_only_page_with_fewer_items_than_it_counts_is_none() -> None:
    ground = Ground("espn", 300)
    ground.cache.distort = without(0, "last")
    with pytest.raises(BadAnswer, match="count"):
        ground.observe(RequestScope.LATEST)


def over_for(requested: str, given: str) -> Swap:
    """Answer for an over with another one."""
    return lambda url: url.copy_with(path=url.path.replace(f"/{requested}/", f"/{given}/"))


@pytest.mark.parametrize(
    "feed_request", [FeedRequest(RequestScope.WHOLE), FeedRequest(RequestScope.WHOLE, over=(1, 4))]
)
def test_an_over_that_was_not_asked_for_is_none(feed_request: FeedRequest) -> None:
    ground = Ground("roanuz", 1900)
    ground.cache.swap = over_for("1_5", "1_4")
    with pytest.raises(BadAnswer, match="is over 4 of innings 1"):
        asyncio.run(ground.source.observe(ground.theirs, feed_request))
    ground.cache.swap = lambda url: url
    assert ground.observe().covers == WHOLE_MATCH


def test_an_over_that_is_missing_deletes_nothing() -> None:
    def spoiled(url: httpx.URL, body: Any) -> Any:
        if url.path.endswith("/1_5/"):
            del body["data"]["over"]
        return body

    ground = Ground("roanuz", 1900)
    ground.cache.distort = spoiled
    seen = ground.observe()
    assert seen.covers is None
    assert not any(each.place.over == 4 for each in seen.events)


def test_overs_cover_only_those_that_follow_one_another() -> None:
    def spoiled(url: httpx.URL, body: Any) -> Any:
        data = body["data"]
        if url.path.endswith("/ball-by-ball/"):
            data["previous_over_index"]["over_number"] -= 2
        return body

    ground = Ground("roanuz", 1900)
    whole = ground.observe()
    newest = max(each.place for each in whole.events)
    right = ground.observe(RequestScope.LATEST, since=Place(1, newest.over - 1))
    assert right.covers is not None
    assert right.covers.first == Place(newest.innings, newest.over - 1)
    ground.cache.distort = spoiled
    seen = ground.observe(RequestScope.LATEST, since=Place(1, newest.over - 4))
    assert seen.covers == Span(Place(newest.innings, newest.over), right.covers.last), (
        "the overs between were not told"
    )
    assert min(each.place.over for each in seen.events) < newest.over - 2


def feeds_for(requested: str, given: str, *, only_overs: bool = False) -> Swap:
    """Answer for the ball feeds of an innings with those of another one."""

    def swapped(url: httpx.URL) -> httpx.URL:
        is_requested = "getBallFeeds" in url.path and url.params.get("inning") == requested
        if not is_requested or ("over" not in url.params and only_overs):
            return url
        return url.copy_set_param("inning", given)

    return swapped


def second_innings(balls: int) -> Ground:
    """Return a match with some balls of the second innings."""
    ground = Ground("crex", 0)
    broadcast = ground.feeds.broadcast("crex", MATCH)
    ground.feeds.clock.set(broadcast.starts_at)
    while True:
        ground.feeds.clock.step(10)
        events = broadcast.view(ground.feeds.clock.now()).events
        if sum(each.is_ball and each.place.innings == 2 for each in events) >= balls:
            return ground


@pytest.mark.parametrize("balls", [1, 3, 40])
def test_the_balls_of_another_innings_are_none(balls: int) -> None:
    ground = second_innings(balls)
    right = ground.observe()
    assert right.covers == WHOLE_MATCH
    ground.cache.swap = feeds_for("2", "1")
    with pytest.raises(BadAnswer, match="innings 2: the balls are of another innings"):
        ground.observe()
    ground.cache.swap = lambda url: url
    assert ground.observe().events == right.events


@pytest.mark.parametrize("over", [0, 4])
def test_an_over_of_another_innings_is_none(over: int) -> None:
    ground = second_innings(40)
    right = ground.observe(over=(2, over))
    assert right.covers is not None
    ground.cache.swap = feeds_for("2", "1")
    with pytest.raises(BadAnswer, match="innings 2, over"):
        ground.observe(over=(2, over))


def test_another_over_of_the_ball_feeds_deletes_nothing() -> None:
    ground = second_innings(40)
    ground.cache.swap = lambda url: (
        url.copy_set_param("over", "2") if url.params.get("over") == "5" else url
    )
    seen = ground.observe(over=(2, 4))
    assert seen.covers is None
    assert seen.faults == ("innings 2, over 5: not in the ball feeds; who faced is not known",)


def test_a_list_of_balls_that_is_ahead_of_the_card_by_a_few_is_believed() -> None:
    """Score and card are requested before the balls, and may be of an earlier moment."""
    ground = second_innings(12)
    score_and_card: dict[str, Any] = {}

    def kept(url: httpx.URL, body: Any) -> Any:
        return body if "Feeds" in url.path else score_and_card.setdefault(url.path, body)

    ground.cache.distort = kept
    ground.observe()
    ground.feeds.clock.step(60)
    seen = ground.observe()
    assert seen.covers == WHOLE_MATCH
    assert sum(each.place.innings == 2 for each in seen.events) > 12
