"""Shares each provider's requests per minute among all processes, never exceeding the limit. Pure.

The leader grants each worker parts of every budget in a plan. Why the limit L of a provider holds
in ANY minute, even while workers join, leave, pause, and receive the plan late:

* A worker makes a request only if fewer than its current share s(now) lie in its last PERIOD
  (`RequestWindow`). So in any PERIOD it makes at most the greatest share that it had in it.
* Of a worker's grants, those count that are open or ended less than a PERIOD ago; the greatest of
  them is what the worker occupies. The sum over all workers (`occupied_parts`) is at most WHOLE. A
  grant is raised or given only out of what is then free.
* A grant is lowered by closing it at a time when the worker surely knows, and opening a smaller
  one. A worker reads the plan each time it has renewed its own lease, and makes no request after
  the lease: so it knows at most one lease's length after the plan was written.
* A worker whose lease expired makes no request. If it takes the lease anew, it has a new number and
  therefore no grant.

Times of grants are the server's, those of requests the process's own monotonic clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

WHOLE = 10_000
"""Parts of a whole budget. Shares are whole numbers of parts, so that their sum is exact."""

PERIOD = timedelta(seconds=61)
"""A minute, plus a second because requests take different times to arrive."""

NOTICE = 2
"""Lease lengths after which a worker surely knows a plan: one, plus one to write the plan."""


@dataclass(frozen=True)
class Grant:
    """Parts of all budgets that a worker may use; `until` is None while the grant is open."""

    worker: str
    parts: int
    until: datetime | None = None

    def is_counted(self, now: datetime) -> bool:
        """Return True if requests made under the grant may lie within the last PERIOD."""
        return self.until is None or now < self.until + PERIOD


def occupied_by_worker(worker: str, grants: Sequence[Grant], now: datetime) -> int:
    """Return the parts that a worker uses, or may have used within the last PERIOD."""
    return max((g.parts for g in grants if g.worker == worker and g.is_counted(now)), default=0)


def occupied_parts(grants: Sequence[Grant], now: datetime) -> int:
    """Return the parts that are not free: the sum of what all workers occupy."""
    return sum(occupied_by_worker(each, grants, now) for each in {g.worker for g in grants})


def parts_of(worker: str, grants: Sequence[Grant]) -> int:
    """Return the current parts of a worker: those of its open grant."""
    return next((g.parts for g in grants if g.worker == worker and g.until is None), 0)


def workers_of(grants: Sequence[Grant]) -> list[str]:
    """Return the workers with a share, sorted: matches are assigned to them."""
    return sorted(g.worker for g in grants if g.until is None)


def requests_of(parts: int, limit: int) -> int:
    """Return the requests per minute of a share: floor(limit x parts / WHOLE)."""
    return limit * parts // WHOLE


def least_parts(limits: Iterable[int]) -> int:
    """Return the smallest number of parts that gives one request per minute under each limit."""
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

    The target of each worker is WHOLE / (workers + spare): `spare` shares are kept free, so that a
    newcomer can begin at once. `seconds` is the length of a worker's lease. The grants of workers
    that are not live are closed now. A newcomer gets nothing until at least half of its target is
    free.

    No worker gets fewer than `least` parts. If there are not enough for all, no share is kept free,
    and the latest workers have no share and no matches until another one leaves.
    """
    lowered_at = now + timedelta(seconds=NOTICE * seconds)
    most = WHOLE // least
    in_turn = sorted(live, key=lambda each: (not parts_of(each, grants), each))
    sharing = in_turn[:most]
    new_grants = close_grants([each for each in grants if each.is_counted(now)], live, now)
    new_grants = close_grants(new_grants, sharing, lowered_at)
    target = WHOLE // max(1, min(most, len(sharing) + spare))
    for worker in sorted(sharing):
        current = parts_of(worker, new_grants)
        if current > target:
            new_grants = replace_open_grant(new_grants, Grant(worker, target), closed_at=lowered_at)
        elif current < target:
            own_parts = occupied_by_worker(worker, new_grants, now)
            possible = min(target, own_parts + WHOLE - occupied_parts(new_grants, now))
            if possible > current and possible >= least and (current or 2 * possible >= target):
                new_grants = replace_open_grant(new_grants, Grant(worker, possible))
    return tuple(sorted(new_grants, key=lambda g: (g.worker, g.until is None, g.parts)))


def close_grants(grants: Sequence[Grant], kept: Collection[str], at: datetime) -> list[Grant]:
    """Return the grants, with the open ones of all workers except `kept` closed at a time."""
    return [
        replace(each, until=at) if each.until is None and each.worker not in kept else each
        for each in grants
    ]


def replace_open_grant(
    grants: Sequence[Grant], grant: Grant, closed_at: datetime | None = None
) -> list[Grant]:
    """Return the grants with a worker's open one replaced: closed at a time, or removed."""
    new_grants = list[Grant]()
    for each in grants:
        is_replaced = each.worker == grant.worker and each.until is None
        if not is_replaced:
            new_grants.append(each)
        elif closed_at is not None:
            new_grants.append(replace(each, until=closed_at))
    return [*new_grants, grant]


@dataclass
class RequestWindow:
    """The requests of one process to one provider within the last PERIOD; times in seconds."""

    times: deque[float] = field(default_factory=deque)

    def count(self, now: float) -> int:
        """Return the number of requests within the last PERIOD."""
        while self.times and self.times[0] <= now - PERIOD.total_seconds():
            self.times.popleft()
        return len(self.times)

    def wait(self, now: float, share: int) -> float:
        """Return the seconds until one more request is allowed; infinite if the share is 0."""
        surplus = self.count(now) - share
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
    """A leaky bucket: at most `capacity` requests per `seconds`."""

    capacity: float
    seconds: float


SMOOTHED = 5.0


def pace(share: int) -> Bucket:
    """Return the bucket that spreads a minute's share: max(1, share / 12) requests in 5 s, so that
    the first seconds do not use up the minute. A share below 12 is passed one by one, every 60 /
    share seconds."""
    if share < 60 / SMOOTHED:
        return Bucket(1.0, 60.0 / max(share, 1))
    return Bucket(share * SMOOTHED / 60.0, SMOOTHED)
