"""Finds what a provider has left out: the next ball that is expected against the one seen. Pure.

Balls are numbered from 1 in an over, wides and no-balls counted; an over ends with its number of
legal balls, or with as many as the umpires counted (`overBalls`), or with the innings. Whatever
comes behind a gap waits: nothing is skipped, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.model import Place
from scrbrd_ingest.ports import Ask, Want

IsClosed = Callable[[int], bool]
"""Whether an innings (1-based) is over, by the events before the first of the next."""


class GapKind(StrEnum):
    """What is missing.

    `start`: the beginning of an innings. `ball`: one or more balls before the one seen.
    `short_over`: an over has fewer legal balls than it needs. `open_innings`: an innings begins
    while the one before it goes on. `doubled`: two balls at one place.
    """

    START = "start"
    BALL = "ball"
    SHORT_OVER = "short_over"
    OPEN_INNINGS = "open_innings"
    DOUBLED = "doubled"


@dataclass(frozen=True)
class Gap:
    """Something that is missing at a place; `index` is the first event that has to wait for it.

    `balls` are the deliveries that are missing, as far as the numbers tell; at least one.
    """

    kind: GapKind
    place: Place
    index: int
    balls: int = 1

    @property
    def text(self) -> str:
        """Return the gap in words, with what to do."""
        place = f"innings {self.place.innings}, over {self.place.over}, ball {self.place.ball}"
        return f"{place}: {WORDS[self.kind]}"

    @property
    def key(self) -> str:
        """Return the over, as operators accept it where nothing is missing in it: `1.19` is the
        twentieth over of the first innings."""
        return f"{self.place.innings}.{self.place.over}"

    @property
    def name(self) -> str:
        """Return what tells the gap from others while the match goes on: an innings that is not
        over stays one gap, though each ball that is bowled in it moves its place."""
        if self.kind is GapKind.OPEN_INNINGS:
            return f"{self.kind} {self.place.innings}"
        return f"{self.kind} {self.key}.{self.place.ball}"

    @property
    def may_be_accepted(self) -> bool:
        """Whether operators may say that nothing is missing: no innings begins with a ball."""
        return self.kind is not GapKind.START

    def ask(self, asked: int) -> Ask:
        """Return what to ask for: the over first, where a provider can tell one, then all."""
        is_of_an_over = self.kind not in (GapKind.START, GapKind.OPEN_INNINGS)
        if asked == 0 and is_of_an_over:
            return Ask(Want.WHOLE, over=(self.place.innings, self.place.over))
        return Ask(Want.WHOLE)


WORDS = {
    GapKind.START: "the beginning of the innings is missing; what comes behind it waits",
    GapKind.BALL: "a ball is missing here; what comes behind it waits",
    GapKind.SHORT_OVER: "the over has too few legal balls and the next one begins; it waits",
    GapKind.OPEN_INNINGS: "the innings is not over and the next one begins; that one waits",
    GapKind.DOUBLED: "two balls have this place; both wait until the provider says which is which",
}

NUMBERS: Final = frozenset({GapKind.BALL, GapKind.SHORT_OVER})
"""Gaps that follow of the numbers of balls alone."""


@dataclass(frozen=True)
class Seen:
    """An event at its place: `action` is its body, camelCase."""

    place: Place
    action: Mapping[str, Any]

    @property
    def is_ball(self) -> bool:
        """Whether it is a delivery."""
        return bool(self.action.get("type", ActionType.DELIVERY) == ActionType.DELIVERY)

    @property
    def is_legal(self) -> bool:
        """Whether it counts in the over: neither wide nor no-ball, nor not counted (17.3.2)."""
        extras = self.action.get("extras") or {}
        odd = extras.get("wide") or extras.get("noBall") or self.action.get("notCounted")
        return self.is_ball and not odd


@dataclass(frozen=True)
class Expectations:
    """What a match needs to be whole, beside its events.

    `gone` are the places of events that the provider took back: the numbers of the others may stay.
    `accepted` are overs that operators accepted, by `Gap.key`; `proven` the innings whose stated
    totals are those of the events that are known, so that no ball can be missing in them, whatever
    their numbers. `ended` are innings that are known to be over, though the fold does not say so.
    """

    balls_per_over: int = 6
    gone: frozenset[Place] = frozenset()
    accepted: frozenset[str] = frozenset()
    proven: frozenset[int] = frozenset()
    ended: frozenset[int] = frozenset()

    def waives(self, gap: Gap) -> bool:
        """Return whether a gap is none by what operators or totals say."""
        if gap.kind in NUMBERS and gap.place.innings in self.proven:
            return True
        return gap.may_be_accepted and gap.key in self.accepted


@dataclass
class OverSoFar:
    """The last ball that was seen, and what its over has so far.

    `over` is 0-based, `ball` 1-based and counts every delivery; 0 before the first of an innings.
    `umpires_count` is the number of balls at which the umpires ended the over, None if not told.
    """

    innings: int = 0
    over: int = 0
    ball: int = 0
    legal_balls: int = 0
    umpires_count: int | None = None


def first_gap(events: Sequence[Seen], wants: Expectations, is_closed: IsClosed) -> Gap | None:
    """Return the first gap of events in order of play; None where each follows the one before."""
    walk = Walk(wants, is_closed)
    for index, event in enumerate(events):
        gap = walk.step(index, event)
        if gap is not None and not wants.waives(gap):
            return gap
    return None


class Walk:
    """Goes through a match event by event, and says where one is missing."""

    def __init__(self, wants: Expectations, is_closed: IsClosed) -> None:
        self.wants = wants
        self.is_closed = is_closed
        self.at = OverSoFar()
        self.last_index = 0

    def step(self, index: int, event: Seen) -> Gap | None:
        """Go on to an event; return what is missing before it."""
        gap = self.gap_before(index, event)
        if event.is_ball:
            self.take(event)
            self.last_index = index
        return gap

    def gap_before(self, index: int, event: Seen) -> Gap | None:
        """Return what is missing before an event."""
        if event.place.innings != self.at.innings:
            gap = self.gap_between_innings(index, event)
            self.at = OverSoFar(event.place.innings)
            if gap is not None:
                return gap
        return self.gap_before_ball(index, event) if event.is_ball else self.fact(index, event)

    def gap_between_innings(self, index: int, event: Seen) -> Gap | None:
        """Return what is missing where an innings begins."""
        number = event.place.innings
        if number > self.at.innings + 1:
            return Gap(GapKind.START, Place(self.at.innings + 1), index)
        last = self.at.innings
        if last and last not in self.wants.ended and not self.is_closed(last):
            return Gap(GapKind.OPEN_INNINGS, Place(last, self.at.over, self.at.ball + 1), index)
        if event.action.get("type") != ActionType.INNINGS_STARTED:
            return Gap(GapKind.START, Place(number), index)
        return None

    def gap_before_ball(self, index: int, event: Seen) -> Gap | None:
        """Return what is missing before a delivery."""
        place, at = event.place, self.at
        if (place.over, place.ball) == (at.over, at.ball) and at.ball:
            return Gap(GapKind.DOUBLED, place, self.last_index)
        if place.over == at.over:
            return self.missing_balls(index, at.over, at.ball + 1, place.ball)
        if at.ball and not self.is_over_complete():
            balls = (at.umpires_count or self.wants.balls_per_over) - at.legal_balls
            return Gap(GapKind.SHORT_OVER, Place(place.innings, at.over, at.ball + 1), index, balls)
        next_over = at.over + 1 if at.ball else 0
        if place.over > next_over:
            overs = place.over - next_over
            balls = overs * self.wants.balls_per_over + place.ball - 1
            return Gap(GapKind.BALL, Place(place.innings, next_over, 1), index, balls)
        return self.missing_balls(index, place.over, 1, place.ball)

    def missing_balls(self, index: int, over: int, first: int, end: int) -> Gap | None:
        """Return the balls from `first` up to `end` that nobody took back, at the first of them."""
        places = [Place(self.at.innings, over, ball) for ball in range(first, end)]
        missing = [each for each in places if each not in self.wants.gone]
        return Gap(GapKind.BALL, missing[0], index, len(missing)) if missing else None

    def fact(self, index: int, event: Seen) -> Gap | None:
        """Return the ball that a fact stands behind, where that is missing."""
        place, at = event.place, self.at
        behind = (place.over, place.ball)
        if place.ball == 0 or behind <= (at.over, at.ball):
            return None
        missing = Place(place.innings, *behind)
        return None if missing in self.wants.gone else Gap(GapKind.BALL, missing, index)

    def is_over_complete(self) -> bool:
        """Return whether the over has its number of legal balls, or as many as were counted."""
        needed = self.at.umpires_count or self.wants.balls_per_over
        return self.at.legal_balls >= needed

    def take(self, event: Seen) -> None:
        """Count a delivery."""
        place, at = event.place, self.at
        if place.over != at.over or not at.ball:
            at.legal_balls, at.umpires_count = 0, None
        at.over, at.ball = place.over, place.ball
        at.legal_balls += event.is_legal
        at.umpires_count = event.action.get("overBalls") or at.umpires_count
