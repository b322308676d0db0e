"""Holds what the poll loop knows of each match: its pace, and when each tier is due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.policy import pacing
from scrbrd_ingest.policy.pacing import MatchPace
from scrbrd_ingest.policy.priority import priority
from scrbrd_ingest.ports import Follower, Polled


@dataclass
class Entry:
    """A match that is followed. Times are of the loop, in seconds.

    `task` is the poll under way, which may be one that hangs; `fence` is the number under which it
    was last asked here, `refused_fence` that under which a write was refused: under that one it is
    not asked again. `waiting` and `is_withheld` are as its last answer left them.
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
        """Whether nothing asks for it now."""
        return self.task is None or self.task.done()

    @property
    def is_own(self) -> bool:
        """Whether the task that runs now is the match's poll: no other one hangs beside it."""
        return self.task is asyncio.current_task()

    @property
    def is_live(self) -> bool:
        """Whether it is in play, as far as is known; before the first answer it is not."""
        is_open = bool(self.provider) and not self.pace.is_closed
        return self.pace.phase is Phase.LIVE and is_open

    @property
    def due_at(self) -> float:
        """When the first of its tiers is due."""
        return min(self.due.values())

    def due_tiers(self, now: float) -> list[Tier]:
        """Return the tiers that are due, the longest first."""
        return sorted(
            (tier for tier in self.due if self.due[tier] <= now), key=self.due.__getitem__
        )

    def priority(self, now: float) -> float:
        """Return how urgently it is asked for; one that was closed as stale least of all."""
        phase = Phase.CANCELLED if self.pace.is_closed else self.pace.phase
        return priority(phase, self.pace.importance, now - self.due_at)

    def note(self, polled: Polled) -> None:
        """Take note of a poll; one that failed says nothing of what reached the log."""
        if self.provider and polled.provider != self.provider:
            self.pace = pacing.asked_of_another(self.pace)
        self.provider = polled.provider
        self.pace = pacing.after_poll(self.pace, polled)
        if polled.failure is None:
            self.waiting, self.is_withheld = polled.waiting, polled.is_withheld

    def take(self, fence: int, today: datetime) -> None:
        """Take note that it is asked under a number: under a new one it has just become ours."""
        if fence != self.fence:
            self.fence = fence
            self.pace = pacing.taken_over(self.pace, today)


def name_of(match_id: str) -> str:
    """Return the name of the task that polls a match."""
    return f"poll {match_id}"


def under_way(match_id: str, tasks: Iterable[asyncio.Task[Any]]) -> asyncio.Task[Any] | None:
    """Return the first of some tasks that polls a match and has not ended; None where none does."""
    name = name_of(match_id)
    return next((each for each in tasks if each.get_name() == name and not each.done()), None)
