"""Tests the cache of answers: each is made once for all requests within some seconds."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.cache import Cache


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class NumberMaker:
    """Makes the numbers 1, 2, 3, ...; raises `error` while one is set."""

    def __init__(self) -> None:
        self.made = 0
        self.error: Exception | None = None

    async def __call__(self) -> int:
        await asyncio.sleep(0)
        self.made += 1
        if self.error is not None:
            raise self.error
        return self.made


def test_concurrent_requests_share_one_answer() -> None:
    async def run() -> None:
        cache, make = Cache(10), NumberMaker()
        requests = (cache.get("a", 1.0, make) for _ in range(50))
        assert set(await asyncio.gather(*requests)) == {1}

    asyncio.run(run())


def test_an_expired_answer_is_made_again() -> None:
    async def run() -> None:
        clock, make = Clock(), NumberMaker()
        cache = Cache(10, clock)
        assert await cache.get("a", 2.0, make) == 1
        clock.now = 1.9
        assert await cache.get("a", 2.0, make) == 1
        clock.now = 2.0
        assert await cache.get("a", 2.0, make) == 2

    asyncio.run(run())


def test_a_failure_is_not_cached() -> None:
    async def run() -> None:
        cache, make = Cache(10), NumberMaker()
        make.error = ConnectionError()
        with pytest.raises(ConnectionError):
            await cache.get("a", 9.0, make)
        make.error = None
        assert await cache.get("a", 9.0, make) == 2

    asyncio.run(run())


def test_the_least_recently_used_answer_is_evicted_first() -> None:
    async def run() -> None:
        cache, make = Cache(2), NumberMaker()
        for key in ("a", "b", "a", "c"):
            await cache.get(key, 9.0, make)
        assert (len(cache), make.made) == (2, 3)
        assert await cache.get("a", 9.0, make) == 1
        assert await cache.get("b", 9.0, make) == 4

    asyncio.run(run())


def test_expired_answers_are_removed_from_memory() -> None:
    """A client that requests another key each time must not fill the memory."""

    async def run() -> None:
        clock, make = Clock(), NumberMaker()
        cache = Cache(10, clock)
        await cache.get("lasting", 9.0, make)
        for key in range(5):
            await cache.get(key, 2.0, make)
        assert len(cache) == 6
        clock.now = 2.0
        await cache.get("other", 2.0, make)
        assert (len(cache), await cache.get("lasting", 9.0, make)) == (2, 1)

    asyncio.run(run())


def test_a_cancelled_request_leaves_the_answer_to_the_other_requests() -> None:
    async def run() -> None:
        cache, make = Cache(2), NumberMaker()
        cancelled_request = asyncio.create_task(cache.get("a", 9.0, make))
        other_request = asyncio.create_task(cache.get("a", 9.0, make))
        await asyncio.sleep(0)
        cancelled_request.cancel()
        assert await other_request == 1

    asyncio.run(run())
