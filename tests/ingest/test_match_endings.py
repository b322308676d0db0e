"""When a match is closed, reopened, and no longer polled. In virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Phase, Sport, Tier
from scrbrd_ingest.policy.pacing import (
    POLLED_AFTER_END_FOR,
    POLLED_WHEN_STALE_FOR,
    POLLED_WHEN_UNDECIDED_FOR,
    MatchPace,
    after_poll,
    has_ended,
)
from scrbrd_ingest.policy.staleness import most_silence
from scrbrd_ingest.ports import CloseReason, PollResult
from scrbrd_ingest.scheduling import poll_loop
from tests.ingest.doubles import FakeFollower, good, loop_of, run_for, run_for_of, sample
from tests.ingest.followed import Ground
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START
from tests.ingest.virtual import NOON, in_virtual_time

SILENCE = most_silence(Sport.SOCCER, Phase.LIVE).total_seconds()


class Closing(FakeFollower):
    """A follower that can be closed; the first time it fails."""

    closes = 0
    why: CloseReason | None = None

    async def close(self, fence: int, why: CloseReason) -> None:
        """Close, at the second time."""
        assert fence == 1
        self.closes += 1
        if self.closes == 1:
            raise OSError("not now")
        self.why = why


def quiet(answer: Callable[[Tier, int], PollResult] | None = None) -> Closing:
    """Return a match that is rarely polled; closing it works at once."""
    match = Closing(sport=Sport.SOCCER, tiers=(Tier.STATS,), takes=0.0, answer=answer)
    match.closes = 1
    return match


OVER = POLLED_AFTER_END_FOR.total_seconds()


def over(tier: Tier, **fields: Any) -> PollResult:
    """Return the result for a match that has ended and was read completely."""
    return good(tier, is_final=True, phase=Phase.FINISHED, **fields)


def test_a_match_that_is_over_is_asked_on_for_a_while_ever_more_seldom_and_then_no_more() -> None:
    match = Closing(answer=lambda tier, _: over(tier))

    async def work() -> None:
        loop = loop_of(match)
        task = asyncio.create_task(loop.run())
        for _ in range(3):
            await asyncio.sleep(OVER)
            loop.set_followers({"m": match})
        assert loop.match_ids == []
        loop.set_followers({})
        loop.set_followers({"m": match})
        assert loop.match_ids == ["m"], "a person has opened it"
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    times = match.times()
    waits = [after - before for before, after in pairwise(times)]
    assert waits[0] == pytest.approx(10.0, rel=0.11)
    assert waits[-1] == pytest.approx(120.0, rel=0.11)
    assert OVER < times[-1] < OVER + 300.0
    assert (match.closes, match.why) == (2, CloseReason.ENDED)


def test_an_interval_that_a_provider_calls_the_end_ends_no_match() -> None:
    ground = Ground()
    numbers = [each.place.innings for each in ground.events]
    ground.alpha.phase, ground.alpha.until = Phase.FINISHED, numbers.index(2)
    at_interval = poll_events(ground.follower, times=2)
    ground.alpha.until = len(ground.events)
    at_end = poll_events(ground.follower, times=3)
    assert (at_interval.is_final, at_end.is_final) == (True, True)
    pace = MatchPace(Sport.CRICKET, START, START)
    interval, end = (after_poll(pace, replace(each, changes=0)) for each in (at_interval, at_end))
    behind = START + POLLED_AFTER_END_FOR + timedelta(seconds=1)
    assert (has_ended(interval, behind), has_ended(end, behind)) == (False, True)
    assert has_ended(interval, START + POLLED_WHEN_UNDECIDED_FOR + timedelta(seconds=1))


def test_an_end_that_is_taken_back_within_the_time_is_followed_as_ever() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return over(tier) if 60.0 < at < 60.0 + OVER - 300.0 else good(tier, changes=1)

    match = Closing(answer=answer)
    in_virtual_time(run_for_of(match, seconds=OVER + 600.0))
    behind = [at for at in match.times() if at > OVER]
    assert len(behind) > 500
    assert match.closes == 0


def test_what_is_revised_after_the_end_begins_the_time_anew() -> None:
    revised = OVER - 100.0

    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return over(tier, changes=int(revised < at < revised + 150.0))

    match = Closing(answer=answer)
    in_virtual_time(run_for_of(match, seconds=2 * OVER + 900.0))
    assert OVER + revised < match.times()[-1] < 2 * OVER + 400.0


def test_a_match_that_is_over_ends_though_its_provider_has_taken_its_pages_away() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        if asyncio.get_running_loop().time() < 30.0:
            return over(tier)
        return good(tier, failure="bad_answer")

    match = Closing(answer=answer)
    in_virtual_time(run_for_of(match, seconds=2 * OVER))
    assert match.why is CloseReason.ENDED
    assert match.times()[-1] < OVER + 200.0


def test_a_match_that_was_closed_as_stale_is_asked_no_more_after_two_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(poll_loop, "LONGEST_SLEEP", 3_600.0)  # two days are many seconds
    match = quiet()
    opened = POLLED_WHEN_STALE_FOR.total_seconds()
    in_virtual_time(run_for_of(match, seconds=SILENCE + opened + 1_000.0))
    assert match.times(Tier.STATS)[-1] == pytest.approx(SILENCE + opened, abs=400.0)
    assert (match.closes, match.why) == (3, CloseReason.ENDED)


def test_who_takes_over_a_match_that_was_closed_long_ago_asks_it_once() -> None:
    long_ago = NOON - POLLED_WHEN_STALE_FOR - timedelta(minutes=1)
    match = quiet(lambda tier, _: good(tier, closed_at=long_ago))
    in_virtual_time(run_for_of(match, seconds=600.0))
    assert len(match.polls) == 1
    assert match.why is CloseReason.ENDED


def test_a_match_that_ended_begins_again_where_it_has_another_provider() -> None:
    before = FakeFollower(answer=lambda tier, _: over(tier))
    after = FakeFollower()

    async def work() -> None:
        loop = loop_of(before)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(OVER + 300.0)
        assert loop.match_ids == []
        loop.set_followers({"m": before})
        assert loop.match_ids == []
        loop.set_followers({"m": after})
        await asyncio.sleep(5.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert after.polls


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

    def answer(tier: Tier, _fence: int) -> PollResult:
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
    assert len(match.polls) >= 10
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
    assert {fence for _, _, fence in match.polls} == {1, 3}
    assert match.closes == 1, "it is closed"


def test_a_match_is_not_closed_while_nobody_answers() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
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
    monkeypatch.setattr(poll_loop, "LONGEST_SLEEP", 3_600.0)  # sixty hours are many seconds
    starts = None if starts_after is None else NOON + timedelta(hours=starts_after)

    def answer(tier: Tier, _fence: int) -> PollResult:
        return good(tier, phase=Phase.SCHEDULED, starts_at=starts)

    match = quiet(answer)

    async def work() -> None:
        await run_for(loop_of(match), 60 * 3_600.0)

    in_virtual_time(work())
    assert match.closes == 1 + is_closed
    if is_closed:
        assert match.times(Tier.STATS)[-1] > 58 * 3_600.0
