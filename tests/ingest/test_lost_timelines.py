"""A provider that has lost all or the beginning of its events removes nothing from the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import FeedEvent, InningsTotal, Observation
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import FakeProvider, poll_events


def nothing(_events: list[FeedEvent]) -> list[FeedEvent]:
    """No event at all."""
    return []


def the_last(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the newest events, as of a truncated feed."""
    return events[-20:]


def the_first(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the oldest events, as of pages of which the last ones are missing."""
    return events[:40]


@pytest.mark.parametrize("is_another", [False, True], ids=["the-same", "another-process"])
@pytest.mark.parametrize(
    ("lost", "problem"), [(nothing, "other_match"), (the_last, "doubted")], ids=["all", "beginning"]
)
def test_what_a_provider_has_lost_for_minutes_stays(
    lost: Callable[[list[FeedEvent]], list[FeedEvent]], problem: str, *, is_another: bool
) -> None:
    ground = Ground()
    ground.play_to(60)
    if is_another:
        ground.follower = ground.new_follower()
    ground.alpha.distort = lost
    ground.alpha.window = 60
    for _ in range(90):
        ground.clock.forward(2)
        poll_events(ground.follower, fence=2)
    assert ground.agrees_with_log
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert problem in ground.problems
    ground.alpha.distort, ground.alpha.until = list, 66
    poll_events(ground.follower, fence=2)
    assert ground.problems == []
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 66


def test_a_provider_that_has_lost_a_match_fails_by_whatever_name_its_settings_have() -> None:
    ground = Ground()
    ground.selector.name = "acme"
    feeds = {"acme": CricketFeed(ground.alpha, "feed-1")}
    for _ in range(2):
        follower = CricketFollower("m1", feeds, ground.selector, ground.store, ground.clock)
        ground.follower = follower
        ground.play_to(60, step=60)
        ground.alpha.distort = nothing
    assert {poll_events(ground.follower).failure for _ in range(3)} == {"bad_answer"}


def test_a_beginning_that_was_told_too_soon_is_taken_back() -> None:
    ground = Ground()
    ground.play_to(3)
    ground.alpha.distort = nothing
    ground.follower = ground.new_follower()
    for _ in range(20):
        ground.clock.forward(2)
        poll_events(ground.follower)
    assert all(each.is_voided for each in ground.store.known.log.values())


def total_of(ground: Ground, events: int) -> InningsTotal:
    """Return the total of the first innings after some number of events."""
    totals = Laws(ground.log.inputs.setup).totals(ground.actions[:events])
    return totals[1]


@pytest.mark.parametrize("later", [0, 6], ids=["stands", "goes on"])
def test_an_end_that_the_stated_totals_still_hold_is_not_taken_back(later: int) -> None:
    ground = Ground()
    ground.play_to(60)
    ground.alpha.totals = (total_of(ground, 60 + later),)
    ground.alpha.distort = the_first
    for _ in range(60):
        ground.clock.forward(2)
        ground.follower._since_whole = 99
        poll_events(ground.follower)
    assert ground.agrees_with_log, "its own total says that the balls were bowled"
    assert ground.problems == ["doubted", "totals"]
    ground.alpha.distort, ground.alpha.until = list, 66
    ground.alpha.totals = (total_of(ground, 66),)
    poll_events(ground.follower)
    assert ground.agrees_with_log
    assert ground.problems == []
    assert len(ground.store.known.log) == 66


def test_an_end_is_taken_back_where_the_stated_totals_lack_it_too() -> None:
    ground = Ground()
    ground.play_to(60)
    ground.alpha.totals = (total_of(ground, 40),)
    ground.alpha.distort = the_first
    for _ in range(20):
        ground.clock.forward(2)
        ground.follower._since_whole = 99
        poll_events(ground.follower)
    ground.alpha.until = 40
    assert ground.agrees_with_log


class Cut(FakeProvider):
    """A provider whose whole timeline lacks its end, while its latest answers are complete."""

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        self.distort = the_first if request.scope is RequestScope.WHOLE else list
        return await super().observe(provider_match_id, request)


def test_a_match_goes_on_while_the_whole_timeline_lacks_its_end() -> None:
    ground = Ground()
    ground.play_to(60)
    before, ground.alpha = ground.alpha, Cut("alpha", ground.events)
    ground.alpha.until, ground.alpha.sequence = 60, before.sequence
    ground.follower._feeds = {"alpha": CricketFeed(ground.alpha, "feed-1")}
    for until in range(61, 121):
        ground.alpha.until = until
        ground.alpha.totals = (total_of(ground, until),)
        ground.clock.forward(2)
        poll_events(ground.follower)
        poll_events(ground.follower)
        assert ground.agrees_with_log, until
    assert len(ground.store.known.log) == 120
    assert {request.scope for request in ground.alpha.requests} == {
        RequestScope.WHOLE,
        RequestScope.LATEST,
    }
