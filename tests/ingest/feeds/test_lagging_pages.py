"""Pages of ESPN-like details from lagging caches, each page separately: an outdated page neither
removes a revision nor prevents the others from being read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from scrbrd_ingest.changes import NO_STATE, FeedState, observe
from scrbrd_ingest.model import WHOLE_MATCH, Change, Observation
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.feeds.test_espn_pages import PAGE, Pages

ITEMS = 80


class Cached(Pages):
    """Pages with the time when they were made; a cache may return an old one."""

    def __init__(self) -> None:
        super().__init__(ITEMS + 50)
        self.items = self.all[:ITEMS]
        self.kept: dict[int, dict[str, Any]] = {}
        self.has_times = True
        self.source = self.connector()
        self.state = NO_STATE

    def answer(self, number: int) -> dict[str, Any]:
        """Return a page as it is now, or as the cache has it."""
        made = {"meta": {"lastUpdatedAt": self.now.isoformat()}} if self.has_times else {}
        return self.kept.get(number) or {**super().answer(number), **made}

    def to(self, items: int) -> None:
        """Let the match advance to a number of items, half a minute later."""
        self.items = [*self.items, *self.all[len(self.items) : items]][:items]
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
        seen = asyncio.run(self.source.observe(self.match_id, request))
        self.state, changes = observe(self.state, seen, whole_requested=scope is RequestScope.WHOLE)
        return seen, changes


def test_a_page_that_is_older_than_it_was_brings_no_earlier_word_back() -> None:
    ground = Cached()
    ground.receive()
    ground.kept = {2: ground.answer(2)}
    revised = ground.revise(PAGE + 3)
    ground.kept, kept = {}, ground.kept
    _, changes = ground.receive()
    assert [each.event_id for each in changes] == [revised]
    ground.kept = kept
    ground.to(ITEMS + 1)
    seen, changes = ground.receive()
    assert [each.event_id for each in changes] == [str(ground.items[ITEMS]["id"])]
    assert seen.covers is None
    assert seen.faults == ("page 2: is older than an earlier version of it",)
    ground.kept = {}
    seen, changes = ground.receive()
    assert (seen.covers, seen.faults, changes) == (WHOLE_MATCH, (), ())


def test_a_page_that_was_the_last_in_a_cache_keeps_no_other_from_being_read() -> None:
    ground = Cached()
    ground.receive()
    ground.kept = {4: ground.answer(4)}
    for items in range(ITEMS + 5, ITEMS + 25, 5):
        ground.kept, kept = {}, ground.kept
        ground.to(items)
        ground.receive(RequestScope.LATEST)
        ground.kept = kept
    ground.to(ITEMS + 25)
    seen, changes = ground.receive()
    assert len(changes) == 5
    assert [each for each in seen.faults if each.startswith("page 4")]
    assert len(ground.state.events) == ITEMS + 25


def test_a_first_page_that_lags_hides_no_later_page() -> None:
    ground = Cached()
    ground.to(2 * PAGE)
    ground.receive()
    ground.kept = {1: ground.answer(1)}
    ground.kept[1] = {**ground.kept[1], "count": PAGE, "pageCount": 1}
    ground.kept, kept = {}, ground.kept
    ground.to(2 * PAGE + 10)
    ground.receive()
    ground.kept = kept
    ground.to(2 * PAGE + 12)
    seen, changes = ground.receive()
    assert (len(changes), seen.covers) == (2, None)


def test_a_process_that_begins_believes_no_page_that_is_older_than_the_log() -> None:
    ground = Cached()
    ground.receive()
    ground.kept = {2: ground.answer(2)}
    ground.revise(PAGE + 3)
    ground.receive(RequestScope.LATEST)
    ground.source = ground.connector()
    ground.state = FeedState(sequence=ground.state.sequence)
    seen, _ = ground.receive()
    assert seen.covers is None
    assert len(seen.events) == ITEMS - PAGE
    ground.kept = {}
    seen, changes = ground.receive()
    assert (seen.covers, len(changes)) == (WHOLE_MATCH, PAGE)


def test_pages_without_their_time_are_believed() -> None:
    ground = Cached()
    ground.page = {name: each for name, each in ground.page.items() if name != "meta"}
    ground.has_times = False
    ground.receive()
    seen, _ = ground.receive()
    assert (seen.covers, seen.sequence, seen.newest) == (WHOLE_MATCH, None, None)
