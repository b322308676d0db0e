"""An answer is made once for all who ask for it within some seconds."""

from __future__ import annotations

import asyncio

import pytest

from scrbrd_gateway.cache import Cache


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Maker:
    """Makes numbers, and fails where it is told to."""

    def __init__(self) -> None:
        self.made = 0
        self.error: Exception | None = None

    async def __call__(self) -> int:
        await asyncio.sleep(0)
        self.made += 1
        if self.error is not None:
            raise self.error
        return self.made


def test_all_who_ask_at_once_wait_for_one() -> None:
    async def run() -> None:
        cache, make = Cache(10), Maker()
        requested = (cache.get("a", 1.0, make) for _ in range(50))
        assert set(await asyncio.gather(*requested)) == {1}

    asyncio.run(run())


def test_an_answer_is_made_anew_when_its_time_is_over() -> None:
    async def run() -> None:
        clock, make = Clock(), Maker()
        cache = Cache(10, clock)
        assert await cache.get("a", 2.0, make) == 1
        clock.now = 1.9
        assert await cache.get("a", 2.0, make) == 1
        clock.now = 2.0
        assert await cache.get("a", 2.0, make) == 2

    asyncio.run(run())


def test_a_failure_is_not_kept() -> None:
    async def run() -> None:
        cache, make = Cache(10), Maker()
        make.error = ConnectionError()
        with pytest.raises(ConnectionError):
            await cache.get("a", 9.0, make)
        make.error = None
        assert await cache.get("a", 9.0, make) == 2

    asyncio.run(run())


def test_the_longest_unused_goes_first() -> None:
    async def run() -> None:
        cache, make = Cache(2), Maker()
        for key in ("a", "b", "a", "c"):
            await cache.get(key, 9.0, make)
        assert (len(cache), make.made) == (2, 3)
        assert await cache.get("a", 9.0, make) == 1
        assert await cache.get("b", 9.0, make) == 4

    asyncio.run(run())


def test_an_answer_that_nobody_is_given_any_more_is_forgotten() -> None:
    """Whoever asks for something else each time fills no memory with it."""

    async def run() -> None:
        clock, make = Clock(), Maker()
        cache = Cache(10, clock)
        await cache.get("lasting", 9.0, make)
        for key in range(5):
            await cache.get(key, 2.0, make)
        assert len(cache) == 6
        clock.now = 2.0
        await cache.get("other", 2.0, make)
        assert (len(cache), await cache.get("lasting", 9.0, make)) == (2, 1)

    asyncio.run(run())


def test_who_gives_up_leaves_the_answer_to_the_others() -> None:
    async def run() -> None:
        cache, make = Cache(2), Maker()
        impatient = asyncio.create_task(cache.get("a", 9.0, make))
        patient = asyncio.create_task(cache.get("a", 9.0, make))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await patient == 1

    asyncio.run(run())
