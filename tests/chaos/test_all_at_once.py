"""Lineups deleted during play, Firestore paused, two versions of the functions: all at once.

Events are shuffled, repeated and dropped as ever. After a reconcile not one document of any match
may differ from a rebuild out of nothing. `CHAOS_DISTURBED=300` plays so many; --full plays 300.
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
from tests.chaos.conftest import SEED, count
from tests.chaos.couriers import Courier, Post
from tests.chaos.games import Game, random_game, random_logs, script
from tests.chaos.outages import paused
from tests.chaos.scorers import Scorer
from tests.chaos.versions import another_version
from tests.chaos.workers import IMPATIENT, LINEUP_TARGET, MAIN, Event, Worker, paths_taken

LOGS = count("CHAOS_DISTURBED", 2)
ALL_LOGS = max(LOGS, 300)
GAMES_AT_ONCE = 4
LATEST = (0, 3, 20)
DELETED, PUT_BACK, LOST = 0.3, 0.1, 0.5
"""How likely a lineup is deleted, or one that was deleted is put back, after a commit; and how
likely the event of that is never delivered."""
PAUSE_SECONDS, BETWEEN_SECONDS = (0.2, 3.0), (1.0, 6.0)
"""How long Firestore stands still; the workers wait two seconds for it."""
AWAY = ("DeadlineExceeded", "ServiceUnavailable", "RetryError", "ContendedError")
"""What a worker may say of a Firestore that stands still, or of the other workers."""

COPIED = Path("functions") / IMPATIENT.name
NO_TIME = timedelta(0)

VERSIONS = pytest.mark.parametrize(
    "impatient_workers",
    [
        pytest.param(0, id="one version"),
        pytest.param(-1, id="two versions", marks=pytest.mark.slow),
    ],
    indirect=True,
)
"""By how much the state version of the second server differs."""

Say = Callable[[str], None]


@pytest.fixture
def impatient_workers(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[list[Worker]]:
    """Two servers that do not wait long for Firestore: of the same version, or of two."""
    env, source = firestore_emulator.env(firestore_client.project), IMPATIENT
    workers = [Worker(env, source)]
    if request.param:
        env, source = env | another_version(tmp_path, request.param), tmp_path / COPIED
    workers.append(Worker(env, source))
    with ExitStack() as stack:
        yield begun(stack, workers)


@pytest.fixture
def lineup_workers(
    firestore_emulator: FirestoreEmulator, firestore_client: Client
) -> Iterator[list[Worker]]:
    """A server that is told of lineups."""
    env = firestore_emulator.env(firestore_client.project)
    with ExitStack() as stack:
        yield begun(stack, [Worker(env, MAIN, LINEUP_TARGET)])


@pytest.fixture(autouse=True)
def no_lease_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the logs are healed, every worker has answered: a lease that one of them left, when
    Firestore stood still, is nobody's. Others wait fifteen seconds for it."""
    monkeypatch.setattr(FirestoreMatchStore, "limits", replace(LIMITS, lease=NO_TIME))


def begun(stack: ExitStack, workers: list[Worker]) -> list[Worker]:
    """The workers, ready."""
    for worker in workers:
        stack.enter_context(worker)
    for worker in workers:
        worker.wait()
    return workers


class Selection:
    """The lineups of one game, from which people take players and put some back."""

    def __init__(self, scorer: Scorer, chance: random.Random) -> None:
        self.scorer, self.chance = scorer, chance
        self.there = dict(scorer.game.lineups)

    def change(self) -> list[Event]:
        """Now and then a lineup is deleted, or put back; its event."""
        planned = self.scorer.game.lineups
        gone = sorted(planned.keys() - self.there.keys())
        if gone and self.chance.random() < PUT_BACK:
            name = self.chance.choice(gone)
            self.there[name] = planned[name]
            return self.scorer.put_lineup(name, planned[name])
        if self.there and self.chance.random() < DELETED:
            name = self.chance.choice(sorted(self.there))
            del self.there[name]
            return self.scorer.put_lineup(name, None)
        return []


def play(client: Client, courier: Courier, number: int, game: Game) -> tuple[Game, list[Event]]:
    """Score a game while lineups go and come; the game as it is in the end, and stragglers."""
    chance = random.Random(number)
    scorer, latest = Scorer(client, game), LATEST[number % len(LATEST)]
    post = Post(courier, chance, latest=latest)
    other_post = Post(courier, chance, latest=latest, drop=LOST)
    selection = Selection(scorer, chance)
    scorer.set_stage()
    for commit in script(game, chance):
        post.take(scorer.write(commit))
        other_post.take(selection.change())
    post.finish()
    other_post.finish()
    return replace(game, lineups=selection.there), post.stragglers + other_post.stragglers


def keep_pausing(emulator: FirestoreEmulator, is_over: threading.Event) -> int:
    """Let Firestore stand still at once, then again and again until all is over; how often."""
    chance, pauses = random.Random(SEED), 0
    while not pauses or not is_over.wait(chance.uniform(*BETWEEN_SECONDS)):
        with paused(emulator):
            is_over.wait(chance.uniform(*PAUSE_SECONDS))
        pauses += 1
    return pauses


def play_all(
    client: Client, emulator: FirestoreEmulator, courier: Courier, games: list[Game]
) -> tuple[list[Game], int]:
    """Play the games; as they are in the end, and how often Firestore stood still."""
    is_over = threading.Event()
    with ThreadPoolExecutor(GAMES_AT_ONCE + 1) as threads:
        pausing = threads.submit(keep_pausing, emulator, is_over)
        try:
            tables = [threads.submit(play, client, courier, *item) for item in enumerate(games)]
            played = [table.result() for table in tables]
            courier.send_all([event for _, events in played for event in events])
        finally:
            is_over.set()
    return [game for game, _ in played], pausing.result()


def healed(client: Client, game: Game) -> tuple[list[str], bool]:
    """What differs after a reconcile, and whether another one has something to heal."""
    store = FirestoreMatchStore(client)
    reconcile(store, utc_now, game.match_id)
    found = compare(client, game).differences
    return found, bool(reconcile(store, utc_now, game.match_id).healed)


def disturb(
    client: Client, emulator: FirestoreEmulator, courier: Courier, logs: int, say: Say
) -> None:
    """Play so many logs, heal each once, and expect nothing to differ."""
    games = [random_game(f"disturbed-{i}", log) for i, log in enumerate(random_logs(logs))]
    planned = sum(len(game.lineups) for game in games)
    games, pauses = play_all(client, emulator, courier, games)
    found = {game.match_id: healed(client, game) for game in games}
    differ = {name: lines for name, (lines, _) in found.items() if lines}
    deleted = planned - sum(len(game.lineups) for game in games)
    both = [*courier.workers, *courier.lineup_workers]
    say(
        f"disturbed: {logs} logs, {courier.counts['events']} events, {pauses} pauses, "
        f"{deleted} lineups gone; answers "
        f"{dict(courier.outcomes)}; by path {dict(paths_taken(both))}; {len(differ)} logs differ"
    )
    assert not differ, "\n".join(
        f"{name}: {line}" for name, lines in differ.items() for line in lines[:5]
    )
    assert errors(both) == Counter()
    assert courier.outcomes.keys() <= {200, 500}
    assert [name for name, (_, again) in found.items() if again] == []
    assert pauses > 0


def errors(workers: list[Worker]) -> Counter[str]:
    """What the workers told as failed for other reasons than Firestore's standing still."""
    lines = [line for each in workers for line in each.told() if line.get("severity") == "ERROR"]
    said = [str(line.get("error")) for line in lines]
    return Counter(each for each in said if not any(name in each for name in AWAY))


@VERSIONS
def test_lineups_deleted_and_firestore_paused_leave_nothing_that_differs(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    impatient_workers: list[Worker],
    lineup_workers: list[Worker],
    say: Say,
) -> None:
    courier = Courier(impatient_workers, SEED, lineup_workers)
    disturb(firestore_client, firestore_emulator, courier, LOGS, say)
    courier.close()


@pytest.mark.slow
@VERSIONS
def test_not_one_of_three_hundred_disturbed_logs_differs(
    firestore_emulator: FirestoreEmulator,
    firestore_client: Client,
    impatient_workers: list[Worker],
    lineup_workers: list[Worker],
    say: Say,
) -> None:
    courier = Courier(impatient_workers, SEED, lineup_workers)
    disturb(firestore_client, firestore_emulator, courier, ALL_LOGS, say)
    courier.close()
