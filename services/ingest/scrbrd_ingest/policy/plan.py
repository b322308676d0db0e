"""Decides how matches and requests are shared among the workers: the leader's plan. Pure.

The plan's number grows by one with every change. Workers write under it (`fence`): a match that
moves to another worker moves with a newer plan. Under one number the same members yield the same
worker for each match, so no two workers write a match under the same number.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scrbrd_ingest.policy import assignment, budget
from scrbrd_ingest.policy.budget import Grant

LEADER = "leader"
WORKER = "worker-"
"""Names of leases: that of the leader, and the prefix of the workers' numbered places."""

MOST_WORKERS = 64


@dataclass(frozen=True)
class Plan:
    """The active workers with their shares of each budget; made by the leader with a number."""

    number: int = 0
    leader_fence: int = 0
    grants: tuple[Grant, ...] = ()

    def share(self, worker: str, limit: int) -> int:
        """Return the requests per minute that a worker may make to a provider with a limit."""
        return budget.requests_of(budget.parts_of(worker, self.grants), limit)

    def follows(self, worker: str, match_id: str) -> bool:
        """Return True if a worker is the one that follows a match."""
        return assignment.member_of(match_id, budget.workers_of(self.grants)) == worker


def worker_key(name: str, fence: int) -> str:
    """Return a worker's name in a plan: it changes after its lease was lost."""
    return f"{name}.{fence}"


def next_plan(
    plan: Plan,
    leader_fence: int,
    live: Collection[str],
    now: datetime,
    seconds: float,
    spare: int,
    least: int = 1,
) -> Plan | None:
    """Return the plan for the live workers; None if the current one still fits.

    `now` is the server's time; for `spare` and `least` see `budget.next_grants`. Raises ValueError
    if a newer leader wrote the current plan.
    """
    if plan.leader_fence > leader_fence:
        raise ValueError(f"leader {plan.leader_fence} is newer than {leader_fence}")
    grants = budget.next_grants(plan.grants, live, now, seconds, spare, least)
    if grants == tuple(each for each in plan.grants if each.is_counted(now)):
        return None
    return Plan(plan.number + 1, leader_fence, grants)


def free_places(taken: Collection[str]) -> list[str]:
    """Return the names of worker leases that are free, lowest first."""
    names = (f"{WORKER}{place:02d}" for place in range(MOST_WORKERS))
    return [name for name in names if name not in taken]
