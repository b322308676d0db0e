"""Tests when a match is closed, reopened, and no longer polled. In virtual time."""

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
from scrbrd_ingest.policy.polling_pace import (
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
from tests.ingest.doubles import (
    FakeFollower,
    good_result,
    metric_value,
    poll_loop_over,
    run_followers,
    run_for,
)
from tests.ingest.followed_match import FollowedMatch
from tests.ingest.memory import poll_events
from tests.ingest.provider_events import START
from tests.ingest.virtual import NOON, in_virtual_time

STALE_AFTER = most_silence(Sport.SOCCER, Phase.LIVE).total_seconds()


class ClosableFollower(FakeFollower):
    """A follower that can be closed; the first call fails."""

    close_calls = 0
    why: CloseReason | None = None

    async def close(self, fence: int, why: CloseReason) -> None:
        """Store the reason; raise at the first call."""
        assert fence == 1
        self.close_calls += 1
        if self.close_calls == 1:
            raise OSError("not now")
        self.why = why


def rarely_polled_match(
    answer: Callable[[Tier, int], PollResult] | None = None,
) -> ClosableFollower:
    """Return a match that is rarely polled; closing it works at once."""
    match = ClosableFollower(
        sport=Sport.SOCCER, tiers=(Tier.STATS,), poll_seconds=0.0, answer=answer
    )
    match.close_calls = 1
    return match


END_POLLING_SECONDS = POLLED_AFTER_END_FOR.total_seconds()


def final_result(tier: Tier, **fields: Any) -> PollResult:
    """Return the result for a match that has ended and was read completely."""
    return good_result(tier, is_final=True, phase=Phase.FINISHED, **fields)


def test_a_finished_match_is_polled_ever_more_rarely_and_then_no_longer() -> None:
    match = ClosableFollower(answer=lambda tier, _: final_result(tier))

    async def work() -> None:
        loop = poll_loop_over(match)
        task = asyncio.create_task(loop.run())
        for _ in range(3):
            await asyncio.sleep(END_POLLING_SECONDS)
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
    assert END_POLLING_SECONDS < times[-1] < END_POLLING_SECONDS + 300.0
    assert (match.close_calls, match.why) == (2, CloseReason.ENDED)


def test_a_match_does_not_end_when_a_provider_reports_an_interval_as_its_end() -> None:
    match = FollowedMatch()
    numbers = [each.place.innings for each in match.events]
    match.alpha.phase, match.alpha.until = Phase.FINISHED, numbers.index(2)
    at_interval = poll_events(match.follower, times=2)
    match.alpha.until = len(match.events)
    at_end = poll_events(match.follower, times=3)
    assert (at_interval.is_final, at_end.is_final) == (True, True)
    pace = MatchPace(Sport.CRICKET, START, START)
    interval, end = (after_poll(pace, replace(each, changes=0)) for each in (at_interval, at_end))
    later = START + POLLED_AFTER_END_FOR + timedelta(seconds=1)
    assert (has_ended(interval, later), has_ended(end, later)) == (False, True)
    assert has_ended(interval, START + POLLED_WHEN_UNDECIDED_FOR + timedelta(seconds=1))


def test_a_match_whose_end_is_withdrawn_in_time_is_followed_as_before() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return (
            final_result(tier)
            if 60.0 < at < 60.0 + END_POLLING_SECONDS - 300.0
            else good_result(tier, changes=1)
        )

    match = ClosableFollower(answer=answer)
    in_virtual_time(run_followers(match, seconds=END_POLLING_SECONDS + 600.0))
    later = [at for at in match.times() if at > END_POLLING_SECONDS]
    assert len(later) > 500
    assert match.close_calls == 0


def test_a_revision_after_the_end_restarts_the_time_until_closing() -> None:
    revised_at = END_POLLING_SECONDS - 100.0

    def answer(tier: Tier, _fence: int) -> PollResult:
        at = asyncio.get_running_loop().time()
        return final_result(tier, changes=int(revised_at < at < revised_at + 150.0))

    match = ClosableFollower(answer=answer)
    in_virtual_time(run_followers(match, seconds=2 * END_POLLING_SECONDS + 900.0))
    assert END_POLLING_SECONDS + revised_at < match.times()[-1] < 2 * END_POLLING_SECONDS + 400.0


def test_a_finished_match_is_closed_although_its_provider_removed_its_pages() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        if asyncio.get_running_loop().time() < 30.0:
            return final_result(tier)
        return good_result(tier, failure="bad_answer")

    match = ClosableFollower(answer=answer)
    in_virtual_time(run_followers(match, seconds=2 * END_POLLING_SECONDS))
    assert match.why is CloseReason.ENDED
    assert match.times()[-1] < END_POLLING_SECONDS + 200.0


def test_a_match_closed_as_stale_is_no_longer_polled_after_two_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(poll_loop, "LONGEST_SLEEP", 3_600.0)  # two days are many seconds
    match = rarely_polled_match()
    stale_seconds = POLLED_WHEN_STALE_FOR.total_seconds()
    in_virtual_time(run_followers(match, seconds=STALE_AFTER + stale_seconds + 1_000.0))
    assert match.times(Tier.STATS)[-1] == pytest.approx(STALE_AFTER + stale_seconds, abs=400.0)
    assert (match.close_calls, match.why) == (3, CloseReason.ENDED)


def test_a_match_closed_long_ago_is_polled_once_by_the_next_worker() -> None:
    long_ago = NOON - POLLED_WHEN_STALE_FOR - timedelta(minutes=1)
    match = rarely_polled_match(lambda tier, _: good_result(tier, closed_at=long_ago))
    in_virtual_time(run_followers(match, seconds=600.0))
    assert len(match.polls) == 1
    assert match.why is CloseReason.ENDED


def test_an_ended_match_is_polled_again_when_it_gets_another_provider() -> None:
    before = FakeFollower(answer=lambda tier, _: final_result(tier))
    after = FakeFollower()

    async def work() -> None:
        loop = poll_loop_over(before)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(END_POLLING_SECONDS + 300.0)
        assert loop.match_ids == []
        loop.set_followers({"m": before})
        assert loop.match_ids == []
        loop.set_followers({"m": after})
        await asyncio.sleep(5.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert after.polls


def test_a_match_without_changes_is_closed_as_stale_and_polled_rarely() -> None:
    match, metrics = (
        ClosableFollower(sport=Sport.SOCCER, tiers=(Tier.STATS,), poll_seconds=0.0),
        Metrics(),
    )

    async def work() -> None:
        await run_for(poll_loop_over(match, metrics=metrics), STALE_AFTER + 1_200.0)

    in_virtual_time(work())
    assert match.close_calls == 2, "once more after it failed, and then no more"
    later = [at for at in match.times(Tier.STATS) if at > STALE_AFTER + 100.0]
    waits = [after - before for before, after in pairwise(later)]
    assert waits == pytest.approx([120.0] * len(waits))
    assert len(waits) >= 8
    assert metric_value(metrics.registry, "stale_matches_total", sport="soccer") == 1
    assert metric_value(metrics.registry, "live_matches", sport="soccer") == 0


def test_a_later_change_reopens_a_match_closed_as_stale() -> None:
    resumes_at = STALE_AFTER + 1_200.0

    def answer(tier: Tier, _fence: int) -> PollResult:
        return good_result(tier, changes=int(asyncio.get_running_loop().time() > resumes_at))

    match, metrics = rarely_polled_match(answer), Metrics()

    async def work() -> None:
        await run_for(poll_loop_over(match, metrics=metrics), resumes_at + 600.0)

    in_virtual_time(work())
    assert match.close_calls == 2
    waits = [after - before for before, after in pairwise(match.times(Tier.STATS))]
    assert waits[-1] == pytest.approx(30.0, rel=0.11)
    assert metric_value(metrics.registry, "live_matches", sport="soccer") == 1


def test_the_silence_of_a_match_starts_anew_when_a_worker_takes_it_over() -> None:
    class NextWorkerDuty:
        """The duty of a worker that gets the match after another worker has stopped."""

        fence: int | None = 1

        def follows(self, _match_id: str) -> bool:
            return asyncio.get_running_loop().time() > STALE_AFTER + 60.0

    match = rarely_polled_match()

    async def work() -> None:
        await run_for(poll_loop_over(match, duty=NextWorkerDuty()), STALE_AFTER + 600.0)

    in_virtual_time(work())
    assert len(match.polls) >= 10
    assert match.close_calls == 1


def test_the_silence_of_a_match_starts_anew_when_it_returns_to_a_worker() -> None:
    class InterruptedDuty:
        """The duty of a worker that loses the match for a while; the fence numbers grow."""

        fence: int | None = 1

        def follows(self, _match_id: str) -> bool:
            return self.fence != 2

    duty, match = InterruptedDuty(), rarely_polled_match()

    async def work() -> None:
        loop = poll_loop_over(match, duty=duty)
        task = asyncio.create_task(loop.run())
        await asyncio.sleep(STALE_AFTER - 60.0)
        duty.fence = 2
        await asyncio.sleep(300.0)
        duty.fence = 3
        await asyncio.sleep(STALE_AFTER - 60.0)
        task.cancel()
        await asyncio.wait([task])

    in_virtual_time(work())
    assert {fence for _, _, fence in match.polls} == {1, 3}
    assert match.close_calls == 1, "it is closed"


def test_a_match_is_not_closed_while_its_provider_does_not_answer() -> None:
    def answer(tier: Tier, _fence: int) -> PollResult:
        if 600.0 < asyncio.get_running_loop().time() < STALE_AFTER + 900.0:
            return good_result(tier, failure="unavailable")
        return good_result(tier)

    match = rarely_polled_match(answer)

    async def work() -> None:
        await run_for(poll_loop_over(match), STALE_AFTER + 1_800.0)

    in_virtual_time(work())
    assert match.close_calls == 1, "nobody answered for two hours: that is no silence of the match"


@pytest.mark.parametrize(("starts_after", "is_closed"), [(72, False), (None, False), (10, True)])
def test_a_fixture_is_not_closed_before_two_days_after_its_start(
    starts_after: int | None, is_closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_loop, "LONGEST_SLEEP", 3_600.0)  # sixty hours are many seconds
    starts_at = None if starts_after is None else NOON + timedelta(hours=starts_after)

    def answer(tier: Tier, _fence: int) -> PollResult:
        return good_result(tier, phase=Phase.SCHEDULED, starts_at=starts_at)

    match = rarely_polled_match(answer)

    async def work() -> None:
        await run_for(poll_loop_over(match), 60 * 3_600.0)

    in_virtual_time(work())
    assert match.close_calls == 1 + is_closed
    if is_closed:
        assert match.times(Tier.STATS)[-1] > 58 * 3_600.0
