"""A provider of which all of a match, or an over, is not to be had: what it says last counts."""

from __future__ import annotations

import pytest

from scrbrd_ingest.model import Observation, Phase
from scrbrd_ingest.ports import Ask, Unavailable, Want
from tests.ingest.followed import Ground
from tests.ingest.memory import Teller, polled


class Broken(Teller):
    """A provider that gives nothing but its latest; all of it only while `is_whole`."""

    is_whole = True

    async def observe(self, provider_match_id: str, ask: Ask) -> Observation:
        """Return what is asked for."""
        answer = await super().observe(provider_match_id, ask)
        if ask.want is Want.WHOLE and not self.is_whole:
            raise Unavailable("alpha: a page of long ago is broken")
        return answer


def broken() -> tuple[Ground, Broken]:
    """A match in play, of which all is not had any more."""
    ground = Ground()
    alpha = Broken("alpha", ground.events)
    ground.alpha = alpha
    ground.follower = ground.another()
    ground.tell(30)
    alpha.is_whole = False
    return ground, alpha


def test_a_match_goes_on_by_the_latest_where_all_of_it_is_not_had() -> None:
    ground, alpha = broken()
    for until in range(31, 91):
        alpha.until = until
        polled(ground.follower, times=2)
    ground.clock.forward(2)
    assert len(ground.store.known.log) == 90
    assert ground.stands
    asked = [each.want for each in alpha.asks[-40:]]
    assert asked.count(Want.WHOLE) >= 15, "all of it is asked for all the same"
    alpha.is_whole = True
    polled(ground.follower, times=3 + 15)
    assert {each.want for each in alpha.asks[-15:]} == {Want.LATEST}


def test_a_provider_that_fails_three_times_in_a_row_may_be_left() -> None:
    ground, alpha = broken()
    alpha.failure = None
    failures = []
    for until in range(31, 80):
        alpha.until = until
        failures.append(polled(ground.follower).failure)
    first = failures.index("unavailable")
    assert failures[first : first + 4] == ["unavailable"] * 3 + [None]


def test_a_ball_that_comes_late_fills_its_gap_though_no_over_is_had() -> None:
    ground, alpha = broken()
    late = ground.events[33].id
    alpha.hidden = {late}
    for until in range(31, 37):
        alpha.until = until
        polled(ground.follower, times=4)
    assert len(ground.store.known.log) == 33
    alpha.hidden = set()
    polled(ground.follower, times=2)
    assert len(ground.store.known.log) == 36
    assert ground.problems == []


@pytest.mark.parametrize("phase", [Phase.LIVE, Phase.FINISHED])
def test_nothing_is_written_before_all_was_said_once(phase: Phase) -> None:
    ground, alpha = broken()
    ground.follower = ground.another()
    alpha.phase, alpha.until = phase, 35
    for _ in range(12):
        assert not polled(ground.follower, fence=2).is_final
    assert {each.want for each in alpha.asks[-12:]} == {Want.WHOLE}
    assert len(ground.store.known.log) == 30
