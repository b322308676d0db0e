"""Adds faults by seed: in the events that a provider publishes, and in its answers.

A wrong event is corrected some events later. By chance an answer fails at most twice in a row.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from admin.matchlog import MatchLog
from devtools.feeds.broadcast import (
    PACE_SECONDS,
    Broadcast,
    Slot,
    Step,
    Window,
    broadcast_of,
)
from devtools.feeds.clock import START
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType

GHOST_KEYS = 1_000_000
"""The first key of balls that were never bowled."""

RATES = {"revised": 0.04, "late": 0.02, "ghost": 0.015, "renumbered": 0.01, "fact_late": 0.2}
"""The probability of each fault of an event."""

MOST_EVENTS_LATER = 5


def plan_of(
    log: MatchLog,
    seed: int | None,
    starts_at: datetime = START,
    pace: float = PACE_SECONDS,
    rates: Mapping[str, float] = RATES,
) -> Broadcast:
    """Return the broadcast of a match with the faults of a seed; without faults if it is None."""
    broadcast = broadcast_of(log, starts_at, pace)
    broadcast.seed = seed
    if seed is None or not broadcast.slots:
        return broadcast
    FaultPlan(broadcast, random.Random(seed), rates).apply()
    return broadcast


class FaultPlan:
    """Changes the times and contents with which the events of a broadcast are published."""

    def __init__(
        self, broadcast: Broadcast, rng: random.Random, rates: Mapping[str, float]
    ) -> None:
        self.broadcast = broadcast
        self.rng = rng
        self.rates = rates
        self.truth = list(broadcast.slots)

    def apply(self) -> None:
        """Give each event at most one fault, and the broadcast a frozen clock and a false end."""
        for place, slot in enumerate(self.truth):
            if slot.true_content is not None:
                self.add_fault(place, slot, slot.true_content)
        self.broadcast.frozen.append(self.window(6))
        self.broadcast.ended.append(self.window(4))

    def add_fault(self, place: int, slot: Slot, content: Json) -> None:
        """Give an event one fault or none, at random."""
        if content["type"] == ActionType.INNINGS_STARTED:
            return
        if content["type"] != ActionType.DELIVERY:
            if self.happens("fact_late"):
                self.delay(slot)
        elif self.happens("revised"):
            self.revise(slot, content)
        elif self.happens("late"):
            self.delay(slot)
        elif self.happens("ghost"):
            self.add_ghost(slot, content)
        elif self.happens("renumbered"):
            self.renumber(place)

    def happens(self, fault: str) -> bool:
        """Return True with the probability of a fault."""
        return self.rng.random() < self.rates.get(fault, 0.0)

    def later_moment(self, slot: Slot) -> datetime:
        """Return a random time, one to MOST_EVENTS_LATER events after the slot's publication."""
        events = self.rng.randint(1, MOST_EVENTS_LATER)
        return slot.published_at + timedelta(seconds=events * self.broadcast.pace)

    def window(self, events: int) -> Window:
        """Return a window at a random place of the match that lasts that many events."""
        first = self.broadcast.moment_of(self.rng.randrange(max(1, len(self.truth) - events)))
        return Window(first, first + timedelta(seconds=events * self.broadcast.pace))

    def revise(self, slot: Slot, content: Json) -> None:
        """Publish a ball with a mistake first, and correct it later."""
        wrong = self.rng.choice(MISTAKES)(content)
        slot.steps = [Step(slot.published_at, wrong), Step(self.later_moment(slot), content)]

    def delay(self, slot: Slot) -> None:
        """Publish an event after some events that follow it."""
        slot.steps = [Step(self.later_moment(slot), slot.true_content)]

    def add_ghost(self, slot: Slot, content: Json) -> None:
        """Publish a ball that was never bowled after an event, and withdraw it later."""
        ghost = {**content, "runsOffBat": 0, "extras": {"wide": 1}}
        ghost = {name: value for name, value in ghost.items() if name not in ("wicket", "isWicket")}
        at = slot.published_at + timedelta(seconds=self.broadcast.pace / 2)
        gone = self.later_moment(slot) + timedelta(seconds=self.broadcast.pace / 2)
        slots = self.broadcast.slots
        place = slots.index(slot) + 1
        key = GHOST_KEYS + slot.key
        slots.insert(place, Slot(key, slot.innings, None, [Step(at, ghost), Step(gone, None)]))

    def renumber(self, place: int) -> None:
        """Publish the rest of an over under the next over's number, and correct it at its end."""
        first = self.truth[place]
        over = (first.true_content or {}).get("overNumber")
        rest = []
        for slot in self.truth[place:]:
            content = slot.true_content or {}
            is_same = slot.innings == first.innings and content.get("overNumber") == over
            if content.get("type") != ActionType.DELIVERY or not is_same or over is None:
                break
            rest.append(slot)
        corrected_at = (
            rest[-1].published_at + timedelta(seconds=self.broadcast.pace / 2) if rest else None
        )
        for slot in rest:
            if len(slot.steps) == 1 and corrected_at is not None and over is not None:
                at, true = slot.steps[0].at, slot.true_content
                if at < corrected_at:
                    slot.steps = [Step(at, true, over + 1), Step(corrected_at, true)]


def more_runs(content: Json) -> Json:
    """Return the ball with one more run off the bat, or a wide with one more run."""
    extras = dict(content["extras"])
    if extras.get("wide"):
        return {**content, "extras": {**extras, "wide": extras["wide"] + 1}}
    return {**content, "runsOffBat": content["runsOffBat"] + 1}


def leg_byes(content: Json) -> Json:
    """Return the ball with its runs off the bat as leg byes; a dot ball with one leg bye."""
    if content["extras"] or content.get("boundary") is not None:
        return more_runs(content)
    runs = content["runsOffBat"] or 1
    return {**content, "runsOffBat": 0, "extras": {"legBye": runs}}


def no_wicket(content: Json) -> Json:
    """Return the ball without its wicket, or with one more run if it has none."""
    if "wicket" not in content:
        return more_runs(content)
    return {name: value for name, value in content.items() if name not in ("wicket", "isWicket")}


def other_batter(content: Json) -> Json:
    """Return the ball with striker and non-striker exchanged, or with one more run."""
    if not content["nonStrikerId"] or "wicket" in content:
        return more_runs(content)
    ends = {"strikerId": content["nonStrikerId"], "nonStrikerId": content["strikerId"]}
    return {**content, **ends}


MISTAKES = (more_runs, leg_byes, no_wicket, other_batter)


@dataclass
class AnswerFaults:
    """Failures of a provider's answers: by chance, and ordered for the next requests.

    An order is `{"kind": "429", "retry_after": 3, "count": 2, "path": "delta"}`. Kinds: `429`,
    `429_date`, `503`, `500`, `slow` (with `seconds`), `half`, `cut` (JSON cut short), `reset`.
    """

    seed: int | None = None
    rate: float = 0.08
    slow_seconds: float = 0.05
    ordered: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.in_a_row = 0

    def next(self, path: str) -> Json | None:
        """Return the failure of the answer to a request; None if it succeeds."""
        for order in self.ordered:
            if str(order.get("path", "")) in path:
                order["count"] = int(order.get("count", 1)) - 1
                if order["count"] <= 0:
                    self.ordered.remove(order)
                return order
        if self.seed is None or self.in_a_row >= 2 or self.rng.random() >= self.rate:
            self.in_a_row = 0
            return None
        self.in_a_row += 1
        return dict(self.rng.choice(KINDS))


KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "429", "retry_after": 1},
    {"kind": "429"},
    {"kind": "429_date", "retry_after": 2},
    {"kind": "503"},
    {"kind": "500"},
    {"kind": "slow"},
    {"kind": "half"},
    {"kind": "cut"},
)


@dataclass(frozen=True)
class Untidiness:
    """The disorder of answers at a moment; the same for all requests at that moment."""

    reorder: bool = False
    repeat: bool = False
    text_numbers: bool = False
    unknown_fields: bool = False

    @classmethod
    def at(cls, seed: int | None, name: str, at: datetime) -> Untidiness:
        """Return the disorder at a moment, by seed; none if the seed is None."""
        if seed is None:
            return cls()
        rng = random.Random(f"{seed}/{name}/{at.isoformat()}")
        return cls(*(rng.random() < 0.15 for _ in range(4)))


def make_untidy(items: list[Any], faults: Untidiness, name: str) -> list[Any]:
    """Return the items of an answer with the faults applied; `name` seeds the random choices."""
    rng = random.Random(name)
    items = list(items)
    if faults.repeat and items:
        items.append(rng.choice(items))
    if faults.reorder:
        rng.shuffle(items)
    if faults.text_numbers:
        items = [as_texts(item) for item in items]
    if faults.unknown_fields:
        items = [
            {**item, "brand_new": {"of": ["later"]}} if isinstance(item, dict) else item
            for item in items
        ]
    return items


def as_texts(value: Any) -> Any:
    """Return JSON with its integers as text."""
    if isinstance(value, dict):
        return {name: as_texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_texts(each) for each in value]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value
