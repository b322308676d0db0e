"""Whole processes side by side, in virtual time: who leads, who polls, and what a kill costs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import pairwise

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Tier
from scrbrd_ingest.policy.flags import Flag
from scrbrd_ingest.ports import NOT_ASKED, RATE_LIMITED, NotAsked, PollResult
from scrbrd_ingest.scheduling.gate import RequestGate, loop_time
from scrbrd_ingest.scheduling.holding import Holder
from scrbrd_ingest.scheduling.instance import Instance, Intervals
from scrbrd_ingest.scheduling.leading import Leading
from scrbrd_ingest.scheduling.poll_loop import LoopParts, PollLoop
from scrbrd_ingest.scheduling.working import Working
from scrbrd_ingest.selecting import HealthBook
from tests.ingest.doubles import (
    FakeBoard,
    FakeFollower,
    FakeRoster,
    FixedList,
    Nobody,
    SharedMatch,
    good,
)
from tests.ingest.virtual import in_virtual_time, virtual_clock

LEASE = 15.0
MATCHES = [f"m{number}" for number in range(12)]


class Stage:
    """What the processes share: leases, the board, and the documents of the matches."""

    def __init__(self) -> None:
        self.roster, self.board = FakeRoster(), FakeBoard()
        self.matches = {each: SharedMatch() for each in MATCHES}

    def process(self, name: str) -> Process:
        """Start a process."""
        holder, metrics = Holder(name, LEASE), Metrics()
        working = Working(self.roster, self.board, holder, metrics)
        leading = Leading(self.roster, self.board, holder, metrics)
        gate = RequestGate({"acme": 6_000}, working.share)
        parts = LoopParts(working, gate, HealthBook(), metrics, virtual_clock, lambda: 0.5)
        followers = {each: Writer(each, name, self.matches[each]) for each in MATCHES}
        instance = Instance(
            leading, working, PollLoop(parts), FixedList(dict(followers)), Nobody(),
            Intervals(lease=LEASE), {}, loop_time,
        )  # fmt: skip
        stop = asyncio.Event()
        return Process(name, instance, metrics, stop, asyncio.create_task(instance.run(stop)))


class Limited(FakeFollower):
    """A follower behind the gate; its provider answers one request of all with 429."""

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
                return self._answers.pop() if self._answers and loop_time() > 40 else good(tier)
        except NotAsked as closed:
            return good(tier, failure=NOT_ASKED, retry_after=closed.retry_after)


@pytest.mark.parametrize("is_down", [False, True], ids=["", "the-board-is-down-at-first"])
def test_a_429_that_one_process_is_answered_is_heeded_by_all(is_down: bool) -> None:
    async def work() -> None:
        stage = Stage()
        limited = [good(failure=RATE_LIMITED, retry_after=300.0)]
        processes, followers = list[Process](), list[Limited]()
        for name in "abc":
            process = stage.process(name)
            gate = process.instance.loop._parts.gate
            listed = {each: Limited(each, gate, limited) for each in MATCHES}
            object.__setattr__(process.instance, "follow_list", FixedList(dict(listed)))
            processes.append(process)
            followers += listed.values()
        await asyncio.sleep(40.0)
        stage.board.is_down = is_down
        await asyncio.sleep(4.0)
        stage.board.is_down = False
        await asyncio.sleep(600.0)
        requested_at = sorted(at for each in followers for at in each.requested_at)
        gap = max(pairwise(requested_at), key=lambda each: each[1] - each[0])
        assert not limited
        assert gap[0] < 40.0 + 4.0 * is_down + 4.0, "the plan is looked at every two seconds"
        assert gap[1] - gap[0] > 290.0
        again = {each.match_id for each in followers if max(each.requested_at, default=0) > 600}
        assert again == set(MATCHES)
        for process in processes:
            await process.end()

    in_virtual_time(work())


class Writer(FakeFollower):
    """A follower that writes its match at each poll, under its number."""

    def __init__(self, match_id: str, process: str, shared: SharedMatch) -> None:
        super().__init__(match_id, answer=self._write)
        self._process, self._shared = process, shared

    def _write(self, tier: Tier, fence: int) -> PollResult:
        self._shared.write(self._process, fence)
        return good(tier, changes=1)


@dataclass
class Process:
    """A process under way."""

    name: str
    instance: Instance
    metrics: Metrics
    stop: asyncio.Event
    task: asyncio.Task[None]

    @property
    def leads(self) -> bool:
        """Whether it leads."""
        return self.instance.leading.is_leader and not self.task.done()

    def value(self, name: str, **labels: str) -> float:
        """The value of a metric."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def kill(self) -> None:
        """End it abruptly: its leases stay held."""

        async def mute() -> None:
            return None

        object.__setattr__(self.instance.working, "release", mute)
        object.__setattr__(self.instance.leading, "release", mute)
        self.task.cancel()
        await asyncio.wait([self.task])

    async def end(self) -> None:
        """End it as SIGTERM does."""
        self.stop.set()
        await self.task


def check(stage: Stage) -> None:
    """Every match was written under numbers that never fall, under each by one process."""
    for match in stage.matches.values():
        fences = [fence for _, _, fence in match.writers]
        assert fences == sorted(fences)
        by_fence: dict[int, set[str]] = {}
        for _, who, fence in match.writers:
            by_fence.setdefault(fence, set()).add(who)
        assert all(len(each) == 1 for each in by_fence.values())


def longest_silence(stage: Stage) -> float:
    """The longest that a match was not written, in seconds."""
    return max(
        after[0] - before[0]
        for match in stage.matches.values()
        for before, after in pairwise(match.writers)
    )


def test_one_leads_and_all_share_the_matches() -> None:
    async def work() -> None:
        stage = Stage()
        processes = [stage.process(each) for each in "abc"]
        await asyncio.sleep(60.0)
        assert [each.leads for each in processes].count(True) == 1
        assert sum(each.value("scheduler_is_leader") for each in processes) == 1
        lately = {
            who for match in stage.matches.values() for at, who, _ in match.writers if at > 40.0
        }
        assert lately == {"a", "b", "c"}
        shares = [each.value("scheduler_share") for each in processes]
        assert sum(shares) <= 1.0
        assert min(shares) > 0.0
        for each in processes:
            assert each.instance.why_not_ready() is None
            assert each.instance.why_unhealthy() is None
            await each.end()
        check(stage)
        assert longest_silence(stage) < 5.0

    in_virtual_time(work())


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "ended"])
def test_the_standby_leads_and_polls_within_the_lease(is_killed: bool) -> None:
    async def work() -> None:
        stage = Stage()
        processes = [stage.process(each) for each in "abc"]
        await asyncio.sleep(40.0)
        [leader] = [each for each in processes if each.leads]
        others = [each for each in processes if each is not leader]
        went_at = asyncio.get_running_loop().time()
        await (leader.kill() if is_killed else leader.end())
        while not any(each.leads for each in others):
            await asyncio.sleep(0.1)
        took = asyncio.get_running_loop().time() - went_at
        assert took <= (LEASE + 0.5 if is_killed else 2.0)
        await asyncio.sleep(30.0)
        assert sum(each.value("scheduler_leader_changes_total") for each in others) == 1
        assert stage.roster.stored["leader"].fence == 2
        now = asyncio.get_running_loop().time()
        for match in stage.matches.values():
            assert now - match.writers[-1][0] < 3.0, "every match is polled"
        for each in others:
            await each.end()
        check(stage)
        # Until the lease has expired, the plan was made, and the others have read it.
        assert longest_silence(stage) < (LEASE + 6.0 if is_killed else 6.0)

    in_virtual_time(work())


def test_a_process_cut_off_from_the_store_stops_and_writes_nothing_more() -> None:
    async def work() -> None:
        stage = Stage()
        one = stage.process("a")
        await asyncio.sleep(20.0)
        assert one.instance.why_not_ready() is None
        stage.roster.is_down = stage.board.is_down = True
        await asyncio.sleep(LEASE + 3.0)
        assert one.value("scheduler_is_leader") == 0
        assert one.instance.why_not_ready() is not None
        writes = [len(each.writers) for each in stage.matches.values()]
        await asyncio.sleep(30.0)
        assert [len(each.writers) for each in stage.matches.values()] == writes
        stage.roster.is_down = stage.board.is_down = False
        await asyncio.sleep(20.0)
        assert one.value("scheduler_is_leader") == 1
        assert one.value("lease_failures_total", lease="worker", reason="unknown") >= 1
        # Its share of before may still count; after a minute at the latest it polls again.
        await asyncio.sleep(70.0)
        assert all(len(each.writers) > writes[0] for each in stage.matches.values())
        await one.end()
        check(stage)

    in_virtual_time(work())


def test_flags_of_the_document_count_within_seconds() -> None:
    async def work() -> None:
        stage = Stage()
        one = stage.process("a")
        await asyncio.sleep(20.0)
        stage.board.flags = {Flag.FAST_UPDATES: False, "matches": {"m1": {Flag.FAST_UPDATES: True}}}
        await asyncio.sleep(30.0)
        assert one.value("feature_enabled", flag=Flag.FAST_UPDATES) == 0
        for match_id, least, most in (("m0", 2.4, 2.6), ("m1", 0.9, 1.2)):
            late = [at for at, _, _ in stage.matches[match_id].writers if at > 25.0]
            waits = [after - before for before, after in pairwise(late)]
            assert least < min(waits)
            assert max(waits) < most
        await one.end()

    in_virtual_time(work())


def test_a_part_that_fails_does_not_end_the_process(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FixedList):
        calls = 0

        async def followers(self) -> dict[str, FakeFollower]:
            Broken.calls += 1
            if Broken.calls == 2:
                raise OSError("the list cannot be read")
            return {}

    async def work() -> None:
        stage = Stage()
        one = stage.process("a")
        object.__setattr__(one.instance, "follow_list", Broken({}))
        await asyncio.sleep(60.0)
        assert not one.task.done()
        await one.end()

    in_virtual_time(work())
    assert Broken.calls > 2
    assert "looking after the matches failed" in caplog.text
