"""Tests the metrics of the poll loop. In virtual time."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Tier
from scrbrd_ingest.ports import PollResult
from tests.ingest.doubles import FakeFollower, good_result, metric_value, poll_loop_over, run_for
from tests.ingest.virtual import in_virtual_time


def test_the_metrics_include_live_matches_and_silent_ones() -> None:
    metrics = Metrics()

    def answer(tier: Tier, _fence: int) -> PollResult:
        if asyncio.get_running_loop().time() < 10.0:
            return good_result(tier)
        return good_result(tier, failure="unavailable")

    async def work() -> None:
        matches = [FakeFollower("a"), FakeFollower("b", answer=answer)]
        await run_for(poll_loop_over(*matches, metrics=metrics), 40.0)

    in_virtual_time(work())
    assert metric_value(metrics.registry, "live_matches", sport="cricket") == 2
    assert metric_value(metrics.registry, "live_matches", sport="soccer") == 0
    assert metric_value(metrics.registry, "scorecard_staleness_seconds") == pytest.approx(30, abs=2)
    assert metric_value(metrics.registry, "scheduler_active_tasks") == 0, "none is left behind"


def test_the_metrics_include_balls_and_matches_that_do_not_reach_the_log() -> None:
    metrics = Metrics()

    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        if at < 10.0:
            return good_result(tier, changes=1, waiting=3, is_withheld=True)
        if at < 20.0:
            return good_result(tier, failure="unavailable")
        return good_result(tier, waiting=0)

    def gauges() -> list[float]:
        names = ("waiting_balls", "matches_not_written", "live_news_age_seconds")
        return [metric_value(metrics.registry, each) for each in names]

    async def work() -> None:
        other = FakeFollower("b", answer=lambda tier, _: good_result(tier, waiting=2, changes=1))
        loop = poll_loop_over(FakeFollower("a", answer=answer), other, metrics=metrics)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(15.0)
        assert gauges() == [5, 1, pytest.approx(5, abs=2)], "a failed poll takes nothing back"
        await asyncio.sleep(45.0)
        assert gauges() == [2, 0, pytest.approx(50, abs=2)]
        assert metric_value(metrics.registry, "scorecard_staleness_seconds") < 3.0, "answers come"
        loop.set_followers({})
        await asyncio.sleep(2.0)
        assert gauges() == [0, 0, 0]
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
