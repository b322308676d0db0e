"""Tests gateways killed with SIGKILL while matches are scored.

Each client misses nothing, gets nothing twice, and ends with the state and feed that Firestore has.
`CHAOS_GATEWAY` is the number of clients; --full has 500.
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
from scrbrd_gateway.model import Cursor, creation_mark
from tests.admin.committed_matches import DEMO_LOGS
from tests.chaos.conftest import SEED, count_from_env
from tests.chaos.followers import Follower, SocketFollower, StreamFollower
from tests.chaos.games import Commit, Game, random_game, random_logs, real_game, scorer_commits
from tests.chaos.scorers import Scorer
from tests.domain.strategies import LegalLog

CLIENTS = count_from_env("CHAOS_GATEWAY", 12)
ALL_CLIENTS = max(CLIENTS, 500)
GATEWAYS = 2
ENTRIES, ALL_ENTRIES = 50, 243
"""Numbers of entries of the real match that are scored; the random one is complete."""

RANDOM_LOGS = 12
SECONDS_BETWEEN_KILLS = (0.2, 1.0)
"""Shortest and longest time between kills, in which both gateways run."""

STALL_SECONDS = 60.0
"""Longest time in seconds without a new event at any client: on a busy machine five hundred
clients take minutes to receive everything."""

POLL_SECONDS = 0.1
TRIES = 10
MANY_SOCKETS = "100000"

PrintLine = Callable[[str], None]
Stored = tuple[str, dict[str, Json], tuple[Json | None, Json | None]]


@pytest.fixture
def gateways(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[GatewayProcess]]:
    """Yield two gateways to the test's project, ready to answer."""
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


def retry_cancelled(call: Callable[[], object]) -> None:
    """Repeat a call while it is cancelled.

    The emulator cancels a commit if it cannot notify a listener that was killed at that moment. On
    the platform the event is delivered again.
    """
    Retrying(retry=retry_if_exception_type(Cancelled), stop=stop_after_attempt(TRIES))(call)


class MatchInPlay:
    """A match in play: each commit is projected before the next, as the trigger does."""

    def __init__(self, client: Client, game: Game, seed: int) -> None:
        self.game = game
        self.commits = list(scorer_commits(game, random.Random(seed)))
        self._client, self._scorer = client, Scorer(client, game)
        self._store = FirestoreMatchStore(client)
        self._scorer.write_match()

    def write(self, commit: Commit) -> None:
        """Write a scorer's commit and update the documents, repeating each step if cancelled."""
        with suppress(AlreadyExists):  # committed although it was cancelled
            retry_cancelled(lambda: self._scorer.write(commit))
        retry_cancelled(
            lambda: catch_up(
                self._store, utc_now, self.game.match_id, self._observed_actions(commit)
            )
        )

    def _observed_actions(self, commit: Commit) -> list[ObservedAction]:
        snaps = [self._client.document(self._scorer.path(tap)).get() for tap in commit]
        return [
            codec.observed_action(self.game.match_id, snap.id, snap.to_dict(), snap.update_time)
            for snap in snaps
        ]

    def stored(self) -> Stored:
        """Read the newest event's cursor, the feed, the ticker and the score from Firestore."""
        match_id, client = self.game.match_id, self._client
        collection = client.collection(paths.events(match_id))
        snaps = list(collection.stream())
        feed = {snap.id: snap.to_dict() or {} for snap in snaps}
        newest = max(
            Cursor(
                feed[snap.id]["revision"],
                snap.id,
                creation_mark(codec.microseconds(snap.create_time)),
            )
            for snap in snaps
        )
        ticker, score = (
            json_value(client.document(path).get().to_dict())
            for path in (paths.ticker(match_id), paths.live_score(match_id))
        )
        return (
            newest.text(match_id),
            {name: json_value(each) for name, each in feed.items()},
            (ticker, score),
        )


def matches_to_score(client: Client, entries: int) -> list[MatchInPlay]:
    """Return the random match with most voids and corrections, and the beginning of a real one."""
    log = max(random_logs(RANDOM_LOGS), key=lambda each: min(void_and_correction_counts(each)))
    assert min(void_and_correction_counts(log)) > 0
    complete_game = real_game("killed-real", DEMO_LOGS / "1386111.log")
    games = (
        random_game("killed-random", log),
        replace(complete_game, entries=complete_game.entries[:entries]),
    )
    return [MatchInPlay(client, game, seed) for seed, game in enumerate(games)]


def void_and_correction_counts(log: LegalLog) -> tuple[int, int]:
    """Return how many actions of a log are voided, and how many correct another."""
    corrections = [each for each in log.messy if isinstance(each, Action) and each.corrects]
    return sum(each.is_voided for each in log.messy), len(corrections)


def score_all(matches: list[MatchInPlay], is_over: threading.Event) -> None:
    """Write the commits of all matches in turn."""
    turns = zip_longest(*([(match, commit) for commit in match.commits[1:]] for match in matches))
    try:
        for turn in chain.from_iterable(turns):
            if turn is not None:
                match, commit = turn
                match.write(commit)
    finally:
        is_over.set()


def kill_repeatedly(gateways: list[GatewayProcess], is_over: threading.Event) -> int:
    """Kill and restart one gateway or both until all is scored; return the number of kills."""
    chance, kills = random.Random(SEED), 0
    while not is_over.wait(chance.uniform(*SECONDS_BETWEEN_KILLS)):
        killed = gateways if kills % 3 == 2 else [gateways[kills % GATEWAYS]]
        for gateway in killed:
            gateway.kill()
        for gateway in killed:
            gateway.start()
        for gateway in killed:
            gateway.wait()
        kills += len(killed)
    return kills


async def follow_all(
    gateways: list[GatewayProcess], matches: list[MatchInPlay], clients: int
) -> tuple[list[Follower], int]:
    """Follow all matches while they are scored and gateways are killed.

    Waits until every client has the stored events and states. Returns the clients, and the number
    of kills.
    """
    for match in matches:
        match.write(match.commits[0])
    is_over = threading.Event()
    async with (
        httpx.AsyncClient(timeout=httpx.Timeout(20.0, read=60.0), limits=httpx.Limits()) as client,
        asyncio.TaskGroup() as group,
    ):
        followers: list[Follower] = []
        for number in range(clients):
            match_id = matches[number // 2 % len(matches)].game.match_id
            if number % 2:
                followers.append(SocketFollower(gateways, match_id, number))
            else:
                followers.append(StreamFollower(gateways, match_id, number, client))
        running = [group.create_task(each.run()) for each in followers]
        killing = asyncio.to_thread(kill_repeatedly, gateways, is_over)
        _, kills = await asyncio.gather(asyncio.to_thread(score_all, matches, is_over), killing)
        for follower in followers:
            follower.keeps_connection = True
        await wait_until_caught_up(
            followers, {match.game.match_id: match.stored() for match in matches}
        )
        for each in running:
            each.cancel()
    return followers, kills


async def wait_until_caught_up(followers: list[Follower], stored: dict[str, Stored]) -> None:
    """Wait until every client has what is stored, or none has received an event for a while."""
    previous, deadline = -1, 0.0
    while previous < (current := event_count(followers)) or time.monotonic() < deadline:
        if previous < current:
            previous, deadline = current, time.monotonic() + STALL_SECONDS
        if all(
            each.has_reached(stored[each.match_id][0], stored[each.match_id][2])
            for each in followers
        ):
            return
        await asyncio.sleep(POLL_SECONDS)


def event_count(followers: list[Follower]) -> int:
    """Return the total number of events in all clients' feeds."""
    return sum(len(each.spectator.feed) for each in followers)


def feed_of(follower: Follower) -> dict[str, Json]:
    """Return a client's feed without the fields that the gateway adds to each document."""
    return {
        name: {field: value for field, value in each.items() if field not in {"id", "cursor"}}
        for name, each in follower.spectator.feed.items()
    }


def kill_gateways(
    client: Client,
    gateways: list[GatewayProcess],
    clients: int,
    entries: int,
    print_line: PrintLine,
) -> None:
    """Score, follow and kill gateways; then compare each client with a direct read."""
    matches = matches_to_score(client, entries)
    followers, kills = asyncio.run(follow_all(gateways, matches, clients))
    stored = {match.game.match_id: match.stored() for match in matches}
    differ = [
        each
        for each in followers
        if (each.spectator.cursor, feed_of(each), each.states) != stored[each.match_id]
    ]
    events = sum(len(feed) for _, feed, _ in stored.values())
    print_line(
        f"gateways: {kills} killed under {clients} clients, which connected "
        f"{sum(each.connections for each in followers)} times; {events} events, "
        f"{len(differ)} clients differ"
    )
    assert kills > 0
    assert sum(each.connections for each in followers) > clients, "connections were lost"
    assert differ == []


def test_clients_of_killed_gateways_miss_nothing_and_get_nothing_twice(
    firestore_client: Client, gateways: list[GatewayProcess], print_line: PrintLine
) -> None:
    kill_gateways(firestore_client, gateways, CLIENTS, ENTRIES, print_line)


@pytest.mark.slow
def test_five_hundred_clients_of_killed_gateways_miss_nothing(
    firestore_client: Client, gateways: list[GatewayProcess], print_line: PrintLine
) -> None:
    kill_gateways(firestore_client, gateways, ALL_CLIENTS, ALL_ENTRIES, print_line)
