"""A match that moves between processes, to and fro: what one heard the other has not."""

from __future__ import annotations

from scrbrd_ingest.ports import Want
from tests.ingest.followed import Ground
from tests.ingest.memory import polled


def test_a_match_that_comes_back_to_a_process_loses_no_ball_meanwhile() -> None:
    ground = Ground()
    ground.tell(20)
    first, second = ground.follower, ground.another()
    ground.alpha.until = 30
    polled(second, fence=2)
    assert ground.stands
    polled(first, fence=3)
    assert not any(each.is_voided for each in ground.store.known.log.values())
    assert ground.stands
    ground.alpha.until = 32
    polled(first, fence=3)
    assert ground.alpha.asks[-1].want is Want.WHOLE
    assert ground.stands
    assert len(ground.store.known.log) == 32


def test_a_match_that_stays_under_a_new_number_is_not_asked_for_anew() -> None:
    ground = Ground()
    ground.tell(20)
    ground.alpha.until = 22
    polled(ground.follower, fence=2)
    polled(ground.follower, fence=2)
    assert ground.alpha.asks[-1].want is Want.LATEST
    assert ground.stands
