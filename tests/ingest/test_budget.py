"""Tests that all processes together keep a provider's limit in every minute, whatever happens."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrbrd_ingest.policy import budget
from scrbrd_ingest.policy.budget import PERIOD, WHOLE, Grant, RequestWindow, next_grants
from scrbrd_ingest.policy.leases import NOBODY, StoredLease, Tenure, may_renew, number_to_take
from scrbrd_ingest.policy.plan import Plan, next_plan, worker_key
from scrbrd_ingest.scheduling.context import CURRENT, PollContext
from scrbrd_ingest.scheduling.gate import RequestGate
from tests.ingest.virtual import NOON, in_virtual_time

LEASE = 15.0
LIMIT = 90
SECONDS = 60.0


@given(st.integers(0, WHOLE), st.integers(0, 100_000))
def test_the_requests_of_a_share_never_exceed_its_part_of_the_limit(parts: int, limit: int) -> None:
    assert budget.requests_of(parts, limit) * WHOLE <= limit * parts
    assert budget.requests_of(WHOLE, limit) == limit


@given(st.integers(1, 12), st.integers(0, 3))
def test_workers_that_start_together_get_equal_shares_and_a_spare_is_kept(
    workers: int, spare: int
) -> None:
    live = [f"worker-{number}.1" for number in range(workers)]
    grants = next_grants((), live, NOON, LEASE, spare)
    assert {each.parts for each in grants} == {WHOLE // (workers + spare)}
    assert budget.occupied_parts(grants, NOON) <= WHOLE
    assert next_grants(grants, live, NOON + timedelta(hours=1), LEASE, spare) == grants


def test_a_new_worker_starts_with_the_spare_share() -> None:
    grants_of_one = next_grants((), ["a"], NOON, LEASE, 1)
    grants_of_two = next_grants(grants_of_one, ["a", "b"], NOON, LEASE, 1)
    assert budget.parts_of("b", grants_of_two) == WHOLE // 3


def test_a_share_is_lowered_from_the_time_when_its_worker_certainly_knows() -> None:
    grants_of_one = next_grants((), ["a"], NOON, LEASE, 0)
    grants_of_two = next_grants(grants_of_one, ["a", "b"], NOON, LEASE, 0)
    known_at = NOON + timedelta(seconds=2 * LEASE)
    assert grants_of_two == (Grant("a", WHOLE, known_at), Grant("a", WHOLE // 2))
    just_before = known_at + PERIOD - timedelta(microseconds=1)
    assert budget.parts_of("b", next_grants(grants_of_two, ["a", "b"], just_before, LEASE, 0)) == 0
    later = next_grants(grants_of_two, ["a", "b"], known_at + PERIOD, LEASE, 0)
    assert later == (Grant("a", WHOLE // 2), Grant("b", WHOLE // 2))


def test_the_share_of_a_stopped_worker_is_reassigned_a_minute_later() -> None:
    grants_of_two = next_grants((), ["a", "b"], NOON, LEASE, 0)
    grants_without_b = next_grants(grants_of_two, ["a"], NOON, LEASE, 0)
    assert budget.parts_of("a", grants_without_b) == WHOLE // 2
    assert budget.parts_of("b", grants_without_b) == 0
    later = next_grants(grants_without_b, ["a"], NOON + PERIOD, LEASE, 0)
    assert later == (Grant("a", WHOLE),)


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcdef")), st.integers(0, 90), st.integers(0, 2)),
        max_size=30,
    )
)
def test_the_grants_never_sum_to_more_than_the_whole(
    steps: list[tuple[set[str], int, int]],
) -> None:
    grants, now = tuple[Grant, ...](), NOON
    for live, seconds, spare in steps:
        now += timedelta(seconds=seconds)
        grants = next_grants(grants, live, now, LEASE, spare)
        assert budget.occupied_parts(grants, now) <= WHOLE
        assert set(budget.workers_of(grants)) <= live
        for worker in live:
            assert sum(g.worker == worker and g.until is None for g in grants) <= 1


@given(
    st.lists(st.tuples(st.floats(0.0, 20.0), st.integers(0, 12)), max_size=120),
)
def test_a_window_passes_at_most_the_largest_share_of_any_minute(
    steps: list[tuple[float, int]],
) -> None:
    window, now = RequestWindow(), 0.0
    request_times, shares = list[float](), list[tuple[float, int]]()
    for wait, share in steps:
        now += wait
        shares.append((now, share))
        while window.wait(now, share) <= 0:
            window.add(now)
            request_times.append(now)
    for end in request_times:
        inside = [each for each in request_times if end - SECONDS < each <= end]
        assert len(inside) <= max(share for at, share in shares if end - SECONDS < at <= end)


def test_a_window_returns_the_wait_until_the_next_request() -> None:
    window = RequestWindow(deque([0.0, 1.0, 2.0]))
    assert window.wait(10.0, 4) == 0.0
    assert window.wait(10.0, 3) == pytest.approx(51.0)
    assert window.wait(10.0, 1) == pytest.approx(53.0)
    assert window.wait(10.0, 0) == float("inf")


@dataclass
class Server:
    """The lease documents and the plan, with the server's clock."""

    now: float = 0.0
    leases: dict[str, StoredLease] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    leader_fence: int = 1
    has_leader: bool = True

    @property
    def time(self) -> datetime:
        return NOON + timedelta(seconds=self.now)

    def update_plan(self) -> None:
        """Let the leader update the plan once; a new leader continues from the stored plan."""
        live = {
            worker_key(name, each.fence)
            for name, each in self.leases.items()
            if each.is_held(self.time)
        }
        plan = next_plan(self.plan, self.leader_fence, live, self.time, LEASE, 1)
        self.plan = plan or self.plan


@dataclass
class Process:
    """A worker that makes every allowed request; its clock differs by `skew` seconds.

    If `holds_requests`, it makes no request now and all at once later; if `is_paused`, it renews no
    lease and reads no plan, but makes requests. The server acts at once; answers take `delay`.
    """

    name: str
    skew: float
    delay: float
    tenure: Tenure = field(default_factory=Tenure)
    plan: Plan = field(default_factory=Plan)
    window: RequestWindow = field(default_factory=RequestWindow)
    key: str = ""
    is_paused: bool = False
    holds_requests: bool = False
    due: float = 0.0
    answer: tuple[float, Tenure, Plan] | None = None

    def step(self, server: Server) -> None:
        """Apply an answer that has arrived, and send the next heartbeat when it is due."""
        if self.answer is not None and server.now >= self.answer[0]:
            _, self.tenure, self.plan = self.answer
            self.answer = None
        if self.answer is None and server.now >= self.due:
            self.due = server.now + LEASE / 3
            self._beat(server)

    def _beat(self, server: Server) -> None:
        now = server.now + self.skew
        stored = server.leases.get(self.name)
        if self.tenure.status(now) == "holding":
            if stored is None or not may_renew(stored, self.name, self.tenure.fence, server.time):
                self.tenure = self.tenure.after_loss()
                return
            fence, tenure = stored.fence, self.tenure.after_renewal(now)
        else:
            taken = number_to_take(stored, self.name, server.time)
            assert taken is not None
            fence, tenure = taken, Tenure().after_taking(taken, LEASE, now)
            self.key, self.plan, self.tenure = worker_key(self.name, fence), Plan(), Tenure()
        server.leases[self.name] = StoredLease(self.name, fence, LEASE, server.time)
        self.answer = server.now + self.delay, tenure, server.plan

    def toggle(self, kind: str) -> None:
        """Start or end one of the two kinds of standstill."""
        self.is_paused ^= kind == "pause"
        self.holds_requests ^= kind == "hold"

    def release(self, server: Server) -> None:
        """Release the lease and stop working under it."""
        stored = server.leases.get(self.name)
        self.tenure, self.answer = Tenure(), None
        if stored is not None:
            server.leases[self.name] = StoredLease(NOBODY, stored.fence, 0.0, server.time)

    def make_requests(self, server: Server) -> int:
        """Make all requests that are allowed now; return their number."""
        now, count = server.now + self.skew, 0
        is_sure = self.tenure.status(now) == "holding"
        share = self.plan.share(self.key, LIMIT) if is_sure else 0
        while not self.holds_requests and self.window.wait(now, share) <= 0:
            self.window.add(now)
            count += 1
        return count


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "kill", "release", "pause", "hold", "lead", "no-leader"]),
        st.integers(0, 5),
        st.integers(0, 40),
        st.floats(0.0, 12.0),
    ),
    min_size=4,
    max_size=12,
)


def apply_event(
    kind: str, number: int, delay: float, server: Server, running: dict[int, Process]
) -> None:
    """Start, stop or pause a process, or change or stop the leader."""
    match kind, running.get(number):
        case "join", None:
            # Its lease was never held, or is free again; it knows no earlier requests of it.
            stored = server.leases.get(f"worker-{number}")
            if stored is None or not stored.is_held(server.time):
                running[number] = Process(f"worker-{number}", 1000.0 * number - delay, delay)
        case "kill", Process():
            del running[number]
        case "release", Process() as process:
            process.release(server)
            del running[number]
        case "pause" | "hold", Process() as process:
            process.toggle(kind)
        case (("lead" | "no-leader"), _):
            server.leader_fence += 1
            server.has_leader = kind == "lead"


def requests_made(events: list[tuple[str, int, int, float]]) -> list[float]:
    """Return the times of all processes' requests while the events happen in order."""
    server, running, request_times = Server(), dict[int, Process](), list[float]()
    for kind, number, seconds, delay in [("join", 0, 3, 0.0), ("join", 1, 30, 0.5), *events]:
        apply_event(kind, number, delay, server, running)
        for _ in range(seconds):
            server.now += 1.0
            for each in running.values():
                if not each.is_paused:
                    each.step(server)
            if server.has_leader:
                server.update_plan()
            # A process at a standstill may have requests under way, too.
            for each in running.values():
                request_times += [server.now] * each.make_requests(server)
    return request_times


def most_in_a_minute(times: list[float]) -> int:
    """Return the largest number of requests in any minute, from ordered times."""
    return max((bisect_left(times, t + SECONDS) - bisect_left(times, t) for t in times), default=0)


TWO_WORKERS = [("hold", 0, 20, 0.0), ("hold", 1, 20, 0.0), ("pause", 1, 1, 0.0)]
PLAN_READ_LATE = [
    *TWO_WORKERS, ("join", 2, 0, 0.0), ("hold", 2, 5, 0.0), ("hold", 1, 37, 0.0),
    ("join", 3, 20, 0.0), ("hold", 0, 0, 0.0), ("hold", 2, 10, 0.0),
]  # fmt: skip
"""A worker uses its old share after a smaller one was posted, just before its lease expires."""

LAPSED = [
    *TWO_WORKERS, ("lead", 0, 36, 0.0), ("hold", 1, 40, 0.0), ("lead", 0, 10, 0.0),
    ("join", 2, 2, 0.0), ("hold", 0, 20, 0.0),
]  # fmt: skip
"""A worker whose lease has expired tries to continue, while others get its share."""


@example(PLAN_READ_LATE)
@example(LAPSED)
@given(EVENTS)
def test_the_limit_holds_while_processes_start_stop_pause_and_read_plans_late(
    events: list[tuple[str, int, int, float]],
) -> None:
    request_times = requests_made(events)
    assert request_times, "requests are made at all"
    assert most_in_a_minute(request_times) <= LIMIT


def test_nearly_the_whole_limit_is_used_by_processes_that_keep_running() -> None:
    request_times = requests_made([("join", 2, 300, 0.1)])
    assert most_in_a_minute(request_times) >= 3 * (LIMIT // 4) - 3


def test_an_older_leader_cannot_replace_a_newer_leaders_plan() -> None:
    plan = Plan(4, leader_fence=3)
    with pytest.raises(ValueError, match="leader 3 is newer than 2"):
        next_plan(plan, 2, {"a"}, NOON, LEASE, 1)
    assert next_plan(plan, 3, set(), NOON, LEASE, 1) is None
    newer = next_plan(plan, 4, {"a"}, NOON, LEASE, 1)
    assert newer is not None
    assert (newer.number, newer.leader_fence) == (5, 4)


async def passes(gate: RequestGate, count: int, seconds: float) -> list[float]:
    """Return when requests passed the gate within `seconds`, of `count` made at once."""
    loop, times = asyncio.get_running_loop(), list[float]()

    async def one_request() -> None:
        async with gate.request("acme"):
            times.append(loop.time())

    tasks = [asyncio.create_task(one_request()) for _ in range(count)]
    await asyncio.sleep(seconds)
    for each in tasks:
        each.cancel()
    await asyncio.wait(tasks)
    return times


@pytest.mark.parametrize("limit", [1, 7, 60, 240])
def test_a_gate_spreads_the_share_and_never_passes_more_in_a_minute(limit: int) -> None:
    async def work() -> list[float]:
        return await passes(RequestGate({"acme": limit}, lambda each: each), 3 * limit + 2, 125.0)

    times = in_virtual_time(work())
    for at in times:
        assert sum(at <= each < at + SECONDS for each in times) <= limit
    assert len(times) >= 1.8 * limit, "and it is used"
    if limit >= 60:
        assert sum(each < 10.0 for each in times) <= limit / 3


def test_the_loss_of_a_share_takes_effect_at_once() -> None:
    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        gate = RequestGate({"acme": 60}, lambda each: each if loop.time() < 20.0 else 0)
        return await passes(gate, 90, 200.0)

    times = in_virtual_time(work())
    assert times
    assert max(times) < 20.5


def test_requests_pass_by_priority_and_a_cancelled_one_blocks_no_other() -> None:
    async def work() -> list[str]:
        gate, order = RequestGate({"acme": 6}, lambda each: each), list[str]()

        async def one_request(name: str, priority: float) -> None:
            CURRENT.set(PollContext(priority=priority))
            async with gate.request("acme"):
                order.append(name)

        first = asyncio.create_task(one_request("first", 0.0))
        await first
        cancelled = asyncio.create_task(one_request("gone", 99.0))
        low = asyncio.create_task(one_request("low", 10.0))
        await asyncio.sleep(1.0)
        high = asyncio.create_task(one_request("high", 50.0))
        await asyncio.sleep(1.0)
        cancelled.cancel()
        await asyncio.wait([cancelled, low, high])
        return order

    assert in_virtual_time(work()) == ["first", "high", "low"]


def test_a_closed_gate_passes_no_request_until_it_opens() -> None:
    async def work() -> tuple[float, float]:
        gate = RequestGate({"acme": 60}, lambda each: each)
        gate.close_for("acme", 9.0)
        gate.close_for("acme", 5.0)
        gate.close_for("other", 5.0)
        async with gate.request("acme"):
            return asyncio.get_running_loop().time(), gate.usage("acme")

    at, usage = in_virtual_time(work())
    assert at == pytest.approx(9.0)
    assert usage == pytest.approx(1 / 60)


def test_no_more_requests_are_under_way_than_allowed() -> None:
    async def work() -> int:
        gate = RequestGate({"acme": 6_000}, lambda each: each, most_at_once=3)
        under_way, most = 0, 0

        async def one_request() -> None:
            nonlocal under_way, most
            async with gate.request("acme"):
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(1.0)
                under_way -= 1

        await asyncio.gather(*(one_request() for _ in range(12)))
        return most

    assert in_virtual_time(work()) == 3
