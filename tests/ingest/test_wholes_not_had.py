"""A provider whose whole match, or an over, cannot be read: its latest answers count."""

from __future__ import annotations

import pytest

from scrbrd_ingest.model import Observation, Phase
from scrbrd_ingest.ports import FeedRequest, RequestScope, Unavailable
from tests.ingest.followed import Ground
from tests.ingest.memory import FakeProvider, poll_events


class Broken(FakeProvider):
    """A provider that sends only its latest events; the whole match only while `is_whole`."""

    is_whole = True

    async def observe(self, provider_match_id: str, request: FeedRequest) -> Observation:
        """Return the requested answer."""
        answer = await super().observe(provider_match_id, request)
        if request.scope is RequestScope.WHOLE and not self.is_whole:
            raise Unavailable("alpha: a page of long ago is broken")
        return answer


def broken() -> tuple[Ground, Broken]:
    """Return a match in play whose whole timeline cannot be read any more."""
    ground = Ground()
    alpha = Broken("alpha", ground.events)
    ground.alpha = alpha
    ground.follower = ground.new_follower()
    ground.play_to(30)
    alpha.is_whole = False
    return ground, alpha


def test_a_match_goes_on_by_the_latest_where_all_of_it_is_not_had() -> None:
    ground, alpha = broken()
    for until in range(31, 91):
        alpha.until = until
        poll_events(ground.follower, times=2)
    ground.clock.forward(2)
    assert len(ground.store.known.log) == 90
    assert ground.agrees_with_log
    scopes = [each.scope for each in alpha.requests[-40:]]
    assert scopes.count(RequestScope.WHOLE) >= 15, "all of it is asked for all the same"
    alpha.is_whole = True
    poll_events(ground.follower, times=3 + 15)
    assert {each.scope for each in alpha.requests[-15:]} == {RequestScope.LATEST}


def test_a_provider_that_fails_three_times_in_a_row_may_be_left() -> None:
    ground, alpha = broken()
    alpha.failure = None
    failures = []
    for until in range(31, 80):
        alpha.until = until
        failures.append(poll_events(ground.follower).failure)
    first = failures.index("unavailable")
    assert failures[first : first + 4] == ["unavailable"] * 3 + [None]


def test_a_ball_that_comes_late_fills_its_gap_though_no_over_is_had() -> None:
    ground, alpha = broken()
    late = ground.events[33].id
    alpha.hidden = {late}
    for until in range(31, 37):
        alpha.until = until
        poll_events(ground.follower, times=4)
    assert len(ground.store.known.log) == 33
    alpha.hidden = set()
    poll_events(ground.follower, times=2)
    assert len(ground.store.known.log) == 36
    assert ground.problems == []


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.FINISHED])
def test_nothing_is_written_before_all_was_said_once(phase: Phase) -> None:
    ground, alpha = broken()
    ground.follower = ground.new_follower()
    alpha.phase, alpha.until = phase, 35
    for _ in range(12):
        assert not poll_events(ground.follower, fence=2).is_final
    assert {each.scope for each in alpha.requests[-12:]} == {RequestScope.WHOLE}
    assert len(ground.store.known.log) == 30
