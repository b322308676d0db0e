"""Simulates many matches at once against a model of the platform's limits. Pure.

The calls of the function on the log pass through a queue, ball by ball. Every other limit is
compared with the rate at which it is used. The assumptions are in `scale_limits.json`; the counts
of a ball are measured from the code (`scripts/admin/money/measured.json`).
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any, Final

from admin.money.measurements import read_values

LIMITS = Path(__file__).parent / "scale_limits.json"
WINDOW_SECONDS: Final = 300.0
"""The simulated duration of play: about nine balls of each match."""

UNREACHED: Final = 10**12
LOG_INDEX: Final = "index on scoring_actions.updatedAt"


@dataclass(frozen=True, slots=True)
class Load:
    """The use of one limit.

    `matches` at once would use all of it; None if it does not depend on the number of matches.
    `then` is what to do when the limit comes near.
    """

    what: str
    used: float
    limit: float
    matches: int | None
    then: str

    @property
    def is_over(self) -> bool:
        """True if the use exceeds the limit."""
        return self.used > self.limit


@dataclass(frozen=True, slots=True)
class Waits:
    """Waiting times of balls in the queue of the function on the log.

    Milliseconds from a ball's commit to the end of its call. `left` is the number of calls that
    had not begun when the window ended.
    """

    balls: int
    p50: float
    p95: float
    p99: float
    left: int


Values = Mapping[str, Any]


def read_limits() -> dict[str, Any]:
    """Return the limits and assumptions of `scale_limits.json` by name."""
    return read_values(LIMITS)


def simulate(
    matches: int, spectators: int, counts: Values, values: Values, seed: int = 1
) -> dict[str, Any]:
    """Return the JSON of a simulation: all loads, the limit reached first, and the queue.

    `spectators` is the number for each match; `counts` are the measured counts of one match.
    """
    loads = sorted(loads_of(matches, spectators, counts, values), key=reached_at)
    return {
        "matches": matches,
        "spectators": spectators,
        "first": loads[0].what,
        "over": [each.what for each in loads if each.is_over],
        "limits": [round_floats(asdict(each)) for each in loads],
        "queue": round_floats(asdict(simulate_queue(matches, counts["ball"], values, seed))),
    }


def reached_at(load: Load) -> int:
    """Return the number of matches at which a limit is reached; UNREACHED if at none."""
    return UNREACHED if load.matches is None else load.matches


def round_floats(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields, floats rounded to two decimals."""
    return {k: round(v, 2) if isinstance(v, float) else v for k, v in fields.items()}


def loads_of(matches: int, spectators: int, counts: Values, values: Values) -> Iterator[Load]:
    """Yield the load of every limit."""
    balls_per_second = 1 / values["ball_seconds"]

    def load(what: str, of_one: float, limit: float, then: str) -> Load:
        most = int(limit / of_one) if of_one else None
        return Load(what, of_one * matches, float(limit), most, then)

    yield load(
        "calls of the functions of a ball a second",
        balls_per_second * counts["ball"]["calls"],
        parallel_calls(values) * 1000 / values["call_milliseconds"],
        "raise max_instances; a lighter call",
    )
    yield load(
        "calls for figures a second, when all matches end",
        counts["end"]["calls"] / (values["end_minutes"] * 60),
        parallel_calls(values, "figure_call") * 1000 / values["figure_call_milliseconds"],
        "nothing: figures wait, and reconcile_statistics finishes them",
    )
    yield Load(
        "writes a second to live/state of a match",
        balls_per_second,
        float(values["document_writes"]),
        None,
        "nothing: it is a document for each match",
    )
    yield load(
        LOG_INDEX,
        balls_per_second,
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
    yield from gateway_loads(matches, spectators, balls_per_second, values)


def gateway_loads(
    matches: int, spectators: int, balls_per_second: float, values: Values
) -> Iterator[Load]:
    """Yield the loads of one instance of the gateway, with matches spread over all instances.

    `balls_per_second` are those of one match.
    """
    instances = max(1, ceil(matches * spectators / values["sockets_an_instance"]))
    sockets = matches * spectators / instances
    cpu = sockets * balls_per_second * values["socket_cpu_microseconds"] / 1_000_000
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


def parallel_calls(values: Values, kind: str = "call") -> int:
    """Return how many calls of a kind are processed at the same time, over all instances.

    An instance is limited by its concurrency or by its one processor, whichever is less.
    """
    by_processor = values[f"{kind}_milliseconds"] / values[f"{kind}_cpu_milliseconds"]
    return int(values["instances"] * min(values["concurrency"], by_processor))


def simulate_queue(matches: int, ball: Values, values: Values, seed: int) -> Waits:
    """Return the waiting times of balls, first come first served, with calls of equal length.

    Calls that have not begun when the window ends are counted as `left` and are in no quantile.
    """
    rng = random.Random(seed)
    arrivals = sorted(at for _ in range(matches) for at in call_times(rng, ball["calls"], values))
    length = values["call_milliseconds"] / 1000
    free = [0.0] * parallel_calls(values)
    done = []
    for at in arrivals:
        begins = max(at, free[0])
        heapq.heapreplace(free, begins + length)
        if begins < WINDOW_SECONDS:
            done.append((begins + length - at) * 1000)
    done.sort()
    p50, p95, p99 = (quantile(done, share) for share in (0.5, 0.95, 0.99))
    return Waits(len(arrivals), p50, p95, p99, left=len(arrivals) - len(done))


def call_times(rng: random.Random, calls: float, values: Values) -> Iterator[float]:
    """Yield the times of one match's calls, in seconds from the start of the window.

    The first ball comes at a random time within one gap, each further ball after a random gap.
    A ball makes one call, and a second at the same time with probability `calls` - 1.
    """
    gap, spread = values["ball_seconds"], values["spread"]
    at = rng.uniform(0, gap)
    while at < WINDOW_SECONDS:
        yield at
        if rng.random() < calls - 1:
            yield at
        at += gap * rng.uniform(1 - spread, 1 + spread)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the quantile at `share` (0 to 1) of sorted numbers; 0 if there are none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
