"""Tests deleted lineups, a paused Firestore and two versions of the functions, all at once.

Events are also shuffled, repeated and dropped. After a reconcile no document of any match may
differ from a complete rebuild. `CHAOS_DISTURBED` is the number of matches; --full plays 300.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from google.cloud.firestore import Client

from devtools.emulators import FirestoreEmulator
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.limits import LIMITS
from scrbrd.handlers.reconcile import reconcile
from tests.chaos.comparison import compare
from tests.chaos.conftest import SEED, count_from_env
from tests.chaos.couriers import Courier, UnreliableDelivery
from tests.chaos.games import Game, random_game, random_logs, scorer_commits
from tests.chaos.outages import firestore_paused
from tests.chaos.scorers import Scorer
from tests.chaos.versions import copy_with_other_state_version
from tests.chaos.workers import IMPATIENT, LINEUP_TARGET, MAIN, Event, Worker, path_counts

LOGS = count_from_env("CHAOS_DISTURBED", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
LATEST = (0, 3, 20)
DELETION, RESTORATION, EVENT_LOSS = 0.3, 0.1, 0.5
"""Probabilities that a lineup is deleted after a commit, that a deleted one is restored, and that
the event of such a change is never delivered."""
PAUSE_SECONDS, SECONDS_BETWEEN_PAUSES = (0.2, 3.0), (1.0, 6.0)
"""Shortest and longest pause of Firestore, and time between pauses; workers wait two seconds."""
OUTAGE_ERRORS = ("DeadlineExceeded", "ServiceUnavailable", "RetryError", "ContendedError")
"""Errors that a worker may log for a paused Firestore or for contention with other workers."""

COPIED_MODULE = Path("functions") / IMPATIENT.name
NO_TIME = timedelta(0)

VERSIONS = pytest.mark.parametrize(
    "impatient_workers",
    [
        pytest.param(0, id="one version"),
        pytest.param(-1, id="two versions", marks=pytest.mark.slow),
    ],
    indirect=True,
)
"""The difference of the second server's state version."""

PrintLine = Callable[[str], None]


@pytest.fixture
def impatient_workers(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[list[Worker]]:
    """Yield two servers that do not wait long for Firestore: of one version or of two."""
    env, source = firestore_emulator.env(firestore_client.project), IMPATIENT
    workers = [Worker(env, source)]
    if request.param:
        env, source = (
            env | copy_with_other_state_version(tmp_path, request.param),
            tmp_path / COPIED_MODULE,
        )
    workers.append(Worker(env, source))
    with ExitStack() as stack:
        yield start_workers(stack, workers)


@pytest.fixture
def lineup_workers(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[Worker]]:
    """Yield a server that receives the events of lineups."""
    env = firestore_emulator.env(firestore_client.project)
    with ExitStack() as stack:
        yield start_workers(stack, [Worker(env, MAIN, LINEUP_TARGET)])


@pytest.fixture(autouse=True)
def leases_expire_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let leases expire at once, instead of after fifteen seconds.

    When the logs are reconciled, every worker has answered: no worker holds a lease that was left
    when Firestore was paused.
    """
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=NO_TIME))


def start_workers(stack: ExitStack, workers: list[Worker]) -> list[Worker]:
    """Start the workers, wait until they answer, and return them."""
    for worker in workers:
        stack.enter_context(worker)
    for worker in workers:
        worker.wait()
    return workers


class LineupChanges:
    """The lineups of one game, some of which are deleted and restored at random."""

    def __init__(self, scorer: Scorer, chance: random.Random) -> None:
        self.scorer, self.chance = scorer, chance
        self.present = dict(scorer.game.lineups)

    def change(self) -> list[Event]:
        """Now and then delete or restore a lineup, and return the event."""
        planned = self.scorer.game.lineups
        deleted_names = sorted(planned.keys() - self.present.keys())
        if deleted_names and self.chance.random() < RESTORATION:
            name = self.chance.choice(deleted_names)
            self.present[name] = planned[name]
            return self.scorer.put_lineup(name, planned[name])
        if self.present and self.chance.random() < DELETION:
            name = self.chance.choice(sorted(self.present))
            del self.present[name]
            return self.scorer.put_lineup(name, None)
        return []


def play(client: Client, courier: Courier, number: int, game: Game) -> tuple[Game, list[Event]]:
    """Score a game while lineups change; return the game at the end, and the stragglers."""
    chance = random.Random(number)
    scorer, latest = Scorer(client, game), LATEST[number % len(LATEST)]
    delivery = UnreliableDelivery(courier, chance, latest=latest)
    lineup_delivery = UnreliableDelivery(courier, chance, latest=latest, drop=EVENT_LOSS)
    lineup_changes = LineupChanges(scorer, chance)
    scorer.write_match()
    for commit in scorer_commits(game, chance):
        delivery.take(scorer.write(commit))
        lineup_delivery.take(lineup_changes.change())
    delivery.finish()
    lineup_delivery.finish()
    return replace(
        game, lineups=lineup_changes.present
    ), delivery.stragglers + lineup_delivery.stragglers


def keep_pausing(emulator: FirestoreEmulator, is_over: threading.Event) -> int:
    """Pause Firestore repeatedly until `is_over` is set; return the number of pauses."""
    chance, pauses = random.Random(SEED), 0
    while not pauses or not is_over.wait(chance.uniform(*SECONDS_BETWEEN_PAUSES)):
        with firestore_paused(emulator):
            is_over.wait(chance.uniform(*PAUSE_SECONDS))
        pauses += 1
    return pauses


def play_all(
    client: Client, emulator: FirestoreEmulator, courier: Courier, games: list[Game]
) -> tuple[list[Game], int]:
    """Play the games; return them at the end, and the number of Firestore's pauses."""
    is_over = threading.Event()
    with ThreadPoolExecutor(GAMES_AT_ONCE + 1) as threads:
        pausing = threads.submit(keep_pausing, emulator, is_over)
        try:
            playing = [threads.submit(play, client, courier, *item) for item in enumerate(games)]
            played = [table.result() for table in playing]
            courier.send_all([event for _, events in played for event in events])
        finally:
            is_over.set()
    return [game for game, _ in played], pausing.result()


def reconcile_and_compare(client: Client, game: Game) -> tuple[list[str], bool]:
    """Return the differences after a reconcile, and whether a second one has changed anything."""
    store = FirestoreMatchStore(client)
    reconcile(store, utc_now, game.match_id)
    found = compare(client, game).differences
    return found, bool(reconcile(store, utc_now, game.match_id).healed)


def play_with_disturbances(
    client: Client, emulator: FirestoreEmulator, courier: Courier, logs: int, print_line: PrintLine
) -> None:
    """Play a number of logs, reconcile each once, and check that nothing differs."""
    games = [random_game(f"disturbed-{i}", log) for i, log in enumerate(random_logs(logs))]
    planned = sum(len(game.lineups) for game in games)
    games, pauses = play_all(client, emulator, courier, games)
    found = {game.match_id: reconcile_and_compare(client, game) for game in games}
    differ = {name: lines for name, (lines, _) in found.items() if lines}
    deleted = planned - sum(len(game.lineups) for game in games)
    all_workers = [*courier.workers, *courier.lineup_workers]
    print_line(
        f"disturbed: {logs} logs, {courier.counts['events']} events, {pauses} pauses, "
        f"{deleted} lineups gone; answers {dict(courier.outcomes)}; "
        f"by path {dict(path_counts(all_workers))}; {len(differ)} logs differ"
    )
    assert not differ, "\n".join(
        f"{name}: {line}" for name, lines in differ.items() for line in lines[:5]
    )
    assert errors(all_workers) == Counter()
    assert courier.outcomes.keys() <= {200, 500}
    assert [name for name, (_, again) in found.items() if again] == []
    assert pauses > 0


def errors(workers: list[Worker]) -> Counter[str]:
    """Return the workers' logged errors, except those caused by Firestore's pauses."""
    lines = [
        line for each in workers for line in each.log_lines() if line.get("severity") == "ERROR"
    ]
    messages = [str(line.get("error")) for line in lines]
    return Counter(each for each in messages if not any(name in each for name in OUTAGE_ERRORS))


@VERSIONS
def test_deleted_lineups_and_firestore_pauses_leave_no_differences(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    impatient_workers: list[Worker],
    lineup_workers: list[Worker],
    print_line: PrintLine,
) -> None:
    courier = Courier(impatient_workers, SEED, lineup_workers)
    play_with_disturbances(firestore_client, firestore_emulator, courier, LOGS, print_line)
    courier.close()


@pytest.mark.slow
@VERSIONS
def test_three_hundred_disturbed_matches_have_no_differences(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    impatient_workers: list[Worker],
    lineup_workers: list[Worker],
    print_line: PrintLine,
) -> None:
    courier = Courier(impatient_workers, SEED, lineup_workers)
    play_with_disturbances(firestore_client, firestore_emulator, courier, ALL_LOGS, print_line)
    courier.close()
