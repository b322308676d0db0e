"""Tests the poll loop: polls on time, in order of urgency. In virtual time."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy.flags import Flag, read_flags
from scrbrd_ingest.ports import PollResult
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.poll_loop import LoopLimits
from tests.ingest.doubles import (
    FakeFollower,
    good_result,
    metric_value,
    poll_loop_over,
    run_followers,
    run_for,
)
from tests.ingest.virtual import in_virtual_time


class NewestBallFollower(FakeFollower):
    """A follower whose feed shows only the newest ball, with a new one every ten seconds."""

    def __init__(self) -> None:
        super().__init__(answer=self._newest)
        self.captured: list[int] = []

    def _newest(self, tier: Tier, _fence: int) -> PollResult:
        ball = int(asyncio.get_running_loop().time() // 10) + 1
        is_new = ball <= 6 and ball not in self.captured
        if is_new:
            self.captured.append(ball)
        return good_result(tier, changes=int(is_new))


def test_six_balls_in_sixty_seconds_are_all_captured_in_order() -> None:
    follower = NewestBallFollower()
    in_virtual_time(run_followers(follower, seconds=61.0))
    assert follower.captured == [1, 2, 3, 4, 5, 6]
    waits = [after - before for before, after in pairwise(follower.times())]
    assert max(waits) < 1.2


def test_the_tiers_of_a_match_are_polled_separately_and_never_two_at_a_time() -> None:
    match = FakeFollower(sport=Sport.SOCCER, tiers=tuple(Tier), poll_seconds=0.4)
    in_virtual_time(run_followers(match, seconds=61.0))
    assert len(match.times(Tier.SCOREBOARD)) == pytest.approx(20, abs=2)
    assert len(match.times(Tier.EVENTS)) == pytest.approx(10, abs=2)
    assert len(match.times(Tier.STATS)) == 3
    assert match.most_running_polls == 1


def test_a_poll_that_waits_for_the_request_gate_does_not_count_as_hung() -> None:
    metrics = Metrics()

    async def work() -> int:
        gate = RequestGate({"acme": 2}, lambda limit: limit)

        class GatedFollower(FakeFollower):
            async def poll(self, tier: Tier, fence: int) -> PollResult:
                async with gate.request("acme"):
                    return await super().poll(tier, fence)

        matches = [GatedFollower(str(number)) for number in range(4)]
        limits = LoopLimits(hangs_after=5.0)
        await run_for(poll_loop_over(*matches, metrics=metrics, gate=gate, limits=limits), 130.0)
        return sum(len(each.polls) for each in matches)

    assert 4 <= in_virtual_time(work()) <= 6
    assert metric_value(metrics.registry, "follower_failures_total", kind="hung") == 0


def test_the_final_overs_of_a_close_match_are_polled_first() -> None:
    order = list[str]()

    class RecordingFollower(FakeFollower):
        async def poll(self, tier: Tier, fence: int) -> PollResult:
            order.append(self.match_id)
            return await super().poll(tier, fence)

    def follower_of(value: float, phase: Phase) -> FakeFollower:
        def answer(tier: Tier, _fence: int) -> PollResult:
            return good_result(tier, importance=value, phase=phase)

        return RecordingFollower(f"{phase}-{value}", poll_seconds=0.5, answer=answer)

    matches = [
        follower_of(0.0, Phase.BREAK), follower_of(0.0, Phase.LIVE), follower_of(1.0, Phase.LIVE),
    ]  # fmt: skip

    async def work() -> None:
        await run_for(poll_loop_over(*matches, limits=LoopLimits(most_polls=1)), 120.0)

    in_virtual_time(work())
    final, live, rest = (order.count(f"{p}-{i}") for p, i in (
        ("live", 1.0), ("live", 0.0), ("break", 0.0)
    ))  # fmt: skip
    assert final >= live > rest > 0, "and nobody starves"


def limited_until(until: float) -> FakeFollower:
    """Return a follower whose provider answers 429 until a time."""

    def answer(tier: Tier, _fence: int) -> PollResult:
        if asyncio.get_running_loop().time() < until:
            return good_result(tier, failure="rate_limited", retry_after=7.0)
        return good_result(tier)

    return FakeFollower(answer=answer)


def test_retry_after_is_obeyed_and_the_interval_returns_to_a_second() -> None:
    match = limited_until(30.0)
    in_virtual_time(run_followers(match, seconds=300.0))
    times = match.times()
    waits = [after - before for before, after in pairwise(times)]
    during = [wait for at, wait in zip(times, waits, strict=False) if at < 30.0]
    assert min(during) >= 7.0
    later = [wait for at, wait in zip(times, waits, strict=False) if at >= 30.0]
    assert later[0] > 2.0, "slowed by the 429s"
    assert later[-1] == pytest.approx(1.0, abs=0.11)
    assert all(after < before + 1e-6 for before, after in pairwise(later)), "it decays"


def test_fast_updates_can_be_switched_off_at_once() -> None:
    match = FakeFollower()

    async def work() -> None:
        loop = poll_loop_over(match)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(20.01)
        loop.set_flags(read_flags({Flag.FAST_UPDATES: False}, {}))
        await asyncio.sleep(50.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    later = [at for at in match.times() if at > 20.02]
    waits = [after - before for before, after in pairwise(later)]
    assert waits == pytest.approx([2.5] * len(waits))
    assert len(waits) >= 18


@pytest.mark.parametrize("is_on", [True, False])
def test_a_change_of_the_scoreboard_triggers_a_poll_of_the_events_at_once(is_on: bool) -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return good_result(tier, changes=int(tier is Tier.SCOREBOARD and 9.0 < at < 10.0))

    tiers = (Tier.SCOREBOARD, Tier.EVENTS)
    match = FakeFollower(sport=Sport.SOCCER, tiers=tiers, answer=answer)

    async def work() -> None:
        loop = poll_loop_over(match)
        loop.set_flags(read_flags({Flag.IMMEDIATE_PUSH: is_on}, {}))
        await run_for(loop, 11.0)

    in_virtual_time(work())
    # Events are polled at 0 and 6 by interval; the goal is on the scoreboard at 9.
    assert len(match.times(Tier.EVENTS)) == (3 if is_on else 2)


def test_a_match_listed_with_other_settings_is_polled_by_its_new_follower() -> None:
    before, after = FakeFollower(poll_seconds=4.0), FakeFollower(poll_seconds=0.1)

    async def work() -> None:
        loop = poll_loop_over(before)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(10.0)
        loop.set_followers({"m": after})
        polls_before = len(before.polls)
        await asyncio.sleep(10.0)
        assert len(before.polls) == polls_before
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    ended = [at + before.poll_seconds for at in before.times()]
    assert after.times()[0] >= ended[-1], "two polls of one match at a time"
    assert len(after.polls) >= 5
