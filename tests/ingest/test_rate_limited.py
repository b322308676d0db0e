"""Tests that a provider that demands a long pause with 429 is left at once and delays nothing. In
virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import (
    Phase,
    Scoreboard,
    Side,
    Sport,
    Tier,
)
from scrbrd_ingest.policy.failover import LONG_WAIT, RECOVERY
from scrbrd_ingest.ports import NOT_ASKED, NotAsked, PollResult, RateLimited
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from scrbrd_ingest.scheduling.gate import RequestGate
from scrbrd_ingest.scheduling.poll_loop import LoopLimits, LoopParts, PollLoop
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from tests.ingest.doubles import AlwaysOnDuty, run_for
from tests.ingest.scoreboards import FakeScoreboards, MemoryScoreboards
from tests.ingest.virtual import NOON, in_virtual_time, virtual_clock

LIMITED_AT, RETRY_AFTER = 20.0, 600.0


@dataclass
class GatedProvider(FakeScoreboards):
    """A provider behind the request gate; if `is_limited`, it answers 429 once after 20 seconds."""

    gate: RequestGate = field(kw_only=True)
    is_limited: bool = False
    times: list[float] = field(default_factory=list)
    answered_at: dict[str, list[float]] = field(default_factory=dict)

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return the match of a league, with another score in each answer."""
        async with self.gate.request(self.name):
            now = asyncio.get_running_loop().time()
            self.times.append(now)
            if self.is_limited and now >= LIMITED_AT:
                self.is_limited = False
                raise RateLimited("too many", RETRY_AFTER)
            self.answered_at.setdefault(league, []).append(now)
            home, away = Side("h", "H", int(now)), Side("a", "A", 0)
            scoreboard = Scoreboard(
                self.name, league, sport, league, Phase.LIVE, home, away, virtual_clock()
            )
            return [scoreboard]


class ScoreboardOnlyFollower(ScoreboardFollower):
    """A follower that polls only the scoreboard."""

    tiers: tuple[Tier, ...] = (Tier.SCOREBOARD,)


async def follow_matches(
    names: Sequence[str], matches: int, seconds: float
) -> dict[str, GatedProvider]:
    """Follow matches at providers, the first of which answers 429; return the providers."""
    gate = RequestGate(dict.fromkeys(names, 6_000), lambda limit: limit)
    book = HealthBook()
    providers = {name: GatedProvider(name, gate=gate) for name in names}
    providers[names[0]].is_limited = True
    parts = LoopParts(
        AlwaysOnDuty(), gate, book, Metrics(), virtual_clock, lambda: 0.5, LoopLimits(most_polls=4)
    )
    loop = PollLoop(parts)
    loop.set_followers({
        each: ScoreboardOnlyFollower(
            each,
            Sport.BASKETBALL,
            each,
            {name: ScoreboardFeed(provider, each) for name, provider in providers.items()},
            MatchSelector(each, list(names), book, NOON, closed_for=gate.closed_for),
            MemoryScoreboards(),
            virtual_clock,
        )
        for each in (f"m{number}" for number in range(matches))
    })  # fmt: skip
    await run_for(loop, seconds)
    return providers


def test_after_a_429_scores_come_from_the_other_provider_within_seconds() -> None:
    providers = in_virtual_time(follow_matches(["one", "two"], 8, 200.0))
    one, two = providers["one"], providers["two"]
    assert len(two.answered_at) == 8
    for match, times in two.answered_at.items():
        before = one.answered_at[match][-1]
        assert times[0] - before < 10.0, match
        assert max(after - at for at, after in pairwise(times)) < 10.0
    assert max(one.times) < LIMITED_AT + 5.0, "Retry-After is obeyed"


def test_the_first_provider_is_chosen_again_after_its_pause_and_recovery() -> None:
    duration = LIMITED_AT + 1.1 * RETRY_AFTER + RECOVERY.total_seconds() + 30.0
    one = in_virtual_time(follow_matches(["one", "two"], 1, duration))["one"]
    return_times = [at for at in one.times if at > LIMITED_AT + 10.0]
    assert return_times
    assert return_times[0] >= LIMITED_AT + RETRY_AFTER + RECOVERY.total_seconds()


def test_matches_with_a_single_provider_are_polled_again_after_its_pause() -> None:
    one = in_virtual_time(follow_matches(["one"], 3, LIMITED_AT + 1.1 * RETRY_AFTER + 20.0))["one"]
    return_times = [at for at in one.times if at > LIMITED_AT + 10.0]
    assert return_times[0] >= LIMITED_AT + RETRY_AFTER
    assert return_times[0] < LIMITED_AT + 1.1 * RETRY_AFTER + 10.0, (
        "not put off by looking in between"
    )
    assert len(one.answered_at) == 3


def test_a_gate_closed_for_long_refuses_waiting_requests_at_once_too() -> None:
    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        gate = RequestGate({"acme": 60}, lambda _: 0)  # no process has a share: all wait

        async def wait_for_gate() -> float:
            with pytest.raises(NotAsked) as refused:
                async with gate.request("acme"):
                    pytest.fail("it passed")
            assert refused.value.retry_after is not None
            return loop.time() + refused.value.retry_after

        waiting = [asyncio.create_task(wait_for_gate()) for _ in range(3)]
        await asyncio.sleep(5.0)
        gate.close_for("acme", LONG_WAIT / 2)
        await asyncio.sleep(1.0)
        assert not any(each.done() for each in waiting)
        gate.close_for("acme", 600.0)
        opens = [*await asyncio.gather(*waiting), await wait_for_gate()]
        assert loop.time() == pytest.approx(6.0, abs=0.1)
        assert gate.closed_for("acme") == pytest.approx(600.0, abs=0.1)
        assert gate.closed_for("other") == 0.0
        return opens

    assert in_virtual_time(work()) == pytest.approx([606.0] * 4, abs=0.1)


def test_polls_that_sent_no_request_do_not_count_for_a_providers_health() -> None:
    book = HealthBook()
    selector = MatchSelector("m", ["one", "two"], book, NOON)
    for second in range(20):
        at = NOON + timedelta(seconds=second)
        selector.report(PollResult("one", Tier.EVENTS, at, 0.0, failure=NOT_ASKED))
        assert selector.current(at) == "one"
    assert book.providers == []


def test_no_match_changes_to_a_provider_that_is_paused() -> None:
    closed = {"one": 600.0, "two": 300.0}

    def closed_for(name: str) -> float:
        return closed.get(name, 0.0)

    order = ["one", "two", "three"]
    selector = MatchSelector("m", order, HealthBook(), NOON, closed_for=closed_for)
    assert selector.current(NOON) == "three"
    closed["three"] = 60.0
    assert selector.current(NOON) == "three", "there is nobody to go to"
    for seconds in range(0, 900, 5):
        assert selector.current(NOON + timedelta(seconds=seconds)) == "three"
