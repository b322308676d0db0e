"""Gateways killed with SIGKILL while matches are scored: each client misses nothing, gets nothing
twice, and ends with the state and the feed that Firestore has.

`CHAOS_GATEWAY=500` has so many clients; --full has 500.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import chain, zip_longest

import httpx
import pytest
from google.api_core.exceptions import AlreadyExists, Cancelled
from google.cloud.firestore import Client
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from devtools.emulators import FirestoreEmulator
from devtools.gateway_process import GatewayProcess
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.ports import ObservedAction
from scrbrd_gateway.encoding import json_value
from scrbrd_gateway.model import Cursor
from tests.admin.committed import DEMO_LOGS
from tests.chaos.conftest import SEED, count
from tests.chaos.followers import Follower, SocketFollower, StreamFollower
from tests.chaos.games import Commit, Game, random_game, random_logs, real_game, script
from tests.chaos.scorers import Scorer
from tests.domain.strategies import LegalLog

CLIENTS = count("CHAOS_GATEWAY", 12)
ALL_CLIENTS = max(CLIENTS, 500)
GATEWAYS = 2
ENTRIES, ALL_ENTRIES = 50, 243
"""Of the real match; the random ones are whole."""

RANDOM_LOGS = 12
BETWEEN_SECONDS = (0.2, 1.0)
"""How long both gateways run."""

LATEST_SECONDS = 60.0
"""How long it may take until some client is told more, or all have everything: on a busy machine
five hundred take minutes, of which each brings some of them further."""

POLL_SECONDS = 0.1
TRIES = 10
MANY_SOCKETS = "100000"

Say = Callable[[str], None]
Stored = tuple[str, dict[str, Json], tuple[Json | None, Json | None]]


@pytest.fixture
def gateways(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[GatewayProcess]]:
    """Two gateways to the test's project, ready."""
    settings = firestore_emulator.env(firestore_client.project) | {
        "GATEWAY_ANONYMOUS": "allow",
        "GATEWAY_REQUESTS_PER_SECOND": "0",
        "GATEWAY_PRESENCE": "false",
        "GATEWAY_SOCKETS_PER_ADDRESS": MANY_SOCKETS,
    }
    with ExitStack() as stack:
        running = [stack.enter_context(GatewayProcess(settings)) for _ in range(GATEWAYS)]
        for gateway in running:
            gateway.wait()
        yield running


def again(call: Callable[[], object]) -> None:
    """Call until it is not cancelled: the emulator cancels a commit of which it could not tell a
    listener that was killed just then. On the platform the event is brought again."""
    Retrying(retry=retry_if_exception_type(Cancelled), stop=stop_after_attempt(TRIES))(call)


class Play:
    """A match that is scored: each commit is projected before the next, as the trigger does it."""

    def __init__(self, client: Client, game: Game, seed: int) -> None:
        self.game = game
        self.commits = list(script(game, random.Random(seed)))
        self._client, self._scorer = client, Scorer(client, game)
        self._store = FirestoreMatchStore(client)
        self._scorer.set_stage()

    def write(self, commit: Commit) -> None:
        """Commit what a scorer does, and bring the documents up to it; each again where it was
        cancelled."""
        with suppress(AlreadyExists):  # it was committed though it was cancelled
            again(lambda: self._scorer.write(commit))
        again(lambda: catch_up(self._store, utc_now, self.game.match_id, self._moved(commit)))

    def _moved(self, commit: Commit) -> list[ObservedAction]:
        snaps = [self._client.document(self._scorer.path(tap)).get() for tap in commit]
        return [
            codec.observed_action(self.game.match_id, snap.id, snap.to_dict(), snap.update_time)
            for snap in snaps
        ]

    def stored(self) -> Stored:
        """A plain read: the cursor of the newest event, the feed, ticker and score."""
        match_id, client = self.game.match_id, self._client
        collection = client.collection(paths.events(match_id))
        feed = {snap.id: snap.to_dict() or {} for snap in collection.stream()}
        newest = max(Cursor(document["revision"], name) for name, document in feed.items())
        ticker, score = (
            json_value(client.document(path).get().to_dict())
            for path in (paths.ticker(match_id), paths.live_score(match_id))
        )
        return (
            newest.text(match_id),
            {name: json_value(each) for name, each in feed.items()},
            (ticker, score),
        )


def plays_of(client: Client, entries: int) -> list[Play]:
    """The random match with the most voids and corrections, and the beginning of a real one."""
    log = max(random_logs(RANDOM_LOGS), key=lambda each: min(undone_and_corrected(each)))
    assert min(undone_and_corrected(log)) > 0
    whole = real_game("killed-real", DEMO_LOGS / "1386111.log")
    games = (random_game("killed-random", log), replace(whole, entries=whole.entries[:entries]))
    return [Play(client, game, seed) for seed, game in enumerate(games)]


def undone_and_corrected(log: LegalLog) -> tuple[int, int]:
    """How many actions of a log are voided, and how many correct another."""
    corrections = [each for each in log.messy if isinstance(each, Action) and each.corrects]
    return sum(each.is_voided for each in log.messy), len(corrections)


def score_all(plays: list[Play], is_over: threading.Event) -> None:
    """Write the commits of all matches by turns."""
    turns = zip_longest(*([(play, commit) for commit in play.commits[1:]] for play in plays))
    try:
        for turn in chain.from_iterable(turns):
            if turn is not None:
                play, commit = turn
                play.write(commit)
    finally:
        is_over.set()


def kill_often(gateways: list[GatewayProcess], is_over: threading.Event) -> int:
    """Kill one gateway, at times both, and begin them again, until all is scored; how many."""
    chance, kills = random.Random(SEED), 0
    while not is_over.wait(chance.uniform(*BETWEEN_SECONDS)):
        chosen = gateways if kills % 3 == 2 else [gateways[kills % GATEWAYS]]
        for gateway in chosen:
            gateway.kill()
        for gateway in chosen:
            gateway.start()
        for gateway in chosen:
            gateway.wait()
        kills += len(chosen)
    return kills


async def follow_all(
    gateways: list[GatewayProcess], plays: list[Play], clients: int
) -> tuple[list[Follower], int]:
    """Follow all matches while they are scored and gateways are killed, until every client has
    what is stored; the clients, and how many gateways were killed."""
    for play in plays:
        play.write(play.commits[0])
    is_over = threading.Event()
    async with (
        httpx.AsyncClient(timeout=httpx.Timeout(20.0, read=60.0), limits=httpx.Limits()) as client,
        asyncio.TaskGroup() as group,
    ):
        followers: list[Follower] = []
        for number in range(clients):
            match_id = plays[number // 2 % len(plays)].game.match_id
            if number % 2:
                followers.append(SocketFollower(gateways, match_id, number))
            else:
                followers.append(StreamFollower(gateways, match_id, number, client))
        running = [group.create_task(each.run()) for each in followers]
        killing = asyncio.to_thread(kill_often, gateways, is_over)
        _, kills = await asyncio.gather(asyncio.to_thread(score_all, plays, is_over), killing)
        for follower in followers:
            follower.stays = True
        await caught_up(followers, {play.game.match_id: play.stored() for play in plays})
        for each in running:
            each.cancel()
    return followers, kills


async def caught_up(followers: list[Follower], stored: dict[str, Stored]) -> None:
    """Wait until every client has come as far as what is stored, or none comes any further."""
    told, deadline = -1, 0.0
    while told < (now := events_told(followers)) or time.monotonic() < deadline:
        if told < now:
            told, deadline = now, time.monotonic() + LATEST_SECONDS
        if all(each.has(stored[each.match_id][0], stored[each.match_id][2]) for each in followers):
            return
        await asyncio.sleep(POLL_SECONDS)


def events_told(followers: list[Follower]) -> int:
    """Return how many events of their feeds all clients have together."""
    return sum(len(each.spectator.feed) for each in followers)


def feed_of(follower: Follower) -> dict[str, Json]:
    """The feed as a client has it, without what the gateway adds to each document."""
    return {
        name: {field: value for field, value in each.items() if field not in {"id", "cursor"}}
        for name, each in follower.spectator.feed.items()
    }


def kill_gateways(
    client: Client, gateways: list[GatewayProcess], clients: int, entries: int, say: Say
) -> None:
    """Score, follow and kill; then compare each client with a plain read."""
    plays = plays_of(client, entries)
    followers, kills = asyncio.run(follow_all(gateways, plays, clients))
    stored = {play.game.match_id: play.stored() for play in plays}
    differ = [
        each
        for each in followers
        if (each.spectator.cursor, feed_of(each), each.states) != stored[each.match_id]
    ]
    events = sum(len(feed) for _, feed, _ in stored.values())
    say(
        f"gateways: {kills} killed under {clients} clients, which connected "
        f"{sum(each.connections for each in followers)} times; {events} events, "
        f"{len(differ)} clients differ"
    )
    assert kills > 0
    assert sum(each.connections for each in followers) > clients, "connections were lost"
    assert differ == []


def test_who_follows_gateways_that_are_killed_misses_nothing_and_gets_nothing_twice(
    firestore_client: Client, gateways: list[GatewayProcess], say: Say
) -> None:
    kill_gateways(firestore_client, gateways, CLIENTS, ENTRIES, say)


@pytest.mark.slow
def test_five_hundred_clients_of_killed_gateways_miss_nothing(
    firestore_client: Client, gateways: list[GatewayProcess], say: Say
) -> None:
    kill_gateways(firestore_client, gateways, ALL_CLIENTS, ALL_ENTRIES, say)
