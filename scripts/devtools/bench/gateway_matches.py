"""Matches whose balls are written past the functions, shaped as the functions write them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.matchlog import MatchLog
from devtools.bench.bench_match import BenchMatch, Write, commits, writes_of_commit
from scrbrd.adapters import paths
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.snapshot.model import Snapshot

BEGUN = 12
"""Actions that are projected before: the innings is under way."""

EVERY = 2.0
"""Seconds from a ball of a match to its next."""

WRITERS = 16
MILLION = 1_000_000


class FedMatch:
    """One match on the emulator, with what the functions would write for its next balls.

    A ball is its score, its ticker and its documents of the feed, in one commit.
    """

    def __init__(self, client: Client, log: MatchLog, match_id: str, balls: int) -> None:
        self.match_id, self._client = match_id, client
        match = BenchMatch(client, log, match_id, BEGUN)
        match.build()
        self._balls = iter(list(balls_of(match, balls)))

    def write_ball(self) -> dict[str, int]:
        """Commit the next ball; return when each of its events was committed, in nanoseconds since
        1970, by what the event is told of by."""
        batch, version = self._client.batch(), time.time_ns() // 1000
        events = []
        for path, fields, is_merged in next(self._balls):
            is_event = path.startswith(paths.events(self.match_id))
            stamp = {"revision" if is_event else "version": version}
            batch.set(self._client.document(path), fields | stamp, merge=is_merged)
            events += [f"{self.match_id}/{path.rpartition('/')[2]}@{version}"] * is_event
        committed = nanoseconds(batch.commit()[0].update_time)
        return dict.fromkeys(events, committed)


def balls_of(match: BenchMatch, count: int) -> list[list[Write]]:
    """Return the writes of the next balls that spectators are sent."""
    snapshot = FirestoreMatchStore(match.client).read_state(match.match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        raise TypeError(f"match {match.match_id} has no snapshot: {snapshot.reason}")
    following = match.actions[BEGUN : BEGUN + count]
    return [
        [each for each in writes_of_commit(match.match_id, commit) if is_shown(match, each[0])]
        for commit in islice(commits(match.match_id, snapshot, following), count)
    ]


def is_shown(match: BenchMatch, path: str) -> bool:
    """Return whether a gateway listens to a document."""
    states = (paths.live_score(match.match_id), paths.ticker(match.match_id))
    return path in states or path.startswith(f"{paths.events(match.match_id)}/")


def nanoseconds(moment: Any) -> int:
    """Return a time of Firestore as nanoseconds since 1970."""
    return int(moment.timestamp() * MILLION) * 1000


def fed_matches(
    client: Client, log: MatchLog, name: str, count: int, balls: int, progress: Progress
) -> list[FedMatch]:
    """Return so many matches, each with so many balls to be written."""
    numbers = progress.track(range(count), description=f"filling {count} matches")
    return [FedMatch(client, log, f"{name}-{number}", balls) for number in numbers]


def write_balls(matches: Sequence[FedMatch], balls: int, progress: Progress) -> dict[str, int]:
    """Write so many balls of each match at its pace, spread evenly; return when each was
    committed."""
    done: list[Future[dict[str, int]]] = []
    with ThreadPoolExecutor(WRITERS) as writers:
        for place, _ in paced(len(matches), balls, progress, "balls through the gateway"):
            done.append(writers.submit(matches[place].write_ball))
    return {name: at for each in done for name, at in each.result().items()}


def paced(matches: int, balls: int, progress: Progress, what: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each match whose ball is due, and the ball's number, when it is due."""
    began = time.monotonic()
    for turn in progress.track(range(matches * balls), description=what):
        due = began + EVERY * turn / matches
        time.sleep(max(0.0, due - time.monotonic()))
        number, place = divmod(turn, matches)
        yield place, number
