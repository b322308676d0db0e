"""Tests that the poll loop continues when followers fail or hang. In virtual time."""

from __future__ import annotations

import asyncio
import logging
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import FencedOut, PollResult
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


def raise_error(_tier: Tier, _fence: int) -> PollResult:
    raise ZeroDivisionError("a bug of one follower")


def test_a_follower_that_raises_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    failing, healthy = FakeFollower("bad", answer=raise_error), FakeFollower("well")
    metrics = Metrics()

    async def work() -> None:
        await run_for(poll_loop_over(failing, healthy, metrics=metrics), 60.0)

    in_virtual_time(work())
    assert len(healthy.polls) > 50
    assert 5 <= len(failing.polls) <= 12, "it is tried again, ever more seldom"
    raised = metric_value(metrics.registry, "follower_failures_total", kind="raised")
    assert raised == len(failing.polls)
    assert "match bad raised" in caplog.text
    assert "ZeroDivisionError" in caplog.text


class UncancellableFollower(FakeFollower):
    """A follower that hangs and ignores its cancellation until 100 seconds have passed."""

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Hang until 100 seconds have passed."""
        loop = asyncio.get_running_loop()
        self.polls.append((tier, loop.time(), fence))
        while loop.time() < 100.0:
            try:
                await asyncio.sleep(100.0)
            except asyncio.CancelledError:
                continue
        return good_result(tier)


@pytest.mark.parametrize("ignores_cancel", [False, True], ids=["ends", "ignores-cancel"])
def test_a_follower_that_hangs_is_cancelled_and_stops_no_other(ignores_cancel: bool) -> None:
    hanging = (
        UncancellableFollower("hangs")
        if ignores_cancel
        else FakeFollower("hangs", poll_seconds=1e6)
    )
    healthy, metrics = FakeFollower("well"), Metrics()

    async def work() -> None:
        limits = LoopLimits(hangs_after=5.0, grace=1.0)
        await run_for(poll_loop_over(hanging, healthy, metrics=metrics, limits=limits), 99.0)

    in_virtual_time(work())
    assert len(healthy.polls) > 90
    hung = metric_value(metrics.registry, "follower_failures_total", kind="hung")
    stuck = metric_value(metrics.registry, "follower_failures_total", kind="stuck")
    assert stuck == ignores_cancel
    if ignores_cancel:
        assert (hung, len(hanging.polls)) == (1, 1), "never two polls of one match"
    else:
        assert hung >= 5


def test_no_other_tier_of_a_match_is_polled_while_a_poll_hangs() -> None:
    hanging = UncancellableFollower("hangs", sport=Sport.SOCCER, tiers=tuple(Tier))

    async def work() -> None:
        await run_for(poll_loop_over(hanging, limits=LoopLimits(hangs_after=5.0, grace=1.0)), 99.0)

    in_virtual_time(work())
    assert len(hanging.polls) == 1


@pytest.mark.parametrize("ignores_cancel", [False, True], ids=["slow", "ignores-cancel"])
def test_a_relisted_match_waits_for_its_poll_under_way(ignores_cancel: bool) -> None:
    first = UncancellableFollower("m") if ignores_cancel else FakeFollower("m", poll_seconds=60.0)
    second = FakeFollower("m")

    async def work() -> None:
        loop = poll_loop_over(
            first, limits=LoopLimits(hangs_after=5.0 if ignores_cancel else 80.0, grace=1.0)
        )
        task = asyncio.create_task(loop.run())
        for seconds, followers in ((2.0, {}), (20.0, {"m": second}), (20.0, {"m": second})):
            await asyncio.sleep(seconds)
            loop.set_followers(followers)
        assert second.polls == []
        await asyncio.sleep(70.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert second.polls


def test_a_fenced_out_match_is_not_polled_again_under_the_same_number() -> None:
    class ChangingDuty:
        fence: int | None = 3

        def follows(self, _match_id: str) -> bool:
            return True

    def refuse_fence(tier: Tier, fence: int) -> PollResult:
        if fence == 3:
            raise FencedOut("4 was seen")
        return good_result(tier)

    duty, match, metrics = ChangingDuty(), FakeFollower(answer=refuse_fence), Metrics()

    async def work() -> None:
        task = asyncio.create_task(poll_loop_over(match, duty=duty, metrics=metrics).run())
        await asyncio.sleep(20.0)
        duty.fence = None
        await asyncio.sleep(20.0)
        duty.fence = 5
        await asyncio.sleep(20.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    fences = [fence for _, _, fence in match.polls]
    assert fences[0] == 3
    assert set(fences[1:]) == {5}
    assert metric_value(metrics.registry, "fenced_writes_total") == 1


def test_a_cancelled_loop_ends_its_polls(caplog: pytest.LogCaptureFixture) -> None:
    match = FakeFollower(poll_seconds=500.0)
    with caplog.at_level(logging.ERROR):
        in_virtual_time(run_followers(match, seconds=10.0))
    assert match.running_polls == 0
    assert caplog.text == ""


def test_the_failures_of_one_provider_do_not_slow_the_polls_of_the_next() -> None:
    """Failures and 429s belong to a provider; the next provider is polled at its own pace."""
    polled_at: list[float] = []

    def answer(tier: Tier, _fence: int) -> PollResult:
        now = asyncio.get_running_loop().time()
        if now < 100.0:
            return good_result(tier, provider="one", failure="rate_limited", retry_after=1.0)
        polled_at.append(now)
        failure = "unavailable" if len(polled_at) < 3 else None
        return good_result(tier, provider="two", failure=failure)

    in_virtual_time(run_followers(FakeFollower("m", answer=answer), seconds=260.0))
    seconds_to_third, later = (
        polled_at[2] - polled_at[0],
        [each for each in polled_at if each > polled_at[0] + 12.0],
    )
    assert seconds_to_third < 6.0, "two failures, and then it answers"
    assert max(b - a for a, b in pairwise(later)) < 2.0, "and is asked each second from then on"
