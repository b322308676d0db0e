"""The loop that polls: on time, in order of urgency, whatever its followers do. In virtual time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from prometheus_client import CollectorRegistry

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy.flags import Flag, read_flags
from scrbrd_ingest.policy.staleness import most_silence
from scrbrd_ingest.ports import FencedOut, Polled
from scrbrd_ingest.scheduling import poll_loop
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.poll_loop import LoopLimits
from tests.ingest.doubles import FakeFollower, good, loop_of, run_for
from tests.ingest.virtual import NOON, in_virtual_time


def sample(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """The value of a sample, 0 where there is none yet."""
    return registry.get_sample_value(name, labels) or 0.0


class Over(FakeFollower):
    """A match whose feed shows the newest ball alone, one each ten seconds."""

    def __init__(self) -> None:
        super().__init__(answer=self._newest)
        self.captured: list[int] = []

    def _newest(self, tier: Tier, _fence: int) -> Polled:
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


async def run_for_of(*followers: FakeFollower, seconds: float) -> None:
    """Run a loop over followers."""
    await run_for(loop_of(*followers), seconds)


def test_the_tiers_of_a_match_are_polled_apart_and_never_two_at_a_time() -> None:
    match = FakeFollower(sport=Sport.SOCCER, tiers=tuple(Tier), takes=0.4)
    in_virtual_time(run_for_of(match, seconds=61.0))
    assert len(match.times(Tier.SCOREBOARD)) == pytest.approx(20, abs=2)
    assert len(match.times(Tier.EVENTS)) == pytest.approx(10, abs=2)
    assert len(match.times(Tier.STATS)) == 3
    assert match.most_at_once == 1


def raising(_tier: Tier, _fence: int) -> Polled:
    raise ZeroDivisionError("a bug of one follower")


def test_a_follower_that_raises_ends_no_other(caplog: pytest.LogCaptureFixture) -> None:
    bad, well = FakeFollower("bad", answer=raising), FakeFollower("well")
    metrics = Metrics()

    async def work() -> None:
        await run_for(loop_of(bad, well, metrics=metrics), 60.0)

    in_virtual_time(work())
    assert len(well.polled) > 50
    assert 5 <= len(bad.polled) <= 12, "it is tried again, ever more seldom"
    raised = sample(metrics.registry, "follower_failures_total", kind="raised")
    assert raised == len(bad.polled)
    assert "match bad raised" in caplog.text
    assert "ZeroDivisionError" in caplog.text


class Deaf(FakeFollower):
    """A follower that hangs, and does not end when it is cancelled, until some time."""

    async def poll(self, tier: Tier, fence: int) -> Polled:
        """Hang until 100 seconds have gone."""
        loop = asyncio.get_running_loop()
        self.polled.append((tier, loop.time(), fence))
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
    assert len(well.polled) > 90
    hung = sample(metrics.registry, "follower_failures_total", kind="hung")
    stuck = sample(metrics.registry, "follower_failures_total", kind="stuck")
    assert stuck == is_deaf
    if is_deaf:
        assert (hung, len(hanging.polled)) == (1, 1), "never two polls of one match"
    else:
        assert hung >= 5


def test_a_poll_that_waits_for_its_turn_does_not_hang() -> None:
    metrics = Metrics()

    async def work() -> int:
        gate = RequestGate({"acme": 2}, lambda limit: limit)

        class Asking(FakeFollower):
            async def poll(self, tier: Tier, fence: int) -> Polled:
                async with gate.request("acme"):
                    return await super().poll(tier, fence)

        matches = [Asking(str(number)) for number in range(4)]
        limits = LoopLimits(hangs_after=5.0)
        await run_for(loop_of(*matches, metrics=metrics, gate=gate, limits=limits), 130.0)
        return sum(len(each.polled) for each in matches)

    assert 4 <= in_virtual_time(work()) <= 6
    assert sample(metrics.registry, "follower_failures_total", kind="hung") == 0


def test_the_final_overs_of_a_close_match_come_first() -> None:
    order = list[str]()

    class Noting(FakeFollower):
        async def poll(self, tier: Tier, fence: int) -> Polled:
            order.append(self.match_id)
            return await super().poll(tier, fence)

    def importance(value: float, phase: Phase) -> FakeFollower:
        def answer(tier: Tier, _fence: int) -> Polled:
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

    def answer(tier: Tier, _fence: int) -> Polled:
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
    def answer(tier: Tier, _fence: int) -> Polled:
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


def test_who_is_fenced_out_writes_no_more_under_that_number() -> None:
    class Changing:
        fence: int | None = 3

        def follows(self, _match_id: str) -> bool:
            return True

    def refusing(tier: Tier, fence: int) -> Polled:
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
    fences = [fence for _, _, fence in match.polled]
    assert fences[0] == 3
    assert set(fences[1:]) == {5}
    assert sample(metrics.registry, "fenced_writes_total") == 1


def test_a_match_that_is_over_is_asked_no_more_while_it_is_listed() -> None:
    match = FakeFollower(answer=lambda tier, _: good(tier, is_final=True, phase=Phase.FINISHED))

    async def work() -> None:
        loop = loop_of(match)
        task = asyncio.create_task(loop.run())
        for _ in range(3):
            await asyncio.sleep(10.0)
            loop.set_followers({"m": match})
        assert loop.match_ids == []
        loop.set_followers({})
        loop.set_followers({"m": match})
        assert loop.match_ids == ["m"]
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert len(match.polled) == 1


class Closing(FakeFollower):
    """A follower that can be closed; the first time it fails."""

    closes = 0

    async def close(self, fence: int) -> None:
        """Close, at the second time."""
        assert fence == 1
        self.closes += 1
        if self.closes == 1:
            raise OSError("not now")


def test_a_match_that_is_listed_otherwise_is_asked_of_its_new_follower() -> None:
    before, after = FakeFollower(takes=4.0), FakeFollower(takes=0.1)

    async def work() -> None:
        loop = loop_of(before)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(10.0)
        loop.set_followers({"m": after})
        asked = len(before.polled)
        await asyncio.sleep(10.0)
        assert len(before.polled) == asked
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    ended = [at + before.takes for at in before.times()]
    assert after.times()[0] >= ended[-1], "two polls of one match at a time"
    assert len(after.polled) >= 5


def test_a_match_that_ended_begins_again_where_it_has_another_provider() -> None:
    over = FakeFollower(answer=lambda tier, _: good(tier, is_final=True))
    after = FakeFollower()

    async def work() -> None:
        loop = loop_of(over)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(5.0)
        assert loop.match_ids == []
        loop.set_followers({"m": over})
        assert loop.match_ids == []
        loop.set_followers({"m": after})
        await asyncio.sleep(5.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert after.polled


SILENCE = most_silence(Sport.SOCCER, Phase.LIVE).total_seconds()


def quiet(answer: Callable[[Tier, int], Polled] | None = None) -> Closing:
    """A match of which seldom anything is asked; closing it works at once."""
    match = Closing(sport=Sport.SOCCER, tiers=(Tier.STATS,), takes=0.0, answer=answer)
    match.closes = 1
    return match


def test_a_match_without_news_is_closed_as_stale_and_asked_seldom() -> None:
    match, metrics = Closing(sport=Sport.SOCCER, tiers=(Tier.STATS,), takes=0.0), Metrics()

    async def work() -> None:
        await run_for(loop_of(match, metrics=metrics), SILENCE + 1_200.0)

    in_virtual_time(work())
    assert match.closes == 2, "once more after it failed, and then no more"
    behind = [at for at in match.times(Tier.STATS) if at > SILENCE + 100.0]
    waits = [after - before for before, after in pairwise(behind)]
    assert waits == pytest.approx([120.0] * len(waits))
    assert len(waits) >= 8
    assert sample(metrics.registry, "stale_matches_total", sport="soccer") == 1
    assert sample(metrics.registry, "live_matches", sport="soccer") == 0


def test_a_later_answer_opens_a_match_that_was_closed_as_stale() -> None:
    goes_on = SILENCE + 1_200.0

    def answer(tier: Tier, _fence: int) -> Polled:
        return good(tier, changes=int(asyncio.get_running_loop().time() > goes_on))

    match, metrics = quiet(answer), Metrics()

    async def work() -> None:
        await run_for(loop_of(match, metrics=metrics), goes_on + 600.0)

    in_virtual_time(work())
    assert match.closes == 2
    waits = [after - before for before, after in pairwise(match.times(Tier.STATS))]
    assert waits[-1] == pytest.approx(30.0, rel=0.11)
    assert sample(metrics.registry, "live_matches", sport="soccer") == 1


def test_who_takes_a_match_over_begins_its_time_anew() -> None:
    class Second:
        """The duty of a worker that gets the match when another has died."""

        fence: int | None = 1

        def follows(self, _match_id: str) -> bool:
            return asyncio.get_running_loop().time() > SILENCE + 60.0

    match = quiet()

    async def work() -> None:
        await run_for(loop_of(match, duty=Second()), SILENCE + 600.0)

    in_virtual_time(work())
    assert len(match.polled) >= 10
    assert match.closes == 1


def test_a_match_that_came_back_to_a_worker_begins_its_time_anew() -> None:
    class Moving:
        """The duty of a worker that another stood in for, under numbers that grow."""

        fence: int | None = 1

        def follows(self, _match_id: str) -> bool:
            return self.fence != 2

    duty, match = Moving(), quiet()

    async def work() -> None:
        loop = loop_of(match, duty=duty)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(SILENCE - 60.0)
        duty.fence = 2
        await asyncio.sleep(300.0)
        duty.fence = 3
        await asyncio.sleep(SILENCE - 60.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert {fence for _, _, fence in match.polled} == {1, 3}
    assert match.closes == 1, "it is closed"


def test_a_match_is_not_closed_while_nobody_answers() -> None:
    def answer(tier: Tier, _fence: int) -> Polled:
        if 600.0 < asyncio.get_running_loop().time() < SILENCE + 900.0:
            return good(tier, failure="unavailable")
        return good(tier)

    match = quiet(answer)

    async def work() -> None:
        await run_for(loop_of(match), SILENCE + 1_800.0)

    in_virtual_time(work())
    assert match.closes == 1, "nobody answered for two hours: that is no silence of the match"


@pytest.mark.parametrize(("starts_after", "is_closed"), [(72, False), (None, False), (10, True)])
def test_a_fixture_is_not_closed_before_two_days_after_its_start(
    starts_after: int | None, is_closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_loop, "LOOK_AGAIN", 3_600.0)  # sixty hours are many seconds
    starts = None if starts_after is None else NOON + timedelta(hours=starts_after)

    def answer(tier: Tier, _fence: int) -> Polled:
        return good(tier, phase=Phase.SCHEDULED, starts_at=starts)

    match = quiet(answer)

    async def work() -> None:
        await run_for(loop_of(match), 60 * 3_600.0)

    in_virtual_time(work())
    assert match.closes == 1 + is_closed
    if is_closed:
        assert match.times(Tier.STATS)[-1] > 58 * 3_600.0


def test_the_metrics_tell_of_live_matches_and_of_silent_ones() -> None:
    metrics = Metrics()

    def answer(tier: Tier, _fence: int) -> Polled:
        if asyncio.get_running_loop().time() < 10.0:
            return good(tier)
        return good(tier, failure="unavailable")

    async def work() -> None:
        matches = [FakeFollower("a"), FakeFollower("b", answer=answer)]
        await run_for(loop_of(*matches, metrics=metrics), 40.0)

    in_virtual_time(work())
    assert sample(metrics.registry, "live_matches", sport="cricket") == 2
    assert sample(metrics.registry, "live_matches", sport="soccer") == 0
    assert sample(metrics.registry, "scorecard_staleness_seconds") == pytest.approx(30, abs=2)
    assert sample(metrics.registry, "scheduler_active_tasks") == 0, "none is left behind"


def test_the_metrics_tell_what_does_not_reach_the_log() -> None:
    metrics = Metrics()

    def answer(tier: Tier, _fence: int) -> Polled:
        at = asyncio.get_running_loop().time()
        if at < 10.0:
            return good(tier, changes=1, waiting=3, is_withheld=True)
        if at < 20.0:
            return good(tier, failure="unavailable")
        return good(tier, waiting=0)

    def told() -> list[float]:
        names = ("waiting_balls", "matches_not_written", "live_news_age_seconds")
        return [sample(metrics.registry, each) for each in names]

    async def work() -> None:
        other = FakeFollower("b", answer=lambda tier, _: good(tier, waiting=2, changes=1))
        loop = loop_of(FakeFollower("a", answer=answer), other, metrics=metrics)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(15.0)
        assert told() == [5, 1, pytest.approx(5, abs=2)], "a failed poll takes nothing back"
        await asyncio.sleep(45.0)
        assert told() == [2, 0, pytest.approx(50, abs=2)]
        assert sample(metrics.registry, "scorecard_staleness_seconds") < 3.0, "answers come"
        loop.set_followers({})
        await asyncio.sleep(2.0)
        assert told() == [0, 0, 0]
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())


def test_a_cancelled_loop_ends_its_polls(caplog: pytest.LogCaptureFixture) -> None:
    match = FakeFollower(takes=500.0)
    with caplog.at_level(logging.ERROR):
        in_virtual_time(run_for_of(match, seconds=10.0))
    assert match.at_once == 0
    assert caplog.text == ""
