"""Works out what a crowd costs that follows one match, in three ways, by list prices. Pure.

Each way brings a spectator the scoreboard and the events of every ball, but for cached HTTP, where
a spectator asks for the whole score every few seconds. What scoring costs is left out: it is the
same for all.
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
"""Documents a ball that a gateway's process listens to: score, ticker, event."""

FOLLOWED = 2
"""Documents a ball that a page listens to: ticker, event."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who follows what for how long; sizes in bytes.

    For each action `document_bytes` come to a listener, whole documents, and `message_bytes` to a
    socket; `score_bytes` is the answer to a poll after a change, `unchanged_bytes` to one before
    (304). What protocols put around them is left out.
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
    """Cloud Run as it is set up: an instance takes at most 1,000 requests at a time, and a socket
    is one; `cache_instances` stand behind the caches."""

    sockets_per_instance: int = 1000
    vcpus: float = 1.0
    gib: float = 1.0
    cache_instances: int = 2


@dataclass(frozen=True, slots=True)
class Bill:
    """Dollars for one match, one way."""

    reads: float
    egress: float
    run: float
    requests: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.reads + self.egress + self.run + self.requests


Prices = Mapping[str, Any]


def read_prices() -> dict[str, Any]:
    """Return the committed prices, with what each is."""
    prices: dict[str, Any] = json.loads(PRICES.read_text(encoding="utf-8"))
    return prices


def listeners_bill(crowd: Crowd, prices: Prices) -> Bill:
    """Return the bill where every spectator listens to Firestore."""
    reads = crowd.spectators * crowd.actions * FOLLOWED
    sent = crowd.spectators * crowd.actions * crowd.document_bytes
    return Bill(reads_cost(reads, prices), sent / GIB * dollars(prices, "egress_per_gib"), 0.0, 0.0)


def sockets_bill(crowd: Crowd, prices: Prices, fleet: Fleet) -> Bill:
    """Return the bill where every spectator has a socket of the gateway."""
    instances = math.ceil(crowd.spectators / fleet.sockets_per_instance)
    sent = crowd.spectators * crowd.actions * crowd.message_bytes
    return Bill(
        reads_cost(instances * crowd.actions * LISTENED, prices),
        sent / GIB * dollars(prices, "egress_per_gib"),
        run_cost(instances, crowd.hours, fleet, prices),
        0.0,
    )


def cached_bill(crowd: Crowd, prices: Prices, fleet: Fleet) -> Bill:
    """Return the bill where every spectator polls `/score` through a cache.

    A spectator is sent the whole after each change that a poll finds, at most once a poll.
    """
    polls = crowd.hours * HOUR / crowd.poll_seconds
    changed = min(polls, crowd.actions)
    each = changed * crowd.score_bytes + (polls - changed) * crowd.unchanged_bytes
    lookups = crowd.spectators * polls / 10_000 * dollars(prices, "cdn_lookups_per_10000")
    return Bill(
        reads_cost(fleet.cache_instances * crowd.actions * LISTENED, prices),
        crowd.spectators * each / GIB * dollars(prices, "cdn_per_gib"),
        run_cost(fleet.cache_instances, crowd.hours, fleet, prices),
        lookups + crowd.hours * dollars(prices, "load_balancer_per_hour"),
    )


def bills(crowd: Crowd, prices: Prices, fleet: Fleet | None = None) -> dict[str, Bill]:
    """Return the bills of all ways, side by side."""
    fleet = fleet or Fleet()
    return {
        "listeners": listeners_bill(crowd, prices),
        "sockets": sockets_bill(crowd, prices, fleet),
        "cached_http": cached_bill(crowd, prices, fleet),
    }


def reads_cost(reads: float, prices: Prices) -> float:
    """Return the dollars for documents read."""
    return reads / 100_000 * dollars(prices, "firestore_reads_per_100000")


def run_cost(instances: int, hours: float, fleet: Fleet, prices: Prices) -> float:
    """Return the dollars for instances of Cloud Run that are there all the time."""
    cpu = fleet.vcpus * dollars(prices, "run_per_vcpu_second")
    memory = fleet.gib * dollars(prices, "run_per_gib_second")
    return instances * hours * HOUR * (cpu + memory)


def dollars(prices: Prices, name: str) -> float:
    """Return one price."""
    return float(prices[name]["dollars"])


def as_json(crowd: Crowd, each: Mapping[str, Bill]) -> dict[str, Any]:
    """Return the bills in dollars and cents, with what they are for."""
    told = {
        name: {part: round(value, 2) for part, value in asdict(bill).items()}
        | {"total": round(bill.total, 2)}
        for name, bill in each.items()
    }
    return {"crowd": asdict(crowd), "dollars": told}
