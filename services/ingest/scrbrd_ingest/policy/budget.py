"""Shares each provider's requests a minute among all processes, never more than there are. Pure.

The leader gives each worker parts of every budget in a plan. Why the limit L of a provider holds in
ANY minute, also while workers come, go, pause, and are told late:

* A worker makes a request only if fewer than its present share s(now) lie in its last PERIOD
  (`RequestWindow`). So in any PERIOD it makes at most the greatest share that it had in it.
* Of a worker's grants those count that are open or ended less than a PERIOD ago, the greatest one;
  the sum over all workers (`occupied`) is at most WHOLE. A grant is raised, or given, only out of
  what is free by that.
* A grant is lowered by closing it from when the worker surely knows, and opening a smaller one.
  A worker reads the plan each time it has renewed its own lease, and makes no request after the
  lease: it knows at most one lease's length after the plan was written.
* A worker whose lease lapsed makes no request; taken anew it has a new number, and so no grant.

Times of grants are the server's, of requests the process's own monotonic clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

WHOLE = 10_000
"""Parts of a budget: shares are whole numbers, so that their sum is exact."""

PERIOD = timedelta(seconds=61)
"""A minute, and a second for requests that are not equally long on their way."""

NOTICE = 2
"""Lengths of a lease in which a worker surely knows of a plan: one, and one to write the plan."""


@dataclass(frozen=True)
class Grant:
    """Parts of all budgets that a worker may use; `until` is None while it is open."""

    worker: str
    parts: int
    until: datetime | None = None

    def counts(self, now: datetime) -> bool:
        """Return whether requests made under it may lie within the last PERIOD."""
        return self.until is None or now < self.until + PERIOD


def occupied_by(worker: str, grants: Sequence[Grant], now: datetime) -> int:
    """Return the parts that a worker may have used within the last PERIOD, or uses."""
    return max((g.parts for g in grants if g.worker == worker and g.counts(now)), default=0)


def occupied(grants: Sequence[Grant], now: datetime) -> int:
    """Return the parts that are not free: the sum of what each worker occupies."""
    return sum(occupied_by(each, grants, now) for each in {g.worker for g in grants})


def parts_of(worker: str, grants: Sequence[Grant]) -> int:
    """Return the parts that a worker has now: those of its open grant."""
    return next((g.parts for g in grants if g.worker == worker and g.until is None), 0)


def workers_of(grants: Sequence[Grant]) -> list[str]:
    """Return the workers that have a share, in order: matches are shared among them."""
    return sorted(g.worker for g in grants if g.until is None)


def requests_of(parts: int, limit: int) -> int:
    """Return the requests a minute of a share: floor(limit x parts / WHOLE)."""
    return limit * parts // WHOLE


def least_parts(limits: Iterable[int]) -> int:
    """Return the parts that are one request a minute at least of each of some limits."""
    return max((-(-WHOLE // limit) for limit in limits), default=1)


def next_grants(
    grants: Sequence[Grant],
    live: Collection[str],
    now: datetime,
    seconds: float,
    spare: int,
    least: int = 1,
) -> tuple[Grant, ...]:
    """Return the grants for the workers that are live at a time of the server.

    Everybody is to have WHOLE / (workers + spare): `spare` shares are kept for who comes next, so
    that a newcomer begins at once. `seconds` is the length of a worker's lease. Who is not live is
    closed now; a newcomer gets nothing until at least half of its target is free.

    Nobody gets less than `least` parts: where there are too few for all, none are spare, and who
    comes late has no share and no matches until another one has gone.
    """
    lowered = now + timedelta(seconds=NOTICE * seconds)
    most = WHOLE // least
    in_turn = sorted(live, key=lambda each: (not parts_of(each, grants), each))
    chosen = in_turn[:most]
    kept = closed([each for each in grants if each.counts(now)], live, now)
    kept = closed(kept, chosen, lowered)
    target = WHOLE // max(1, min(most, len(chosen) + spare))
    for worker in sorted(chosen):
        has = parts_of(worker, kept)
        if has > target:
            kept = with_open(kept, Grant(worker, target), closed_at=lowered)
        elif has < target:
            mine = occupied_by(worker, kept, now)
            can = min(target, mine + WHOLE - occupied(kept, now))
            if can > has and can >= least and (has or 2 * can >= target):
                kept = with_open(kept, Grant(worker, can))
    return tuple(sorted(kept, key=lambda g: (g.worker, g.until is None, g.parts)))


def closed(grants: Sequence[Grant], kept: Collection[str], at: datetime) -> list[Grant]:
    """Return grants with the open ones of all but some workers closed at a time."""
    return [
        replace(each, until=at) if each.until is None and each.worker not in kept else each
        for each in grants
    ]


def with_open(
    grants: Sequence[Grant], grant: Grant, closed_at: datetime | None = None
) -> list[Grant]:
    """Return grants with a worker's open one replaced: closed at a time, or taken out."""
    kept = list[Grant]()
    for each in grants:
        is_replaced = each.worker == grant.worker and each.until is None
        if not is_replaced:
            kept.append(each)
        elif closed_at is not None:
            kept.append(replace(each, until=closed_at))
    return [*kept, grant]


@dataclass
class RequestWindow:
    """The requests of one process to one provider within the last PERIOD; times in seconds."""

    times: deque[float] = field(default_factory=deque)

    def used(self, now: float) -> int:
        """Return how many there were."""
        while self.times and self.times[0] <= now - PERIOD.total_seconds():
            self.times.popleft()
        return len(self.times)

    def wait(self, now: float, share: int) -> float:
        """Return the seconds until one more may be made; infinite where the share is 0."""
        surplus = self.used(now) - share
        if surplus < 0:
            return 0.0
        if share <= 0:
            return float("inf")
        return max(0.0, self.times[surplus] + PERIOD.total_seconds() - now)

    def add(self, now: float) -> None:
        """Count a request."""
        self.times.append(now)


@dataclass(frozen=True)
class Bucket:
    """A leaky bucket: so many at once, that many again each so many seconds."""

    capacity: float
    seconds: float


SMOOTHED = 5.0


def pace(share: int) -> Bucket:
    """Return the bucket that spreads a minute's share: max(1, share / 12) in 5 s, so that the first
    seconds do not use up the minute. A share under 12 goes one by one, each 60 / share seconds."""
    if share < 60 / SMOOTHED:
        return Bucket(1.0, 60.0 / max(share, 1))
    return Bucket(share * SMOOTHED / 60.0, SMOOTHED)
