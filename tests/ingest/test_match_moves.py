"""A match moves between processes, back and forth: each lacks the answers read by the other."""

from __future__ import annotations

from scrbrd_ingest.ports import RequestScope
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events


def test_a_match_that_comes_back_to_a_process_loses_no_ball_meanwhile() -> None:
    ground = Ground()
    ground.play_to(20)
    first, second = ground.follower, ground.new_follower()
    ground.alpha.until = 30
    poll_events(second, fence=2)
    assert ground.agrees_with_log
    poll_events(first, fence=3)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert ground.agrees_with_log
    ground.alpha.until = 32
    poll_events(first, fence=3)
    assert ground.alpha.requests[-1].scope is RequestScope.WHOLE
    assert ground.agrees_with_log
    assert len(ground.store.known.log) == 32


def test_a_match_that_stays_under_a_new_number_is_not_asked_for_anew() -> None:
    ground = Ground()
    ground.play_to(20)
    ground.alpha.until = 22
    poll_events(ground.follower, fence=2)
    poll_events(ground.follower, fence=2)
    assert ground.alpha.requests[-1].scope is RequestScope.LATEST
    assert ground.agrees_with_log
