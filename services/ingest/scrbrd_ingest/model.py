"""Defines what providers say, in one vocabulary for all of them.

Cricket is said in the words of the log: the body of a `FeedEvent` is that of an action
(`scrbrd.domain.actions`), without its identity and with the provider's ids of people and teams.
Other sports have no fold: a scoreboard, a timeline and statistics.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

import rfc8785


class Sport(StrEnum):
    """The sports that are followed."""

    CRICKET = "cricket"
    SOCCER = "soccer"
    BASKETBALL = "basketball"
    HOCKEY = "hockey"
    BASEBALL = "baseball"


class Phase(StrEnum):
    """Where a match stands. `FINISHED` and `CANCELLED` may be taken back by a provider."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    BREAK = "break"
    SUSPENDED = "suspended"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Tier(StrEnum):
    """What is polled apart, each at a pace of its own."""

    SCOREBOARD = "scoreboard"
    EVENTS = "events"
    STATS = "stats"


class ChangeKind(StrEnum):
    """What happened to an event of a provider since it was last seen."""

    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, order=True)
class Place:
    """Where an event stands in a match, comparable within one match.

    `innings` is 1-based, `over` 0-based, `ball` 1-based and counts every delivery of the over,
    wides and no-balls included. An event that is no delivery has the place of the delivery before
    it and a `part` from 1 on; before the first delivery of an innings over and ball are 0.
    """

    innings: int
    over: int = 0
    ball: int = 0
    part: int = 0


@dataclass(frozen=True)
class FeedEvent:
    """One event of a cricket match as a provider says it now.

    `id` is the provider's own id, which stays with the event when it is revised; feeds without ids
    make one of the place. `action` has `type` and the fields of that action, camelCase. `said_at`
    is the provider's own time of it, no part of what it says; None where it tells none.
    """

    id: str
    place: Place
    action: Mapping[str, Any]
    is_synthetic: bool = False
    said_at: datetime | None = field(default=None, compare=False)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of place and content, in hex: equal exactly if the provider says the same."""
        place = [self.place.innings, self.place.over, self.place.ball, self.place.part]
        said: dict[str, Any] = {
            "place": place,
            "action": dict(self.action),
            "synthetic": self.is_synthetic,
        }
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


@dataclass(frozen=True)
class Change:
    """An event that was added, revised (`event` is all of it anew) or deleted (`event` is None)."""

    kind: ChangeKind
    event_id: str
    event: FeedEvent | None


@dataclass(frozen=True)
class Span:
    """The part of a match of which an answer holds every event: what is missing in it is deleted.

    From the first place to the last, both inclusive; `None` is open.
    """

    first: Place | None = None
    last: Place | None = None

    def holds(self, place: Place) -> bool:
        """Return whether a place lies in the span."""
        is_behind = self.first is None or self.first <= place
        return is_behind and (self.last is None or place <= self.last)


WHOLE_MATCH = Span()


@dataclass(frozen=True)
class InningsTotal:
    """The total of an innings as the provider states it; None is what it does not state."""

    innings: int
    runs: int
    wickets: int
    legal_balls: int | None = None


@dataclass(frozen=True)
class Observation:
    """What one answer of a cricket provider says.

    `sequence` orders the answers of one provider (its own counter or clock, None where it has
    none): an answer with a lower one than was seen is older and is dropped. `covers` is None where
    a missing event means nothing (a delta).
    """

    provider: str
    provider_match_id: str
    received_at: datetime
    phase: Phase
    events: tuple[FeedEvent, ...] = ()
    covers: Span | None = None
    totals: tuple[InningsTotal, ...] = ()
    sequence: int | None = None
    said_at: datetime | None = None
    faults: tuple[str, ...] = ()
    """What of the answer could not be read, a line each naming the field."""

    team_ids: tuple[str, ...] = ()
    """The provider's ids of the two sides, where the answer names them beside its events."""

    newest: int | None = None
    """The `sequence` of the newest of several answers that it was read of: what is older than that
    is older than what is known then. None where it was read of one."""


@dataclass(frozen=True)
class Side:
    """A side of a match of another sport; `score` is None before it starts."""

    id: str
    name: str
    score: int | None = None


@dataclass(frozen=True)
class Scoreboard:
    """How a match of another sport stands."""

    provider: str
    provider_match_id: str
    sport: Sport
    league: str
    phase: Phase
    home: Side
    away: Side
    received_at: datetime
    period: int | None = None
    clock: str | None = None
    starts_at: datetime | None = None
    sequence: int | None = None
    said_at: datetime | None = None


@dataclass(frozen=True)
class TimelineEvent:
    """An event of another sport: a goal, a basket, a card; `type` is the provider's, in lower case.

    `side` is `home`, `away` or None. `is_synthetic` marks what was made of a change of score.
    """

    id: str
    type: str
    period: int | None = None
    clock: str | None = None
    side: str | None = None
    text: str = ""
    home_score: int | None = None
    away_score: int | None = None
    player_ids: tuple[str, ...] = ()
    said_at: datetime | None = None
    is_synthetic: bool = False


@dataclass(frozen=True)
class Timeline:
    """The timeline that an answer holds; `is_full` if what is missing in it is deleted.

    `faults` say what of it could not be read, a line each naming the field.
    """

    provider_match_id: str
    events: tuple[TimelineEvent, ...]
    is_full: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statistics:
    """Figures of both sides by the provider's names, such as `{"shots": 7}`."""

    provider_match_id: str
    home: Mapping[str, float] = field(default_factory=dict)
    away: Mapping[str, float] = field(default_factory=dict)
