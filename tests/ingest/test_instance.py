"""Tests several processes in virtual time: which one leads, which poll, and the cost of a kill."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Tier
from scrbrd_ingest.policy.flags import Flag
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, NotAsked, PollResult
from scrbrd_ingest.provider_selector import HealthBook
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time
from scrbrd_ingest.scheduling.instance import Instance, Intervals
from scrbrd_ingest.scheduling.leadership import Leading
from scrbrd_ingest.scheduling.lease_holder import Holder
from scrbrd_ingest.scheduling.poll_loop import LoopParts, PollLoop
from scrbrd_ingest.scheduling.worker_lease import Working
from tests.ingest.doubles import (
    FakeBoard,
    FakeFollower,
    FakeRoster,
    FixedFollowList,
    NoSpectators,
    SharedMatch,
    good_result,
)
from tests.ingest.virtual import in_virtual_time, virtual_clock

LEASE = 15.0
MATCHES = [f"m{number}" for number in range(12)]


class Deployment:
    """The shared state of the processes: leases, the board and the documents of the matches."""

    def __init__(self) -> None:
        self.roster, self.board = FakeRoster(), FakeBoard()
        self.matches = {each: SharedMatch() for each in MATCHES}

    def start_process(self, name: str) -> Process:
        """Start a process."""
        holder, metrics = Holder(name, LEASE), Metrics()
        working = Working(self.roster, self.board, holder, metrics)
        leading = Leading(self.roster, self.board, holder, metrics)
        gate = RequestGate({"acme": 6_000}, working.share)
        parts = LoopParts(working, gate, HealthBook(), metrics, virtual_clock, lambda: 0.5)
        followers = {each: WritingFollower(each, name, self.matches[each]) for each in MATCHES}
        instance = Instance(
            leading, working, PollLoop(parts), FixedFollowList(dict(followers)), NoSpectators(),
            Intervals(lease=LEASE), {}, loop_time,
        )  # fmt: skip
        stop = asyncio.Event()
        return Process(name, instance, metrics, stop, asyncio.create_task(instance.run(stop)))


class RateLimitedFollower(FakeFollower):
    """A follower behind the request gate; one request of all followers is answered with 429."""

    def __init__(self, match_id: str, gate: RequestGate, answers: list[PollResult]) -> None:
        super().__init__(match_id)
        self._gate, self._answers = gate, answers
        self.requested_at: list[float] = []

    async def poll(self, tier: Tier, fence: int) -> PollResult:
        """Send a request if the gate allows it."""
        try:
            async with self._gate.request("acme"):
                self.requested_at.append(loop_time())
                await super().poll(tier, fence)
                return (
                    self._answers.pop() if self._answers and loop_time() > 40 else good_result(tier)
                )
        except NotAsked as closed:
            return good_result(tier, failure=NOT_ASKED, retry_after=closed.retry_after)


@pytest.mark.parametrize("is_down", [False, True], ids=["", "the-board-is-down-at-first"])
def test_a_429_received_by_one_process_pauses_all_processes(is_down: bool) -> None:
    async def work() -> None:
        deployment = Deployment()
        unsent_429 = [good_result(failure=RATE_LIMITED, retry_after=300.0)]
        processes, followers = list[Process](), list[RateLimitedFollower]()
        for name in "abc":
            process = deployment.start_process(name)
            gate = process.instance.loop._parts.gate
            followers_by_match = {
                each: RateLimitedFollower(each, gate, unsent_429) for each in MATCHES
            }
            object.__setattr__(
                process.instance, "follow_list", FixedFollowList(dict(followers_by_match))
            )
            processes.append(process)
            followers += followers_by_match.values()
        await asyncio.sleep(40.0)
        deployment.board.is_down = is_down
        await asyncio.sleep(4.0)
        deployment.board.is_down = False
        await asyncio.sleep(600.0)
        requested_at = sorted(at for each in followers for at in each.requested_at)
        gap = max(pairwise(requested_at), key=lambda each: each[1] - each[0])
        assert not unsent_429
        assert gap[0] < 40.0 + 4.0 * is_down + 4.0, "the plan is looked at every two seconds"
        assert gap[1] - gap[0] > 290.0
        polled_again = {
            each.match_id for each in followers if max(each.requested_at, default=0) > 600
        }
        assert polled_again == set(MATCHES)
        for process in processes:
            await process.end()

    in_virtual_time(work())


class WritingFollower(FakeFollower):
    """A follower that writes its match at each poll, with its fence number."""

    def __init__(self, match_id: str, process: str, shared: SharedMatch) -> None:
        super().__init__(match_id, answer=self._write)
        self._process, self._shared = process, shared

    def _write(self, tier: Tier, fence: int) -> PollResult:
        self._shared.write(self._process, fence)
        return good_result(tier, changes=1)


@dataclass
class Process:
    """A running process."""

    name: str
    instance: Instance
    metrics: Metrics
    stop: asyncio.Event
    task: asyncio.Task[None]

    @property
    def is_leader(self) -> bool:
        """Whether the process is the leader."""
        return self.instance.leading.is_leader and not self.task.done()

    def value(self, name: str, **labels: str) -> float:
        """Return the value of a metric."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def kill(self) -> None:
        """Stop the process abruptly: its leases stay held."""

        async def skip_release() -> None:
            return None

        object.__setattr__(self.instance.working, "release", skip_release)
        object.__setattr__(self.instance.leading, "release", skip_release)
        self.task.cancel()
        await asyncio.wait([self.task])

    async def end(self) -> None:
        """Stop the process as SIGTERM does."""
        self.stop.set()
        await self.task


def assert_fences_in_order(deployment: Deployment) -> None:
    """Assert that each match's fence numbers never fall, and each belongs to one process."""
    for match in deployment.matches.values():
        fences = [fence for _, _, fence in match.writers]
        assert fences == sorted(fences)
        by_fence: dict[int, set[str]] = {}
        for _, writer, fence in match.writers:
            by_fence.setdefault(fence, set()).add(writer)
        assert all(len(each) == 1 for each in by_fence.values())


def longest_write_pause(deployment: Deployment) -> float:
    """Return the longest time without a write to a match, in seconds."""
    return max(
        after[0] - before[0]
        for match in deployment.matches.values()
        for before, after in pairwise(match.writers)
    )


def test_one_process_leads_and_all_share_the_matches() -> None:
    async def work() -> None:
        deployment = Deployment()
        processes = [deployment.start_process(each) for each in "abc"]
        await asyncio.sleep(60.0)
        assert [each.is_leader for each in processes].count(True) == 1
        assert sum(each.value("scheduler_is_leader") for each in processes) == 1
        recent_writers = {
            writer
            for match in deployment.matches.values()
            for at, writer, _ in match.writers
            if at > 40.0
        }
        assert recent_writers == {"a", "b", "c"}
        shares = [each.value("scheduler_share") for each in processes]
        assert sum(shares) <= 1.0
        assert min(shares) > 0.0
        for each in processes:
            assert each.instance.why_not_ready() is None
            assert each.instance.why_unhealthy() is None
            await each.end()
        assert_fences_in_order(deployment)
        assert longest_write_pause(deployment) < 5.0

    in_virtual_time(work())


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "ended"])
def test_the_standby_leads_and_polls_within_the_lease(is_killed: bool) -> None:
    async def work() -> None:
        deployment = Deployment()
        processes = [deployment.start_process(each) for each in "abc"]
        await asyncio.sleep(40.0)
        [leader] = [each for each in processes if each.is_leader]
        others = [each for each in processes if each is not leader]
        stopped_at = asyncio.get_running_loop().time()
        await (leader.kill() if is_killed else leader.end())
        while not any(each.is_leader for each in others):
            await asyncio.sleep(0.1)
        elapsed = asyncio.get_running_loop().time() - stopped_at
        assert elapsed <= (LEASE + 0.5 if is_killed else 2.0)
        await asyncio.sleep(30.0)
        assert sum(each.value("scheduler_leader_changes_total") for each in others) == 1
        assert deployment.roster.stored["leader"].fence == 2
        now = asyncio.get_running_loop().time()
        for match in deployment.matches.values():
            assert now - match.writers[-1][0] < 3.0, "every match is polled"
        for each in others:
            await each.end()
        assert_fences_in_order(deployment)
        # The lease must expire, a plan must be made, and the other processes must read it.
        assert longest_write_pause(deployment) < (LEASE + 6.0 if is_killed else 6.0)

    in_virtual_time(work())


def test_a_process_without_the_store_stops_and_writes_nothing_more() -> None:
    async def work() -> None:
        deployment = Deployment()
        process = deployment.start_process("a")
        await asyncio.sleep(20.0)
        assert process.instance.why_not_ready() is None
        deployment.roster.is_down = deployment.board.is_down = True
        await asyncio.sleep(LEASE + 3.0)
        assert process.value("scheduler_is_leader") == 0
        assert process.instance.why_not_ready() is not None
        writes = [len(each.writers) for each in deployment.matches.values()]
        await asyncio.sleep(30.0)
        assert [len(each.writers) for each in deployment.matches.values()] == writes
        deployment.roster.is_down = deployment.board.is_down = False
        await asyncio.sleep(20.0)
        assert process.value("scheduler_is_leader") == 1
        assert process.value("lease_failures_total", lease="worker", reason="unknown") >= 1
        # Its earlier share may still count; it polls again after a minute at most.
        await asyncio.sleep(70.0)
        assert all(len(each.writers) > writes[0] for each in deployment.matches.values())
        await process.end()
        assert_fences_in_order(deployment)

    in_virtual_time(work())


def test_flags_of_the_document_take_effect_within_seconds() -> None:
    async def work() -> None:
        deployment = Deployment()
        process = deployment.start_process("a")
        await asyncio.sleep(20.0)
        deployment.board.flags = {
            Flag.FAST_UPDATES: False,
            "matches": {"m1": {Flag.FAST_UPDATES: True}},
        }
        await asyncio.sleep(30.0)
        assert process.value("feature_enabled", flag=Flag.FAST_UPDATES) == 0
        for match_id, least, most in (("m0", 2.4, 2.6), ("m1", 0.9, 1.2)):
            times = [at for at, _, _ in deployment.matches[match_id].writers if at > 25.0]
            waits = [after - before for before, after in pairwise(times)]
            assert least < min(waits)
            assert max(waits) < most
        await process.end()

    in_virtual_time(work())


def test_a_failing_follow_list_does_not_end_the_process(caplog: pytest.LogCaptureFixture) -> None:
    class FailingFollowList(FixedFollowList):
        calls = 0

        async def followers(self) -> dict[str, FakeFollower]:
            FailingFollowList.calls += 1
            if FailingFollowList.calls == 2:
                raise OSError("the list cannot be read")
            return {}

    async def work() -> None:
        deployment = Deployment()
        process = deployment.start_process("a")
        object.__setattr__(process.instance, "follow_list", FailingFollowList({}))
        await asyncio.sleep(60.0)
        assert not process.task.done()
        await process.end()

    in_virtual_time(work())
    assert FailingFollowList.calls > 2
    assert "looking after the matches failed" in caplog.text
