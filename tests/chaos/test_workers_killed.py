"""Tests workers killed with SIGKILL while they work: nothing is lost and nothing half-written.

`CHAOS_KILLS` is the number of kills; --full kills 50 times.
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
from tests.chaos.conftest import SEED, count_from_env
from tests.chaos.couriers import LOST, Courier, UnreliableDelivery
from tests.chaos.games import Game, random_game, random_logs, scorer_commits
from tests.chaos.scorers import Scorer
from tests.chaos.whole import half_written_differences
from tests.chaos.workers import Worker, failure_lines

KILLS = count_from_env("CHAOS_KILLS", 6)
ALL_KILLS = max(KILLS, 50)
DIFFERENT_LOGS = 40
GAMES_AT_ONCE = 4
ANSWER_SECONDS = 120.0

PrintLine = Callable[[str], None]


class ContinuousPlay:
    """Matches played one after another on several grounds, until `is_over` is set."""

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
        """Play matches on one ground; only events of killed workers are lost."""
        chance = random.Random(ground)
        while not self.is_over.is_set():
            game = self.next_game()
            scorer = Scorer(self.client, game)
            delivery = UnreliableDelivery(
                self.courier, chance, latest=chance.choice((0, 2)), drop=0.0
            )
            scorer.write_match()
            for commit in scorer_commits(game, chance):
                delivery.take(scorer.write(commit))
            delivery.finish()
            delivery.courier.send_all(delivery.stragglers)


def kill_all(workers: list[Worker], courier: Courier, chance: random.Random) -> None:
    """Await some answers, then kill every worker, each at a random moment."""
    target, deadline = (
        courier.outcomes[200] + chance.randint(8, 30),
        time.monotonic() + ANSWER_SECONDS,
    )
    while courier.outcomes[200] < target:
        assert time.monotonic() < deadline, "no events are answered"
        time.sleep(chance.uniform(0.001, 0.02))
    courier.is_open.clear()
    for worker in workers:
        worker.kill()
        time.sleep(chance.uniform(0, 0.02))


def restart_all(workers: list[Worker], courier: Courier) -> None:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.wait()
    courier.is_open.set()


def kill_and_compare(
    client: Client, workers: list[Worker], courier: Courier, kills: int, print_line: PrintLine
) -> None:
    """Play matches while killing and restarting the workers; then reconcile once and compare."""
    series, chance, half_written = ContinuousPlay(client, courier), random.Random(SEED), list[str]()
    with ThreadPoolExecutor(GAMES_AT_ONCE) as grounds:
        playing = [grounds.submit(series.play, each) for each in range(GAMES_AT_ONCE)]
        try:
            for _ in range(0, kills, len(workers)):
                kill_all(workers, courier, chance)
                for game in series.games[-2 * GAMES_AT_ONCE :]:
                    half_written += half_written_differences(client, game.match_id)
                restart_all(workers, courier)
        finally:
            series.is_over.set()
            courier.is_open.set()
        for ground in playing:
            ground.result()
    store, games = FirestoreMatchStore(client), series.games
    healed = [reconcile(store, utc_now, game.match_id).healed for game in games]
    differ = [line for game in games for line in compare(client, game).differences]
    print_line(
        f"killed: {kills} workers, {courier.outcomes[LOST]} deliveries cut off of "
        f"{courier.outcomes.total()}, {len(games)} matches, "
        f"half-written {len(half_written)}; reconcile healed "
        f"{sum(bool(each) for each in healed)} matches, {len(differ)} differences"
    )
    assert half_written == []
    assert differ == []
    assert courier.outcomes[LOST] >= kills / 2, "they were killed at work"
    assert failure_lines(workers) == []
    assert courier.outcomes.keys() <= {200, 500, LOST}


@pytest.mark.slow
def test_workers_killed_while_working_lose_nothing_and_leave_nothing_half_written(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    kill_and_compare(firestore_client, workers, courier, KILLS, print_line)


@pytest.mark.slow
def test_fifty_kills_of_working_workers_lose_nothing(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    kill_and_compare(firestore_client, workers, courier, ALL_KILLS, print_line)
