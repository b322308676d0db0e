"""Measures many matches at once, at a steady pace of balls, through two workers of the function.

One listener receives the tickers of all matches, as a home page does. Only deliveries are measured,
because other actions may leave a ticker unchanged.
"""

from __future__ import annotations

import queue
import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from google.api_core.exceptions import Cancelled
from google.cloud.firestore import Client
from google.cloud.firestore_v1.types import (
    ListenRequest,
    ListenResponse,
    StructuredQuery,
    Target,
)
from rich.progress import Progress

from admin.matchlog import MatchLog
from devtools.bench import events
from devtools.bench.bench_match import BenchMatch
from devtools.bench.contention import landed_ids
from devtools.bench.servers import OURS, FunctionServer, function_server
from scrbrd.adapters import paths
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType

WORKERS = 2
EVERY = 1.5
"""Seconds between two balls of a match."""

BEGUN = 12
"""Actions that are projected before the measured balls: the innings is under way."""

SCORERS = 24
"""Threads that commit balls and post events; never all of them are busy."""

SECONDS = 60.0
"""The longest wait for the last snapshots."""

WARM_UP = 2


@dataclass(frozen=True, slots=True)
class ManyMatches:
    """Milliseconds from the scorer's commit to the listener's snapshot, over all matches together.

    `lost` is the number of actions missing from the projections at the end.
    """

    matches: int
    balls: int
    median: float
    p95: float
    lost: int


class TickerListener:
    """Listens to all tickers and records when each ball first appeared as the last of its match.

    `seen` holds times of `time.perf_counter` by `{match id}/{action id}`. It reads the stream
    itself: the library's listener sorts the whole collection at each change, which takes a whole
    core at 50 matches and would distort the measurement.
    """

    def __init__(self, client: Client) -> None:
        self.seen: dict[str, float] = {}
        self._changed = threading.Condition()
        self._requests: queue.SimpleQueue[ListenRequest | None] = queue.SimpleQueue()
        self._requests.put(request_for(client, paths.TICKERS))
        self._stream = client._firestore_api.listen(
            requests=iter(self._requests.get, None), metadata=client._rpc_metadata
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            for response in self._stream:
                document = ListenResponse.pb(response).document_change.document
                ball = document.fields["lastBall"].map_value.fields["actionId"].string_value
                if ball:
                    self._record(f"{document.name.rpartition('/')[2]}/{ball}")
        except Cancelled:
            return

    def _record(self, key: str) -> None:
        with self._changed:
            self.seen.setdefault(key, time.perf_counter())
            self._changed.notify_all()

    def wait_for(self, keys: set[str]) -> set[str]:
        """Wait until all balls were received, at most SECONDS; return those that were not."""
        with self._changed:
            self._changed.wait_for(lambda: keys <= self.seen.keys(), timeout=SECONDS)
            return keys - self.seen.keys()

    def close(self) -> None:
        """Stop listening."""
        self._requests.put(None)
        self._stream.cancel()
        self._reader.join()


def request_for(client: Client, collection: str) -> ListenRequest:
    """Return the request to listen to all documents of a collection."""
    query = StructuredQuery(from_=[{"collection_id": collection}])
    database = client._database_string
    target = Target.QueryTarget(parent=f"{database}/documents", structured_query=query)
    return ListenRequest(database=database, add_target=Target(query=target, target_id=1))


def measure_many(
    client: Client,
    log: MatchLog,
    env: Mapping[str, str],
    sizes: Sequence[tuple[int, int]],
    progress: Progress,
) -> list[ManyMatches]:
    """Measure each of some sizes, (matches, balls of each match), through the same workers."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(function_server("on_scoring_action_written", OURS, env))
            for _ in range(WORKERS)
        ]
        for server in servers:
            server.wait()
        run_matches(client, log, "warm", servers, (WORKERS * 2, WARM_UP), progress)
        return [
            run_matches(client, log, f"many-{number}", servers, size, progress)
            for number, size in enumerate(sizes)
        ]


def run_matches(
    client: Client,
    log: MatchLog,
    name: str,
    servers: Sequence[FunctionServer],
    size: tuple[int, int],
    progress: Progress,
) -> ManyMatches:
    """Measure one size, (matches, balls of each match); the balls are spread evenly over time."""
    count, balls = size
    matches = [
        BenchMatch(client, log, f"{name}-{number}", BEGUN)
        for number in progress.track(range(count), description=f"filling {count} matches")
    ]
    for match in matches:
        match.build()
    listener = TickerListener(client)
    try:
        committed = score_all(matches, servers, balls, progress)
        expected = {key: at for (key, is_ball), at in committed.items() if is_ball}
        missing = listener.wait_for(set(expected))
    finally:
        listener.close()
    times = [(listener.seen[key] - at) * 1000 for key, at in expected.items() if key not in missing]
    ordered = sorted(times)
    return ManyMatches(
        matches=count,
        balls=len(committed),
        median=statistics.median(ordered),
        p95=ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
        lost=sum(len(unprojected_ids(match, balls)) for match in matches),
    )


def score_all(
    matches: Sequence[BenchMatch],
    servers: Sequence[FunctionServer],
    balls: int,
    progress: Progress,
) -> dict[tuple[str, bool], float]:
    """Score every match at its pace; return the time of each action's commit.

    Keys are (`{match id}/{action id}`, whether it is a delivery); times are of `time.perf_counter`.
    """
    committed: dict[tuple[str, bool], float] = {}

    def score(match: BenchMatch, action: Json, server: FunctionServer) -> None:
        path = match.action_path(action)
        update_time = match.client.document(path).create(action).update_time
        key = f"{match.match_id}/{action['id']}", action["type"] == ActionType.DELIVERY
        committed[key] = time.perf_counter()
        server.call(*events.written_event(match.client.project, path, action, update_time))

    began = time.perf_counter()
    done: list[Future[None]] = []
    with ThreadPoolExecutor(SCORERS) as scorers:
        for number in progress.track(range(balls), description=f"{len(matches)} matches at once"):
            for place, match in enumerate(matches):
                due = began + EVERY * (number + place / len(matches))
                time.sleep(max(0.0, due - time.perf_counter()))
                action = match.actions[BEGUN + number]
                server = servers[(number + place) % len(servers)]
                done.append(scorers.submit(score, match, action, server))
    for each in done:
        each.result()
    return committed


def unprojected_ids(match: BenchMatch, balls: int) -> set[str]:
    """Return the ids of scored actions that are missing from the projection."""
    scored = {action["id"] for action in match.actions[BEGUN : BEGUN + balls]}
    return scored - landed_ids(match, "ours")
