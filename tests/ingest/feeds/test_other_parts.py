"""Tests that an answer for another page, over or innings than the requested one is refused: caches
that ignore the query mix them up."""

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
from tests.ingest.provider_events import committed_matches

MATCH = "1386111"
AddressChange = Callable[[httpx.URL], httpx.URL]
BodyChange = Callable[[httpx.URL, Any], Any]


class Cache(httpx.AsyncBaseTransport):
    """A cache in front of the fake feeds: it answers with the content of another address, or with
    another body."""

    def __init__(self, feeds: FakeFeeds) -> None:
        self.inner = httpx.ASGITransport(feeds.application(), raise_app_exceptions=False)
        self.change_address: AddressChange = lambda url: url
        self.change_body: BodyChange = lambda _, body: body
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.requests.append(request)
        headers = {
            name: each for name, each in request.headers.items() if not name.startswith("if-")
        }
        content = await request.aread()
        changed_request = httpx.Request(
            request.method, self.change_address(request.url), headers=headers, content=content
        )
        response = await self.inner.handle_async_request(changed_request)
        if response.status_code != 200:
            return response
        body = self.change_body(
            request.url, httpx.Response(200, content=await response.aread()).json()
        )
        return httpx.Response(200, json=body, headers={"last-modified": "yesterday"})


class MatchBehindCache:
    """A match on the fake feeds, behind a cache, some seconds after its start."""

    def __init__(self, provider: str, seconds: float) -> None:
        self.feeds = FakeFeeds()
        self.provider_match_id = self.feeds.add_match(committed_matches()[MATCH])[provider]
        self.feeds.clock.step(seconds)
        self.cache = Cache(self.feeds)
        self.provider = provider
        self.client = create_client(self.cache)
        self.source: CricketProvider = connector(
            provider, http_of(self.feeds, provider, self.client)
        )

    def observe(self, scope: RequestScope = RequestScope.WHOLE, **request: Any) -> Observation:
        """Send one request."""
        return asyncio.run(
            self.source.observe(self.provider_match_id, FeedRequest(scope, **request))
        )


def page_for(requested: str, given: str) -> AddressChange:
    """Return a change of address that gives another page."""
    return lambda url: (
        url.copy_set_param("page", given) if url.params.get("page") == requested else url
    )


@pytest.mark.parametrize(("requested", "given"), [("3", "1"), ("2", "3"), ("last", "1")])
def test_a_page_that_was_not_requested_is_refused(requested: str, given: str) -> None:
    match = MatchBehindCache("espn", 1600)
    match.cache.change_address = page_for(requested, given)
    with pytest.raises(BadAnswer, match=f"pageIndex: is page {given}"):
        match.observe()


def test_another_page_instead_of_the_newest_is_refused() -> None:
    match = MatchBehindCache("espn", 1600)
    match.cache.change_address = page_for("last", "1")
    with pytest.raises(BadAnswer, match="pageIndex: is page 1"):
        match.observe(RequestScope.LATEST)


def test_a_refused_page_is_requested_again_without_conditions() -> None:
    match = MatchBehindCache("espn", 1600)
    match.cache.change_address = page_for("3", "1")
    with pytest.raises(BadAnswer):
        match.observe()
    match.cache.change_address = lambda url: url
    assert len({each.id for each in match.observe().events}) > 50
    third_page_requests = [each for each in match.cache.requests if each.url.params["page"] == "3"]
    assert len(third_page_requests) == 2
    assert "if-modified-since" not in third_page_requests[1].headers


def without_item(item: int, page: str) -> BodyChange:
    """Return a change of body that removes an item from a page."""

    def changed_body(url: httpx.URL, body: Any) -> Any:
        if url.params.get("page") == page:
            del body["items"][item]
        return body

    return changed_body


def test_pages_with_fewer_items_than_they_count_are_refused() -> None:
    match = MatchBehindCache("espn", 1600)
    match.cache.change_body = without_item(4, "2")
    with pytest.raises(BadAnswer, match="count"):
        match.observe()


def test_an_only_page_with_fewer_items_than_it_counts_is_refused() -> None:
    match = MatchBehindCache("espn", 300)
    match.cache.change_body = without_item(0, "last")
    with pytest.raises(BadAnswer, match="count"):
        match.observe(RequestScope.LATEST)


def over_for(requested: str, given: str) -> AddressChange:
    """Return a change of address that gives another over."""
    return lambda url: url.copy_with(path=url.path.replace(f"/{requested}/", f"/{given}/"))


@pytest.mark.parametrize(
    "feed_request", [FeedRequest(RequestScope.WHOLE), FeedRequest(RequestScope.WHOLE, over=(1, 4))]
)
def test_an_over_that_was_not_requested_is_refused(feed_request: FeedRequest) -> None:
    match = MatchBehindCache("roanuz", 1900)
    match.cache.change_address = over_for("1_5", "1_4")
    with pytest.raises(BadAnswer, match="is over 4 of innings 1"):
        asyncio.run(match.source.observe(match.provider_match_id, feed_request))
    match.cache.change_address = lambda url: url
    assert match.observe().covers == WHOLE_MATCH


def test_a_missing_over_deletes_nothing() -> None:
    def changed_body(url: httpx.URL, body: Any) -> Any:
        if url.path.endswith("/1_5/"):
            del body["data"]["over"]
        return body

    match = MatchBehindCache("roanuz", 1900)
    match.cache.change_body = changed_body
    observation = match.observe()
    assert observation.covers is None
    assert not any(each.place.over == 4 for each in observation.events)


def test_only_consecutive_overs_are_covered() -> None:
    def changed_body(url: httpx.URL, body: Any) -> Any:
        data = body["data"]
        if url.path.endswith("/ball-by-ball/"):
            data["previous_over_index"]["over_number"] -= 2
        return body

    match = MatchBehindCache("roanuz", 1900)
    whole = match.observe()
    newest = max(each.place for each in whole.events)
    earlier = match.observe(RequestScope.LATEST, since=Place(1, newest.over - 1))
    assert earlier.covers is not None
    assert earlier.covers.first == Place(newest.innings, newest.over - 1)
    match.cache.change_body = changed_body
    observation = match.observe(RequestScope.LATEST, since=Place(1, newest.over - 4))
    assert observation.covers == Span(Place(newest.innings, newest.over), earlier.covers.last), (
        "the overs between were not told"
    )
    assert min(each.place.over for each in observation.events) < newest.over - 2


def feeds_for(requested: str, given: str, *, only_overs: bool = False) -> AddressChange:
    """Return a change of address that gives the ball feeds of another innings."""

    def changed_address(url: httpx.URL) -> httpx.URL:
        is_requested = "getBallFeeds" in url.path and url.params.get("inning") == requested
        if not is_requested or ("over" not in url.params and only_overs):
            return url
        return url.copy_set_param("inning", given)

    return changed_address


def second_innings(balls: int) -> MatchBehindCache:
    """Return a match with some balls of the second innings."""
    match = MatchBehindCache("crex", 0)
    broadcast = match.feeds.broadcast("crex", MATCH)
    match.feeds.clock.set(broadcast.starts_at)
    while True:
        match.feeds.clock.step(10)
        events = broadcast.view(match.feeds.clock.now()).events
        if sum(each.is_ball and each.place.innings == 2 for each in events) >= balls:
            return match


@pytest.mark.parametrize("balls", [1, 3, 40])
def test_the_balls_of_another_innings_are_refused(balls: int) -> None:
    match = second_innings(balls)
    earlier = match.observe()
    assert earlier.covers == WHOLE_MATCH
    match.cache.change_address = feeds_for("2", "1")
    with pytest.raises(BadAnswer, match="innings 2: the balls are of another innings"):
        match.observe()
    match.cache.change_address = lambda url: url
    assert match.observe().events == earlier.events


@pytest.mark.parametrize("over", [0, 4])
def test_an_over_of_another_innings_is_refused(over: int) -> None:
    match = second_innings(40)
    earlier = match.observe(over=(2, over))
    assert earlier.covers is not None
    match.cache.change_address = feeds_for("2", "1")
    with pytest.raises(BadAnswer, match="innings 2, over"):
        match.observe(over=(2, over))


def test_another_over_of_the_ball_feeds_deletes_nothing() -> None:
    match = second_innings(40)
    match.cache.change_address = lambda url: (
        url.copy_set_param("over", "2") if url.params.get("over") == "5" else url
    )
    observation = match.observe(over=(2, 4))
    assert observation.covers is None
    assert observation.faults == (
        "innings 2, over 5: not in the ball feeds; who faced is not known",
    )


def test_ball_feeds_a_few_balls_ahead_of_the_card_are_accepted() -> None:
    """Score and card are requested before the balls, and may be of an earlier moment."""
    match = second_innings(12)
    score_and_card: dict[str, Any] = {}

    def first_answers(url: httpx.URL, body: Any) -> Any:
        return body if "Feeds" in url.path else score_and_card.setdefault(url.path, body)

    match.cache.change_body = first_answers
    match.observe()
    match.feeds.clock.step(60)
    observation = match.observe()
    assert observation.covers == WHOLE_MATCH
    assert sum(each.place.innings == 2 for each in observation.events) > 12
