"""Tests many matches at once in real time: no ball is missing and no score goes back.

The default is a few seconds of ten matches; --full is fifty matches for a minute, at the pace that
two cores allow: `CHAOS_BALL_MS` is the time between two balls of one match.
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
from tests.admin.committed_matches import DEMO_LOGS
from tests.chaos.comparison import compare
from tests.chaos.conftest import count_from_env
from tests.chaos.couriers import Courier
from tests.chaos.games import Game, Tap, real_game, unvoided_document
from tests.chaos.scorers import Scorer
from tests.chaos.workers import Worker, failure_lines, path_counts

BALL_MS = count_from_env("CHAOS_BALL_MS", 200)
FULL_BALL_MS = count_from_env("CHAOS_BALL_MS", 1500)
FULL_MATCHES, FULL_SECONDS = 50, 60
WAIT_SECONDS = 120.0
LOG = DEMO_LOGS / "1386111.log"

PrintLine = Callable[[str], None]


class Spectator:
    """Listens to `live/score` of one match and records each version with the time it was seen."""

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
        """Wait until a score that includes an action has been seen."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.has_reached(place), WAIT_SECONDS), (
                "a ball is missing"
            )

    def has_reached(self, place: tuple[int, int]) -> bool:
        return bool(self.seen) and self.seen[-1][1] >= place

    def seen_at(self, place: tuple[int, int]) -> float:
        """Return the time at which the first score that includes an action was seen."""
        return next(at for _, last, at in self.seen if last >= place)

    def backward_steps(self) -> list[str]:
        """Return the steps in which the version did not grow or the last action went back."""
        pairs = zip(self.seen, self.seen[1:], strict=False)
        return [f"{old} {new}" for old, new in pairs if new[0] <= old[0] or new[1] < old[1]]


class RealTimeMatch:
    """A match scored in real time, and its spectator."""

    def __init__(self, client: Client, courier: Courier, game: Game) -> None:
        self.courier, self.game = courier, game
        self.scorer = Scorer(client, game)
        self.scorer.write_match()
        self.spectator = Spectator(client, game.match_id)
        self.committed: dict[tuple[int, int], float] = {}
        self.answers: list[Future[int]] = []

    def play(self, interval: float) -> None:
        """Score a ball each interval, in seconds; later if the machine does not keep up."""
        started = time.perf_counter()
        for number, entry in enumerate(self.game.entries):
            time.sleep(max(0.0, started + number * interval - time.perf_counter()))
            events = self.scorer.write([Tap(entry.id, unvoided_document(self.game, entry))])
            self.committed[parse_action_id(entry.id)] = time.perf_counter()
            self.answers += [self.courier.send(event) for event in events]

    def lags(self) -> list[float]:
        """Return the seconds from each commit to the first score seen that includes it."""
        wait(self.answers, WAIT_SECONDS)
        self.spectator.wait_for(max(self.committed))
        first = min(self.committed)  # its event causes a rebuild
        return [
            self.spectator.seen_at(place) - at
            for place, at in self.committed.items()
            if place > first
        ]


def play_at_once(
    client: Client, courier: Courier, name: str, matches: int, balls: int, interval: float
) -> tuple[list[RealTimeMatch], list[float], float]:
    """Play matches at once; return them, all lags, and the seconds that writing took."""
    complete_game = real_game("", LOG)
    games = [
        replace(
            complete_game, match_id=f"{name}-{number}", entries=complete_game.entries[: balls + 1]
        )
        for number in range(matches)
    ]
    played_matches = [RealTimeMatch(client, courier, game) for game in games]
    with ExitStack() as stack, ThreadPoolExecutor(matches) as scorers:
        for played_match in played_matches:
            stack.enter_context(played_match.spectator)
        started = time.perf_counter()
        for played in [
            scorers.submit(played_match.play, interval) for played_match in played_matches
        ]:
            played.result()
        seconds = time.perf_counter() - started
        lags = [lag for played_match in played_matches for lag in played_match.lags()]
    return played_matches, lags, seconds


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def play_many(
    client: Client,
    courier: Courier,
    workers: list[Worker],
    print_line: PrintLine,
    *,
    matches: int,
    balls: int,
    ball_ms: int,
) -> None:
    """Play one match alone, then many; no event is dropped and nothing is reconciled."""
    courier.redelivers_failed = True
    play_at_once(client, courier, "warming-up", 4, 10, ball_ms / 1000)
    _, alone, _ = play_at_once(client, courier, "alone", 1, 25, ball_ms / 1000)
    played_matches, lags, seconds = play_at_once(
        client, courier, "many", matches, balls, ball_ms / 1000
    )
    differ = [line for each in played_matches for line in compare(client, each.game).differences]
    backward = [line for each in played_matches for line in each.spectator.backward_steps()]
    written = sum(len(each.committed) for each in played_matches)
    print_line(
        f"many: {matches} matches, a ball every {ball_ms} ms: {written} balls in {seconds:.1f} s, "
        f"{balls * ball_ms / 1000 / seconds:.2f} of the pace asked for; "
        f"{len(differ)} differences, {len(backward)} steps back; "
        f"p95 many / alone {p95(lags) / p95(alone):.2f}, median many / alone "
        f"{statistics.median(lags) / statistics.median(alone):.2f}; "
        f"answers {dict(courier.outcomes)}; by path {dict(path_counts(workers))}"
    )
    assert failure_lines(workers) == [], "nobody failed but who lost to the other worker"
    assert differ == []
    assert backward == []


@pytest.mark.slow
def test_many_matches_at_once_miss_no_ball_and_no_score_goes_back(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    play_many(firestore_client, courier, workers, print_line, matches=10, balls=20, ball_ms=BALL_MS)


@pytest.mark.slow
def test_fifty_matches_for_a_minute_miss_no_ball(
    firestore_client: Client, workers: list[Worker], courier: Courier, print_line: PrintLine
) -> None:
    balls = FULL_SECONDS * 1000 // FULL_BALL_MS
    play_many(
        firestore_client,
        courier,
        workers,
        print_line,
        matches=FULL_MATCHES,
        balls=balls,
        ball_ms=FULL_BALL_MS,
    )
