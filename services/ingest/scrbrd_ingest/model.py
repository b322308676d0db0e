"""Defines the data of all providers in one common vocabulary.

Cricket uses the vocabulary of the match log: the body of a `FeedEvent` is that of an action
(`scrbrd.domain.actions`), without its identity and with the provider's ids of people and teams.
Other sports have no fold: they have a scoreboard, a timeline and statistics.
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
    """The sports that can be followed."""

    CRICKET = "cricket"
    SOCCER = "soccer"
    BASKETBALL = "basketball"
    HOCKEY = "hockey"
    BASEBALL = "baseball"


class Phase(StrEnum):
    """The phase of a match. A provider may revert `FINISHED` and `CANCELLED`."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    BREAK = "break"
    SUSPENDED = "suspended"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Tier(StrEnum):
    """The kinds of data that are polled separately, each at its own interval."""

    SCOREBOARD = "scoreboard"
    EVENTS = "events"
    STATS = "stats"


class ChangeKind(StrEnum):
    """How a provider's event changed since the previous answer."""

    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, order=True)
class Place:
    """The position of an event in a match; places of one match can be compared.

    `innings` is 1-based, `over` 0-based, `ball` 1-based and counts every delivery of the over,
    including wides and no-balls. An event that is not a delivery has the place of the delivery
    before it and a `part` of 1 or more. Before the first delivery of an innings, over and ball are
    0.
    """

    innings: int
    over: int = 0
    ball: int = 0
    part: int = 0


@dataclass(frozen=True)
class FeedEvent:
    """One event of a cricket match in the provider's current version.

    `id` is the provider's own id, which stays the same when the event is revised; connectors of
    feeds without ids derive one from the place. `action` has `type` and the fields of that action
    in camelCase. `said_at` is the provider's own time of the event; it is not part of the content,
    and None where the feed has no times.
    """

    id: str
    place: Place
    action: Mapping[str, Any]
    is_synthetic: bool = False
    said_at: datetime | None = field(default=None, compare=False)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of place and content, in hex. Two versions of an event have the same hash exactly
        if their place and content are equal."""
        place = [self.place.innings, self.place.over, self.place.ball, self.place.part]
        content: dict[str, Any] = {
            "place": place,
            "action": dict(self.action),
            "synthetic": self.is_synthetic,
        }
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@dataclass(frozen=True)
class Change:
    """An event that was added, revised (`event` is the new one) or deleted (`event` is None)."""

    kind: ChangeKind
    event_id: str
    event: FeedEvent | None


@dataclass(frozen=True)
class Span:
    """The part of a match for which an answer is complete: a known event missing from it is
    deleted.

    Reaches from the first place to the last, both inclusive; None means no bound.
    """

    first: Place | None = None
    last: Place | None = None

    def contains(self, place: Place) -> bool:
        """Return True if a place lies in the span."""
        is_behind = self.first is None or self.first <= place
        return is_behind and (self.last is None or place <= self.last)


WHOLE_MATCH = Span()


@dataclass(frozen=True)
class InningsTotal:
    """The total of an innings as stated by the provider. `legal_balls` is None if not stated."""

    innings: int
    runs: int
    wickets: int
    legal_balls: int | None = None


@dataclass(frozen=True)
class Observation:
    """The parsed content of one answer of a cricket provider.

    `sequence` orders the answers of one provider (its own counter or clock; None if it has
    neither): an answer with a lower sequence than an earlier answer is outdated and is dropped.
    `covers` is None for a delta, in which a missing event means nothing.
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
    """What could not be read in the answer: one line per fault, naming the field."""

    team_ids: tuple[str, ...] = ()
    """The provider's ids of the two sides, if the answer names them apart from events."""

    newest: int | None = None
    """The highest `sequence` among several answers that were combined into this observation. An
    answer older than that is older than the known state afterwards. None for a single answer."""


@dataclass(frozen=True)
class Side:
    """One side in a match of another sport; `score` is None before the match starts."""

    id: str
    name: str
    score: int | None = None


@dataclass(frozen=True)
class Scoreboard:
    """The current state of a match of another sport."""

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
    """An event of another sport: a goal, a basket, a card. `type` is the provider's, in lower case.

    `side` is `home`, `away` or None. `is_synthetic` marks an event that was derived from a change
    of the score.
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
    """The timeline in an answer. If `is_full`, known events that are missing from it are deleted.

    `faults` list what could not be read: one line per fault, naming the field.
    """

    provider_match_id: str
    events: tuple[TimelineEvent, ...]
    is_full: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statistics:
    """Figures of both sides, keyed by the provider's names, such as `{"shots": 7}`."""

    provider_match_id: str
    home: Mapping[str, float] = field(default_factory=dict)
    away: Mapping[str, float] = field(default_factory=dict)
