"""Tests one lease of a process: renewed, lost, or in an unknown state."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.ports import Lease, LeasesUnknown
from scrbrd_ingest.scheduling.lease_holder import Holder, Holding
from tests.ingest.virtual import NOON


class OneLeaseStore:
    """A store of one lease; `answer` is the result of a renewal, None if another process has the
    lease."""

    def __init__(self) -> None:
        self.lease = Lease("leader", "me", 4, NOON)
        self.answer: Lease | Exception | None = self.lease

    async def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        assert (name, holder, seconds) == ("leader", "me", 15.0)
        return self.lease

    async def renew(self, lease: Lease, seconds: float) -> Lease | None:
        assert (lease, seconds) == (self.lease, 15.0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def release(self, lease: Lease) -> None:
        raise AssertionError(f"{lease} is given back")


class LeaseHolder:
    """A process that holds a lease and has its own clock."""

    def __init__(self) -> None:
        self.now, self.store, self.metrics = 100.0, OneLeaseStore(), Metrics()
        holder = Holder("me", 15.0)
        self.holding = Holding(self.store, holder, self.metrics, "leader", lambda: self.now)
        assert asyncio.run(self.holding.take("leader"))

    def is_sure_at(self, now: float) -> bool:
        self.now = now
        return self.holding.is_sure

    def failures(self, reason: str) -> float:
        labels = {"lease": "leader", "reason": reason}
        return self.metrics.registry.get_sample_value("lease_failures_total", labels) or 0.0


def test_a_confirmed_renewal_counts_from_the_time_when_it_was_sent() -> None:
    process = LeaseHolder()
    process.now = 105.0
    confirm = asyncio.run(process.holding.renew())
    assert confirm is not None
    assert process.is_sure_at(114.9)
    assert not process.is_sure_at(115.0), "not before the caller has read what it is for"
    confirm()
    assert process.is_sure_at(115.0)
    assert not process.is_sure_at(120.0)


def test_a_lease_taken_by_another_process_is_lost_at_once_and_counted() -> None:
    process = LeaseHolder()
    process.store.answer = None
    process.now = 101.0
    assert asyncio.run(process.holding.renew()) is None
    assert (process.holding.lease, process.holding.is_sure) == (None, False)
    assert (process.failures("lost"), process.failures("unknown")) == (1.0, 0.0)
    assert asyncio.run(process.holding.renew()) is None, "there is none to renew"
    assert process.failures("lost") == 1.0


def test_an_unanswered_renewal_keeps_the_lease_until_it_expires() -> None:
    process = LeaseHolder()
    process.store.answer = LeasesUnknown("no answer")
    process.now = 110.0
    with pytest.raises(LeasesUnknown):
        asyncio.run(process.holding.renew())
    assert process.is_sure_at(114.9)
    assert not process.is_sure_at(115.0)
    assert (process.failures("lost"), process.failures("unknown")) == (0.0, 1.0)
