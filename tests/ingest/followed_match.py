"""A cricket match that is followed in memory, with two providers."""

from __future__ import annotations

from dataclasses import replace

from scrbrd.domain.effective import effective_log
from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.model import FeedEvent
from tests.ingest.memory import (
    Clock,
    FakeProvider,
    FixedSelector,
    MemoryLog,
    RecordedMeasures,
    poll_events,
)
from tests.ingest.provider_events import cards, committed_matches, events_of

MATCH = "1386111"


class FollowedMatch:
    """A cricket match that is followed in memory, with two providers."""

    def __init__(self, match_id: str = MATCH) -> None:
        self.log = committed_matches()[match_id]
        self.actions = effective_log(self.log.actions).actions
        self.events = events_of(self.actions)
        self.store = MemoryLog(self.log.inputs.setup)
        self.alpha = FakeProvider("alpha", self.events)
        self.beta = FakeProvider("beta", with_other_event_ids(self.events))
        self.selector = FixedSelector("alpha")
        self.clock = Clock()
        self.measures = RecordedMeasures()
        self.follower = self.new_follower()

    def new_follower(self) -> CricketFollower:
        """Return a new follower, as of another process."""
        feeds = {each.name: CricketFeed(each, "feed-1") for each in (self.alpha, self.beta)}
        return CricketFollower(
            "m1", feeds, self.selector, self.store, self.clock, measures=self.measures
        )

    def play_to(self, until: int, step: int = 4) -> None:
        """Let the first provider advance to a number of events, a few per poll."""
        while self.alpha.until < until:
            self.alpha.until = min(until, self.alpha.until + step)
            poll_events(self.follower)

    @property
    def agrees_with_log(self) -> bool:
        """Whether the log folds to the same cards as the provider's events so far."""
        setup, until = self.log.inputs.setup, self.alpha.until
        return cards(setup, self.store.known.log.values()) == cards(setup, self.actions[:until])

    @property
    def problems(self) -> list[str]:
        """The codes of the stored problems."""
        return [each["code"] for each in (self.store.feed or {})["problems"]]


def with_other_event_ids(events: list[FeedEvent]) -> list[FeedEvent]:
    """Return the events with the ids of another feed."""
    return [replace(each, id=f"b{number}") for number, each in enumerate(events)]
