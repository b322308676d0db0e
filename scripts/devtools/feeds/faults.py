"""Faults by seed: of what a provider says, and of how it answers. All of them end right.

What is said wrongly is published right some events later; an answer fails at most twice in a row.
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
"""Keys of balls that never were begin here."""

RATES = {"revised": 0.04, "late": 0.02, "ghost": 0.015, "renumbered": 0.01, "fact_late": 0.2}
"""How often each befalls an event."""

MOST_EVENTS_LATER = 5


def plan_of(
    log: MatchLog,
    seed: int | None,
    starts_at: datetime = START,
    pace: float = PACE_SECONDS,
    rates: Mapping[str, float] = RATES,
) -> Broadcast:
    """Return a match as a provider tells it, with the faults of a seed; None is without any."""
    broadcast = broadcast_of(log, starts_at, pace)
    broadcast.seed = seed
    if seed is None or not broadcast.slots:
        return broadcast
    Plan(broadcast, random.Random(seed), rates).make()
    return broadcast


class Plan:
    """Changes when, and as what, the events of a match are published."""

    def __init__(
        self, broadcast: Broadcast, chance: random.Random, rates: Mapping[str, float]
    ) -> None:
        self.broadcast = broadcast
        self.chance = chance
        self.rates = rates
        self.truth = list(broadcast.slots)

    def make(self) -> None:
        """Let each event have one fault at most, and the whole a frozen clock and a false end."""
        for place, slot in enumerate(self.truth):
            if slot.true_content is not None:
                self.spoil(place, slot, slot.true_content)
        self.broadcast.frozen.append(self.window(6))
        self.broadcast.ended.append(self.window(4))

    def spoil(self, place: int, slot: Slot, content: Json) -> None:
        """Let an event have a fault, or none."""
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
        """Return whether a fault befalls an event."""
        return self.chance.random() < self.rates.get(fault, 0.0)

    def later(self, slot: Slot) -> datetime:
        """Return a moment one to a few events after a slot's own."""
        events = self.chance.randint(1, MOST_EVENTS_LATER)
        return slot.said_at + timedelta(seconds=events * self.broadcast.pace)

    def window(self, events: int) -> Window:
        """Return a stretch of time in the middle of the match."""
        first = self.broadcast.moment_of(self.chance.randrange(max(1, len(self.truth) - events)))
        return Window(first, first + timedelta(seconds=events * self.broadcast.pace))

    def revise(self, slot: Slot, content: Json) -> None:
        """Publish a ball wrongly first."""
        wrong = self.chance.choice(MISTAKES)(content)
        slot.steps = [Step(slot.said_at, wrong), Step(self.later(slot), content)]

    def delay(self, slot: Slot) -> None:
        """Publish an event after those that follow it."""
        slot.steps = [Step(self.later(slot), slot.true_content)]

    def add_ghost(self, slot: Slot, content: Json) -> None:
        """Publish a ball that never was behind one, and take it back."""
        ghost = {**content, "runsOffBat": 0, "extras": {"wide": 1}}
        ghost = {name: value for name, value in ghost.items() if name not in ("wicket", "isWicket")}
        at = slot.said_at + timedelta(seconds=self.broadcast.pace / 2)
        gone = self.later(slot) + timedelta(seconds=self.broadcast.pace / 2)
        slots = self.broadcast.slots
        place = slots.index(slot) + 1
        key = GHOST_KEYS + slot.key
        slots.insert(place, Slot(key, slot.innings, None, [Step(at, ghost), Step(gone, None)]))

    def renumber(self, place: int) -> None:
        """Publish what is left of an over under the next number, until the next over begins."""
        first = self.truth[place]
        over = (first.true_content or {}).get("overNumber")
        rest = []
        for slot in self.truth[place:]:
            content = slot.true_content or {}
            is_same = slot.innings == first.innings and content.get("overNumber") == over
            if content.get("type") != ActionType.DELIVERY or not is_same or over is None:
                break
            rest.append(slot)
        mended = rest[-1].said_at + timedelta(seconds=self.broadcast.pace / 2) if rest else None
        for slot in rest:
            if len(slot.steps) == 1 and mended is not None and over is not None:
                at, true = slot.steps[0].at, slot.true_content
                if at < mended:
                    slot.steps = [Step(at, true, over + 1), Step(mended, true)]


def more_runs(content: Json) -> Json:
    """A run more off the bat, a wide with one run more."""
    extras = dict(content["extras"])
    if extras.get("wide"):
        return {**content, "extras": {**extras, "wide": extras["wide"] + 1}}
    return {**content, "runsOffBat": content["runsOffBat"] + 1}


def leg_byes(content: Json) -> Json:
    """Runs off the bat told as leg byes; a dot ball as one."""
    if content["extras"] or content.get("boundary") is not None:
        return more_runs(content)
    runs = content["runsOffBat"] or 1
    return {**content, "runsOffBat": 0, "extras": {"legBye": runs}}


def no_wicket(content: Json) -> Json:
    """Without the wicket, or with a run more where there was none."""
    if "wicket" not in content:
        return more_runs(content)
    return {name: value for name, value in content.items() if name not in ("wicket", "isWicket")}


def other_batter(content: Json) -> Json:
    """With the batters exchanged."""
    if not content["nonStrikerId"] or "wicket" in content:
        return more_runs(content)
    ends = {"strikerId": content["nonStrikerId"], "nonStrikerId": content["strikerId"]}
    return {**content, **ends}


MISTAKES = (more_runs, leg_byes, no_wicket, other_batter)


@dataclass
class AnswerFaults:
    """How answers fail: by chance, and those that were ordered for the next requests.

    An order is `{"kind": "429", "retry_after": 3, "count": 2, "path": "delta"}`. Kinds: `429`,
    `429_date`, `503`, `500`, `slow` (with `seconds`), `half`, `cut` (JSON cut short), `reset`.
    """

    seed: int | None = None
    rate: float = 0.08
    slow_seconds: float = 0.05
    ordered: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.in_a_row = 0

    def next(self, path: str) -> Json | None:
        """Return how the answer to a request fails; None if it does not."""
        for order in self.ordered:
            if str(order.get("path", "")) in path:
                order["count"] = int(order.get("count", 1)) - 1
                if order["count"] <= 0:
                    self.ordered.remove(order)
                return order
        if self.seed is None or self.in_a_row >= 2 or self.chance.random() >= self.rate:
            self.in_a_row = 0
            return None
        self.in_a_row += 1
        return dict(self.chance.choice(KINDS))


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
    """What of an answer is out of order at a moment: the same for all who ask then."""

    reorder: bool = False
    repeat: bool = False
    text_numbers: bool = False
    unknown_fields: bool = False

    @classmethod
    def at(cls, seed: int | None, name: str, at: datetime) -> Untidiness:
        """Return the faults of a moment, by seed."""
        if seed is None:
            return cls()
        chance = random.Random(f"{seed}/{name}/{at.isoformat()}")
        return cls(*(chance.random() < 0.15 for _ in range(4)))


def untidied(items: list[Any], faults: Untidiness, name: str) -> list[Any]:
    """Return the items of an answer with its faults."""
    chance = random.Random(name)
    items = list(items)
    if faults.repeat and items:
        items.append(chance.choice(items))
    if faults.reorder:
        chance.shuffle(items)
    if faults.text_numbers:
        items = [as_texts(item) for item in items]
    if faults.unknown_fields:
        items = [
            {**item, "brand_new": {"of": ["later"]}} if isinstance(item, dict) else item
            for item in items
        ]
    return items


def as_texts(value: Any) -> Any:
    """Return JSON with its numbers as texts."""
    if isinstance(value, dict):
        return {name: as_texts(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_texts(each) for each in value]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value
