"""Tests that no match waits for ever if not all due requests can be sent, however small the
budget."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.policy import budget
from scrbrd_ingest.policy.budget import PERIOD, WHOLE, Grant, least_parts, next_grants
from scrbrd_ingest.policy.plan import Plan, next_plan
from scrbrd_ingest.ports import PollResult
from scrbrd_ingest.scheduling.context import CURRENT, PollContext
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time
from tests.ingest.doubles import FakeFollower, good_result, poll_loop_over, run_for
from tests.ingest.virtual import NOON, in_virtual_time

LEASE = 15.0


class GatedFollower(FakeFollower):
    """A follower whose requests pass a budget; `answered_at` has the times of its answers."""

    def __init__(self, match_id: str, gate: RequestGate, phase: Phase) -> None:
        super().__init__(match_id, answer=lambda tier, _: good_result(tier, phase=phase))
        self._gate = gate
        self.answered_at = [0.0]

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Send a request once the budget allows it."""
        async with self._gate.request("acme"):
            result = await super().poll(tier, fence)
        self.answered_at.append(loop_time())
        return result

    @property
    def longest_wait(self) -> float:
        """The longest time between two answers."""
        ends = [*self.answered_at[1:], loop_time()]
        return max(end - start for start, end in zip(self.answered_at, ends, strict=True))


def test_matches_not_in_play_are_polled_even_if_the_budget_is_too_small_for_all() -> None:
    async def work() -> dict[str, float]:
        gate = RequestGate({"acme": 120}, lambda limit: limit)
        live = [GatedFollower(f"live{number}", gate, Phase.LIVE) for number in range(30)]
        others = [GatedFollower(str(each), gate, each) for each in (Phase.BREAK, Phase.SCHEDULED)]
        await run_for(poll_loop_over(*live, *others, gate=gate), 1_800.0)
        return {each.match_id: each.longest_wait for each in (*others, *live)}

    waits = in_virtual_time(work())
    assert waits["break"] < 130.0
    assert waits["scheduled"] < 240.0
    assert max(waits[f"live{number}"] for number in range(30)) < 40.0, "what is in play comes first"


def test_the_time_that_a_request_has_waited_adds_to_its_priority() -> None:
    async def work() -> list[str]:
        gate, order = RequestGate({"acme": 6}, lambda limit: limit), list[str]()

        async def send_request(name: str, priority: float, waited: float = 0.0) -> None:
            CURRENT.set(PollContext(priority=priority, waited=waited))
            async with gate.request("acme"):
                order.append(name)

        await send_request("first", 0.0)
        tasks = [asyncio.create_task(send_request("early", 10.0))]
        await asyncio.sleep(5.0)
        tasks.append(asyncio.create_task(send_request("more important by 4", 14.0)))
        tasks.append(asyncio.create_task(send_request("waited before", 10.0, waited=4.5)))
        tasks.append(asyncio.create_task(send_request("more important by 6", 16.0)))
        await asyncio.wait(tasks)
        return order

    assert in_virtual_time(work()) == [
        "first", "more important by 6", "early", "waited before", "more important by 4",
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 7, 30])
@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_each_worker_with_a_share_may_send_at_least_one_request_a_minute(
    limit: int, workers: int
) -> None:
    live = {f"worker-{number:02d}.1" for number in range(workers)}
    plan = next_plan(Plan(), 1, live, NOON, LEASE, 1, least_parts([600, limit]))
    assert plan is not None
    workers_with_shares = budget.workers_of(plan.grants)
    assert workers_with_shares, "somebody follows matches"
    shares = [plan.share(each, limit) for each in workers_with_shares]
    assert min(shares) >= 1
    assert sum(shares) <= limit


def test_a_standby_gets_the_share_of_the_only_worker_after_it_stopped() -> None:
    least = least_parts([1])
    grants_of_one = next_grants((), ["a"], NOON, LEASE, 1, least)
    assert grants_of_one == (Grant("a", WHOLE),)
    assert next_grants(grants_of_one, ["a", "b"], NOON, LEASE, 1, least) == grants_of_one
    grants_while_waiting = next_grants(grants_of_one, ["b"], NOON, LEASE, 1, least)
    assert budget.workers_of(grants_while_waiting) == []
    assert next_grants(grants_while_waiting, ["b"], NOON + PERIOD, LEASE, 1, least) == (
        Grant("b", WHOLE),
    )


@given(
    st.lists(st.tuples(st.sets(st.sampled_from("abcdef")), st.integers(0, 90)), max_size=20),
    st.integers(1, 12),
    st.integers(0, 2),
)
def test_every_granted_share_is_at_least_one_request_and_all_fit_the_limit(
    steps: list[tuple[set[str], int]], limit: int, spare: int
) -> None:
    grants, now = tuple[Grant, ...](), NOON
    for live, seconds in steps:
        now += seconds * PERIOD / 61
        grants = next_grants(grants, live, now, LEASE, spare, least_parts([limit]))
        assert budget.occupied_parts(grants, now) <= WHOLE
        for worker in budget.workers_of(grants):
            assert budget.requests_of(budget.parts_of(worker, grants), limit) >= 1


def test_excess_workers_lose_their_share_after_the_limit_was_lowered() -> None:
    grants_of_two = next_grants((), ["a", "b"], NOON, LEASE, 0)
    reduced_grants = next_grants(grants_of_two, ["a", "b"], NOON, LEASE, 0, least_parts([1]))
    assert budget.workers_of(reduced_grants) == ["a"]
    assert budget.occupied_by_worker("b", reduced_grants, NOON + PERIOD) == WHOLE // 2, (
        "it may not know yet"
    )
