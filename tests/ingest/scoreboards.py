"""A match of another sport that is followed in memory, and what its providers say."""

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
from scrbrd_ingest.ports import FencedOut, Polled
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from scrbrd_ingest.scoreboards import ScoreboardStore, StoredScoreboard
from tests.ingest.memory import Chooser, Clock, Counted
from tests.ingest.told import START

MATCH = "soccer-1"


@dataclass
class MemoryScoreboards:
    """Implements ScoreboardStore in memory, with the guard and the fence of the real one."""

    stored: StoredScoreboard = field(default_factory=StoredScoreboard)
    commits: int = 0

    async def load(self, match_id: str) -> StoredScoreboard:
        """Return everything."""
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
class Telling:
    """A provider of scoreboards that says what the test sets."""

    name: str = "espn"
    board: Scoreboard | None = None
    told: Timeline | None = None
    figures: Statistics | None = None
    hangs: bool = False
    fails: Exception | None = None

    async def scoreboards(self, sport: Sport, league: str) -> Sequence[Scoreboard]:
        """Return the only match."""
        if self.hangs:
            await asyncio.sleep(3_600)
        if self.fails is not None:
            raise self.fails
        return [] if self.board is None else [self.board]

    async def timeline(self, sport: Sport, league: str, provider_match_id: str) -> Timeline | None:
        """Return the events."""
        return self.told

    async def statistics(
        self, sport: Sport, league: str, provider_match_id: str
    ) -> Statistics | None:
        """Return the figures."""
        return self.figures


def board(home: int | None, away: int | None, minute: int, **fields: Any) -> Scoreboard:
    """How the match stands in a minute of it."""
    known: dict[str, Any] = {
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
        **known | fields,
    )


class Ground:
    """A match that is followed."""

    def __init__(self, store: ScoreboardStore | None = None) -> None:
        self.memory = MemoryScoreboards()
        self.store: ScoreboardStore = store or self.memory
        self.provider = Telling()
        self.other = Telling("sr")
        self.chooser = Chooser("espn")
        self.measures = Counted()
        self.clock = Clock()
        self.follower = self.another()

    def another(self) -> ScoreboardFollower:
        """Return a follower of another process."""
        feeds = {
            "espn": ScoreboardFeed(self.provider, "e1"),
            "sr": ScoreboardFeed(self.other, "s1"),
        }
        return ScoreboardFollower(
            MATCH,
            Sport.SOCCER,
            "eng.1",
            feeds,
            self.chooser,
            self.store,
            self.clock,
            self.measures,
        )

    def poll(self, tier: Tier = Tier.SCOREBOARD, fence: int = 1) -> Polled:
        """Ask once."""
        return asyncio.run(self.follower.poll(tier, fence))

    def say(self, *states: Scoreboard) -> None:
        """Let the provider say these, one after the other."""
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
        """The states of the events by their ids."""
        return {each["eventId"]: each["state"] for each in self.memory.stored.events.values()}


def goal(name: str, home: int, away: int) -> TimelineEvent:
    """A goal after which it stands so."""
    return TimelineEvent(name, "goal", 1, "10'", "home", home_score=home, away_score=away)
