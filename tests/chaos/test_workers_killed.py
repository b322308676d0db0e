"""Workers killed with SIGKILL while they are at work: nothing is lost, nothing is half-written.

`CHAOS_KILLS=50` kills so often; --full kills 50 times.
"""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.reconcile import reconcile
from tests.chaos.comparison import compare
from tests.chaos.conftest import SEED, count
from tests.chaos.couriers import LOST, Courier, Post
from tests.chaos.games import Game, random_game, random_logs, script
from tests.chaos.scorers import Scorer
from tests.chaos.whole import half_written
from tests.chaos.workers import Worker, failures

KILLS = count("CHAOS_KILLS", 6)
ALL_KILLS = max(KILLS, 50)
DIFFERENT_LOGS = 40
GAMES_AT_ONCE = 4
SECONDS = 120.0

Say = Callable[[str], None]


class Afternoon:
    """Matches played one after the other on some grounds, until it is over."""

    def __init__(self, client: Client, courier: Courier) -> None:
        self.client, self.courier = client, courier
        self.games: list[Game] = []
        self.is_over = threading.Event()
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def next_game(self) -> Game:
        with self._lock:
            number = next(self._numbers)
            log = random_logs(DIFFERENT_LOGS)[number % DIFFERENT_LOGS]
            self.games.append(random_game(f"killed-{number}", log))
            return self.games[-1]

    def play(self, ground: int) -> None:
        """Play on one ground; no event is dropped but by the death of who had it."""
        chance = random.Random(ground)
        while not self.is_over.is_set():
            game = self.next_game()
            scorer = Scorer(self.client, game)
            post = Post(self.courier, chance, latest=chance.choice((0, 2)), drop=0.0)
            scorer.set_stage()
            for commit in script(game, chance):
                post.take(scorer.write(commit))
            post.finish()
            post.courier.send_all(post.stragglers)


def kill_all(workers: list[Worker], courier: Courier, chance: random.Random) -> None:
    """Await some answers, then kill every worker at a moment of its own."""
    enough, deadline = courier.outcomes[200] + chance.randint(8, 30), time.monotonic() + SECONDS
    while courier.outcomes[200] < enough:
        assert time.monotonic() < deadline, "no events are answered"
        time.sleep(chance.uniform(0.001, 0.02))
    courier.is_open.clear()
    for worker in workers:
        worker.kill()
        time.sleep(chance.uniform(0, 0.02))


def revive(workers: list[Worker], courier: Courier) -> None:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.wait()
    courier.is_open.set()


def kill_often(
    client: Client, workers: list[Worker], courier: Courier, kills: int, say: Say
) -> None:
    """Play, kill and revive; then heal once and compare."""
    afternoon, chance, torn = Afternoon(client, courier), random.Random(SEED), list[str]()
    with ThreadPoolExecutor(GAMES_AT_ONCE) as grounds:
        playing = [grounds.submit(afternoon.play, each) for each in range(GAMES_AT_ONCE)]
        try:
            for _ in range(0, kills, len(workers)):
                kill_all(workers, courier, chance)
                for game in afternoon.games[-2 * GAMES_AT_ONCE :]:
                    torn += half_written(client, game.match_id)
                revive(workers, courier)
        finally:
            afternoon.is_over.set()
            courier.is_open.set()
        for ground in playing:
            ground.result()
    store, games = FirestoreMatchStore(client), afternoon.games
    healed = [reconcile(store, utc_now, game.match_id).healed for game in games]
    differ = [line for game in games for line in compare(client, game).differences]
    say(
        f"killed: {kills} workers, {courier.outcomes[LOST]} deliveries cut off of "
        f"{courier.outcomes.total()}, {len(games)} matches, half-written {len(torn)}; reconcile "
        f"healed {sum(bool(each) for each in healed)} matches, {len(differ)} differences"
    )
    assert torn == []
    assert differ == []
    assert courier.outcomes[LOST] >= kills / 2, "they were killed at work"
    assert failures(workers) == []
    assert courier.outcomes.keys() <= {200, 500, LOST}


@pytest.mark.slow
def test_workers_killed_at_work_lose_nothing_and_leave_nothing_half_written(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    kill_often(firestore_client, workers, courier, KILLS, say)


@pytest.mark.slow
def test_fifty_workers_killed_at_work_lose_nothing(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    kill_often(firestore_client, workers, courier, ALL_KILLS, say)
