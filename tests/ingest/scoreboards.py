"""A match of another sport that is followed in memory, with fake providers."""

# ruff: noqa: ARG002  doubles have the parameters of their protocols

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.model import (
    Phase,
    Scoreboard,
    Side,
    Sport,
    Statistics,
    Tier,
    Timeline,
    TimelineEvent,
)
from scrbrd_ingest.ports import FencedOut, PollResult
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from scrbrd_ingest.scoreboards import ScoreboardStore, StoredScoreboard
from tests.ingest.memory import Clock, FixedSelector, RecordedMeasures
from tests.ingest.provider_events import START

MATCH = "soccer-1"


@dataclass
class MemoryScoreboards:
    """Implements ScoreboardStore in memory, with the guard and the fence of the real store."""

    stored: StoredScoreboard = field(default_factory=StoredScoreboard)
    commits: int = 0

    async def load(self, match_id: str) -> StoredScoreboard:
        """Return everything that is stored."""
        return self.stored

    async def commit(
        self,
        match_id: str,
        token: Any,
        fence: int,
        document: Json,
        events: Mapping[str, Json],
        stats: Mapping[str, Json],
    ) -> Any:
        """Write under the guard."""
        if token != self.stored.token:
            if self.stored.fence > fence:
                raise FencedOut("a newer number has written")
            raise ContendedError("somebody else wrote")
        self.commits += 1
        self.stored = StoredScoreboard(
            {**(self.stored.document or {}), **document, "fence": fence},
            {**self.stored.events, **events},
            {**self.stored.stats, **stats},
            self.commits,
        )
        return self.commits


@dataclass
class FakeScoreboards:
    """A provider of scoreboards whose answers the test sets."""

    name: str = "espn"
    board: Scoreboard | None = None
    events_answer: Timeline | None = None
    figures: Statistics | None = None
    hangs: bool = False
    failure: Exception | None = None

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return the only match."""
        if self.hangs:
            await asyncio.sleep(3_600)
        if self.failure is not None:
            raise self.failure
        return [] if self.board is None else [self.board]

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:
        """Return the events."""
        return self.events_answer

    async def statistics(
        self, sport: Sport, league: str, provider_match_id: str
    ) -> Statistics | None:
        """Return the figures."""
        return self.figures


def board(home: int | None, away: int | None, minute: int, **fields: Any) -> Scoreboard:
    """Return the scoreboard of the match in one of its minutes."""
    defaults: dict[str, Any] = {
        "phase": Phase.LIVE,
        "sequence": minute,
        "said_at": START + timedelta(minutes=minute),
        "clock": f"{minute}'",
    }
    return Scoreboard(
        "espn",
        "e1",
        Sport.SOCCER,
        "eng.1",
        home=Side("h", "Harbour", home),
        away=Side("a", "Avon", away),
        received_at=START + timedelta(minutes=minute),
        **defaults | fields,
    )


class FollowedScoreboard:
    """A match of another sport that is followed in memory, with two providers."""

    def __init__(self, store: ScoreboardStore | None = None) -> None:
        self.memory = MemoryScoreboards()
        self.store: ScoreboardStore = store or self.memory
        self.provider = FakeScoreboards()
        self.other = FakeScoreboards("sr")
        self.selector = FixedSelector("espn")
        self.measures = RecordedMeasures()
        self.clock = Clock()
        self.follower = self.new_follower()

    def new_follower(self) -> ScoreboardFollower:
        """Return a new follower, as of another process."""
        feeds = {
            "espn": ScoreboardFeed(self.provider, "e1"),
            "sr": ScoreboardFeed(self.other, "s1"),
        }
        return ScoreboardFollower(
            MATCH,
            Sport.SOCCER,
            "eng.1",
            feeds,
            self.selector,
            self.store,
            self.clock,
            self.measures,
        )

    def poll(self, tier: Tier = Tier.SCOREBOARD, fence: int = 1) -> PollResult:
        """Poll a tier once."""
        return asyncio.run(self.follower.poll(tier, fence))

    def publish(self, *states: Scoreboard) -> None:
        """Poll once for each of these scoreboards, in order."""
        for each in states:
            self.provider.board = each
            self.poll()

    @property
    def document(self) -> Mapping[str, Any]:
        """The scoreboard."""
        assert self.memory.stored.document is not None
        return self.memory.stored.document

    @property
    def events(self) -> dict[str, str]:
        """The states of the stored events, by event id."""
        return {each["eventId"]: each["state"] for each in self.memory.stored.events.values()}


def goal(name: str, home: int, away: int) -> TimelineEvent:
    """Return a goal event with the score after it."""
    return TimelineEvent(name, "goal", 1, "10'", "home", home_score=home, away_score=away)
