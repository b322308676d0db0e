"""Tests a match that is read in many requests: caches lag, each address separately, and no ball of
a newer answer is removed by an older answer of its over."""

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
from tests.ingest.feeds.test_other_parts import MATCH, MatchBehindCache, second_innings
from tests.ingest.memory import Clock

MID_OVER_SECONDS = 1_900
SECONDS_PER_EVENT = 30
NEWEST_PATH = "/ball-by-ball/"


class MatchBehindLaggingCaches(MatchBehindCache):
    """A match in mid-over behind lagging caches, with the state of its feed."""

    def __init__(self) -> None:
        super().__init__("roanuz", MID_OVER_SECONDS)
        self.cached_bodies: dict[str, Any] = {}
        self.lagging_paths: set[str] = set()
        self.cache.change_body = self.body_for
        self.state = NO_STATE

    def body_for(self, url: httpx.URL, body: Any) -> Any:
        """Answer with the cached body of a lagging address, or the current one."""
        for end in self.lagging_paths:
            if url.path.endswith(end):
                return self.cached_bodies.setdefault(end, body)
        return body

    def receive(self, scope: RequestScope) -> tuple[Observation, tuple[Change, ...]]:
        """Send a request and apply the answer."""
        last = max((each.place for each in self.state.events.values()), default=None)
        observation = asyncio.run(
            self.source.observe(
                self.provider_match_id, FeedRequest(scope, since=last, newest=self.state.sequence)
            )
        )
        self.state, changes = observe(
            self.state, observation, whole_requested=scope is RequestScope.WHOLE
        )
        return observation, changes

    def over_path(self) -> str:
        """Return the end of the path of the over in progress."""
        place = max(each.place for each in self.state.events.values())
        return f"/{place.innings}_{place.over + 1}/"

    def displayed_over(self) -> tuple[int, int]:
        """Return the newest over, bypassing all caches."""
        view = self.feeds.broadcast("roanuz", MATCH).view(self.feeds.clock.now())
        return view.overs()[-1]

    def play_to_next_over(self) -> None:
        """Play on, ball by ball, until the first ball of the next over."""
        over = self.displayed_over()
        while True:
            self.feeds.clock.step(SECONDS_PER_EVENT)
            if self.displayed_over() != over:
                return
            self.receive(RequestScope.LATEST)

    def restart(self) -> None:
        """Continue with another process, which knows only the newest sequence number."""
        self.source = connector("roanuz", http_of(self.feeds, "roanuz", self.client))
        self.state = FeedState(sequence=self.state.sequence)


def deletions(changes: tuple[Change, ...]) -> list[Change]:
    """Return the deletions among changes."""
    return [each for each in changes if each.kind is ChangeKind.DELETE]


def test_an_over_read_completely_loses_no_ball_by_an_older_answer() -> None:
    match = MatchBehindLaggingCaches()
    match.receive(RequestScope.WHOLE)
    over = match.over_path()
    match.lagging_paths = {over}
    match.receive(RequestScope.WHOLE)  # the cache keeps the over as it is in its middle
    match.play_to_next_over()
    known = len(match.state.events)
    observation, changes = match.receive(RequestScope.LATEST)
    assert deletions(changes) == []
    assert observation.covers is None
    number = over.strip("/").partition("_")[2]
    assert [each for each in observation.faults if f"over {number} of innings 1 is older" in each]
    assert len(match.state.events) > known
    observation, changes = match.receive(RequestScope.WHOLE)
    assert deletions(changes) == []
    assert observation.faults
    match.lagging_paths = set()
    observation, changes = match.receive(RequestScope.WHOLE)
    assert (observation.covers, observation.faults, changes) == (WHOLE_MATCH, (), ())


def test_older_answers_are_compared_with_an_over_newer_than_the_match() -> None:
    """The match is requested first, and may come from a cache; the overs after it may not."""
    match = MatchBehindLaggingCaches()
    match.lagging_paths = {NEWEST_PATH, f"/match/{match.provider_match_id}/"}
    match.receive(RequestScope.WHOLE)
    match.receive(RequestScope.LATEST)  # the caches keep both answers
    match.feeds.clock.step(2 * SECONDS_PER_EVENT)
    _, changes = match.receive(RequestScope.WHOLE)
    assert len(changes) == 2
    observation, changes = match.receive(RequestScope.LATEST)
    assert observation.covers is not None
    assert changes == ()
    assert match.state.dropped_count == 1


def test_a_new_process_deletes_nothing_because_of_an_over_older_than_the_log() -> None:
    match = MatchBehindLaggingCaches()
    match.receive(RequestScope.WHOLE)
    over = match.over_path()
    match.lagging_paths = {over}
    match.receive(RequestScope.WHOLE)
    match.feeds.clock.step(2 * SECONDS_PER_EVENT)
    match.receive(RequestScope.LATEST)
    match.restart()
    observation, _ = match.receive(RequestScope.WHOLE)
    assert observation.covers is None
    assert len(observation.faults) == 1
    assert not any(f"_{each.place.over + 1}/" in over for each in observation.events)
    match.lagging_paths = set()
    observation, _ = match.receive(RequestScope.WHOLE)
    assert (observation.covers, observation.faults) == (WHOLE_MATCH, ())


def test_a_provider_whose_clock_went_back_is_accepted_again_after_two_minutes() -> None:
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


def test_an_answer_without_a_time_is_accepted() -> None:
    value = {"data": {"match": {"status": "started"}}}
    assert parse("m", [value], NOW).newest is None


@pytest.mark.parametrize("over", [None, (1, 0)])
def test_ball_feeds_behind_the_score_delete_no_ball(
    over: tuple[int, int] | None,
) -> None:
    """Such feeds come from a cache, even if the answer also has a change of an earlier ball."""
    match = MatchBehindCache("crex", 130)
    cached: dict[str, Any] = {}
    match.cache.change_body = lambda url, body: (
        cached.setdefault(url.path, body) if "Feeds" in url.path else body
    )
    request = FeedRequest(RequestScope.WHOLE, over=over)
    first_observation = asyncio.run(match.source.observe(match.provider_match_id, request))
    assert first_observation.covers is not None
    match.feeds.clock.step(2 * SECONDS_PER_EVENT)
    observation = asyncio.run(match.source.observe(match.provider_match_id, request))
    assert observation.covers is None
    assert len(observation.events) == len(first_observation.events), "what the lists have is told"
    cached.clear()
    observation = asyncio.run(match.source.observe(match.provider_match_id, request))
    assert observation.covers == first_observation.covers
    assert len(observation.events) == len(first_observation.events) + 2


def test_an_incomplete_ball_feed_of_an_earlier_innings_deletes_no_ball() -> None:
    """The score shows only the current innings; the card counts the balls of the others too."""
    match = second_innings(2)
    assert match.observe().covers == WHOLE_MATCH

    def without_last_balls(url: httpx.URL, body: Any) -> Any:
        is_first = "Feeds" in url.path and url.params.get("inning") == "1"
        return {**body, "feeds": body["feeds"][:-3]} if is_first else body

    match.cache.change_body = without_last_balls
    assert match.observe().covers is None


@pytest.mark.parametrize("kind", ["runs", "wide"])
def test_a_ball_feed_with_fewer_runs_than_the_card_deletes_no_ball(kind: str) -> None:
    match = second_innings(20)
    tokens = {"runs": "4", "wide": "1wd"}

    def with_fewer_runs(url: httpx.URL, body: Any) -> Any:
        if "Feeds" not in url.path or url.params.get("inning") != "1":
            return body
        first = next(n for n, each in enumerate(body["feeds"]) if each["t"] == tokens[kind])
        feeds = [*body["feeds"]]
        feeds[first : first + 1] = [] if kind == "wide" else [{**feeds[first], "t": "0"}]
        return {**body, "feeds": feeds}

    match.cache.change_body = with_fewer_runs
    assert match.observe().covers is None
