"""A feed whose answers have neither a counter nor a time is read through lagging caches."""

# ruff: noqa: ARG002  doubles have the parameters of their protocols

from __future__ import annotations

from dataclasses import replace

import pytest

from scrbrd_ingest.changes import LAG_BELIEVED_AFTER, NO_STATE, observe
from scrbrd_ingest.model import FeedEvent, Observation, Place, Span
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import FakeProvider, poll_events
from tests.ingest.provider_events import answer, cards


class Caches(FakeProvider):
    """A provider whose answers have no order. The latest answer holds everything from the previous
    over on, from a cache that lags by some events."""

    lag = 0
    is_whole_cached = False
    """Whether answers that hold the whole match come out of the cache, too."""

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        lag = self.lag if request.scope is RequestScope.LATEST or self.is_whole_cached else 0
        events = self.distort(self.events[: self.until - lag])
        place = events[-1].place
        first = Place(place.innings, max(0, place.over - 1))
        covers = Span()
        if request.scope is RequestScope.LATEST:
            events, covers = [each for each in events if each.place >= first], Span(first=first)
        return replace(answer(events, None, covers=covers), provider=self.name)


class Lagging(Ground):
    """A match that is followed through such caches."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha: Caches = Caches("alpha", self.events)
        self.follower = self.new_follower()
        self.play_to(30)

    def poll_until(self, until: int, times: int = 1, lag: int = 0) -> None:
        """Poll with the provider at a number of events, and its cache some events behind."""
        self.alpha.until, self.alpha.lag = until, lag
        poll_events(self.follower, times=times)

    @property
    def voided(self) -> int:
        """How many actions are voided."""
        return sum(each.is_voided for each in self.store.known.log.values())


@pytest.mark.parametrize("lag", [1, 2])
def test_no_ball_is_taken_back_by_a_cache_that_lags_now_and_then(lag: int) -> None:
    ground = Lagging()
    for until in range(31, 60):
        ground.poll_until(until)
        ground.poll_until(until, times=LAG_BELIEVED_AFTER - 1, lag=lag)
        ground.poll_until(until)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 59, "nothing was voided and entered again"
    assert ("alpha", "older") in ground.measures.faults


def test_a_ball_that_is_missing_in_answers_in_a_row_is_taken_back() -> None:
    ground = Lagging()
    ground.poll_until(29, times=LAG_BELIEVED_AFTER - 1)
    assert ground.voided == 0
    ground.poll_until(29)
    assert (ground.voided, ground.agrees_with_log) == (1, True)
    ground.poll_until(30)
    assert ground.agrees_with_log


@pytest.mark.parametrize("lag", [1, 2])
def test_no_ball_is_taken_back_by_a_whole_answer_out_of_a_cache_that_lags(lag: int) -> None:
    ground = Lagging()
    ground.alpha.is_whole_cached = True
    for until in range(31, 60):
        ground.poll_until(until)
        while ground.follower._next_request().scope is RequestScope.LATEST:
            ground.poll_until(until)
        ground.poll_until(until, times=LAG_BELIEVED_AFTER - 1, lag=lag)
    ground.poll_until(60)
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 60, "nothing was voided and entered again"


def test_a_cache_that_lags_brings_no_earlier_word_of_a_ball_back() -> None:
    ground = Lagging()
    known = ground.events[28]
    runs = {"runsOffBat": known.action["runsOffBat"] + 1, "totalRuns": 9, "boundary": False}
    new = replace(known, action={**known.action, **runs})

    def newer(events: list[FeedEvent]) -> list[FeedEvent]:
        return [new if each.id == known.id else each for each in events]

    ground.alpha.distort = newer
    ground.poll_until(30)
    assert not ground.agrees_with_log
    log = ground.store.known.log
    for _ in range(4):
        ground.alpha.distort = list
        ground.poll_until(30, times=LAG_BELIEVED_AFTER - 1)
        ground.alpha.distort = newer
        ground.poll_until(30)
    assert ground.store.known.log == log, "nothing was corrected back and forth"
    ground.alpha.distort = list
    ground.poll_until(30, times=LAG_BELIEVED_AFTER)
    assert ground.agrees_with_log, "what is said often enough counts again"


@pytest.mark.parametrize("covers", [Span(), Span(first=Place(1))], ids=["whole", "latest"])
def test_answers_without_an_order_take_back_at_the_third(covers: Span) -> None:
    ground = Lagging()
    known, _ = observe(NO_STATE, answer(ground.events[:30]))
    less = answer(ground.events[:29], covers=covers)
    for _ in range(LAG_BELIEVED_AFTER - 1):
        known, changes = observe(known, less)
        assert changes == ()
    assert len(observe(known, less)[1]) == 1
    ordered = answer(ground.events[:29], 7, covers=covers)
    known, _ = observe(NO_STATE, answer(ground.events[:30]))
    assert len(observe(known, ordered)[1]) == 1, "one with an order is no older one"


def test_a_ball_that_is_missing_where_something_new_is_said_is_taken_back_at_once() -> None:
    ground = Lagging()

    def lost(events: list[FeedEvent]) -> list[FeedEvent]:
        return [each for each in events if each.id != ground.events[29].id]

    ground.alpha.distort = lost
    ground.poll_until(31)
    setup = ground.log.inputs.setup
    left = [*ground.actions[:29], ground.actions[30]]
    assert cards(setup, ground.store.known.log.values()) == cards(setup, left)


def test_a_process_that_begins_takes_back_what_answers_in_a_row_lack() -> None:
    ground = Lagging()
    ground.alpha.is_whole_cached = True
    ground.follower = ground.new_follower()
    ground.poll_until(29, times=LAG_BELIEVED_AFTER - 1)
    assert ground.voided == 0
    ground.poll_until(29)
    assert (ground.voided, ground.agrees_with_log) == (1, True)
