"""Counts the reads, writes and bytes of a T20, and forecasts the list price of matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore_v1._helpers import encode_dict
from google.cloud.firestore_v1.types import Document
from rich.progress import Progress

from admin.matchlog import MatchLog
from admin.money.crowd import dollars, read_prices
from devtools.bench.bench_match import BenchMatch, our_writes
from devtools.bench.counted_client import CountedClient
from scrbrd.adapters import codec, paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.fold import fold
from scrbrd.domain.state import MatchState
from scrbrd.handlers.catch_up import catch_up
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import live_score

SPECTATORS = 10_000
RULE_READS = 3
"""Documents that the rules read for a scorer's create: match, role, predecessor."""

SAMPLED = 20
"""The size of `live/score` is measured after every 20 actions."""

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Cost:
    """Average cost of projecting one action, over a whole match with its start but without its end.

    `most_reads` and `most_writes` are the maxima over all actions except the first and the last;
    the end of a match is measured by `match_end`. `ticker_bytes` is the size of the largest ticker
    as it is sent to a listener: the bytes that a spectator receives for a ball.
    """

    actions: int
    reads_per_ball: float
    writes_per_ball: float
    bytes_sent_per_ball: float
    bytes_received_per_ball: float
    most_reads: int
    most_writes: int
    ticker_bytes: int


def count_costs(project: str, log: MatchLog, most: int | None, progress: Progress) -> Cost:
    """Score a match ball by ball through `catch_up`; return reads, writes and bytes.

    `most` limits the number of actions; None plays the whole log.
    """
    client = CountedClient(project)
    match = BenchMatch(client, log, "cost")
    match.build()
    store = FirestoreMatchStore(client)
    each = []
    for action in progress.track(match.actions[:most], description="counting reads and writes"):
        update_time = client.document(match.action_path(action)).create(action).update_time
        client.calls.counts.clear()
        seen = codec.observed_action(match.match_id, action["id"], action, update_time)
        catch_up(store, utc_now, match.match_id, [seen])
        each.append(dict(client.calls.counts))
    largest = max(ticker_sizes(match))
    client.close()  # type: ignore[no-untyped-call]
    return cost_of(each, largest)


def ticker_sizes(match: BenchMatch) -> Iterator[int]:
    """Yield the serialized size in bytes of each ticker that our function writes in a match."""
    ticker = paths.whole_document(match.match_id, paths.TICKER)
    for writes in our_writes(match).values():
        for path, fields, _ in writes:
            if path == ticker:
                yield len(Document.serialize(Document(name=path, fields=encode_dict(fields))))


def cost_of(each: Sequence[dict[str, int]], ticker_bytes: int) -> Cost:
    """Return averages and maxima of the counts of the actions."""
    names = ("reads", "writes", "bytes_sent", "bytes_received")
    averages = {
        f"{name}_per_ball": average([one.get(name, 0) for one in each[:-1]]) for name in names
    }
    return Cost(
        actions=len(each),
        most_reads=max(one.get("reads", 0) for one in each[1:-1]),
        most_writes=max(one.get("writes", 0) for one in each[1:-1]),
        ticker_bytes=ticker_bytes,
        **averages,
    )


def average(numbers: Sequence[float]) -> float:
    """Return the arithmetic mean."""
    return sum(numbers) / len(numbers)


def forecast_prices(cost: Cost, matches: dict[str, MatchLog]) -> dict[str, Any]:
    """Return the cost of each match in dollars at list prices, with 10,000 spectators."""
    prices = read_prices()
    bills = {name: dollars_of(cost, log, prices) for name, log in matches.items()}
    return {"spectators": SPECTATORS, "prices": prices, "matches": bills}


def dollars_of(cost: Cost, log: MatchLog, prices: dict[str, Any]) -> dict[str, float]:
    """Return the cost of one match in dollars, by item.

    Each spectator reads `live/score` once for each action. `actions` and `spectators_egress_gib`
    are quantities.
    """
    actions = len(log.actions)
    read = dollars(prices, "firestore_reads_per_100000") / 100_000
    write = dollars(prices, "firestore_writes_per_100000") / 100_000
    watched = actions * SPECTATORS
    gib = watched * score_bytes(log) / GIB
    return {
        "actions": actions,
        "projection": actions * (cost.reads_per_ball * read + cost.writes_per_ball * write),
        "scorer": actions * (write + RULE_READS * read),
        "spectators_reads": watched * read,
        "spectators_egress_gib": gib,
        "spectators_egress": gib * dollars(prices, "egress_per_gib"),
    }


def score_bytes(log: MatchLog) -> float:
    """Return the average serialized size of `live/score` over a match, in bytes."""
    inputs, sizes = log.inputs, []
    state = MatchState(inputs.setup)
    for start in range(0, len(log.actions), SAMPLED):
        part = log.actions[start : start + SAMPLED]
        state = fold(state, part)
        fields = encode_dict(as_document(live_score(state, inputs, part[-1].id)))
        document = Document(name=paths.live_score(log.match_id), fields=fields)
        sizes.append(len(Document.serialize(document)))
    return average(sizes)
