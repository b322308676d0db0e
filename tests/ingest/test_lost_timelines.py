"""A provider that has lost what it said, all of it or the beginning, takes nothing of it back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.model import FeedEvent
from tests.ingest.followed import Ground
from tests.ingest.memory import polled


def nothing(_events: list[FeedEvent]) -> list[FeedEvent]:
    """No event at all."""
    return []


def the_last(events: list[FeedEvent]) -> list[FeedEvent]:
    """The newest events, as of a feed that is cut to so many."""
    return events[-20:]


@pytest.mark.parametrize("is_another", [False, True], ids=["the-same", "another-process"])
@pytest.mark.parametrize(
    ("lost", "problem"), [(nothing, "other_match"), (the_last, "doubted")], ids=["all", "beginning"]
)
def test_what_a_provider_has_lost_for_minutes_stays(
    lost: Callable[[list[FeedEvent]], list[FeedEvent]], problem: str, *, is_another: bool
) -> None:
    ground = Ground()
    ground.tell(60)
    if is_another:
        ground.follower = ground.another()
    ground.alpha.spoil = lost
    ground.alpha.window = 60
    for _ in range(90):
        ground.clock.forward(2)
        polled(ground.follower, fence=2)
    assert ground.stands
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert problem in ground.problems
    ground.alpha.spoil, ground.alpha.until = list, 66
    polled(ground.follower, fence=2)
    assert ground.problems == []
    assert ground.stands
    assert len(ground.store.known.log) == 66


def test_a_provider_that_has_lost_a_match_fails_by_whatever_name_its_settings_have() -> None:
    ground = Ground()
    ground.chooser.name = "acme"
    feeds = {"acme": CricketFeed(ground.alpha, "feed-1")}
    for _ in range(2):
        follower = CricketFollower("m1", feeds, ground.chooser, ground.store, ground.clock)
        ground.follower = follower
        ground.tell(60, step=60)
        ground.alpha.spoil = nothing
    assert {polled(ground.follower).failure for _ in range(3)} == {"bad_answer"}


def test_a_beginning_that_was_told_too_soon_is_taken_back() -> None:
    ground = Ground()
    ground.tell(3)
    ground.alpha.spoil = nothing
    ground.follower = ground.another()
    for _ in range(20):
        ground.clock.forward(2)
        polled(ground.follower)
    assert all(each.is_voided for each in ground.store.known.log.values())
