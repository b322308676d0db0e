"""Tests a feed whose answers have neither number nor time, read through lagging caches."""

# ruff: noqa: ARG002  doubles have the parameters of their protocols

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.changes import LAG_BELIEVED_AFTER, NO_STATE, observe
from scrbrd_ingest.model import FeedEvent, Observation, Place, Span
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.provider_events import answer, cards
from tests.ingest.test_lost_timelines import innings_total


class CachedProvider(FakeProvider):
    """A provider whose answers have no order. The latest answer contains everything from the
    previous over on, from a cache that is `lag` events behind."""

    lag = 0
    is_whole_cached = False
    """Whether whole-match answers come from the cache, too."""

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        lag = self.lag if request.scope is RequestScope.LATEST or self.is_whole_cached else 0
        events = self.distort(self.events[: self.until - lag])
        place = events[-1].place
        first = Place(place.innings, max(0, place.over - 1))
        covers = Span()
        if request.scope is RequestScope.LATEST:
            events, covers = [each for each in events if each.place >= first], Span(first=first)
        return replace(answer(events, None, covers=covers, totals=self.totals), provider=self.name)


class MatchBehindCache(FollowedMatch):
    """A match that is followed through such a cache."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha: CachedProvider = CachedProvider("alpha", self.events)
        self.follower = self.new_follower()
        self.play_to(30)

    def poll_until(self, until: int, times: int = 1, lag: int = 0) -> None:
        """Poll with the provider at a number of events, and its cache `lag` events behind."""
        self.alpha.until, self.alpha.lag = until, lag
        poll_events(self.follower, times=times)

    @property
    def voided_count(self) -> int:
        """The number of voided actions."""
        return sum(each.is_voided for each in self.store.known.log.values())


@pytest.mark.parametrize("lag", [1, 2])
def test_a_cache_that_lags_now_and_then_voids_no_ball(lag: int) -> None:
    match = MatchBehindCache()
    for until in range(31, 60):
        match.poll_until(until)
        match.poll_until(until, times=LAG_BELIEVED_AFTER - 1, lag=lag)
        match.poll_until(until)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 59, "nothing was voided and entered again"
    assert ("alpha", "older") in match.measures.faults


@pytest.mark.parametrize("lags", [(2, 4, 2, 4, 2), (5, 4, 3, 2, 1)], ids=["two", "catches-up"])
def test_lagging_answers_that_differ_void_no_ball(lags: tuple[int, ...]) -> None:
    """They come from two caches, or from one that catches up: a removal stays the same."""
    match = MatchBehindCache()
    log = match.store.known.log
    for lag in lags:
        match.poll_until(30, lag=lag)
    assert match.store.known.log == log
    match.poll_until(32)
    assert match.agrees_with_log
    assert match.voided_count == 0


def test_a_ball_missing_from_several_answers_in_a_row_is_voided() -> None:
    match = MatchBehindCache()
    match.poll_until(29, times=LAG_BELIEVED_AFTER - 1)
    assert match.voided_count == 0
    match.poll_until(29)
    assert (match.voided_count, match.agrees_with_log) == (1, True)
    match.poll_until(30)
    assert match.agrees_with_log


@pytest.mark.parametrize("lag", [1, 2])
def test_a_whole_answer_from_a_lagging_cache_voids_no_ball(lag: int) -> None:
    match = MatchBehindCache()
    match.alpha.is_whole_cached = True
    for until in range(31, 60):
        match.poll_until(until)
        while match.follower._next_request().scope is RequestScope.LATEST:
            match.poll_until(until)
        match.poll_until(until, times=LAG_BELIEVED_AFTER - 1, lag=lag)
    match.poll_until(60)
    assert match.agrees_with_log
    assert len(match.store.known.log) == 60, "nothing was voided and entered again"


def test_a_lagging_cache_restores_no_earlier_version_of_a_ball() -> None:
    match = MatchBehindCache()
    known = match.events[28]
    runs = {"runsOffBat": known.action["runsOffBat"] + 1, "totalRuns": 9, "boundary": False}
    revised = replace(known, action={**known.action, **runs})

    def with_revision(events: list[FeedEvent]) -> list[FeedEvent]:
        return [revised if each.id == known.id else each for each in events]

    match.alpha.distort = with_revision
    match.poll_until(30)
    assert not match.agrees_with_log
    log = match.store.known.log
    for _ in range(4):
        match.alpha.distort = list
        match.poll_until(30, times=LAG_BELIEVED_AFTER - 1)
        match.alpha.distort = with_revision
        match.poll_until(30)
    assert match.store.known.log == log, "nothing was corrected back and forth"
    match.alpha.distort = list
    match.poll_until(30, times=LAG_BELIEVED_AFTER)
    assert match.agrees_with_log, "what is said often enough counts again"


@pytest.mark.parametrize("covers", [Span(), Span(first=Place(1))], ids=["whole", "latest"])
def test_the_third_answer_without_an_order_deletes_an_event_that_it_lacks(covers: Span) -> None:
    match = MatchBehindCache()
    known, _ = observe(NO_STATE, answer(match.events[:30]))
    shorter = answer(match.events[:29], covers=covers)
    for _ in range(LAG_BELIEVED_AFTER - 1):
        known, changes = observe(known, shorter)
        assert changes == ()
    assert len(observe(known, shorter)[1]) == 1
    ordered = answer(match.events[:29], 7, covers=covers)
    known, _ = observe(NO_STATE, answer(match.events[:30]))
    assert len(observe(known, ordered)[1]) == 1, "one with an order is no older one"


def test_a_ball_missing_from_an_answer_with_new_events_is_voided_at_once() -> None:
    match = MatchBehindCache()

    def without_last_ball(events: list[FeedEvent]) -> list[FeedEvent]:
        return [each for each in events if each.id != match.events[29].id]

    match.alpha.distort = without_last_ball
    match.poll_until(31)
    setup = match.log.inputs.setup
    remaining = [*match.actions[:29], match.actions[30]]
    assert cards(setup, match.store.known.log.values()) == cards(setup, remaining)


def test_a_new_process_voids_a_ball_missing_from_several_answers_in_a_row() -> None:
    match = MatchBehindCache()
    match.alpha.is_whole_cached = True
    match.follower = match.new_follower()
    match.poll_until(29, times=LAG_BELIEVED_AFTER - 1)
    assert match.voided_count == 0
    match.poll_until(29)
    assert (match.voided_count, match.agrees_with_log) == (1, True)


def test_the_whole_match_is_requested_again_although_the_latest_answers_are_not_believed() -> None:
    """They deny what a wrong answer had before, and each postponed the next whole answer."""
    match = MatchBehindCache()

    def beginning_in_innings_2(events: list[FeedEvent]) -> list[FeedEvent]:
        moved = [replace(each, place=replace(each.place, innings=2)) for each in events[:10]]
        return [*events[10:], *moved]

    match.alpha.distort = beginning_in_innings_2
    match.follower = match.new_follower()
    match.poll_until(30, times=12)
    assert match.problems == ["gap"]
    match.alpha.distort = list
    match.alpha.totals = (innings_total(match, 36),)
    match.poll_until(36, times=30)
    assert match.problems == []
    assert match.agrees_with_log
    assert len(match.store.known.log) == 36
