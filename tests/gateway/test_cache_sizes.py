"""Tests that caches are bounded by size: anybody may read many long matches one after another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Hashable
from functools import partial

import pytest
from pydantic import BaseModel

from scrbrd_gateway import answers
from scrbrd_gateway.answers import compress
from scrbrd_gateway.cache import Cache
from scrbrd_gateway.match_feed import MatchFeed, MatchUpdate
from scrbrd_gateway.model import START, Cursor, FeedEvent
from scrbrd_gateway.room import MOST_EVENTS_OF_PAGES, MatchRoom, cache_of_pages
from scrbrd_gateway.scoring.kept_answers import KeptAnswers
from scrbrd_gateway.scoring.kept_matches import KeptMatches
from scrbrd_gateway.scoring.matches import Matches, count_actions
from scrbrd_gateway.weighted import WeightedMap
from tests.fakes.small_match import ball
from tests.gateway.fakes import FakeSource, event
from tests.gateway.test_kept_matches import ManyMatches
from tests.gateway.test_scoring_reading import Clock


class PagedSource(FakeSource):
    """A source with a full page of events for any cursor; `count` is the number of reads."""

    count = 0

    async def events_after(self, _match_id: str, _cursor: Cursor, limit: int) -> list[FeedEvent]:
        """Return a page."""
        self.count += 1
        return [event(number + 1) for number in range(limit)]


async def text_of(size: int) -> str:
    """Return an answer of a size."""
    await asyncio.sleep(0)
    return "x" * size


def cached_sizes(cache: Cache, sizes: list[int]) -> list[Hashable]:
    """Request an answer of each size, one after the other; return the sizes still cached."""

    async def run() -> None:
        for size in sizes:
            await cache.get(size, 9.0, partial(text_of, size))

    asyncio.run(run())
    return list(cache._weights)


def test_answers_are_evicted_until_the_others_fit_into_the_limit() -> None:
    cache = Cache(10, lambda: 0.0, most_weight=100, weigh=len)
    assert cached_sizes(cache, [40, 30, 20, 31]) == [30, 20, 31]
    assert cached_sizes(cache, [60]) == [31, 60]


def test_the_newest_answer_stays_even_if_it_alone_exceeds_the_limit() -> None:
    cache = Cache(10, lambda: 0.0, most_weight=100, weigh=len)
    assert cached_sizes(cache, [40, 30, 500]) == [500]
    assert cached_sizes(cache, [40]) == [40]


def test_expired_and_evicted_answers_have_no_weight_any_more() -> None:
    times = iter([0.0, *[0.0] * 20, *[20.0] * 20])
    cache = Cache(2, lambda: next(times), most_weight=100, weigh=len)
    cached_sizes(cache, [10, 20, 30])
    assert (cache._weight, len(cache)) == (50, 2)
    cached_sizes(cache, [1, 2, 3, 4, 5])
    assert cache._weight == sum(cache._weights.values()) <= 9


def test_a_failed_answer_has_no_weight() -> None:
    async def fail() -> str:
        raise ConnectionError

    async def run() -> None:
        cache = Cache(10, most_weight=100, weigh=len)
        with pytest.raises(ConnectionError):
            await cache.get("a", 9.0, fail)
        assert await cache.get("a", 9.0, lambda: text_of(7)) == "x" * 7
        assert cache._weights == {"a": 7}

    asyncio.run(run())


def test_long_matches_of_readers_are_evicted_before_those_being_scored() -> None:
    cache: KeptMatches[str] = KeptMatches(100, 80, len)
    cache.keep("scored", "x" * 40)
    cache.note_scored("scored")
    for number in range(20):
        cache.keep(str(number), "x" * 20)
    assert cache.get("scored") is not None
    assert [number for number in range(20) if cache.get(str(number))] == [18, 19]


def test_one_match_that_exceeds_the_limit_alone_is_cached() -> None:
    cache: KeptMatches[str] = KeptMatches(100, 80, len)
    for name in ("first", "second"):
        cache.keep(name, "x" * 500)
    assert (cache.get("first"), len(cache)) == (None, 1)


@pytest.mark.anyio
async def test_the_logs_of_many_long_matches_are_not_all_cached() -> None:
    store = ManyMatches()
    for sequence in range(2, 52):
        store.put(f"1_{sequence}", ball(sequence, sequence))
    matches = Matches(store, Clock(), most_actions=200)
    for number in range(30):
        await matches.read(f"long-{number}", None)
    logs = [matches._logs.get(f"matches/long-{number}/scoring_actions") for number in range(30)]
    assert sum(count_actions(each) for each in logs if each is not None) in range(150, 201)


@pytest.mark.anyio
async def test_the_pages_of_all_rooms_share_one_limit() -> None:
    pages, source, newest = cache_of_pages(), PagedSource(), MatchUpdate(events=(event(900),))
    rooms = [
        MatchRoom(source, MatchFeed(f"m{number}", 9, newest, is_whole=False), pages, print)
        for number in range(30)
    ]
    for room in rooms:
        assert len(await room.events_after(START, 500)) == 500
    assert len(pages) == MOST_EVENTS_OF_PAGES // 500
    await rooms[-1].events_after(START, 500)
    assert source.count == 30, "a cached page is reused by its room alone"


class Body(BaseModel):
    """An answer."""

    number: int = 1


def test_answers_keep_no_more_actions_in_memory_than_the_limit() -> None:
    cache = KeptAnswers(64, most_actions=5_000)
    for number in range(10):
        cache.get(number, ({},), Body, actions=2_000)
    assert len(cache._cached) == 2


def test_compressed_bodies_are_evicted_at_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    compressed: WeightedMap[tuple[bytes, str], bytes] = WeightedMap(len)
    monkeypatch.setattr(answers, "COMPRESSED", compressed)
    monkeypatch.setattr(answers, "MOST_COMPRESSED_BYTES", 50_000)
    bodies = [os.urandom(20_000) for _ in range(5)]
    for body in bodies:
        assert compress(body, "gzip") == compress(body, "gzip")
    assert len(compressed) == 2
    assert compressed.weight <= 50_000
