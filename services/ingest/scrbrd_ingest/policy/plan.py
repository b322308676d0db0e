"""Decides how matches and requests are shared among the workers: the leader's plan. Pure.

The plan's number grows by one with every change and is the number under which workers write
(`fence`): a match that moves to another worker moves with a newer plan. Under one number the same
members give the same worker of each match, so no two write a match under one number.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scrbrd_ingest.policy import budget, sharing
from scrbrd_ingest.policy.budget import Grant

LEADER = "leader"
WORKER = "worker-"
"""Names of leases: the leader's, and the beginning of the workers', which are numbered places."""

MOST_WORKERS = 64


@dataclass(frozen=True)
class Plan:
    """Who works, with which part of each budget; made by the leader of a number."""

    number: int = 0
    leader_fence: int = 0
    grants: tuple[Grant, ...] = ()

    def share(self, worker: str, limit: int) -> int:
        """Return the requests a minute that a worker may make to a provider with a limit."""
        return budget.requests_of(budget.parts_of(worker, self.grants), limit)

    def follows(self, worker: str, match_id: str) -> bool:
        """Return whether a worker is the one that follows a match."""
        return sharing.member_of(match_id, budget.workers_of(self.grants)) == worker


def worker_key(name: str, fence: int) -> str:
    """Return what a worker is called in a plan: another after its lease was lost."""
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
    """Return the plan for the workers that are live; None where the present one does.

    `now` is the server's; `spare` and `least` are those of `budget.next_grants`. Raises ValueError
    where a newer leader wrote the present one.
    """
    if plan.leader_fence > leader_fence:
        raise ValueError(f"leader {plan.leader_fence} is newer than {leader_fence}")
    grants = budget.next_grants(plan.grants, live, now, seconds, spare, least)
    if grants == tuple(each for each in plan.grants if each.counts(now)):
        return None
    return Plan(plan.number + 1, leader_fence, grants)


def free_places(taken: Collection[str]) -> list[str]:
    """Return the names of workers' leases that nobody holds, the lowest first."""
    names = (f"{WORKER}{place:02d}" for place in range(MOST_WORKERS))
    return [name for name in names if name not in taken]
