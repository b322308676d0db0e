"""Simulates many matches at once against a model of the platform's limits. Pure.

The calls of the function on the log go through a queue, ball by ball; every other limit is compared
with the rate at which it is used. The assumptions are `scale_limits.json`; the counts of a ball are
those that were measured of the code (`scripts/admin/money/measured.json`).
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from admin.money.measured import read_values

LIMITS = Path(__file__).parent / "scale_limits.json"
WINDOW_SECONDS: Final = 300.0
"""Of play that is simulated: some nine balls of every match."""

UNREACHED: Final = 10**12
LOG_INDEX: Final = "index on scoring_actions.updatedAt"


@dataclass(frozen=True, slots=True)
class Load:
    """How much of one limit is used; `matches` at once would use all of it, None where it does not
    depend on how many there are."""

    what: str
    used: float
    limit: float
    matches: int | None
    then: str

    @property
    def is_over(self) -> bool:
        """Whether it is more than the limit."""
        return self.used > self.limit


@dataclass(frozen=True, slots=True)
class Waits:
    """What the queue of the function on the log did to balls; milliseconds from the ball's commit
    to the end of its call. `left` had not begun when the window ended."""

    balls: int
    p50: float
    p95: float
    p99: float
    left: int


Values = Mapping[str, Any]


def read_limits() -> dict[str, Any]:
    """Return the values of the limits and assumptions by name."""
    return read_values(LIMITS)


def simulate(
    matches: int, spectators: int, counts: Values, values: Values, seed: int = 1
) -> dict[str, Any]:
    """Return the loads, the one that comes first, and what the queue did; `spectators` are those of
    one match, `counts` what one was measured to take."""
    loads = sorted(loads_of(matches, spectators, counts, values), key=reached_at)
    return {
        "matches": matches,
        "spectators": spectators,
        "first": loads[0].what,
        "over": [each.what for each in loads if each.is_over],
        "limits": [rounded(asdict(each)) for each in loads],
        "queue": rounded(asdict(waits(matches, counts["ball"], values, seed))),
    }


def reached_at(load: Load) -> int:
    """Return at how many matches a limit is reached, beyond all numbers where at none."""
    return UNREACHED if load.matches is None else load.matches


def rounded(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with two decimals."""
    return {k: round(v, 2) if isinstance(v, float) else v for k, v in fields.items()}


def loads_of(matches: int, spectators: int, counts: Values, values: Values) -> Iterator[Load]:
    """Yield every limit with its use, and what to do where it comes near."""
    a_second = 1 / values["ball_seconds"]

    def load(what: str, of_one: float, limit: float, then: str) -> Load:
        most = int(limit / of_one) if of_one else None
        return Load(what, of_one * matches, float(limit), most, then)

    yield load(
        "calls of the functions of a ball a second",
        a_second * counts["ball"]["calls"],
        servers(values) * 1000 / values["call_milliseconds"],
        "raise max_instances; a lighter call",
    )
    yield load(
        "calls for figures a second, when all matches end",
        counts["end"]["calls"] / (values["end_minutes"] * 60),
        servers(values, "figure_call") * 1000 / values["figure_call_milliseconds"],
        "nothing: figures wait, and reconcile_statistics finishes them",
    )
    yield Load(
        "writes a second to live/state of a match",
        a_second,
        float(values["document_writes"]),
        None,
        "nothing: it is a document for each match",
    )
    yield load(
        LOG_INDEX,
        a_second,
        values["sequential_writes"],
        "several databases, by league; or take the collection group's index away and let"
        " reconcile_older ask match by match",
    )
    rounds = values["most_healing_minutes"] / values["run_minutes"]
    yield load(
        "matches that reconcile_live looks at in time",
        1.0,
        values["looks_a_run"] * rounds,
        "raise matches_at_once, or shard the schedule by the match's id",
    )
    yield load(
        "matches in config/reconcile",
        1.0,
        values["looks_kept"],
        "a document for each shard of the schedule",
    )
    yield load(
        "sockets of the gateway",
        float(spectators),
        values["sockets_an_instance"] * values["gateway_instances"],
        "ask for more instances; those who only look: a cache",
    )
    yield from of_the_gateway(matches, spectators, a_second, values)


def of_the_gateway(
    matches: int, spectators: int, a_second: float, values: Values
) -> Iterator[Load]:
    """Yield what an instance of the gateway takes where matches are spread over all of them."""
    instances = max(1, ceil(matches * spectators / values["sockets_an_instance"]))
    sockets = matches * spectators / instances
    cpu = sockets * a_second * values["socket_cpu_microseconds"] / 1_000_000
    yield Load(
        "processor of an instance of the gateway",
        cpu,
        1.0,
        None,
        "fewer sockets to an instance",
    )
    followed = float(min(matches, sockets))
    yield Load(
        "matches that an instance of the gateway follows",
        followed,
        float(values["rooms_an_instance"]),
        values["rooms_an_instance"] if spectators else None,
        "route a match's sockets to the same instances: a service for each shard of matches",
    )


def servers(values: Values, kind: str = "call") -> int:
    """Return how many calls of a kind are answered at a time: as many as an instance may take, or
    as its one processor can, whichever is less."""
    by_processor = values[f"{kind}_milliseconds"] / values[f"{kind}_cpu_milliseconds"]
    return int(values["instances"] * min(values["concurrency"], by_processor))


def waits(matches: int, ball: Values, values: Values, seed: int) -> Waits:
    """Return what balls wait, first come first served, with calls of equal length.

    What has not begun when the window ends is counted as left, and is in no quantile.
    """
    chance = random.Random(seed)
    arrivals = sorted(
        at for _ in range(matches) for at in balls_of_match(chance, ball["calls"], values)
    )
    length = values["call_milliseconds"] / 1000
    free = [0.0] * servers(values)
    done = []
    for at in arrivals:
        begins = max(at, free[0])
        heapq.heapreplace(free, begins + length)
        if begins < WINDOW_SECONDS:
            done.append((begins + length - at) * 1000)
    done.sort()
    p50, p95, p99 = (quantile(done, share) for share in (0.5, 0.95, 0.99))
    return Waits(len(arrivals), p50, p95, p99, left=len(arrivals) - len(done))


def balls_of_match(chance: random.Random, calls: float, values: Values) -> Iterator[float]:
    """Yield when calls of one match come within the window: a ball after a gap, from anywhere in
    the first, and sometimes a second call with it."""
    gap, spread = values["ball_seconds"], values["spread"]
    at = chance.uniform(0, gap)
    while at < WINDOW_SECONDS:
        yield at
        if chance.random() < calls - 1:
            yield at
        at += gap * chance.uniform(1 - spread, 1 + spread)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted numbers; 0 where there are none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
