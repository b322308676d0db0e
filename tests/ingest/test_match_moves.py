"""Tests a match that moves between processes: each lacks the answers read by the other."""

from __future__ import annotations

from scrbrd_ingest.ports import RequestScope
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
