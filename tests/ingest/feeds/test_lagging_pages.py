"""Tests pages of ESPN-like details from lagging caches, each page separately: an outdated page
neither removes a revision nor prevents the others from being read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from scrbrd_ingest.changes import NO_STATE, FeedState, observe
from scrbrd_ingest.model import WHOLE_MATCH, Change, Observation
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.feeds.test_espn_pages import PAGE_SIZE, DetailsPages

ITEMS = 80


class CachedPages(DetailsPages):
    """Pages with the time of their creation; a cache may return an old one."""

    def __init__(self) -> None:
        super().__init__(ITEMS + 50)
        self.items = self.all_items[:ITEMS]
        self.cached_pages: dict[int, dict[str, Any]] = {}
        self.has_times = True
        self.source = self.connector()
        self.state = NO_STATE

    def answer(self, number: int) -> dict[str, Any]:
        """Return a page as it is now, or as the cache has it."""
        timestamp = {"meta": {"lastUpdatedAt": self.now.isoformat()}} if self.has_times else {}
        return self.cached_pages.get(number) or {**super().answer(number), **timestamp}

    def advance_to(self, items: int) -> None:
        """Let the match advance to a number of items, half a minute later."""
        self.items = [*self.items, *self.all_items[len(self.items) : items]][:items]
        self.now += timedelta(seconds=30)

    def revise(self, place: int) -> str:
        """Give the batter of an item two runs more; return the item's id."""
        item = self.items[place]
        batter = {**item["batsman"], "runs": item["batsman"]["runs"] + 2}
        self.items = [*self.items]
        self.items[place] = {**item, "batsman": batter, "boundary": False}
        self.now += timedelta(seconds=30)
        return str(item["id"])

    def receive(
        self, scope: RequestScope = RequestScope.WHOLE
    ) -> tuple[Observation, tuple[Change, ...]]:
        """Send a request and apply the answer."""
        last = max((each.place for each in self.state.events.values()), default=None)
        request = FeedRequest(scope, since=last, newest=self.state.sequence)
        observation = asyncio.run(self.source.observe(self.match_id, request))
        self.state, changes = observe(
            self.state, observation, whole_requested=scope is RequestScope.WHOLE
        )
        return observation, changes


def test_an_outdated_page_restores_no_earlier_version_of_a_ball() -> None:
    pages = CachedPages()
    pages.receive()
    pages.cached_pages = {2: pages.answer(2)}
    revised = pages.revise(PAGE_SIZE + 3)
    pages.cached_pages, cached_pages = {}, pages.cached_pages
    _, changes = pages.receive()
    assert [each.event_id for each in changes] == [revised]
    pages.cached_pages = cached_pages
    pages.advance_to(ITEMS + 1)
    observation, changes = pages.receive()
    assert [each.event_id for each in changes] == [str(pages.items[ITEMS]["id"])]
    assert observation.covers is None
    assert observation.faults == ("page 2: is older than an earlier version of it",)
    pages.cached_pages = {}
    observation, changes = pages.receive()
    assert (observation.covers, observation.faults, changes) == (WHOLE_MATCH, (), ())


def test_an_outdated_page_that_was_the_last_does_not_prevent_reading_the_others() -> None:
    pages = CachedPages()
    pages.receive()
    pages.cached_pages = {4: pages.answer(4)}
    for items in range(ITEMS + 5, ITEMS + 25, 5):
        pages.cached_pages, cached_pages = {}, pages.cached_pages
        pages.advance_to(items)
        pages.receive(RequestScope.LATEST)
        pages.cached_pages = cached_pages
    pages.advance_to(ITEMS + 25)
    observation, changes = pages.receive()
    assert len(changes) == 5
    assert [each for each in observation.faults if each.startswith("page 4")]
    assert len(pages.state.events) == ITEMS + 25


def test_an_outdated_first_page_hides_no_later_page() -> None:
    pages = CachedPages()
    pages.advance_to(2 * PAGE_SIZE)
    pages.receive()
    pages.cached_pages = {1: pages.answer(1)}
    pages.cached_pages[1] = {**pages.cached_pages[1], "count": PAGE_SIZE, "pageCount": 1}
    pages.cached_pages, cached_pages = {}, pages.cached_pages
    pages.advance_to(2 * PAGE_SIZE + 10)
    pages.receive()
    pages.cached_pages = cached_pages
    pages.advance_to(2 * PAGE_SIZE + 12)
    observation, changes = pages.receive()
    assert (len(changes), observation.covers) == (2, None)


def test_a_new_process_ignores_pages_older_than_the_log() -> None:
    pages = CachedPages()
    pages.receive()
    pages.cached_pages = {2: pages.answer(2)}
    pages.revise(PAGE_SIZE + 3)
    pages.receive(RequestScope.LATEST)
    pages.source = pages.connector()
    pages.state = FeedState(sequence=pages.state.sequence)
    observation, _ = pages.receive()
    assert observation.covers is None
    assert len(observation.events) == ITEMS - PAGE_SIZE
    pages.cached_pages = {}
    observation, changes = pages.receive()
    assert (observation.covers, len(changes)) == (WHOLE_MATCH, PAGE_SIZE)


def test_pages_without_a_time_are_accepted() -> None:
    pages = CachedPages()
    pages.page = {name: each for name, each in pages.page.items() if name != "meta"}
    pages.has_times = False
    pages.receive()
    observation, _ = pages.receive()
    assert (observation.covers, observation.sequence, observation.newest) == (
        WHOLE_MATCH,
        None,
        None,
    )
