"""Creates the follower of a match, by its sport."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from google.cloud.firestore import Client

from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.feeds.connector import Provider
from scrbrd_ingest.firestore_log import FirestoreLog
from scrbrd_ingest.firestore_scoreboards import FirestoreScoreboards
from scrbrd_ingest.follow_list import MatchToFollow
from scrbrd_ingest.metrics import Metrics
from scrbrd_ingest.model import Sport
from scrbrd_ingest.policy.priority import chase_importance
from scrbrd_ingest.ports import CricketProvider, Follower, ScoreboardProvider, Selector
from scrbrd_ingest.scoreboard_follower import ScoreboardFeed, ScoreboardFollower
from scrbrd_ingest.settings import Settings


@dataclass(frozen=True)
class ThreadedClient:
    """A Firestore client with blocking calls, and the threads that run them."""

    client: Client
    threads: Executor


@dataclass(frozen=True)
class FollowerParts:
    """What a follower needs in addition to its match. `providers` are those of the match."""

    settings: Settings
    providers: Mapping[str, Provider]
    selector: Selector
    documents: ThreadedClient
    metrics: Metrics
    clock: Callable[[], datetime]


MakeFollower = Callable[[MatchToFollow, FollowerParts], Follower]


class PrometheusMeasures:
    """Implements `measures.Measures` on the metrics of the process."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def count_missed_balls(self, balls: int) -> None:
        """Count the balls of a gap that no answer filled."""
        self._metrics.missed_balls.inc(balls)

    def record_delay(self, seconds: float) -> None:
        """Record the seconds from a provider's time of an event until it was written."""
        self._metrics.update_latency.observe(seconds)

    def count_synthetic(self, kind: str, count: int) -> None:
        """Count events that were derived from a change of score."""
        self._metrics.synthetic.labels(kind).inc(count)

    def count_fault(self, provider: str, kind: str) -> None:
        """Count an answer with a fault."""
        self._metrics.faults.labels(provider, kind).inc()


def cricket(match: MatchToFollow, parts: FollowerParts) -> Follower:
    """Return the follower of a cricket match. Raises ValueError."""
    providers = {
        name: each for name, each in parts.providers.items() if isinstance(each, CricketProvider)
    }
    refuse_others(match, parts.providers, providers)
    return CricketFollower(
        match.match_id,
        {name: CricketFeed(each, match.providers[name]) for name, each in providers.items()},
        parts.selector,
        FirestoreLog(
            parts.documents.client,
            parts.documents.threads,
            makes_people=parts.settings.maps_unknown_people,
        ),
        parts.clock,
        measures=PrometheusMeasures(parts.metrics),
        importance=chase_importance,
    )


def scoreboard(match: MatchToFollow, parts: FollowerParts) -> Follower:
    """Return the follower of a match of another sport. Raises ValueError."""
    if not match.league:
        raise ValueError(f"match {match.match_id} of {match.sport} needs its league")
    providers = {
        name: each for name, each in parts.providers.items() if isinstance(each, ScoreboardProvider)
    }
    refuse_others(match, parts.providers, providers)
    return ScoreboardFollower(
        match.match_id,
        match.sport,
        match.league,
        {name: ScoreboardFeed(each, match.providers[name]) for name, each in providers.items()},
        parts.selector,
        FirestoreScoreboards(parts.documents.client, parts.documents.threads),
        parts.clock,
        measures=PrometheusMeasures(parts.metrics),
    )


def refuse_others(
    match: MatchToFollow, given: Mapping[str, Provider], fitting: Mapping[str, Provider]
) -> None:
    """Raise ValueError if a provider of the match has a feed of other sports."""
    wrong = ", ".join(sorted(set(given) - set(fitting)))
    if wrong:
        raise ValueError(f"the feed of {wrong} is none for {match.sport}; name another one")


FOLLOWERS: Mapping[Sport, MakeFollower] = {
    Sport.CRICKET: cricket,
    **dict.fromkeys((each for each in Sport if each is not Sport.CRICKET), scoreboard),
}
"""The function that creates the follower of each sport."""
