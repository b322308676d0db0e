"""Writes the documents of matches' balls directly, in the shape in which the functions write them.

No function runs; the gateway's listeners receive the documents.
"""

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
"""Actions that are projected before the measured balls: the innings is under way."""

EVERY = 2.0
"""Seconds between two balls of a match."""

WRITERS = 16
MILLION = 1_000_000


class FedMatch:
    """A match on the emulator, with the writes of its next balls prepared.

    A ball is written in one commit: its score, its ticker and its documents of the feed.
    """

    def __init__(self, client: Client, log: MatchLog, match_id: str, balls: int) -> None:
        self.match_id, self._client = match_id, client
        match = BenchMatch(client, log, match_id, BEGUN)
        match.build()
        self._balls = iter(list(balls_of(match, balls)))

    def write_ball(self) -> dict[str, int]:
        """Commit the next ball; return the time of the commit for each of its events.

        Times are in nanoseconds since 1970, by `{match id}/{event id}@{revision}`.
        """
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
    """Return, for each of the next `count` balls, its writes to documents that a gateway reads.

    Raises TypeError if the match has no snapshot.
    """
    snapshot = FirestoreMatchStore(match.client).read_state(match.match_id).snapshot
    if not isinstance(snapshot, Snapshot):
        raise TypeError(f"match {match.match_id} has no snapshot: {snapshot.reason}")
    following = match.actions[BEGUN : BEGUN + count]
    return [
        [each for each in writes_of_commit(match.match_id, commit) if is_followed(match, each[0])]
        for commit in islice(commits(match.match_id, snapshot, following), count)
    ]


def is_followed(match: BenchMatch, path: str) -> bool:
    """Return True for the paths that a gateway listens to: score, ticker and events."""
    states = (paths.live_score(match.match_id), paths.ticker(match.match_id))
    return path in states or path.startswith(f"{paths.events(match.match_id)}/")


def nanoseconds(moment: Any) -> int:
    """Return a time of Firestore in nanoseconds since 1970, exact to the microsecond."""
    return int(moment.timestamp() * MILLION) * 1000


def fed_matches(
    client: Client, log: MatchLog, name: str, count: int, balls: int, progress: Progress
) -> list[FedMatch]:
    """Build `count` matches, each with `balls` balls prepared."""
    numbers = progress.track(range(count), description=f"filling {count} matches")
    return [FedMatch(client, log, f"{name}-{number}", balls) for number in numbers]


def write_balls(matches: Sequence[FedMatch], balls: int, progress: Progress) -> dict[str, int]:
    """Write `balls` balls of each match at its pace, the matches spread evenly.

    Return the commit times of the events; see `FedMatch.write_ball`.
    """
    done: list[Future[dict[str, int]]] = []
    with ThreadPoolExecutor(WRITERS) as writers:
        for place, _ in due_balls(len(matches), balls, progress, "balls through the gateway"):
            done.append(writers.submit(matches[place].write_ball))
    return {name: at for each in done for name, at in each.result().items()}


def due_balls(matches: int, balls: int, progress: Progress, what: str) -> Iterator[tuple[int, int]]:
    """Yield (index of the match, number of the ball), both 0-based, at the time the ball is due."""
    began = time.monotonic()
    for turn in progress.track(range(matches * balls), description=what):
        due = began + EVERY * turn / matches
        time.sleep(max(0.0, due - time.monotonic()))
        number, place = divmod(turn, matches)
        yield place, number
