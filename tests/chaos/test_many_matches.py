"""Many matches at once, a ball of each every so often: none is missing, none goes back.

The default is a few seconds of ten matches; --full is fifty matches for a minute, at the pace that
two cores allow: `CHAOS_BALL_MS` between two balls of one match.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Self

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.domain.actions import parse_action_id
from tests.admin.committed import DEMO_LOGS
from tests.chaos.comparison import compare
from tests.chaos.conftest import count
from tests.chaos.couriers import Courier
from tests.chaos.games import Game, Tap, raw, real_game
from tests.chaos.scorers import Scorer
from tests.chaos.workers import Worker, failures, paths_taken

BALL_MS = count("CHAOS_BALL_MS", 200)
FULL_BALL_MS = count("CHAOS_BALL_MS", 1500)
FULL_MATCHES, FULL_SECONDS = 50, 60
SECONDS = 120.0
LOG = DEMO_LOGS / "1386111.log"

Say = Callable[[str], None]


class Spectator:
    """Listens to `live/score` of one match and remembers what it saw, and when."""

    def __init__(self, client: Client, match_id: str) -> None:
        self.seen: list[tuple[int, tuple[int, int], float]] = []
        self._changed = threading.Condition()
        ref = client.document(paths.live_score(match_id))
        self._watch = ref.on_snapshot(self._see)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.unsubscribe()

    def _see(self, snaps: list[Any], _changes: Any, _read_time: Any) -> None:
        now = time.perf_counter()
        with self._changed:
            for score in (snap.to_dict() for snap in snaps if snap.exists):
                place = parse_action_id(score["lastActionId"])
                self.seen.append((score["version"], place, now))
            self._changed.notify_all()

    def wait_for(self, place: tuple[int, int]) -> None:
        """Until a score with that action in it was seen."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.has(place), SECONDS), "a ball is missing"

    def has(self, place: tuple[int, int]) -> bool:
        return bool(self.seen) and self.seen[-1][1] >= place

    def seen_at(self, place: tuple[int, int]) -> float:
        """When the first score was seen that has an action in it."""
        return next(at for _, last, at in self.seen if last >= place)

    def went_back(self) -> list[str]:
        """Where a version did not grow, or an action was taken back."""
        pairs = zip(self.seen, self.seen[1:], strict=False)
        return [f"{old} {new}" for old, new in pairs if new[0] <= old[0] or new[1] < old[1]]


class Ground:
    """A match played in real time, and its spectator."""

    def __init__(self, client: Client, courier: Courier, game: Game) -> None:
        self.courier, self.game = courier, game
        self.scorer = Scorer(client, game)
        self.scorer.set_stage()
        self.spectator = Spectator(client, game.match_id)
        self.committed: dict[tuple[int, int], float] = {}
        self.answers: list[Future[int]] = []

    def play(self, interval: float) -> None:
        """A ball each interval, in seconds; later where the machine does not keep up."""
        begun = time.perf_counter()
        for number, entry in enumerate(self.game.entries):
            time.sleep(max(0.0, begun + number * interval - time.perf_counter()))
            events = self.scorer.write([Tap(entry.id, raw(self.game, entry))])
            self.committed[parse_action_id(entry.id)] = time.perf_counter()
            self.answers += [self.courier.send(event) for event in events]

    def lags(self) -> list[float]:
        """Seconds from each commit to the first score seen with it."""
        wait(self.answers, SECONDS)
        self.spectator.wait_for(max(self.committed))
        first = min(self.committed)  # what it brings is a rebuild
        return [
            self.spectator.seen_at(place) - at
            for place, at in self.committed.items()
            if place > first
        ]


def play_at_once(
    client: Client, courier: Courier, name: str, matches: int, balls: int, interval: float
) -> tuple[list[Ground], list[float], float]:
    """Play so many matches at once; the grounds, all lags, and the seconds it took to write."""
    whole = real_game("", LOG)
    games = [
        replace(whole, match_id=f"{name}-{number}", entries=whole.entries[: balls + 1])
        for number in range(matches)
    ]
    grounds = [Ground(client, courier, game) for game in games]
    with ExitStack() as stack, ThreadPoolExecutor(matches) as scorers:
        for ground in grounds:
            stack.enter_context(ground.spectator)
        begun = time.perf_counter()
        for played in [scorers.submit(ground.play, interval) for ground in grounds]:
            played.result()
        seconds = time.perf_counter() - begun
        lags = [lag for ground in grounds for lag in ground.lags()]
    return grounds, lags, seconds


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def play_many(
    client: Client,
    courier: Courier,
    workers: list[Worker],
    say: Say,
    *,
    matches: int,
    balls: int,
    ball_ms: int,
) -> None:
    """One match alone, then many; no event is dropped and nothing is reconciled."""
    courier.brings_again = True
    play_at_once(client, courier, "warming-up", 4, 10, ball_ms / 1000)
    _, alone, _ = play_at_once(client, courier, "alone", 1, 25, ball_ms / 1000)
    grounds, lags, seconds = play_at_once(client, courier, "many", matches, balls, ball_ms / 1000)
    differ = [line for each in grounds for line in compare(client, each.game).differences]
    back = [line for each in grounds for line in each.spectator.went_back()]
    written = sum(len(each.committed) for each in grounds)
    say(
        f"many: {matches} matches, a ball every {ball_ms} ms: {written} balls in {seconds:.1f} s, "
        f"{balls * ball_ms / 1000 / seconds:.2f} of the pace asked for; "
        f"{len(differ)} differences, {len(back)} steps back; "
        f"p95 many / alone {p95(lags) / p95(alone):.2f}, median many / alone "
        f"{statistics.median(lags) / statistics.median(alone):.2f}; "
        f"answers {dict(courier.outcomes)}; by path {dict(paths_taken(workers))}"
    )
    assert failures(workers) == [], "nobody failed but who lost to the other worker"
    assert differ == []
    assert back == []


@pytest.mark.slow
def test_many_matches_at_once_miss_no_ball_and_none_goes_back(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    play_many(firestore_client, courier, workers, say, matches=10, balls=20, ball_ms=BALL_MS)


@pytest.mark.slow
def test_fifty_matches_for_a_minute_miss_no_ball(
    firestore_client: Client, workers: list[Worker], courier: Courier, say: Say
) -> None:
    balls = FULL_SECONDS * 1000 // FULL_BALL_MS
    play_many(
        firestore_client,
        courier,
        workers,
        say,
        matches=FULL_MATCHES,
        balls=balls,
        ball_ms=FULL_BALL_MS,
    )
