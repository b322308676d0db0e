"""One lease of a process: renewed, lost, or not known of."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.ports import Lease, LeasesUnknown
from scrbrd_ingest.scheduling.holding import Holder, Holding
from tests.ingest.virtual import NOON


class Store:
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


class Ground:
    """A process that holds a lease, by a clock of its own."""

    def __init__(self) -> None:
        self.now, self.store, self.metrics = 100.0, Store(), Metrics()
        holder = Holder("me", 15.0)
        self.holding = Holding(self.store, holder, self.metrics, "leader", lambda: self.now)
        assert asyncio.run(self.holding.take("leader"))

    def is_sure_at(self, now: float) -> bool:
        self.now = now
        return self.holding.is_sure

    def failures(self, why: str) -> float:
        labels = {"lease": "leader", "reason": why}
        return self.metrics.registry.get_sample_value("lease_failures_total", labels) or 0.0


def test_a_renewal_counts_from_when_it_was_sent_once_it_is_said_to_count() -> None:
    ground = Ground()
    ground.now = 105.0
    count = asyncio.run(ground.holding.renew())
    assert count is not None
    assert ground.is_sure_at(114.9)
    assert not ground.is_sure_at(115.0), "not before the caller has read what it is for"
    count()
    assert ground.is_sure_at(115.0)
    assert not ground.is_sure_at(120.0)


def test_a_lease_that_another_took_is_lost_at_once_and_told() -> None:
    ground = Ground()
    ground.store.answer = None
    ground.now = 101.0
    assert asyncio.run(ground.holding.renew()) is None
    assert (ground.holding.lease, ground.holding.is_sure) == (None, False)
    assert (ground.failures("lost"), ground.failures("unknown")) == (1.0, 0.0)
    assert asyncio.run(ground.holding.renew()) is None, "there is none to renew"
    assert ground.failures("lost") == 1.0


def test_a_renewal_of_which_nothing_is_known_leaves_the_lease_until_it_lapses() -> None:
    ground = Ground()
    ground.store.answer = LeasesUnknown("no answer")
    ground.now = 110.0
    with pytest.raises(LeasesUnknown):
        asyncio.run(ground.holding.renew())
    assert ground.is_sure_at(114.9)
    assert not ground.is_sure_at(115.0)
    assert (ground.failures("lost"), ground.failures("unknown")) == (0.0, 1.0)
