"""Firestore stopped and started again under the workers: errors are told, and then healed."""

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
from tests.chaos.couriers import Courier, Post
from tests.chaos.games import Commit, random_game, random_logs, script
from tests.chaos.outages import UnsteadyFirestore
from tests.chaos.scorers import Scorer
from tests.chaos.workers import IMPATIENT, Event, Worker

pytestmark = pytest.mark.emulator
LOGS = 2
SECONDS = 120.0

Say = Callable[[str], None]


@pytest.fixture
def firestore(monkeypatch: pytest.MonkeyPatch) -> Iterator[UnsteadyFirestore]:
    """An emulator of the test's own, to which the environment points."""
    with UnsteadyFirestore() as firestore:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore.host)
        yield firestore


@pytest.fixture
def client(firestore: UnsteadyFirestore) -> Iterator[Client]:  # noqa: ARG001
    client = Client(project=f"demo-{uuid.uuid4().hex[:16]}")
    yield client
    client.close()


@pytest.fixture
def worker(firestore: UnsteadyFirestore, client: Client) -> Iterator[Worker]:
    """A server that does not wait long for a Firestore that is away."""
    with Worker(firestore.env(client.project), IMPATIENT) as worker:
        worker.wait()
        yield worker


class Match:
    """A game that can be interrupted."""

    def __init__(self, scorer: Scorer, post: Post, commits: list[Commit]) -> None:
        self.scorer, self.post, self.commits = scorer, post, commits

    def play(self, commits: int) -> list[Event]:
        """Score so many commits, all their events arriving but the stragglers; the last events."""
        part, self.commits = self.commits[:commits], self.commits[commits:]
        events: list[Event] = []
        for commit in part:
            events = self.scorer.write(commit)
            self.post.take(events)
        self.post.finish()
        return events


def matches(client: Client, courier: Courier) -> list[Match]:
    """Some random games, before the first ball."""
    games = [random_game(f"away-{i}", log) for i, log in enumerate(random_logs(LOGS))]
    begun = []
    for number, game in enumerate(games):
        chance = random.Random(number)
        scorer, post = Scorer(client, game), Post(courier, chance, latest=3)
        scorer.set_stage()
        begun.append(Match(scorer, post, list(script(game, chance))))
    return begun


@pytest.mark.slow
def test_while_firestore_is_away_errors_are_raised_and_logged_and_later_all_is_healed(
    firestore: UnsteadyFirestore, client: Client, worker: Worker, say: Say
) -> None:
    courier = Courier([worker], SEED)
    playing = matches(client, courier)
    events = [event for match in playing for event in match.play(len(match.commits) // 2)]
    assert courier.outcomes.keys() == {200}
    firestore.stop(client.project)
    courier.outcomes.clear()
    courier.send_all(events)
    away = Counter(courier.outcomes)
    told = [line for line in worker.told() if line["message"] == "catch_up failed"]
    firestore.come_back()
    until_answered(courier, events[0])
    courier.outcomes.clear()
    for match in playing:
        match.play(len(match.commits))
    courier.close()
    games, store = [match.scorer.game for match in playing], FirestoreMatchStore(client)
    healed = [reconcile(store, utc_now, game.match_id).healed for game in games]
    differ = [line for game in games for line in compare(client, game, restored=True).differences]
    say(
        f"away: {len(events)} events while Firestore was stopped, answers {dict(away)}, "
        f"{len(told)} told as failed; back: {courier.outcomes.total()} deliveries, answers "
        f"{dict(courier.outcomes)}; reconcile healed {sum(map(bool, healed))} of {len(games)} "
        f"matches, {len(differ)} differences"
    )
    assert (set(away), len(told)) == ({500}, len(events))
    assert {(line["severity"], line["matchId"]) for line in told} == {
        ("ERROR", game.match_id) for game in games
    }
    assert courier.outcomes.keys() == {200}
    assert differ == []


def until_answered(courier: Courier, event: Event) -> None:
    """The worker's channel takes a while to find Firestore again."""
    deadline = time.monotonic() + SECONDS
    while courier.send(event).result() != 200:
        assert time.monotonic() < deadline, "the worker does not find Firestore again"
