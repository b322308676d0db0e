"""A match from each feed, with faults, is in Firestore as in its own log.

The connectors and followers are those of the service; requests are real except for the socket, and
time is the fakes'.
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
from devtools.replay.comparing import compare_balls
from devtools.replay.stored import stored_log, write_followed_match, write_mappings
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import LogEntry
from scrbrd_ingest.connecting import all_feeds
from scrbrd_ingest.follow_list import MatchToFollow
from scrbrd_ingest.followers import FOLLOWERS, FollowerParts, ThreadedClient
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport, Tier
from scrbrd_ingest.ports import Follower, PollResult
from scrbrd_ingest.selecting import HealthBook, MatchSelector
from scrbrd_ingest.settings import Settings
from tests.admin.committed import committed_logs
from tests.ingest.feeds.following import client_of
from tests.ingest.provider_events import cards, committed
from tests.ingest.test_seams import parts_of

EVENTS_A_POLL = 3.7
MOST_POLLS_AFTER = 40
NAMES = [Path(each).stem for each in committed_logs()]


class Ground:
    """A match at all providers, and a follower of some of them on the emulator."""

    def __init__(self, client: Client, log: MatchLog, seed: int | None) -> None:
        self.client, self.log = client, log
        self.feeds = FakeFeeds()
        self.theirs = self.feeds.add_match(log, seed)
        self.feeds.fail(seed, slow_seconds=0)
        self.metrics = Metrics()
        self.failures = 0
        write_followed_match(client, log, self.feeds.mappings(log.match_id))

        self.happens: dict[float, Callable[[], None]] = {}
        """What is done once, from a share of the match on."""

    def follow(self, names: Iterable[str], dies_at: float = 2.0) -> None:
        """Poll from the first ball to the end; the first provider dies that far into the match."""
        asyncio.run(self._follow(list(names), dies_at))

    async def _follow(self, names: list[str], dies_at: float) -> None:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(client_of(self.feeds))
            threads = stack.enter_context(ThreadPoolExecutor(4))
            make = FOLLOWERS[Sport.CRICKET]
            ids = {name: self.theirs[name] for name in names}
            parts = FollowerParts(
                Settings(),
                {name: all_feeds()[name](parts_of(self.feeds, name, client)) for name in names},
                MatchSelector(self.log.match_id, names, HealthBook(), self.feeds.clock.now()),
                ThreadedClient(self.client, threads),
                self.metrics,
                self.feeds.clock.now,
            )
            follower = make(MatchToFollow(match_id=self.log.match_id, providers=ids), parts)
            for share in self.moments(names):
                if share >= dies_at:
                    self.feeds.order(names[0], kind="503", count=10**9)
                    dies_at = 2.0
                for at in [each for each in self.happens if share >= each]:
                    self.happens.pop(at)()
                await self.poll(follower)
            await self.finish(follower)

    def moments(self, names: list[str]) -> Iterator[float]:
        """Step the clock from poll to poll; yield how much of the match is over."""
        broadcasts = [self.feeds.broadcast(name, self.log.match_id) for name in names]
        starts_at = broadcasts[0].starts_at
        length = max(each.final_at for each in broadcasts) - starts_at
        step = timedelta(seconds=EVENTS_A_POLL * broadcasts[0].pace)
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
        for _ in range(MOST_POLLS_AFTER):
            self.feeds.clock.step(10)
            if (await self.poll(follower)).is_final:
                return
        raise AssertionError(f"not final after {MOST_POLLS_AFTER} polls: {self.problems}")

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


def first_overs(log: MatchLog, balls: int) -> MatchLog:
    """The beginning of a match."""
    actions, count = [], 0
    for action in log.actions:
        actions.append(action)
        count += isinstance(action, Delivery)
        if count == balls:
            break
    return replace(log, actions=tuple(actions), stated=None, stated_scores=())


@pytest.mark.parametrize("feed", CRICKET)
def test_the_first_overs_with_faults_stand_in_the_log(firestore_client: Client, feed: str) -> None:
    ground = Ground(firestore_client, first_overs(committed()["1417850"], 40), seed=5)
    ground.follow([feed])
    ground.check()
    assert ground.metrics.registry.get_sample_value("missed_balls_total") == 0


@pytest.mark.parametrize("feed", CRICKET)
def test_what_is_said_again_is_written_once(firestore_client: Client, feed: str) -> None:
    log = first_overs(committed()["1386111"], 24)
    ground = Ground(firestore_client, log, seed=None)
    ground.follow([feed])
    ground.check()
    assert len(ground.stored()) == len(log.actions), "a ball that nobody revised is corrected"


def test_another_shape_goes_on_in_mid_over(firestore_client: Client) -> None:
    ground = Ground(firestore_client, first_overs(committed()["1417850"], 40), seed=None)
    ground.follow(["sportradar", "roanuz"], dies_at=0.4)
    ground.check()
    by = {str(each.recorded_by) for each in ground.stored()}  # type: ignore[union-attr]
    assert by == {"provider:sportradar", "provider:roanuz"}


def test_a_feed_that_names_no_match_and_answers_with_another_one_enters_none_of_it(
    firestore_client: Client,
) -> None:
    log = first_overs(committed()["1386111"], 40)
    ground = Ground(firestore_client, log, seed=None)
    other = first_overs(committed()["1417850"], 60)
    ground.feeds.add_match(other)
    write_mappings(firestore_client, ground.feeds.mappings(other.match_id))
    problems: list[object] = []
    ground.happens = {
        0.0: lambda: ground.feeds.mix_up("crex", log.match_id, other.match_id),
        0.2: lambda: ground.feeds.mix_up("crex", log.match_id, None),
        0.5: lambda: ground.feeds.mix_up("crex", log.match_id, other.match_id),
        0.6: lambda: problems.append(ground.problems),
        0.7: lambda: ground.feeds.mix_up("crex", log.match_id, None),
    }
    ground.follow(["crex"])
    ground.check()
    assert ground.failures >= 3
    assert "other_match" in str(problems)
    assert len(ground.stored()) == len(log.actions), "nothing was corrected"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 11])
@pytest.mark.parametrize("feed", CRICKET)
@pytest.mark.parametrize("name", NAMES)
def test_every_match_stands_in_the_log_by_every_feed(
    firestore_client: Client, name: str, feed: str, seed: int | None
) -> None:
    ground = Ground(firestore_client, committed()[name], seed)
    ground.follow([feed])
    ground.check()


@pytest.mark.slow
@pytest.mark.parametrize("pair", [(a, CRICKET[(n + 1) % 4]) for n, a in enumerate(CRICKET)])
@pytest.mark.parametrize("seed", [None, 7])
@pytest.mark.parametrize("name", NAMES)
def test_every_match_survives_its_provider(
    firestore_client: Client, name: str, pair: tuple[str, str], seed: int | None
) -> None:
    ground = Ground(firestore_client, committed()[name], seed)
    ground.follow(pair, dies_at=0.43)
    ground.check()
