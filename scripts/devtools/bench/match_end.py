"""Measures the end of a match: its last ball, its archive, and the figures it changes.

Counted at the wire and timed in one process, through the handlers: the emulator's events are not
part of it. Every run has a project of its own, in which this is the first match.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore import Client
from rich.progress import Progress

from admin.matchlog import MatchLog
from devtools.bench.bench_match import BenchMatch
from devtools.bench.counted_client import CountedClient
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.stats_store import FirestoreStatsStore
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.statistics import PLAYER, TEAM, Move, Subject, recompute

BEFORE = 24
"""Balls scored one by one before the last, which it is timed beside."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Documents read, written and deleted, and milliseconds."""

    reads: int
    writes: int
    deletes: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class MatchEndCost:
    """The end of one match. `ball` is an ordinary one shortly before; `last` the ball that ends it,
    with archive and contributions; `figures` all players and teams, one after the other."""

    actions: int
    ball: Usage
    last: Usage
    figures: Usage
    archive: int
    contributions: int
    seasons: int
    pairs: int
    last_over_ball: float


def measure_match_end(project: str, log: MatchLog, runs: int, progress: Progress) -> MatchEndCost:
    """Return the median run by the time of its last ball."""
    found = [
        measure_once(f"{project}-ending-{run}", log)
        for run in progress.track(range(runs), description="the end of a match")
    ]
    found.sort(key=lambda each: each.last.milliseconds)
    return found[len(found) // 2]


def measure_once(project: str, log: MatchLog) -> MatchEndCost:
    """Score the last balls of a match and compute every figure that it changes."""
    client = CountedClient(project)
    match = BenchMatch(client, log, "the-match", prefilled=len(log.actions) - BEFORE - 1)
    match.build()
    store = FirestoreMatchStore(client)
    spent = [scored(client, store, match, action) for action in match.actions[match.prefilled :]]
    *balls, last = spent
    ordinary = sorted(balls, key=lambda each: each.milliseconds)[len(balls) // 2]
    left = contributions_of(client)
    figures = measure_usage(client, lambda: compute(client, left))
    client.close()  # type: ignore[no-untyped-call]
    return counted(client, len(log.actions), ordinary, last, figures)


def counted(client: Client, actions: int, ball: Usage, last: Usage, figures: Usage) -> MatchEndCost:
    """Return what there is then, counted by reading it back."""
    again = Client(project=client.project)
    try:
        return MatchEndCost(
            actions=actions,
            ball=ball,
            last=last,
            figures=figures,
            archive=sum(1 for _ in again.collection_group(paths.ARCHIVE).stream()),
            contributions=len(contributions_of(again)),
            seasons=documents(again, paths.PLAYER_SEASON_STATS, paths.TEAM_SEASON_STATS),
            pairs=documents(again, paths.PLAYER_H2H_STATS),
            last_over_ball=last.milliseconds / ball.milliseconds,
        )
    finally:
        again.close()


def documents(client: Client, *collections: str) -> int:
    """Return how many documents collections hold."""
    return sum(1 for name in collections for _ in client.collection(name).stream())


def scored(
    client: CountedClient, store: FirestoreMatchStore, match: BenchMatch, action: dict[str, Any]
) -> Usage:
    """Return what one ball's event takes, once the scorer has written it."""
    name = action["id"]
    update_time = client.document(match.action_path(action)).create(action).update_time
    seen = codec.seen(match.match_id, name, action, update_time)
    return measure_usage(client, lambda: catch_up(store, utc_now, match.match_id, [seen]))


def contributions_of(client: Client) -> list[tuple[Subject, Move]]:
    """Return the contributions as the events of their triggers carry them."""
    found = []
    for kind, owner, name in (
        (PLAYER, "personId", paths.PLAYER_MATCH_STATS),
        (TEAM, "teamId", paths.TEAM_MATCH_STATS),
    ):
        for snap in client.collection(name).stream():
            document = snap.to_dict() or {}
            move = Move(document["matchId"], None, document)
            found.append((Subject(kind, document[owner]), move))
    return found


def compute(client: Client, left: list[tuple[Subject, Move]]) -> None:
    """Every figure, one trigger after the other."""
    store = FirestoreStatsStore(client)
    for subject, move in left:
        recompute(store, utc_now, subject, move)


def measure_usage(client: CountedClient, doing: Callable[[], object]) -> Usage:
    """Return what a call reads and writes, and how long it takes."""
    client.calls.counts.clear()
    started = time.perf_counter()
    doing()
    milliseconds = (time.perf_counter() - started) * 1000
    counts = client.calls.counts
    return Usage(counts["reads"], counts["writes"], counts["deletes"], milliseconds)
