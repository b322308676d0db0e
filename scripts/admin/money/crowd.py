"""Computes the cost of a match's spectators, for three ways of following it. Pure.

With listeners and sockets, a spectator gets the scoreboard and the events of every ball; with
cached HTTP, the spectator requests the whole score every few seconds. The cost of scoring is left
out, because it is the same for all.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

PRICES = Path(__file__).parent / "list_prices.json"
HOUR: Final = 3600
GIB: Final = 2**30
LISTENED = 3
"""Documents per ball that a gateway process listens to: score, ticker, event."""

FOLLOWED = 2
"""Documents per ball that a page listens to: ticker, event."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The spectators of a match and the sizes of what they receive, in bytes.

    For each action, a listener gets `document_bytes` (whole documents) and a socket
    `message_bytes`. `score_bytes` is the answer to a poll after a change, `unchanged_bytes` the
    answer without a change (304). Protocol overhead is left out.
    """

    spectators: int
    hours: float
    actions: int
    document_bytes: float
    message_bytes: float
    score_bytes: float
    unchanged_bytes: float
    poll_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Fleet:
    """The configuration of Cloud Run.

    An instance handles at most 1,000 requests at a time, and a socket is one request.
    `cache_instances` serve the caches.
    """

    sockets_per_instance: int = 1000
    vcpus: float = 1.0
    gib: float = 1.0
    cache_instances: int = 2


@dataclass(frozen=True, slots=True)
class Bill:
    """The cost of one match in dollars, for one way of following it."""

    reads: float
    egress: float
    run: float
    requests: float

    @property
    def total(self) -> float:
        """The sum of all parts."""
        return self.reads + self.egress + self.run + self.requests


Prices = Mapping[str, Any]


def read_prices() -> dict[str, Any]:
    """Return the committed prices, each with its description."""
    prices: dict[str, Any] = json.loads(PRICES.read_text(encoding="utf-8"))
    return prices


def listeners_bill(crowd: Crowd, prices: Prices) -> Bill:
    """Return the cost if every spectator listens to Firestore."""
    reads = crowd.spectators * crowd.actions * FOLLOWED
    bytes_sent = crowd.spectators * crowd.actions * crowd.document_bytes
    return Bill(
        reads_cost(reads, prices), bytes_sent / GIB * dollars(prices, "egress_per_gib"), 0.0, 0.0
    )


def sockets_bill(crowd: Crowd, prices: Prices, fleet: Fleet) -> Bill:
    """Return the cost if every spectator has a socket of the gateway."""
    instances = math.ceil(crowd.spectators / fleet.sockets_per_instance)
    bytes_sent = crowd.spectators * crowd.actions * crowd.message_bytes
    return Bill(
        reads_cost(instances * crowd.actions * LISTENED, prices),
        bytes_sent / GIB * dollars(prices, "egress_per_gib"),
        run_cost(instances, crowd.hours, fleet, prices),
        0.0,
    )


def cached_bill(crowd: Crowd, prices: Prices, fleet: Fleet) -> Bill:
    """Return the cost if every spectator polls `/score` through a cache.

    A spectator receives the whole score at each poll that finds a change.
    """
    polls = crowd.hours * HOUR / crowd.poll_seconds
    changed_polls = min(polls, crowd.actions)
    bytes_each = changed_polls * crowd.score_bytes + (polls - changed_polls) * crowd.unchanged_bytes
    lookups = crowd.spectators * polls / 10_000 * dollars(prices, "cdn_lookups_per_10000")
    return Bill(
        reads_cost(fleet.cache_instances * crowd.actions * LISTENED, prices),
        crowd.spectators * bytes_each / GIB * dollars(prices, "cdn_per_gib"),
        run_cost(fleet.cache_instances, crowd.hours, fleet, prices),
        lookups + crowd.hours * dollars(prices, "load_balancer_per_hour"),
    )


def bills(crowd: Crowd, prices: Prices, fleet: Fleet | None = None) -> dict[str, Bill]:
    """Return the costs of all ways of following a match, by name."""
    fleet = fleet or Fleet()
    return {
        "listeners": listeners_bill(crowd, prices),
        "sockets": sockets_bill(crowd, prices, fleet),
        "cached_http": cached_bill(crowd, prices, fleet),
    }


def reads_cost(reads: float, prices: Prices) -> float:
    """Return the cost of document reads in dollars."""
    return reads / 100_000 * dollars(prices, "firestore_reads_per_100000")


def run_cost(instances: int, hours: float, fleet: Fleet, prices: Prices) -> float:
    """Return the cost in dollars of Cloud Run instances that run all the time."""
    cpu = fleet.vcpus * dollars(prices, "run_per_vcpu_second")
    memory = fleet.gib * dollars(prices, "run_per_gib_second")
    return instances * hours * HOUR * (cpu + memory)


def dollars(prices: Prices, name: str) -> float:
    """Return one price in dollars."""
    return float(prices[name]["dollars"])


def as_json(crowd: Crowd, bills: Mapping[str, Bill]) -> dict[str, Any]:
    """Return the costs in dollars, rounded to cents, with the crowd they are for."""
    rounded = {
        name: {part: round(value, 2) for part, value in asdict(bill).items()}
        | {"total": round(bill.total, 2)}
        for name, bill in bills.items()
    }
    return {"crowd": asdict(crowd), "dollars": rounded}
