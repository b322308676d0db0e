"""The loop that polls: on time, in order of urgency. In virtual time."""

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
from tests.ingest.doubles import FakeFollower, good, loop_of, run_for, run_for_of, sample
from tests.ingest.virtual import in_virtual_time


class Over(FakeFollower):
    """A match whose feed shows the newest ball alone, one each ten seconds."""

    def __init__(self) -> None:
        super().__init__(answer=self._newest)
        self.captured: list[int] = []

    def _newest(self, tier: Tier, _fence: int) -> PollResult:
        ball = int(asyncio.get_running_loop().time() // 10) + 1
        is_new = ball <= 6 and ball not in self.captured
        if is_new:
            self.captured.append(ball)
        return good(tier, changes=int(is_new))


def test_six_balls_in_sixty_seconds_are_all_captured_in_order() -> None:
    over = Over()
    in_virtual_time(run_for_of(over, seconds=61.0))
    assert over.captured == [1, 2, 3, 4, 5, 6]
    waits = [after - before for before, after in pairwise(over.times())]
    assert max(waits) < 1.2


def test_the_tiers_of_a_match_are_polled_apart_and_never_two_at_a_time() -> None:
    match = FakeFollower(sport=Sport.SOCCER, tiers=tuple(Tier), takes=0.4)
    in_virtual_time(run_for_of(match, seconds=61.0))
    assert len(match.times(Tier.SCOREBOARD)) == pytest.approx(20, abs=2)
    assert len(match.times(Tier.EVENTS)) == pytest.approx(10, abs=2)
    assert len(match.times(Tier.STATS)) == 3
    assert match.most_at_once == 1


def test_a_poll_that_waits_for_its_turn_does_not_hang() -> None:
    metrics = Metrics()

    async def work() -> int:
        gate = RequestGate({"acme": 2}, lambda limit: limit)

        class Asking(FakeFollower):
            async def poll(self, tier: Tier, fence: int) -> PollResult:
                async with gate.request("acme"):
                    return await super().poll(tier, fence)

        matches = [Asking(str(number)) for number in range(4)]
        limits = LoopLimits(hangs_after=5.0)
        await run_for(loop_of(*matches, metrics=metrics, gate=gate, limits=limits), 130.0)
        return sum(len(each.polls) for each in matches)

    assert 4 <= in_virtual_time(work()) <= 6
    assert sample(metrics.registry, "follower_failures_total", kind="hung") == 0


def test_the_final_overs_of_a_close_match_come_first() -> None:
    order = list[str]()

    class Noting(FakeFollower):
        async def poll(self, tier: Tier, fence: int) -> PollResult:
            order.append(self.match_id)
            return await super().poll(tier, fence)

    def importance(value: float, phase: Phase) -> FakeFollower:
        def answer(tier: Tier, _fence: int) -> PollResult:
            return good(tier, importance=value, phase=phase)

        return Noting(f"{phase}-{value}", takes=0.5, answer=answer)

    matches = [
        importance(0.0, Phase.BREAK), importance(0.0, Phase.LIVE), importance(1.0, Phase.LIVE),
    ]  # fmt: skip

    async def work() -> None:
        await run_for(loop_of(*matches, limits=LoopLimits(most_polls=1)), 120.0)

    in_virtual_time(work())
    final, live, rest = (order.count(f"{p}-{i}") for p, i in (
        ("live", 1.0), ("live", 0.0), ("break", 0.0)
    ))  # fmt: skip
    assert final >= live > rest > 0, "and nobody starves"


def limited_until(until: float) -> FakeFollower:
    """A match whose provider answers 429 up to a time."""

    def answer(tier: Tier, _fence: int) -> PollResult:
        if asyncio.get_running_loop().time() < until:
            return good(tier, failure="rate_limited", retry_after=7.0)
        return good(tier)

    return FakeFollower(answer=answer)


def test_retry_after_is_obeyed_and_the_pace_comes_back_to_a_second() -> None:
    match = limited_until(30.0)
    in_virtual_time(run_for_of(match, seconds=300.0))
    times = match.times()
    waits = [after - before for before, after in pairwise(times)]
    during = [wait for at, wait in zip(times, waits, strict=False) if at < 30.0]
    assert min(during) >= 7.0
    behind = [wait for at, wait in zip(times, waits, strict=False) if at >= 30.0]
    assert behind[0] > 2.0, "slowed by the 429s"
    assert behind[-1] == pytest.approx(1.0, abs=0.11)
    assert all(after < before + 1e-6 for before, after in pairwise(behind)), "it decays"


def test_fast_updates_are_off_at_once() -> None:
    match = FakeFollower()

    async def work() -> None:
        loop = loop_of(match)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(20.01)
        loop.set_flags(read_flags({Flag.FAST_UPDATES: False}, {}))
        await asyncio.sleep(50.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    behind = [at for at in match.times() if at > 20.02]
    waits = [after - before for before, after in pairwise(behind)]
    assert waits == pytest.approx([2.5] * len(waits))
    assert len(waits) >= 18


@pytest.mark.parametrize("is_on", [True, False])
def test_a_change_of_the_scoreboard_has_the_events_polled_at_once(is_on: bool) -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return good(tier, changes=int(tier is Tier.SCOREBOARD and 9.0 < at < 10.0))

    tiers = (Tier.SCOREBOARD, Tier.EVENTS)
    match = FakeFollower(sport=Sport.SOCCER, tiers=tiers, answer=answer)

    async def work() -> None:
        loop = loop_of(match)
        loop.set_flags(read_flags({Flag.IMMEDIATE_PUSH: is_on}, {}))
        await run_for(loop, 11.0)

    in_virtual_time(work())
    # At 0 and 6 by its interval; the goal is on the scoreboard at 9.
    assert len(match.times(Tier.EVENTS)) == (3 if is_on else 2)


def test_a_match_that_is_listed_otherwise_is_asked_of_its_new_follower() -> None:
    before, after = FakeFollower(takes=4.0), FakeFollower(takes=0.1)

    async def work() -> None:
        loop = loop_of(before)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(10.0)
        loop.set_followers({"m": after})
        polls_before = len(before.polls)
        await asyncio.sleep(10.0)
        assert len(before.polls) == polls_before
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    ended = [at + before.takes for at in before.times()]
    assert after.times()[0] >= ended[-1], "two polls of one match at a time"
    assert len(after.polls) >= 5
