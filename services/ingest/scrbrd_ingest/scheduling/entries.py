"""Holds the state of each match in the poll loop: its pace, and when each tier is due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.policy import polling_pace
from scrbrd_ingest.policy.polling_pace import MatchPace
from scrbrd_ingest.policy.priority import priority
from scrbrd_ingest.ports import Follower, PollResult


@dataclass
class Entry:
    """A followed match. Times are in seconds of the event loop.

    `task` is the poll under way, possibly a hanging one. `fence` is the number under which the
    match was last polled here; `refused_fence` the number under which a write was refused: it is
    not polled again under that number. `waiting` and `is_withheld` are from its last answer.
    """

    follower: Follower
    pace: MatchPace
    due: dict[Tier, float]
    polled_at: dict[Tier, float] = field(default_factory=dict)
    provider: str = ""
    task: asyncio.Task[Any] | None = None
    fence: int | None = None
    refused_fence: int | None = None
    waiting: int = 0
    is_withheld: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether no poll of it is under way."""
        return self.task is None or self.task.done()

    @property
    def is_current_task(self) -> bool:
        """Whether the current task is the match's poll: no other one is hanging."""
        return self.task is asyncio.current_task()

    @property
    def is_live(self) -> bool:
        """Whether it is known to be in play; False before the first answer."""
        is_open = bool(self.provider) and not self.pace.is_closed
        return self.pace.phase is Phase.LIVE and is_open

    @property
    def due_at(self) -> float:
        """When the first of its tiers is due."""
        return min(self.due.values())

    def due_tiers(self, now: float) -> list[Tier]:
        """Return the tiers that are due, the longest overdue first."""
        return sorted(
            (tier for tier in self.due if self.due[tier] <= now), key=self.due.__getitem__
        )

    def priority(self, now: float) -> float:
        """Return the priority of its poll; a match closed as stale has the lowest."""
        phase = Phase.CANCELLED if self.pace.is_closed else self.pace.phase
        return priority(phase, self.pace.importance, now - self.due_at)

    def record(self, result: PollResult) -> None:
        """Record the result of a poll. A failed one does not change what is known of the log."""
        if self.provider and result.provider != self.provider:
            self.pace = polling_pace.with_new_provider(self.pace)
        self.provider = result.provider
        self.pace = polling_pace.after_poll(self.pace, result)
        if result.failure is None:
            self.waiting, self.is_withheld = result.waiting, result.is_withheld

    def begin_poll(self, fence: int, now_utc: datetime) -> None:
        """Record a poll's number; a new number means that the match was taken over just now."""
        if fence != self.fence:
            self.fence = fence
            self.pace = polling_pace.after_takeover(self.pace, now_utc)


def task_name(match_id: str) -> str:
    """Return the name of the task that polls a match."""
    return f"poll {match_id}"


def running_poll(match_id: str, tasks: Iterable[asyncio.Task[Any]]) -> asyncio.Task[Any] | None:
    """Return the first unfinished task that polls a match; None if there is none."""
    name = task_name(match_id)
    return next((each for each in tasks if each.get_name() == name and not each.done()), None)
