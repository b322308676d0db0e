"""Tests the number of followers of a match: counted in each process and written rarely."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from google.api_core.exceptions import RetryError, ServiceUnavailable
from google.auth.exceptions import TransportError

from scrbrd_gateway.firestore import presence_store
from scrbrd_gateway.firestore.presence_store import PresenceWriter
from scrbrd_gateway.metrics import Metrics
from scrbrd_gateway.presence import (
    MOST_WRITES,
    REFRESH_AFTER,
    SHARD_LIFETIME,
    FollowerCounts,
    PresencePlan,
    shard_document,
)
from tests.gateway.served_sockets import eventually

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def seconds_after_noon(seconds: float) -> datetime:
    """Return the time `seconds` after noon."""
    return NOON + timedelta(seconds=seconds)


def test_followers_are_counted_by_match_and_removed_with_the_last_one() -> None:
    match_counts: list[int] = []
    followers = FollowerCounts(match_counts.append)
    with followers.follows("m"), followers.follows("m"), followers.follows("n"):
        assert followers.counts == {"m": 2, "n": 1}
    assert (followers.counts, followers.count("m")) == ({}, 0)
    assert match_counts == [1, 1, 2, 1, 1, 0]


def test_only_changed_and_expiring_counts_are_written() -> None:
    plan = PresencePlan()
    first = plan.due_shards({"m": 1, "n": 2}, NOON)
    assert first == {"m": 1, "n": 2}
    plan.record_written(first, NOON)
    assert plan.due_shards({"m": 1, "n": 3}, seconds_after_noon(10)) == {"n": 3}
    plan.record_written({"n": 3}, seconds_after_noon(10))
    assert plan.due_shards({"m": 1, "n": 3}, NOON + REFRESH_AFTER) == {"m": 1}
    assert REFRESH_AFTER < SHARD_LIFETIME


def test_a_match_without_followers_is_written_once_as_zero() -> None:
    plan = PresencePlan()
    plan.record_written({"m": 1}, NOON)
    assert plan.due_shards({}, seconds_after_noon(10)) == {"m": 0}
    plan.record_written({"m": 0}, seconds_after_noon(10))
    assert plan.due_shards({}, seconds_after_noon(20)) == {}
    assert plan.written == {}


def test_a_count_that_was_not_written_is_due_again() -> None:
    plan = PresencePlan()
    assert (
        plan.due_shards({"m": 1}, NOON)
        == plan.due_shards({"m": 1}, seconds_after_noon(10))
        == {"m": 1}
    )


def test_of_too_many_counts_the_ones_written_longest_ago_come_first() -> None:
    plan = PresencePlan()
    counts = {f"m{number}": 1 for number in range(MOST_WRITES + 5)}
    first = plan.due_shards(counts, NOON)
    assert len(first) == MOST_WRITES
    plan.record_written(first, NOON)
    second = plan.due_shards(dict.fromkeys(counts, 2), seconds_after_noon(10))
    assert set(counts) - set(first) <= set(second)


def test_a_shard_expires_some_time_after_it_was_written() -> None:
    shard = shard_document("m", 3, NOON)
    assert (shard["updatedAt"], shard["expireAt"]) == (NOON, NOON + SHARD_LIFETIME)


class FakeStore:
    """Records the writes; the first write raises `error`."""

    def __init__(self, error: Exception) -> None:
        self.writes: list[dict[str, int]] = []
        self._error = error
        self._number = count(1)

    async def write(self, counts: Mapping[str, int], now: datetime) -> None:
        assert now == NOON
        if next(self._number) == 1:
            raise self._error
        self.writes.append(dict(counts))


@pytest.mark.parametrize(
    "error",
    [ServiceUnavailable("not now"), RetryError("60 s", None), TransportError("no token")],
    ids=["failed call", "failed retries", "failed credentials"],
)
def test_a_process_writes_every_interval_and_removes_its_shards_at_its_end(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(presence_store, "WRITE_EVERY", timedelta(milliseconds=5))

    async def scenario() -> None:
        followers, store, metrics = FollowerCounts(), FakeStore(error), Metrics()
        writer = PresenceWriter(followers, store, metrics, lambda: NOON)
        with followers.follows("m"):
            async with writer.running():
                await eventually(lambda: store.writes == [{"m": 1}])
        assert store.writes == [{"m": 1}, {"m": 0}]
        outcomes = [
            metrics.registry.get_sample_value("presence_writes_total", {"outcome": each})
            for each in ("failed", "written")
        ]
        assert outcomes == [1, 2]

    asyncio.run(scenario())


class SilentStore:
    """Answers the first write only; later writes never return."""

    def __init__(self) -> None:
        self.writes: list[dict[str, int]] = []

    async def write(self, counts: Mapping[str, int], _now: datetime) -> None:
        self.writes.append(dict(counts))
        if len(self.writes) > 1:
            await asyncio.Event().wait()


def test_a_stopping_process_does_not_wait_for_a_silent_database(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(presence_store, "WRITE_EVERY", timedelta(milliseconds=5))
    monkeypatch.setattr(presence_store, "LAST_WRITE_SECONDS", 0.05)

    async def scenario() -> None:
        followers, store = FollowerCounts(), SilentStore()
        writer = PresenceWriter(followers, store, Metrics(), lambda: NOON)
        with followers.follows("m"):
            async with asyncio.timeout(5.0), writer.running():
                await eventually(lambda: store.writes == [{"m": 1}])
        assert store.writes == [{"m": 1}, {"m": 0}]

    asyncio.run(scenario())
    assert "not taken back" in caplog.text
