"""Measures many workers on one match: our guarded commits compared with ordinary transactions.

Each worker is a process with a client of its own. It writes an action, then projects it.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.firestore import Client, transactional

from admin.matchlog import MatchLog
from devtools.bench.bench_match import BenchMatch
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.snapshot.model import Snapshot

WORKERS = 8
EACH = 10
BEGUN = 12
"""Actions that are projected before the workers start."""

START_SECONDS = 120.0
SPAWN = multiprocessing.get_context("spawn")  # a forked process must not use its parent's channel

Project = Callable[[FirestoreMatchStore, str, Json, Any], int]
"""(store, match id, action, its update time) -> tries, counted from 1."""


@dataclass(frozen=True, slots=True)
class ContentionResult:
    """How many of the expected actions were projected, and in how many seconds.

    `tries_per_action` is the average over the actions that a worker projected; None if there is
    none. `errors` counts the actions that a worker gave up, by the error's type: the platform would
    call again.
    """

    landed: int
    expected: int
    seconds: float
    tries_per_action: float | None
    errors: dict[str, int]


class Report(NamedTuple):
    """What became of one action: `tries` until it was projected, or the type of the error.

    `at` is monotonic time in seconds.
    """

    at: float
    tries: int | None
    error: str = ""


def measure_contention(client: Client, log: MatchLog, way: str, seconds: float) -> ContentionResult:
    """Run the workers on a new match; `way` is "ours" or "transactions".

    Workers that still run after `seconds` are killed.
    """
    match = BenchMatch(client, log, f"contention-{way}", BEGUN)
    match.build()
    actions = match.actions[BEGUN : BEGUN + WORKERS * EACH]
    shares = [actions[worker::WORKERS] for worker in range(WORKERS)]
    took, reports = run_workers(client.project, match.match_id, way, shares, seconds)
    tries = [report.tries for report in reports if report.tries is not None]
    errors = Counter(report.error for report in reports if report.error)
    landed = len(landed_ids(match, way) & {action["id"] for action in actions})
    per_action = sum(tries) / len(tries) if tries else None
    return ContentionResult(landed, len(actions), took, per_action, dict(errors))


def run_workers(
    project: str, match_id: str, way: str, shares: Sequence[list[Json]], seconds: float
) -> tuple[float, list[Report]]:
    """Start a worker for each share of actions, all at once.

    Return the seconds until the last report, and the reports.
    """
    barrier = SPAWN.Barrier(len(shares) + 1)
    receivers: list[Connection] = []
    workers = []
    for share in shares:
        receiver, sender = SPAWN.Pipe(duplex=False)
        args = (project, match_id, way, share, barrier, sender)
        workers.append(SPAWN.Process(target=run_worker, args=args, daemon=True))
        workers[-1].start()
        sender.close()
        receivers.append(receiver)
    barrier.wait(START_SECONDS)
    began = time.monotonic()  # one clock for all processes
    for worker in workers:
        worker.join(max(0.0, began + seconds - time.monotonic()))
    timed_out = any(worker.is_alive() for worker in workers)
    for worker in workers:
        worker.kill()
        worker.join()
    reports = [report for receiver in receivers for report in receive_reports(receiver)]
    all_reported = len(reports) == sum(map(len, shares))
    last = max((report.at for report in reports), default=began)
    took = seconds if timed_out and not all_reported else last - began
    return took, reports


def receive_reports(receiver: Connection) -> list[Report]:
    """Return all reports of a worker that has ended."""
    reports: list[Report] = []
    with suppress(EOFError), receiver:
        while True:
            reports.append(receiver.recv())
    return reports


def run_worker(
    project: str, match_id: str, way: str, share: list[Json], barrier: Any, sender: Connection
) -> None:
    """Write and project a worker's share of the actions, one after the other.

    Sends a report for each action. One that fails is left to a later action's worker.
    """
    client = Client(project=project)
    store = FirestoreMatchStore(client)
    store.read_public(match_id)  # the connection is open before the start
    barrier.wait(START_SECONDS)
    for action in share:
        ref = client.document(paths.scoring_action(match_id, action["id"]))
        update_time = ref.create(action).update_time
        try:
            tries = WAYS[way](store, match_id, action, update_time)
        except (GoogleAPICallError, ContendedError, ValueError) as error:
            sender.send(Report(time.monotonic(), None, type(error).__name__))
        else:
            sender.send(Report(time.monotonic(), tries))
    client.close()


def by_catching_up(
    store: FirestoreMatchStore, match_id: str, action: Json, update_time: Any
) -> int:
    """Call `catch_up` as the trigger does; return the tries."""
    seen = codec.observed_action(match_id, action["id"], action, update_time)
    return catch_up(store, utc_now, match_id, [seen]).tries


def by_transaction(
    store: FirestoreMatchStore, match_id: str, action: Json, _update_time: Any
) -> int:
    """Read the state, add the ball and write state and score in a transaction; return the tries."""
    client = store.client
    state_ref = client.document(paths.live_state(match_id))
    score_ref = client.document(paths.live_score(match_id))
    tries = 0

    @transactional
    def add(transaction: Any) -> None:
        nonlocal tries
        tries += 1
        state = state_ref.get(transaction=transaction).to_dict() or {}
        ids = [*state.get("ids", []), action["id"]]
        runs = state.get("runs", 0) + action.get("totalRuns", 0)
        transaction.set(state_ref, {"ids": ids, "runs": runs})
        transaction.set(score_ref, {"runs": runs, "lastActionId": action["id"]})

    add(client.transaction())
    return tries


WAYS: dict[str, Project] = {"ours": by_catching_up, "transactions": by_transaction}


def landed_ids(match: BenchMatch, way: str) -> set[str]:
    """Return the ids of the actions that are in the projection."""
    if way == "transactions":
        state = match.client.document(paths.live_state(match.match_id)).get().to_dict() or {}
        return set(state.get("ids", []))
    snapshot = FirestoreMatchStore(match.client).read_state(match.match_id).snapshot
    taken = snapshot.index.taken if isinstance(snapshot, Snapshot) else ()
    places = {
        action["id"]: (action["inningsNumber"], action["sequenceNumber"])
        for action in match.actions
    }
    return {action_id for action_id, place in places.items() if place in taken}
