"""Tests a match that moves between processes: each lacks the answers read by the other."""

from __future__ import annotations

import asyncio

from scrbrd_ingest.ports import CloseReason, RequestScope
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events


def test_a_match_returned_to_a_process_loses_no_ball_written_meanwhile() -> None:
    match = FollowedMatch()
    match.play_to(20)
    first_follower, second_follower = match.follower, match.new_follower()
    match.alpha.until = 30
    poll_events(second_follower, fence=2)
    assert match.agrees_with_log
    poll_events(first_follower, fence=3)
    assert not any(each.is_voided for each in match.store.known.log.values())
    assert match.agrees_with_log
    match.alpha.until = 32
    poll_events(first_follower, fence=3)
    assert match.alpha.requests[-1].scope is RequestScope.WHOLE
    assert match.agrees_with_log
    assert len(match.store.known.log) == 32


def test_a_new_fence_number_of_the_same_process_requests_no_whole_match() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.until = 22
    poll_events(match.follower, fence=2)
    poll_events(match.follower, fence=2)
    assert match.alpha.requests[-1].scope is RequestScope.LATEST
    assert match.agrees_with_log


def test_a_match_closed_as_stale_stays_closed_in_the_next_process_until_something_is_new() -> None:
    """For a process that begins, each event of the match is one that it has not seen."""
    match = FollowedMatch()
    match.play_to(20)
    first_follower = match.follower
    match.follower = match.new_follower()
    poll_events(match.follower, fence=2)
    asyncio.run(match.follower.close(2, CloseReason.STALE))
    closed_at = match.clock.now
    match.clock.forward(3_600)
    for fence, follower in ((3, match.new_follower()), (4, first_follower)):
        for _ in range(3):
            result = poll_events(follower, fence=fence)
        assert (result.changes, result.closed_at) == (0, closed_at)
        assert match.store.feed is not None
        assert match.store.feed["closed"] == "stale"
    match.alpha.until = 21
    result = poll_events(match.new_follower(), fence=5)
    assert (result.changes, result.closed_at) == (1, None)
    assert match.store.feed is not None
    assert match.store.feed["closed"] is None


def test_an_old_gap_does_not_reopen_a_match_closed_as_stale_in_the_next_process() -> None:
    match = FollowedMatch()
    match.play_to(20)
    match.alpha.hidden = {match.events[20].id}
    match.alpha.until = 24
    poll_events(match.follower, times=9)
    assert match.problems == ["gap"]
    asyncio.run(match.follower.close(1, CloseReason.STALE))
    match.follower = match.new_follower()
    for _ in range(9):
        result = poll_events(match.follower, fence=2)
        assert (result.changes, result.closed_at, result.waiting) == (0, match.clock.now, 3)
    assert match.store.feed is not None
    assert match.store.feed["closed"] == "stale"
    match.alpha.hidden = set()
    poll_events(match.follower, fence=2, times=21)
    assert match.store.feed["closed"] is None
    assert len(match.store.known.log) == 24
