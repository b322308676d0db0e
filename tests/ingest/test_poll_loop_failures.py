"""The poll loop continues whatever its followers do. In virtual time."""

from __future__ import annotations

import asyncio
import logging
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import FencedOut, PollResult
from scrbrd_ingest.scheduling.poll_loop import LoopLimits
from tests.ingest.doubles import FakeFollower, good, loop_of, run_for, run_for_of, sample
from tests.ingest.virtual import in_virtual_time


def raising(_tier: Tier, _fence: int) -> PollResult:
    raise ZeroDivisionError("a bug of one follower")


def test_a_follower_that_raises_ends_no_other(caplog: pytest.LogCaptureFixture) -> None:
    bad, well = FakeFollower("bad", answer=raising), FakeFollower("well")
    metrics = Metrics()

    async def work() -> None:
        await run_for(loop_of(bad, well, metrics=metrics), 60.0)

    in_virtual_time(work())
    assert len(well.polls) > 50
    assert 5 <= len(bad.polls) <= 12, "it is tried again, ever more seldom"
    raised = sample(metrics.registry, "follower_failures_total", kind="raised")
    assert raised == len(bad.polls)
    assert "match bad raised" in caplog.text
    assert "ZeroDivisionError" in caplog.text


class Deaf(FakeFollower):
    """A follower that hangs, and does not end when it is cancelled, until some time."""

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Hang until 100 seconds have gone."""
        loop = asyncio.get_running_loop()
        self.polls.append((tier, loop.time(), fence))
        while loop.time() < 100.0:
            try:
                await asyncio.sleep(100.0)
            except asyncio.CancelledError:
                continue
        return good(tier)


@pytest.mark.parametrize("is_deaf", [False, True], ids=["ends", "is-deaf"])
def test_a_follower_that_hangs_is_cut_and_ends_no_other(is_deaf: bool) -> None:
    hanging = Deaf("hangs") if is_deaf else FakeFollower("hangs", takes=1e6)
    well, metrics = FakeFollower("well"), Metrics()

    async def work() -> None:
        limits = LoopLimits(hangs_after=5.0, grace=1.0)
        await run_for(loop_of(hanging, well, metrics=metrics, limits=limits), 99.0)

    in_virtual_time(work())
    assert len(well.polls) > 90
    hung = sample(metrics.registry, "follower_failures_total", kind="hung")
    stuck = sample(metrics.registry, "follower_failures_total", kind="stuck")
    assert stuck == is_deaf
    if is_deaf:
        assert (hung, len(hanging.polls)) == (1, 1), "never two polls of one match"
    else:
        assert hung >= 5


def test_no_other_tier_of_a_match_is_polled_beside_a_poll_that_does_not_end() -> None:
    hanging = Deaf("hangs", sport=Sport.SOCCER, tiers=tuple(Tier))

    async def work() -> None:
        await run_for(loop_of(hanging, limits=LoopLimits(hangs_after=5.0, grace=1.0)), 99.0)

    in_virtual_time(work())
    assert len(hanging.polls) == 1


@pytest.mark.parametrize("is_deaf", [False, True], ids=["slow", "is-deaf"])
def test_a_match_that_is_listed_anew_waits_for_its_poll_under_way(is_deaf: bool) -> None:
    first = Deaf("m") if is_deaf else FakeFollower("m", takes=60.0)
    second = FakeFollower("m")

    async def work() -> None:
        loop = loop_of(first, limits=LoopLimits(hangs_after=5.0 if is_deaf else 80.0, grace=1.0))
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


def test_who_is_fenced_out_writes_no_more_under_that_number() -> None:
    class Changing:
        fence: int | None = 3

        def follows(self, _match_id: str) -> bool:
            return True

    def refusing(tier: Tier, fence: int) -> PollResult:
        if fence == 3:
            raise FencedOut("4 was seen")
        return good(tier)

    duty, match, metrics = Changing(), FakeFollower(answer=refusing), Metrics()

    async def work() -> None:
        task = asyncio.create_task(loop_of(match, duty=duty, metrics=metrics).run())
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
    assert sample(metrics.registry, "fenced_writes_total") == 1


def test_a_cancelled_loop_ends_its_polls(caplog: pytest.LogCaptureFixture) -> None:
    match = FakeFollower(takes=500.0)
    with caplog.at_level(logging.ERROR):
        in_virtual_time(run_for_of(match, seconds=10.0))
    assert match.at_once == 0
    assert caplog.text == ""


def test_what_one_provider_was_left_for_does_not_slow_the_next() -> None:
    """Its failures and 429s are of the provider; the next one is asked at the pace of its own."""
    polled_at: list[float] = []

    def answer(tier: Tier, _fence: int) -> PollResult:
        now = asyncio.get_running_loop().time()
        if now < 100.0:
            return good(tier, provider="one", failure="rate_limited", retry_after=1.0)
        polled_at.append(now)
        failure = "unavailable" if len(polled_at) < 3 else None
        return good(tier, provider="two", failure=failure)

    in_virtual_time(run_for_of(FakeFollower("m", answer=answer), seconds=260.0))
    third, later = (
        polled_at[2] - polled_at[0],
        [each for each in polled_at if each > polled_at[0] + 12.0],
    )
    assert third < 6.0, "two failures, and then it answers"
    assert max(b - a for a, b in pairwise(later)) < 2.0, "and is asked each second from then on"
