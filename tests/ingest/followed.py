"""A match that is followed in memory, told by two providers."""

from __future__ import annotations

from dataclasses import replace

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.model import FeedEvent
from tests.ingest.memory import Chooser, Clock, Counted, MemoryLog, Teller, polled
from tests.ingest.told import cards, committed, events_of

MATCH = "1386111"


class Ground:
    """A match that is followed in memory."""

    def __init__(self, match: str = MATCH) -> None:
        self.log = committed()[match]
        self.actions = effective_log(self.log.actions).actions
        self.events = events_of(self.actions)
        self.store = MemoryLog(self.log.inputs.setup)
        self.alpha = Teller("alpha", self.events)
        self.beta = Teller("beta", renamed(self.events))
        self.chooser = Chooser("alpha")
        self.clock = Clock()
        self.measures = Counted()
        self.follower = self.another()

    def another(self) -> CricketFollower:
        """Return a follower of another process."""
        feeds = {each.name: CricketFeed(each, "feed-1") for each in (self.alpha, self.beta)}
        return CricketFollower(
            "m1", feeds, self.chooser, self.store, self.clock, measures=self.measures
        )

    def tell(self, until: int, step: int = 4) -> None:
        """Let the provider come to a point, a few events a poll."""
        while self.alpha.until < until:
            self.alpha.until = min(until, self.alpha.until + step)
            polled(self.follower)

    @property
    def stands(self) -> bool:
        """Whether the log folds to what was told."""
        setup, until = self.log.inputs.setup, self.alpha.until
        return cards(setup, self.store.known.log.values()) == cards(setup, self.actions[:until])

    @property
    def problems(self) -> list[str]:
        """The codes of the problems that are told."""
        return [each["code"] for each in (self.store.feed or {})["problems"]]


def renamed(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the events with the ids of another feed."""
    return [replace(each, id=f"b{number}") for number, each in enumerate(events)]
