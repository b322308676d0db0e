"""Models a provider's coverage of a match: the events of a log, published one after another.

A broadcast holds when each event is published, with which content, and when it is revised or
withdrawn. `faults.plan_of` creates one with faults from a seed; in the end every event is right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from admin.matchlog import MatchLog, plain_data
from devtools.feeds.clock import START
from scrbrd.domain.actions import Action, action_id, read_action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.model import Phase, Place

PACE_SECONDS = 30.0
"""Seconds between two events: four overs in twelve minutes."""

IDENTITY = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided"}
    | {"voidReason", "voidedBy", "voidedAt", "corrects", "correctedBy", "after", "note"}
)
"""Fields that belong to the log; no provider publishes them."""

UNPUBLISHED = frozenset({"review", "shotData", "totalRuns", "isLegalDelivery"})
"""Fields that no provider publishes: no score depends on them, or they follow from others."""


@dataclass(frozen=True)
class Step:
    """The content of an event from a moment on; None means that the event is not shown.

    `over` (0-based) is the wrong over number under which the event is shown; None if it is right.
    """

    at: datetime
    content: Json | None
    over: int | None = None


@dataclass
class Slot:
    """One event of the match and its revisions, `steps`, in order of time.

    `true_content` is None for a ball that was never bowled.
    """

    key: int
    innings: int
    true_content: Json | None
    steps: list[Step]

    def step_at(self, at: datetime) -> Step | None:
        """Return the step in force at a moment; None before the first."""
        current = None
        for step in self.steps:
            if step.at <= at:
                current = step
        return current

    @property
    def published_at(self) -> datetime:
        """The time of its first publication."""
        return self.steps[0].at


@dataclass(frozen=True)
class ShownEvent:
    """An event as it is shown at a moment. Ids are ours; `place` counts the shown events."""

    key: int
    place: Place
    action: Json
    published_at: datetime
    changed_at: datetime

    @property
    def version(self) -> tuple[int, datetime, Place]:
        """A key that changes when the same event is shown differently."""
        return self.key, self.changed_at, self.place

    @property
    def is_ball(self) -> bool:
        """True for a delivery."""
        return bool(self.action["type"] == ActionType.DELIVERY)


@dataclass(frozen=True)
class Window:
    """A span of time that excludes its end."""

    first: datetime
    last: datetime

    def contains(self, at: datetime) -> bool:
        """Return True if a moment lies in the window."""
        return self.first <= at < self.last


@dataclass
class Broadcast:
    """One match at one provider.

    During a `frozen` window the provider shows the state of the window's start. During an `ended`
    window it reports the match as finished too early. `pace` is in seconds between events.
    """

    log: MatchLog
    slots: list[Slot]
    starts_at: datetime
    last_at: datetime
    frozen: list[Window] = field(default_factory=list)
    ended: list[Window] = field(default_factory=list)
    pace: float = PACE_SECONDS
    seed: int | None = None
    _folded: FoldCache | None = None
    _changes: list[datetime] | None = None
    _shown: tuple[int, tuple[ShownEvent, ...]] | None = None

    @property
    def final_at(self) -> datetime:
        """The time from which every event is right and no longer changes."""
        changes = [step.at for slot in self.slots for step in slot.steps]
        ends = [window.last for window in (*self.frozen, *self.ended)]
        later = max([self.last_at, *changes, *ends])
        return later + timedelta(seconds=3 * self.pace)

    def moment_of(self, key: int) -> datetime:
        """Return the time at which the event with a key (0-based, in order of the log) happens."""
        return self.starts_at + timedelta(seconds=self.pace * (key + 1))

    def view(self, at: datetime) -> View:
        """Return the provider's view of the match at a moment."""
        for window in self.frozen:
            if window.contains(at):
                at = window.first
        return View(self, at, self._cached_events_at(at), self._phase(at))

    def _cached_events_at(self, at: datetime) -> tuple[ShownEvent, ...]:
        """Return the events shown at a moment; computed again only if one changed meanwhile."""
        if self._changes is None:
            self._changes = sorted(step.at for slot in self.slots for step in slot.steps)
        version = bisect_right(self._changes, at)
        if self._shown is None or self._shown[0] != version:
            self._shown = version, tuple(self._events_at(at))
        return self._shown[1]

    def _events_at(self, at: datetime) -> Iterable[ShownEvent]:
        """Yield the events shown at a moment.

        Balls are numbered as if late events were published already; withdrawn ones do not count.
        """
        over, ball, part, innings, shown_over = 0, 0, 0, 0, -1
        for slot in self.slots:
            step = slot.step_at(at)
            content = step.content if step else None
            counts = content if content is not None else slot.true_content
            if counts is None or (step is not None and content is None):
                continue
            if slot.innings != innings:
                innings, over, ball, part, shown_over = slot.innings, 0, 0, 0, -1
            if counts["type"] == ActionType.DELIVERY:
                if shown_over != counts["overNumber"]:
                    shown_over, ball = counts["overNumber"], 0
                over, ball, part = counts["overNumber"], ball + 1, 0
            elif counts["type"] == ActionType.INNINGS_STARTED and not ball and not part:
                part = 0
            else:
                part += 1
            if step is None or content is None:
                continue
            number = over if step.over is None else step.over
            place = Place(innings, number, ball, part)
            yield ShownEvent(
                slot.key, place, with_place(content, place), slot.published_at, step.at
            )

    def _phase(self, at: datetime) -> Phase:
        if at < self.starts_at:
            return Phase.SCHEDULED
        is_ended = any(window.contains(at) for window in self.ended)
        is_over = at >= self.last_at + timedelta(seconds=2 * self.pace)
        return Phase.FINISHED if is_ended or is_over else Phase.LIVE

    def state_of(self, events: Sequence[ShownEvent]) -> MatchState:
        """Return the state after folding the events."""
        if self._folded is None:
            self._folded = FoldCache(self.log)
        return self._folded.state_of(events)


class FoldCache:
    """Folds shown events and keeps intermediate states, because most changes are near the end."""

    EVERY = 40
    """Number of events between two checkpoints."""

    def __init__(self, log: MatchLog) -> None:
        self.match_id = log.match_id
        self.versions: list[tuple[int, datetime, Place]] = []
        self.checkpoints: list[MatchState] = [MatchState(log.inputs.setup)]
        self.last: MatchState = self.checkpoints[0]

    def state_of(self, events: Sequence[ShownEvent]) -> MatchState:
        """Return the state after the events."""
        versions = [each.version for each in events]
        if versions == self.versions:
            return self.last
        pairs = zip(versions, self.versions, strict=False)
        shared = next(
            (place for place, (new, old) in enumerate(pairs) if new != old),
            min(len(versions), len(self.versions)),
        )
        del self.checkpoints[shared // self.EVERY + 1 :]
        state = self.checkpoints[-1]
        for first in range((len(self.checkpoints) - 1) * self.EVERY, len(events), self.EVERY):
            part = events[first : first + self.EVERY]
            numbered = enumerate(part, start=first + 1)
            state = fold(state, [as_action(self.match_id, each, n) for n, each in numbered])
            if len(part) == self.EVERY:
                self.checkpoints.append(state)
        self.versions, self.last = versions, state
        return state


@dataclass(frozen=True)
class View:
    """The events and the phase that a provider shows at a moment; events in order of the match."""

    broadcast: Broadcast
    at: datetime
    events: tuple[ShownEvent, ...]
    phase: Phase

    @property
    def state(self) -> MatchState:
        """The state after folding the events."""
        return self.broadcast.state_of(self.events)

    def innings(self) -> list[int]:
        """Return the numbers of the innings with events."""
        return sorted({each.place.innings for each in self.events})

    def overs(self) -> list[tuple[int, int]]:
        """Return the overs with events as (innings, 0-based over), in order."""
        return sorted({(each.place.innings, each.place.over) for each in self.events})


def with_place(content: Json, place: Place) -> Json:
    """Return the content with the over and ball numbers under which it is shown."""
    if content["type"] != ActionType.DELIVERY:
        return content
    return {**content, "overNumber": place.over, "ballInOver": place.ball}


def as_action(match_id: str, events: ShownEvent, number: int) -> Action:
    """Return an event as an action for the fold."""
    identity = {
        "id": action_id(events.place.innings, number),
        "matchId": match_id,
        "inningsNumber": events.place.innings,
        "sequenceNumber": number,
    }
    return read_action({**events.action, **identity})


def body_of(action: Action) -> Json:
    """Return the fields of an action that a provider publishes: those that are set."""
    fields = plain_data(action.model_dump(mode="json", by_alias=True, exclude_unset=True))
    kept = {name: value for name, value in fields.items() if name not in IDENTITY | UNPUBLISHED}
    body: Json = {"type": str(action.type), **kept}
    if body["type"] == ActionType.DELIVERY:
        body["extras"] = {name: runs for name, runs in body.get("extras", {}).items() if runs}
    return body


def broadcast_of(
    log: MatchLog, starts_at: datetime = START, pace: float = PACE_SECONDS
) -> Broadcast:
    """Return a broadcast without faults: each event is published once, as it happens."""
    slots: list[Slot] = []
    overs: dict[int, int] = {}
    for key, action in enumerate(effective_log(log.actions).actions):
        content = body_of(action)
        if content["type"] == ActionType.DELIVERY:
            content["overNumber"] = published_over(
                overs, action.innings_number, content["overNumber"]
            )
        at = starts_at + timedelta(seconds=pace * (key + 1))
        slots.append(Slot(key, action.innings_number, content, [Step(at, content)]))
    last_at = slots[-1].published_at if slots else starts_at
    return Broadcast(log, slots, starts_at, last_at, pace=pace)


def published_over(overs: dict[int, int], innings: int, stated: int) -> int:
    """Return the over of a ball as the log states it, but never an over before the previous ball's.

    `overs` holds the last over of each innings and is updated.
    """
    overs[innings] = max(stated, overs.get(innings, 0))
    return overs[innings]


def comparable_fields(body: Any) -> Json:
    """Return the fields of a body that affect the score, to compare a feed's event with the log."""
    found = {
        name: value for name, value in dict(body).items() if name not in IDENTITY | UNPUBLISHED
    }
    found = {name: value for name, value in found.items() if value not in (None, (), [], False, {})}
    if found.get("wicket"):
        given = found["wicket"].items()
        found["wicket"] = {name: value for name, value in given if value not in (None, (), [])}
    if body.get("boundary") is False and body.get("runsOffBat") in (4, 6):
        found["boundary"] = False
    elif found.get("boundary") and body.get("runsOffBat") in (4, 6):
        del found["boundary"]
    return found
