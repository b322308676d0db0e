"""Tests that a match from each feed, with faults, is stored in Firestore as in its own log.

The connectors and followers are those of the service; requests are real except for the socket, and
time is that of the fake feeds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from admin.matchlog import MatchLog
from devtools.feeds.server import CRICKET, FakeFeeds
from devtools.replay.compare import compare_balls
from devtools.replay.stored_match import stored_log, write_followed_match, write_mappings
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import LogEntry
from scrbrd_ingest.connectors import all_feeds
from scrbrd_ingest.follow_list import MatchToFollow
from scrbrd_ingest.followers import FOLLOWERS, FollowerParts, ThreadedClient
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import Follower, PollResult
from scrbrd_ingest.provider_selector import HealthBook, MatchSelector
from scrbrd_ingest.settings import Settings
from tests.admin.committed_matches import committed_logs
from tests.ingest.feeds.following import client_of
from tests.ingest.provider_events import cards, committed_matches
from tests.ingest.test_seams import parts_of

EVENTS_PER_POLL = 3.7
MAX_POLLS_AFTER_END = 40
NAMES = [Path(each).stem for each in committed_logs()]


class MatchOnFeeds:
    """A match on all fake feeds, and a follower of some of them on the emulator."""

    def __init__(self, client: Client, log: MatchLog, seed: int | None) -> None:
        self.client, self.log = client, log
        self.feeds = FakeFeeds()
        self.provider_match_ids = self.feeds.add_match(log, seed)
        self.feeds.fail(seed, slow_seconds=0)
        self.metrics = Metrics()
        self.failures = 0
        write_followed_match(client, log, self.feeds.mappings(log.match_id))

        self.scheduled_calls: dict[float, Callable[[], None]] = {}
        """Functions called once, when this share of the match is over."""

    def follow(self, names: Iterable[str], fails_at: float = 2.0) -> None:
        """Poll from the first ball to the last; the first provider fails at share `fails_at`."""
        asyncio.run(self._follow(list(names), fails_at))

    async def _follow(self, names: list[str], fails_at: float) -> None:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(client_of(self.feeds))
            threads = stack.enter_context(ThreadPoolExecutor(4))
            make = FOLLOWERS[Sport.CRICKET]
            ids = {name: self.provider_match_ids[name] for name in names}
            parts = FollowerParts(
                Settings(),
                {name: all_feeds()[name](parts_of(self.feeds, name, client)) for name in names},
                MatchSelector(self.log.match_id, names, HealthBook(), self.feeds.clock.now()),
                ThreadedClient(self.client, threads),
                self.metrics,
                self.feeds.clock.now,
            )
            follower = make(MatchToFollow(match_id=self.log.match_id, providers=ids), parts)
            for share in self.shares(names):
                if share >= fails_at:
                    self.feeds.order(names[0], kind="503", count=10**9)
                    fails_at = 2.0
                for at in [each for each in self.scheduled_calls if share >= each]:
                    self.scheduled_calls.pop(at)()
                await self.poll(follower)
            await self.finish(follower)

    def shares(self, names: list[str]) -> Iterator[float]:
        """Advance the clock from poll to poll; yield the share of the match that is over."""
        broadcasts = [self.feeds.broadcast(name, self.log.match_id) for name in names]
        starts_at = broadcasts[0].starts_at
        length = max(each.final_at for each in broadcasts) - starts_at
        step = timedelta(seconds=EVENTS_PER_POLL * broadcasts[0].pace)
        while (now := self.feeds.clock.now()) < starts_at + length:
            yield (now - starts_at) / length
            self.feeds.clock.set(now + step)

    async def poll(self, follower: Follower) -> PollResult:
        """Poll once."""
        result = await follower.poll(Tier.EVENTS, 1)
        self.failures += result.failure is not None
        return result

    async def finish(self, follower: Follower) -> None:
        """Poll until nothing more needs to be requested."""
        for _ in range(MAX_POLLS_AFTER_END):
            self.feeds.clock.step(10)
            if (await self.poll(follower)).is_final:
                return
        raise AssertionError(f"not final after {MAX_POLLS_AFTER_END} polls: {self.problems}")

    @property
    def problems(self) -> object:
        """Return the stored problems, gaps and number of waiting balls."""
        document = self.client.document(f"provider_feeds/{self.log.match_id}").get().to_dict() or {}
        return document.get("problems"), document.get("gaps"), document.get("waiting")

    def stored(self) -> list[LogEntry]:
        """Return the stored log."""
        return stored_log(self.client, self.log.match_id)

    def check(self) -> None:
        """Compare the stored log with the match's own."""
        stored, setup = self.stored(), self.log.inputs.setup
        balls = compare_balls(self.log, stored)
        assert balls.is_same, balls
        readable = [each for each in stored if isinstance(each, Action)]
        assert cards(setup, readable) == cards(setup, self.log.actions)
        assert self.problems == ([], [], 0)


def first_balls(log: MatchLog, balls: int) -> MatchLog:
    """Return the first balls of a match."""
    actions, count = [], 0
    for action in log.actions:
        actions.append(action)
        count += isinstance(action, Delivery)
        if count == balls:
            break
    return replace(log, actions=tuple(actions), stated=None, stated_scores=())


@pytest.mark.parametrize("feed", CRICKET)
def test_the_first_overs_are_stored_despite_the_feeds_faults(
    firestore_client: Client, feed: str
) -> None:
    match = MatchOnFeeds(firestore_client, first_balls(committed_matches()["1417850"], 40), seed=5)
    match.follow([feed])
    match.check()
    assert match.metrics.registry.get_sample_value("missed_balls_total") == 0


@pytest.mark.parametrize("feed", CRICKET)
def test_repeated_events_are_written_once(firestore_client: Client, feed: str) -> None:
    log = first_balls(committed_matches()["1386111"], 24)
    match = MatchOnFeeds(firestore_client, log, seed=None)
    match.follow([feed])
    match.check()
    assert len(match.stored()) == len(log.actions), "a ball that nobody revised is corrected"


def test_a_feed_of_another_format_continues_in_mid_over(firestore_client: Client) -> None:
    match = MatchOnFeeds(
        firestore_client, first_balls(committed_matches()["1417850"], 40), seed=None
    )
    match.follow(["sportradar", "roanuz"], fails_at=0.4)
    match.check()
    recorded_by = {str(each.recorded_by) for each in match.stored()}  # type: ignore[union-attr]
    assert recorded_by == {"provider:sportradar", "provider:roanuz"}


def test_another_matchs_answers_of_a_feed_without_match_ids_write_nothing(
    firestore_client: Client,
) -> None:
    log = first_balls(committed_matches()["1386111"], 40)
    match = MatchOnFeeds(firestore_client, log, seed=None)
    other = first_balls(committed_matches()["1417850"], 60)
    match.feeds.add_match(other)
    write_mappings(firestore_client, match.feeds.mappings(other.match_id))
    problems: list[object] = []
    match.scheduled_calls = {
        0.0: lambda: match.feeds.mix_up("crex", log.match_id, other.match_id),
        0.2: lambda: match.feeds.mix_up("crex", log.match_id, None),
        0.5: lambda: match.feeds.mix_up("crex", log.match_id, other.match_id),
        0.6: lambda: problems.append(match.problems),
        0.7: lambda: match.feeds.mix_up("crex", log.match_id, None),
    }
    match.follow(["crex"])
    match.check()
    assert match.failures >= 3
    assert "other_match" in str(problems)
    assert len(match.stored()) == len(log.actions), "nothing was corrected"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 11])
@pytest.mark.parametrize("feed", CRICKET)
@pytest.mark.parametrize("name", NAMES)
def test_every_match_is_stored_from_every_feed(
    firestore_client: Client, name: str, feed: str, seed: int | None
) -> None:
    match = MatchOnFeeds(firestore_client, committed_matches()[name], seed)
    match.follow([feed])
    match.check()


@pytest.mark.slow
@pytest.mark.parametrize("pair", [(a, CRICKET[(n + 1) % 4]) for n, a in enumerate(CRICKET)])
@pytest.mark.parametrize("seed", [None, 7])
@pytest.mark.parametrize("name", NAMES)
def test_every_match_is_completed_by_a_second_provider_when_the_first_fails(
    firestore_client: Client, name: str, pair: tuple[str, str], seed: int | None
) -> None:
    match = MatchOnFeeds(firestore_client, committed_matches()[name], seed)
    match.follow(pair, fails_at=0.43)
    match.check()
