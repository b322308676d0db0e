"""Makes the follower of a match: which one, by its sport, and what it writes and measures with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from google.cloud.firestore import Client

from scrbrd_ingest.cricket_follower import CricketFeed, CricketFollower
from scrbrd_ingest.feeds.making import Provider
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
class Threaded:
    """A client whose calls block, and the threads that they may block."""

    client: Client
    threads: Executor


@dataclass(frozen=True)
class FollowerParts:
    """What a follower is made of, beside its match. `providers` are those that the match has."""

    settings: Settings
    providers: Mapping[str, Provider]
    selector: Selector
    documents: Threaded
    metrics: Metrics
    clock: Callable[[], datetime]


MakeFollower = Callable[[MatchToFollow, FollowerParts], Follower]


class MeasuredHere:
    """Implements `measures.Measures` on the metrics of the process."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def missed(self, balls: int) -> None:
        """Count balls of a gap that no answer filled."""
        self._metrics.missed_balls.inc(balls)

    def entered(self, seconds: float) -> None:
        """Note the time from a provider's own time until it was written."""
        self._metrics.update_latency.observe(seconds)

    def synthetic(self, kind: str, count: int) -> None:
        """Count events that were made of a change of score."""
        self._metrics.synthetic.labels(kind).inc(count)

    def fault(self, provider: str, kind: str) -> None:
        """Count an answer with which something is wrong."""
        self._metrics.faults.labels(provider, kind).inc()


def cricket(match: MatchToFollow, parts: FollowerParts) -> Follower:
    """Return what brings a match of cricket into the log. Raises ValueError."""
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
        measures=MeasuredHere(parts.metrics),
        importance=chase_importance,
    )


def scoreboard(match: MatchToFollow, parts: FollowerParts) -> Follower:
    """Return what keeps the scoreboard of a match of another sport. Raises ValueError."""
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
        measures=MeasuredHere(parts.metrics),
    )


def refuse_others(
    match: MatchToFollow, given: Mapping[str, Provider], fitting: Mapping[str, Provider]
) -> None:
    """Raise ValueError where a match has a provider whose feed is of other sports."""
    wrong = ", ".join(sorted(set(given) - set(fitting)))
    if wrong:
        raise ValueError(f"the feed of {wrong} is none for {match.sport}; name another one")


FOLLOWERS: Mapping[Sport, MakeFollower] = {
    Sport.CRICKET: cricket,
    **dict.fromkeys((each for each in Sport if each is not Sport.CRICKET), scoreboard),
}
"""What follows the matches of each sport."""
