"""Measures the end of a match: its last ball, its archive, and the figures that it changes.

Reads and writes are counted in the gRPC calls. Handlers are called in this process, so the
emulator's events are not part of the time. Each run has a project of its own, in which this is the
first match.
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
from scrbrd.handlers.statistics import PLAYER, TEAM, ContributionChange, Subject, recompute

BEFORE = 24
"""Balls scored one by one before the last; their median is compared with it."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Documents read, written and deleted, and the time in milliseconds."""

    reads: int
    writes: int
    deletes: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class MatchEndCost:
    """The cost of one match's end.

    `ball` is the median ball shortly before it; `last` the ball that ends the match, including
    archive and contributions; `figures` the figures of all players and teams, one after the other.
    The other numbers count documents that exist afterwards.
    """

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
    """Return the run whose last ball took the median time."""
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
    usages = [score_ball(client, store, match, each) for each in match.actions[match.prefilled :]]
    *balls, last = usages
    ordinary = sorted(balls, key=lambda each: each.milliseconds)[len(balls) // 2]
    contributions = contributions_of(client)
    figures = measure_usage(client, lambda: compute_figures(client, contributions))
    client.close()  # type: ignore[no-untyped-call]
    return match_end_cost(client, len(log.actions), ordinary, last, figures)


def match_end_cost(
    client: Client, actions: int, ball: Usage, last: Usage, figures: Usage
) -> MatchEndCost:
    """Return the usages with the numbers of documents that exist now, read with another client."""
    again = Client(project=client.project)
    try:
        return MatchEndCost(
            actions=actions,
            ball=ball,
            last=last,
            figures=figures,
            archive=sum(1 for _ in again.collection_group(paths.ARCHIVE).stream()),
            contributions=len(contributions_of(again)),
            seasons=count_documents(again, paths.PLAYER_SEASON_STATS, paths.TEAM_SEASON_STATS),
            pairs=count_documents(again, paths.PLAYER_H2H_STATS),
            last_over_ball=last.milliseconds / ball.milliseconds,
        )
    finally:
        again.close()


def count_documents(client: Client, *collections: str) -> int:
    """Return the number of documents in some collections together."""
    return sum(1 for name in collections for _ in client.collection(name).stream())


def score_ball(
    client: CountedClient, store: FirestoreMatchStore, match: BenchMatch, action: dict[str, Any]
) -> Usage:
    """Write one action as a scorer does; return the usage of catching up with it."""
    name = action["id"]
    update_time = client.document(match.action_path(action)).create(action).update_time
    seen = codec.observed_action(match.match_id, name, action, update_time)
    return measure_usage(client, lambda: catch_up(store, utc_now, match.match_id, [seen]))


def contributions_of(client: Client) -> list[tuple[Subject, ContributionChange]]:
    """Return each contribution as (subject, move), as its trigger passes it to the handler."""
    found = []
    for kind, owner, name in (
        (PLAYER, "personId", paths.PLAYER_MATCH_STATS),
        (TEAM, "teamId", paths.TEAM_MATCH_STATS),
    ):
        for snap in client.collection(name).stream():
            document = snap.to_dict() or {}
            move = ContributionChange(document["matchId"], None, document)
            found.append((Subject(kind, document[owner]), move))
    return found


def compute_figures(
    client: Client, contributions: list[tuple[Subject, ContributionChange]]
) -> None:
    """Compute the figures of every contribution, one after the other."""
    store = FirestoreStatsStore(client)
    for subject, move in contributions:
        recompute(store, utc_now, subject, move)


def measure_usage(client: CountedClient, doing: Callable[[], object]) -> Usage:
    """Return the documents that a call reads, writes and deletes, and its time."""
    client.calls.counts.clear()
    started = time.perf_counter()
    doing()
    milliseconds = (time.perf_counter() - started) * 1000
    counts = client.calls.counts
    return Usage(counts["reads"], counts["writes"], counts["deletes"], milliseconds)
