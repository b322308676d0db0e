"""Tests stopping and restarting Firestore: errors are logged, and a reconcile repairs the rest."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.reconcile import reconcile
from tests.chaos.comparison import compare
from tests.chaos.conftest import SEED
from tests.chaos.couriers import Courier, UnreliableDelivery
from tests.chaos.games import Commit, random_game, random_logs, scorer_commits
from tests.chaos.outages import RestartableFirestore
from tests.chaos.scorers import Scorer
from tests.chaos.workers import IMPATIENT, Event, Worker

pytestmark = pytest.mark.emulator
LOGS = 2
ANSWER_SECONDS = 120.0

PrintLine = Callable[[str], None]


@pytest.fixture
def firestore(monkeypatch: pytest.MonkeyPatch) -> Iterator[RestartableFirestore]:
    """Yield an emulator of the test's own, to which the environment points."""
    with RestartableFirestore() as firestore:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore.host)
        yield firestore


@pytest.fixture
def client(firestore: RestartableFirestore) -> Iterator[Client]:  # noqa: ARG001
    client = Client(project=f"demo-{uuid.uuid4().hex[:16]}")
    yield client
    client.close()


@pytest.fixture
def worker(firestore: RestartableFirestore, client: Client) -> Iterator[Worker]:
    """Yield a server that does not wait long for a stopped Firestore."""
    with Worker(firestore.env(client.project), IMPATIENT) as worker:
        worker.wait()
        yield worker


class InterruptedGame:
    """A game that can be scored in several parts."""

    def __init__(self, scorer: Scorer, delivery: UnreliableDelivery, commits: list[Commit]) -> None:
        self.scorer, self.delivery, self.commits = scorer, delivery, commits

    def play(self, commits: int) -> list[Event]:
        """Score commits, deliver all events except stragglers, and return the last commit's."""
        part, self.commits = self.commits[:commits], self.commits[commits:]
        events: list[Event] = []
        for commit in part:
            events = self.scorer.write(commit)
            self.delivery.take(events)
        self.delivery.finish()
        return events


def new_games(client: Client, courier: Courier) -> list[InterruptedGame]:
    """Return some random games before the first ball."""
    games = [random_game(f"away-{i}", log) for i, log in enumerate(random_logs(LOGS))]
    games_before_play = []
    for number, game in enumerate(games):
        chance = random.Random(number)
        scorer, delivery = Scorer(client, game), UnreliableDelivery(courier, chance, latest=3)
        scorer.write_match()
        games_before_play.append(
            InterruptedGame(scorer, delivery, list(scorer_commits(game, chance)))
        )
    return games_before_play


@pytest.mark.slow
def test_errors_while_firestore_is_stopped_are_logged_and_later_reconciled(
    firestore: RestartableFirestore, client: Client, worker: Worker, print_line: PrintLine
) -> None:
    courier = Courier([worker], SEED)
    playing = new_games(client, courier)
    events = [event for match in playing for event in match.play(len(match.commits) // 2)]
    assert courier.outcomes.keys() == {200}
    firestore.stop(client.project)
    courier.outcomes.clear()
    courier.send_all(events)
    stopped_outcomes = Counter(courier.outcomes)
    failed_lines = [line for line in worker.log_lines() if line["message"] == "catch_up failed"]
    firestore.restart()
    wait_until_answered(courier, events[0])
    courier.outcomes.clear()
    for match in playing:
        match.play(len(match.commits))
    courier.close()
    games, store = [match.scorer.game for match in playing], FirestoreMatchStore(client)
    healed = [reconcile(store, utc_now, game.match_id).healed for game in games]
    differ = [line for game in games for line in compare(client, game, restored=True).differences]
    print_line(
        f"away: {len(events)} events while Firestore was stopped, "
        f"answers {dict(stopped_outcomes)}, {len(failed_lines)} told as failed; "
        f"back: {courier.outcomes.total()} deliveries, answers {dict(courier.outcomes)}; "
        f"reconcile healed {sum(map(bool, healed))} of {len(games)} "
        f"matches, {len(differ)} differences"
    )
    assert (set(stopped_outcomes), len(failed_lines)) == ({500}, len(events))
    assert {(line["severity"], line["matchId"]) for line in failed_lines} == {
        ("ERROR", game.match_id) for game in games
    }
    assert courier.outcomes.keys() == {200}
    assert differ == []


def wait_until_answered(courier: Courier, event: Event) -> None:
    """Wait until the worker answers: its channel takes a while to find Firestore again."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while courier.send(event).result() != 200:
        assert time.monotonic() < deadline, "the worker does not find Firestore again"
