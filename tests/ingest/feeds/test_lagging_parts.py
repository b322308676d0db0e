"""A match that is read in many requests: caches lag, each address separately, and no ball of a
newer answer is removed by an older one of its over."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from scrbrd_ingest.changes import NO_STATE, FeedState, observe
from scrbrd_ingest.feeds.part_order import COMPARED_FOR, MOST_MATCHES, PartOrder
from scrbrd_ingest.feeds.roanuz import parse
from scrbrd_ingest.model import WHOLE_MATCH, Change, ChangeKind, Observation
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.feeds.answers import NOW
from tests.ingest.feeds.following import connector, http_of
from tests.ingest.feeds.test_other_parts import MATCH, Ground, second_innings
from tests.ingest.memory import Clock

IN_MID_OVER = 1_900
EVENT = 30
NEWEST = "/ball-by-ball/"


class Lagging(Ground):
    """A match in mid-over behind lagging caches, with what is known of it."""

    def __init__(self) -> None:
        super().__init__("roanuz", IN_MID_OVER)
        self.kept: dict[str, Any] = {}
        self.lags: set[str] = set()
        self.cache.distort = self.given
        self.state = NO_STATE

    def given(self, url: httpx.URL, body: Any) -> Any:
        """Answer with the cached body of a lagging address, or the current one."""
        for end in self.lags:
            if url.path.endswith(end):
                return self.kept.setdefault(end, body)
        return body

    def receive(self, scope: RequestScope) -> tuple[Observation, tuple[Change, ...]]:
        """Send a request and apply the answer."""
        last = max((each.place for each in self.state.events.values()), default=None)
        seen = asyncio.run(
            self.source.observe(
                self.theirs, FeedRequest(scope, since=last, newest=self.state.sequence)
            )
        )
        self.state, changes = observe(self.state, seen, whole_requested=scope is RequestScope.WHOLE)
        return seen, changes

    def over(self) -> str:
        """The end of the address of the over in progress."""
        place = max(each.place for each in self.state.events.values())
        return f"/{place.innings}_{place.over + 1}/"

    def displayed_over(self) -> tuple[int, int]:
        """The newest over, read past all caches."""
        view = self.feeds.broadcast("roanuz", MATCH).view(self.feeds.clock.now())
        return view.overs()[-1]

    def to_the_next_over(self) -> None:
        """Play on, ball by ball, until the first ball of the next over."""
        over = self.displayed_over()
        while True:
            self.feeds.clock.step(EVENT)
            if self.displayed_over() != over:
                return
            self.receive(RequestScope.LATEST)

    def begin_anew(self) -> None:
        """Continue with another process, which knows what the first one wrote."""
        self.source = connector("roanuz", http_of(self.feeds, "roanuz", self.client))
        self.state = FeedState(sequence=self.state.sequence)


def deleted(changes: tuple[Change, ...]) -> list[Change]:
    """Return the deletions among changes."""
    return [each for each in changes if each.kind is ChangeKind.DELETE]


def test_an_over_that_was_had_whole_loses_no_ball_by_an_older_answer() -> None:
    ground = Lagging()
    ground.receive(RequestScope.WHOLE)
    over = ground.over()
    ground.lags = {over}
    ground.receive(RequestScope.WHOLE)  # the cache keeps the over as it is in its middle
    ground.to_the_next_over()
    known = len(ground.state.events)
    seen, changes = ground.receive(RequestScope.LATEST)
    assert deleted(changes) == []
    assert seen.covers is None
    number = over.strip("/").partition("_")[2]
    assert [each for each in seen.faults if f"over {number} of innings 1 is older" in each]
    assert len(ground.state.events) > known
    seen, changes = ground.receive(RequestScope.WHOLE)
    assert deleted(changes) == []
    assert seen.faults
    ground.lags = set()
    seen, changes = ground.receive(RequestScope.WHOLE)
    assert (seen.covers, seen.faults, changes) == (WHOLE_MATCH, (), ())


def test_an_over_that_is_newer_than_the_match_is_what_older_answers_are_held_against() -> None:
    """The match is requested first, and may come from a cache; the overs after it may not."""
    ground = Lagging()
    ground.lags = {NEWEST, f"/match/{ground.theirs}/"}
    ground.receive(RequestScope.WHOLE)
    ground.receive(RequestScope.LATEST)  # both are kept as they are now
    ground.feeds.clock.step(2 * EVENT)
    _, changes = ground.receive(RequestScope.WHOLE)
    assert len(changes) == 2
    seen, changes = ground.receive(RequestScope.LATEST)
    assert seen.covers is not None
    assert changes == ()
    assert ground.state.dropped_count == 1


def test_a_process_that_begins_takes_nothing_back_by_an_over_that_is_older_than_the_log() -> None:
    ground = Lagging()
    ground.receive(RequestScope.WHOLE)
    over = ground.over()
    ground.lags = {over}
    ground.receive(RequestScope.WHOLE)
    ground.feeds.clock.step(2 * EVENT)
    ground.receive(RequestScope.LATEST)
    ground.begin_anew()
    seen, _ = ground.receive(RequestScope.WHOLE)
    assert seen.covers is None
    assert len(seen.faults) == 1
    assert not any(f"_{each.place.over + 1}/" in over for each in seen.events)
    ground.lags = set()
    seen, _ = ground.receive(RequestScope.WHOLE)
    assert (seen.covers, seen.faults) == (WHOLE_MATCH, ())


def test_a_provider_whose_clock_went_back_is_believed_again_after_two_minutes() -> None:
    clock = Clock()
    order = PartOrder(clock)
    order.set_initial("m", 1_000)
    assert order.is_older("m", "over", 900)
    assert not order.is_older("m", "over", 2_000)
    assert order.is_older("m", "over", 1_999)
    assert not order.is_older("m", "another over", 1_000)
    assert not order.is_older("another match", "over", 5)
    assert not order.is_older("m", "over", None)
    clock.forward(COMPARED_FOR.total_seconds() + 1)
    assert not order.is_older("m", "over", 5)
    order.set_initial("m", 1_000)
    assert not order.is_older("m", "a third over", 5), "what was known at first counts once"
    assert order.is_older("m", "over", 4)
    for number in range(MOST_MATCHES + 10):
        order.set_initial(f"m{number}", 1)
    assert len(order.initial) == MOST_MATCHES


def test_an_answer_without_its_time_is_believed() -> None:
    value = {"data": {"match": {"status": "started"}}}
    assert parse("m", [value], NOW).newest is None


@pytest.mark.parametrize("over", [None, (1, 0)])
def test_ball_feeds_that_lack_what_the_score_shows_take_no_ball_back(
    over: tuple[int, int] | None,
) -> None:
    """They come from a cache, even if the same answer has a change of an earlier ball."""
    ground = Ground("crex", 130)
    behind: dict[str, Any] = {}
    ground.cache.distort = lambda url, body: (
        behind.setdefault(url.path, body) if "Feeds" in url.path else body
    )
    request = FeedRequest(RequestScope.WHOLE, over=over)
    at_first = asyncio.run(ground.source.observe(ground.theirs, request))
    assert at_first.covers is not None
    ground.feeds.clock.step(2 * EVENT)
    seen = asyncio.run(ground.source.observe(ground.theirs, request))
    assert seen.covers is None
    assert len(seen.events) == len(at_first.events), "what the lists have is told"
    behind.clear()
    seen = asyncio.run(ground.source.observe(ground.theirs, request))
    assert seen.covers == at_first.covers
    assert len(seen.events) == len(at_first.events) + 2


def test_the_list_of_an_innings_before_that_lacks_its_end_takes_no_ball_back() -> None:
    """The score shows the innings that is on alone; the card counts the balls of the others too."""
    ground = second_innings(2)
    assert ground.observe().covers == WHOLE_MATCH

    def cut(url: httpx.URL, body: Any) -> Any:
        is_first = "Feeds" in url.path and url.params.get("inning") == "1"
        return {**body, "feeds": body["feeds"][:-3]} if is_first else body

    ground.cache.distort = cut
    assert ground.observe().covers is None


@pytest.mark.parametrize("kind", ["runs", "wide"])
def test_a_list_whose_balls_cost_less_than_the_card_says_takes_no_ball_back(kind: str) -> None:
    ground = second_innings(20)
    words = {"runs": "4", "wide": "1wd"}

    def cheaper(url: httpx.URL, body: Any) -> Any:
        if "Feeds" not in url.path or url.params.get("inning") != "1":
            return body
        first = next(n for n, each in enumerate(body["feeds"]) if each["t"] == words[kind])
        feeds = [*body["feeds"]]
        feeds[first : first + 1] = [] if kind == "wide" else [{**feeds[first], "t": "0"}]
        return {**body, "feeds": feeds}

    ground.cache.distort = cheaper
    assert ground.observe().covers is None
