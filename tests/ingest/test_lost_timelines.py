"""Tests that a provider that has lost all or some of its events removes nothing from the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.log.target import Laws
from scrbrd_ingest.model import FeedEvent, InningsTotal, Observation
from scrbrd_ingest.ports import FeedRequest, RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import FakeProvider, poll_events


def no_events(_events: list[FeedEvent]) -> list[FeedEvent]:
    """Return no events."""
    return []


def newest_events(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the newest events, as from a truncated feed."""
    return events[-20:]


def oldest_events(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the oldest events, as from a feed whose last pages are missing."""
    return events[:40]


@pytest.mark.parametrize("is_other_process", [False, True], ids=["the-same", "another-process"])
@pytest.mark.parametrize(
    ("truncate", "problem"),
    [(no_events, "other_match"), (newest_events, "doubted")],
    ids=["all", "beginning"],
)
def test_events_missing_at_the_provider_for_minutes_stay_in_the_log(
    truncate: Callable[[list[FeedEvent]], list[FeedEvent]], problem: str, *, is_other_process: bool
) -> None:
    match = FollowedMatch()
    match.play_to(60)
    if is_other_process:
        match.follower = match.new_follower()
    match.alpha.distort = truncate
    match.alpha.window = 60
    for _ in range(90):
        match.clock.forward(2)
        poll_events(match.follower, fence=2)
    assert match.agrees_with_log
    assert not any(each.is_voided for each in match.store.known.log.values())
    assert problem in match.problems
    match.alpha.distort, match.alpha.until = list, 66
    poll_events(match.follower, fence=2)
    assert match.problems == []
    assert match.agrees_with_log
    assert len(match.store.known.log) == 66


def test_a_provider_that_lost_the_match_fails_under_any_configured_name() -> None:
    match = FollowedMatch()
    match.selector.name = "acme"
    feeds = {"acme": CricketFeed(match.alpha, "feed-1")}
    for _ in range(2):
        follower = CricketFollower("m1", feeds, match.selector, match.store, match.clock)
        match.follower = follower
        match.play_to(60, step=60)
        match.alpha.distort = no_events
    assert {poll_events(match.follower).failure for _ in range(3)} == {"bad_answer"}


def test_a_beginning_that_the_provider_withdraws_is_voided() -> None:
    match = FollowedMatch()
    match.play_to(3)
    match.alpha.distort = no_events
    match.follower = match.new_follower()
    for _ in range(20):
        match.clock.forward(2)
        poll_events(match.follower)
    assert all(each.is_voided for each in match.store.known.log.values())


def innings_total(match: FollowedMatch, events: int) -> InningsTotal:
    """Return the total of the first innings after some number of events."""
    totals = Laws(match.log.inputs.setup).totals(match.actions[:events])
    return totals[1]


@pytest.mark.parametrize("later_events", [0, 6], ids=["stands", "goes on"])
def test_missing_last_events_stay_while_the_stated_totals_include_them(later_events: int) -> None:
    match = FollowedMatch()
    match.play_to(60)
    match.alpha.totals = (innings_total(match, 60 + later_events),)
    match.alpha.distort = oldest_events
    for _ in range(60):
        match.clock.forward(2)
        match.follower._since_whole = 99
        poll_events(match.follower)
    assert match.agrees_with_log, "its own total says that the balls were bowled"
    assert match.problems == ["doubted", "totals"]
    match.alpha.distort, match.alpha.until = list, 66
    match.alpha.totals = (innings_total(match, 66),)
    poll_events(match.follower)
    assert match.agrees_with_log
    assert match.problems == []
    assert len(match.store.known.log) == 66


def test_missing_last_events_are_voided_when_the_stated_totals_lack_them_too() -> None:
    match = FollowedMatch()
    match.play_to(60)
    match.alpha.totals = (innings_total(match, 40),)
    match.alpha.distort = oldest_events
    for _ in range(20):
        match.clock.forward(2)
        match.follower._since_whole = 99
        poll_events(match.follower)
    match.alpha.until = 40
    assert match.agrees_with_log


class TruncatedProvider(FakeProvider):
    """A provider whose whole timeline lacks its end, while its latest answers are complete."""

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        self.distort = oldest_events if request.scope is RequestScope.WHOLE else list
        return await super().observe(provider_match_id, request)


def test_new_balls_are_written_while_the_whole_timeline_lacks_its_end() -> None:
    match = FollowedMatch()
    match.play_to(60)
    previous, match.alpha = match.alpha, TruncatedProvider("alpha", match.events)
    match.alpha.until, match.alpha.sequence = 60, previous.sequence
    match.follower._feeds = {"alpha": CricketFeed(match.alpha, "feed-1")}
    for until in range(61, 121):
        match.alpha.until = until
        match.alpha.totals = (innings_total(match, until),)
        match.clock.forward(2)
        poll_events(match.follower)
        poll_events(match.follower)
        assert match.agrees_with_log, until
    assert len(match.store.known.log) == 120
    assert {request.scope for request in match.alpha.requests} == {
        RequestScope.WHOLE,
        RequestScope.LATEST,
    }
