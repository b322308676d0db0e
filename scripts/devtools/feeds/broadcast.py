"""What a provider knows of a match at a moment: the events of a log, published one after another.

A plan says when each event is published, with which content, and when it is revised or taken back;
`faults.plan_of` makes one of a seed, in which everything is right in the end.
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
"""From one event to the next: four overs in twelve minutes."""

IDENTITY = frozenset(
    {"id", "matchId", "inningsNumber", "sequenceNumber", "nonce", "follows", "recordedBy"}
    | {"recordedAs", "source", "timestamp", "createdAt", "updatedAt", "schemaVersion", "isVoided"}
    | {"voidReason", "voidedBy", "voidedAt", "corrects", "correctedBy", "after", "note"}
)
"""What an action has of its log; no provider says it."""

UNTOLD = frozenset({"review", "shotData", "totalRuns", "isLegalDelivery"})
"""What no score depends on, or follows from the rest."""


@dataclass(frozen=True)
class Step:
    """From a moment on an event is this: `content` None is not there (any more).

    `over` is the number under which it is shown while that is wrong, 0-based.
    """

    at: datetime
    content: Json | None
    over: int | None = None


@dataclass
class Slot:
    """One event of the match, or a ball that never was; `steps` in order of time."""

    key: int
    innings: int
    true_content: Json | None
    steps: list[Step]

    def now(self, at: datetime) -> Step | None:
        """Return what stands at a moment; None before it was published."""
        standing = None
        for step in self.steps:
            if step.at <= at:
                standing = step
        return standing

    @property
    def said_at(self) -> datetime:
        """When it was published first."""
        return self.steps[0].at


@dataclass(frozen=True)
class Told:
    """An event as it is shown at a moment. Ids are ours; `place` is counted in what is shown."""

    key: int
    place: Place
    action: Json
    said_at: datetime
    changed_at: datetime

    @property
    def stamp(self) -> tuple[int, datetime, Place]:
        """What tells this from the same event at another moment."""
        return self.key, self.changed_at, self.place

    @property
    def is_ball(self) -> bool:
        """Whether it is a delivery."""
        return bool(self.action["type"] == ActionType.DELIVERY)


@dataclass(frozen=True)
class Window:
    """A stretch of time, its end excluded."""

    first: datetime
    last: datetime

    def holds(self, at: datetime) -> bool:
        """Return whether a moment lies in it."""
        return self.first <= at < self.last


@dataclass
class Broadcast:
    """One match on one provider. Frozen windows show their first moment; in `ended` ones the match
    is said to be over before it is."""

    log: MatchLog
    slots: list[Slot]
    starts_at: datetime
    last_at: datetime
    frozen: list[Window] = field(default_factory=list)
    ended: list[Window] = field(default_factory=list)
    pace: float = PACE_SECONDS
    seed: int | None = None
    _folded: Folded | None = None
    _changes: list[datetime] | None = None
    _shown: tuple[int, tuple[Told, ...]] | None = None

    @property
    def is_final_at(self) -> datetime:
        """The moment from which everything is right and nothing changes any more."""
        changes = [step.at for slot in self.slots for step in slot.steps]
        ends = [window.last for window in (*self.frozen, *self.ended)]
        later = max([self.last_at, *changes, *ends])
        return later + timedelta(seconds=3 * self.pace)

    def moment_of(self, key: int) -> datetime:
        """Return when the event with a key (0-based, in order of the log) happens."""
        return self.starts_at + timedelta(seconds=self.pace * (key + 1))

    def view(self, at: datetime) -> View:
        """Return what the provider shows at a moment."""
        for window in self.frozen:
            if window.holds(at):
                at = window.first
        return View(self, at, self._shown_at(at), self._phase(at))

    def _shown_at(self, at: datetime) -> tuple[Told, ...]:
        """Return the events at a moment; made anew only where something changed since."""
        if self._changes is None:
            self._changes = sorted(step.at for slot in self.slots for step in slot.steps)
        version = bisect_right(self._changes, at)
        if self._shown is None or self._shown[0] != version:
            self._shown = version, tuple(self._told(at))
        return self._shown[1]

    def _told(self, at: datetime) -> Iterable[Told]:
        over, ball, part, innings, shown_over = 0, 0, 0, 0, -1
        for slot in self.slots:
            step = slot.now(at)
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
            yield Told(slot.key, place, placed(content, place), slot.said_at, step.at)

    def _phase(self, at: datetime) -> Phase:
        if at < self.starts_at:
            return Phase.SCHEDULED
        is_ended = any(window.holds(at) for window in self.ended)
        is_over = at >= self.last_at + timedelta(seconds=2 * self.pace)
        return Phase.FINISHED if is_ended or is_over else Phase.LIVE

    def state_of(self, told: Sequence[Told]) -> MatchState:
        """Return the events folded."""
        if self._folded is None:
            self._folded = Folded(self.log)
        return self._folded.state_of(told)


class Folded:
    """Folds what is shown, and keeps states on the way: what changes mostly changes at the end."""

    EVERY = 40
    """Events from one kept state to the next."""

    def __init__(self, log: MatchLog) -> None:
        self.match_id = log.match_id
        self.stamps: list[tuple[int, datetime, Place]] = []
        self.kept: list[MatchState] = [MatchState(log.inputs.setup)]
        self.last: MatchState = self.kept[0]

    def state_of(self, told: Sequence[Told]) -> MatchState:
        """Return the state after the events."""
        stamps = [each.stamp for each in told]
        if stamps == self.stamps:
            return self.last
        pairs = zip(stamps, self.stamps, strict=False)
        same = next(
            (place for place, (new, old) in enumerate(pairs) if new != old),
            min(len(stamps), len(self.stamps)),
        )
        del self.kept[same // self.EVERY + 1 :]
        state = self.kept[-1]
        for first in range((len(self.kept) - 1) * self.EVERY, len(told), self.EVERY):
            part = told[first : first + self.EVERY]
            numbered = enumerate(part, start=first + 1)
            state = fold(state, [as_action(self.match_id, each, n) for n, each in numbered])
            if len(part) == self.EVERY:
                self.kept.append(state)
        self.stamps, self.last = stamps, state
        return state


@dataclass(frozen=True)
class View:
    """What is shown at a moment, in the match's order."""

    broadcast: Broadcast
    at: datetime
    told: tuple[Told, ...]
    phase: Phase

    @property
    def state(self) -> MatchState:
        """The events folded."""
        return self.broadcast.state_of(self.told)

    def innings(self) -> list[int]:
        """Return the numbers of the innings of which there is anything."""
        return sorted({each.place.innings for each in self.told})

    def overs(self) -> list[tuple[int, int]]:
        """Return the overs (innings, over) of which there is anything, in order."""
        return sorted({(each.place.innings, each.place.over) for each in self.told})


def placed(content: Json, place: Place) -> Json:
    """Return a body with the numbers under which it is shown."""
    if content["type"] != ActionType.DELIVERY:
        return content
    return {**content, "overNumber": place.over, "ballInOver": place.ball}


def as_action(match_id: str, told: Told, number: int) -> Action:
    """Return an event as an action, to be folded."""
    identity = {
        "id": action_id(told.place.innings, number),
        "matchId": match_id,
        "inningsNumber": told.place.innings,
        "sequenceNumber": number,
    }
    return read_action({**told.action, **identity})


def body_of(action: Action) -> Json:
    """Return what of an action a provider can say: the fields given, without its identity."""
    fields = plain_data(action.model_dump(mode="json", by_alias=True, exclude_unset=True))
    kept = {name: value for name, value in fields.items() if name not in IDENTITY | UNTOLD}
    body: Json = {"type": str(action.type), **kept}
    if body["type"] == ActionType.DELIVERY:
        body["extras"] = {name: runs for name, runs in body.get("extras", {}).items() if runs}
    return body


def broadcast_of(
    log: MatchLog, starts_at: datetime = START, pace: float = PACE_SECONDS
) -> Broadcast:
    """Return a match without any fault: each event published once, as it happens."""
    slots: list[Slot] = []
    overs: dict[int, int] = {}
    for key, action in enumerate(effective_log(log.actions).actions):
        content = body_of(action)
        if content["type"] == ActionType.DELIVERY:
            content["overNumber"] = over_shown(overs, action.innings_number, content["overNumber"])
        at = starts_at + timedelta(seconds=pace * (key + 1))
        slots.append(Slot(key, action.innings_number, content, [Step(at, content)]))
    last_at = slots[-1].said_at if slots else starts_at
    return Broadcast(log, slots, starts_at, last_at, pace=pace)


def over_shown(overs: dict[int, int], innings: int, stated: int) -> int:
    """Return the over of a ball: as the log states it, but never before the over of the last."""
    overs[innings] = max(stated, overs.get(innings, 0))
    return overs[innings]


def comparable(body: Any) -> Json:
    """Return a body as far as the score depends on it, to compare what was read with the log."""
    found = {name: value for name, value in dict(body).items() if name not in IDENTITY | UNTOLD}
    found = {name: value for name, value in found.items() if value not in (None, (), [], False, {})}
    if found.get("wicket"):
        given = found["wicket"].items()
        found["wicket"] = {name: value for name, value in given if value not in (None, (), [])}
    if body.get("boundary") is False and body.get("runsOffBat") in (4, 6):
        found["boundary"] = False
    elif found.get("boundary") and body.get("runsOffBat") in (4, 6):
        del found["boundary"]
    return found
