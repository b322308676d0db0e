"""Finds missing balls by comparing each ball with the one expected next. Pure.

Balls are numbered from 1 in each over, including wides and no-balls. An over ends with its number
of legal balls, with the number that the umpires counted (`overBalls`), or with the innings.
Everything after a gap waits: no ball is skipped or made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.model import Place
from scrbrd_ingest.ports import FeedRequest, RequestScope

IsClosed = Callable[[int], bool]
"""Returns whether an innings (1-based) is over, by the events before the next innings."""


class GapKind(StrEnum):
    """What is missing.

    `start`: the beginning of an innings. `ball`: one or more balls before the current one.
    `short_over`: an over has fewer legal balls than it needs. `open_innings`: an innings begins
    while the one before it is not over. `doubled`: two balls have the same place.
    """

    START = "start"
    BALL = "ball"
    SHORT_OVER = "short_over"
    OPEN_INNINGS = "open_innings"
    DOUBLED = "doubled"


@dataclass(frozen=True)
class Gap:
    """A gap at a place; `index` is that of the first event that has to wait for it.

    `balls` is the number of missing deliveries, as far as the ball numbers show; at least 1.
    """

    kind: GapKind
    place: Place
    index: int
    balls: int = 1

    @property
    def text(self) -> str:
        """Describe the gap for people."""
        place = f"innings {self.place.innings}, over {self.place.over}, ball {self.place.ball}"
        return f"{place}: {GAP_TEXTS[self.kind]}"

    @property
    def key(self) -> str:
        """Return the over as operators name it to accept the gap: `1.19` is the twentieth over of
        the first innings."""
        return f"{self.place.innings}.{self.place.over}"

    @property
    def name(self) -> str:
        """Return a name that identifies the gap while the match goes on.

        An innings that is not over stays one gap, though each new ball in it moves the gap's place.
        """
        if self.kind is GapKind.OPEN_INNINGS:
            return f"{self.kind} {self.place.innings}"
        return f"{self.kind} {self.key}.{self.place.ball}"

    @property
    def may_be_accepted(self) -> bool:
        """Whether operators may declare that nothing is missing; never at an innings' start."""
        return self.kind is not GapKind.START

    def request(self, attempts: int) -> FeedRequest:
        """Return the request that may fill the gap: first the over, where the gap has one, then the
        whole match.

        `attempts` is the number of answers so far that did not fill it.
        """
        is_of_an_over = self.kind not in (GapKind.START, GapKind.OPEN_INNINGS)
        if attempts == 0 and is_of_an_over:
            return FeedRequest(RequestScope.WHOLE, over=(self.place.innings, self.place.over))
        return FeedRequest(RequestScope.WHOLE)


GAP_TEXTS = {
    GapKind.START: "the beginning of the innings is missing; what comes behind it waits",
    GapKind.BALL: "a ball is missing here; what comes behind it waits",
    GapKind.SHORT_OVER: "the over has too few legal balls and the next one begins; it waits",
    GapKind.OPEN_INNINGS: "the innings is not over and the next one begins; that one waits",
    GapKind.DOUBLED: "two balls have this place; both wait until the provider says which is which",
}

NUMBERING_KINDS: Final = frozenset({GapKind.BALL, GapKind.SHORT_OVER})
"""The kinds of gaps that are concluded from ball numbers alone."""


BEFORE_START: Final = frozenset(
    {
        ActionType.PLAY_STOPPED,
        ActionType.PLAY_RESUMED,
        ActionType.TARGET_REVISED,
        ActionType.PLAYER_REPLACED,
        ActionType.MATCH_CLOSED,
    }
)
"""Types of facts that may precede the beginning of their innings: rain before it and what follows
from that, up to a match without a ball."""


@dataclass(frozen=True)
class PlacedAction:
    """An action body (camelCase) with its place in the match."""

    place: Place
    action: Mapping[str, Any]

    @property
    def is_ball(self) -> bool:
        """Whether the action is a delivery."""
        return bool(self.action.get("type", ActionType.DELIVERY) == ActionType.DELIVERY)

    @property
    def may_precede_start(self) -> bool:
        """Whether it may stand before the beginning of its innings."""
        return self.action.get("type") in BEFORE_START

    @property
    def is_legal(self) -> bool:
        """Whether the delivery counts in the over (Law 17.3.2): no wide or no-ball, not
        `notCounted`."""
        extras = self.action.get("extras") or {}
        is_uncounted = extras.get("wide") or extras.get("noBall") or self.action.get("notCounted")
        return self.is_ball and not is_uncounted


@dataclass(frozen=True)
class Expectations:
    """What else decides whether a match is complete.

    `deleted_places` are those of deleted events: a provider may leave the other numbers unchanged.
    `accepted` are overs accepted by operators, by `Gap.key`. `proven` are innings whose stated
    totals equal those of the known events, so that no ball can be missing, whatever their numbers.
    `ended` are innings known to be over although the fold does not close them.
    """

    balls_per_over: int = 6
    deleted_places: frozenset[Place] = frozenset()
    accepted: frozenset[str] = frozenset()
    proven: frozenset[int] = frozenset()
    ended: frozenset[int] = frozenset()

    def waives(self, gap: Gap) -> bool:
        """Return True if operators or totals rule out that something is missing at the gap."""
        if gap.kind in NUMBERING_KINDS and gap.place.innings in self.proven:
            return True
        return gap.may_be_accepted and gap.key in self.accepted


@dataclass
class OverSoFar:
    """The last ball seen, and the progress of its over.

    `over` is 0-based; `ball` is 1-based and counts every delivery, 0 before the first ball of an
    innings. `umpires_ball_count` is the number of balls at which the umpires ended the over; None
    if unknown. `has_begun`: an event that needs the innings to have begun was seen.
    """

    innings: int = 0
    over: int = 0
    ball: int = 0
    legal_balls: int = 0
    umpires_ball_count: int | None = None
    has_begun: bool = False


def find_first_gap(
    events: Sequence[PlacedAction], expectations: Expectations, is_closed: IsClosed
) -> Gap | None:
    """Return the first gap in events in order of play; None if there is none."""
    finder = GapFinder(expectations, is_closed)
    for index, event in enumerate(events):
        gap = finder.step(index, event)
        if gap is not None and not expectations.waives(gap):
            return gap
    return None


class GapFinder:
    """Goes through a match event by event and finds what is missing."""

    def __init__(self, expectations: Expectations, is_closed: IsClosed) -> None:
        self.expectations = expectations
        self.is_closed = is_closed
        self.at = OverSoFar()
        self.last_index = 0

    def step(self, index: int, event: PlacedAction) -> Gap | None:
        """Advance to an event; return the gap before it, if any."""
        gap = self.gap_before(index, event)
        if event.is_ball:
            self.add_ball(event)
            self.last_index = index
        return gap

    def gap_before(self, index: int, event: PlacedAction) -> Gap | None:
        """Return the gap before an event, if any."""
        gap = None
        if event.place.innings != self.at.innings:
            gap = self.gap_between_innings(index, event)
            self.at = OverSoFar(event.place.innings)
        gap_at_start = self.gap_at_start(index, event)
        if gap is not None or gap_at_start is not None:
            return gap or gap_at_start
        return (
            self.gap_before_ball(index, event)
            if event.is_ball
            else self.gap_before_fact(index, event)
        )

    def gap_between_innings(self, index: int, event: PlacedAction) -> Gap | None:
        """Return the gap between the innings before and that of an event, if any."""
        number = event.place.innings
        if number > self.at.innings + 1:
            return Gap(GapKind.START, Place(self.at.innings + 1), index)
        last = self.at.innings
        if last and last not in self.expectations.ended and not self.is_closed(last):
            return Gap(GapKind.OPEN_INNINGS, Place(last, self.at.over, self.at.ball + 1), index)
        return None

    def gap_at_start(self, index: int, event: PlacedAction) -> Gap | None:
        """Return the gap before the first event that needs the innings to have begun, if any."""
        if self.at.has_begun or event.may_precede_start:
            return None
        self.at.has_begun = True
        is_start = event.action.get("type") == ActionType.INNINGS_STARTED
        return None if is_start else Gap(GapKind.START, Place(event.place.innings), index)

    def gap_before_ball(self, index: int, event: PlacedAction) -> Gap | None:
        """Return the gap before a delivery, if any."""
        place, at = event.place, self.at
        if (place.over, place.ball) == (at.over, at.ball) and at.ball:
            return Gap(GapKind.DOUBLED, place, self.last_index)
        if place.over == at.over:
            return self.missing_balls(index, at.over, at.ball + 1, place.ball)
        if at.ball and not self.is_over_complete():
            balls = (at.umpires_ball_count or self.expectations.balls_per_over) - at.legal_balls
            return Gap(GapKind.SHORT_OVER, Place(place.innings, at.over, at.ball + 1), index, balls)
        next_over = at.over + 1 if at.ball else 0
        if place.over > next_over:
            overs = place.over - next_over
            balls = overs * self.expectations.balls_per_over + place.ball - 1
            return Gap(GapKind.BALL, Place(place.innings, next_over, 1), index, balls)
        return self.missing_balls(index, place.over, 1, place.ball)

    def missing_balls(self, index: int, over: int, first: int, end: int) -> Gap | None:
        """Return a gap at the first missing ball from `first` to `end` (exclusive); deleted balls
        are not missing."""
        places = [Place(self.at.innings, over, ball) for ball in range(first, end)]
        missing = [each for each in places if each not in self.expectations.deleted_places]
        return Gap(GapKind.BALL, missing[0], index, len(missing)) if missing else None

    def gap_before_fact(self, index: int, event: PlacedAction) -> Gap | None:
        """Return a gap if the ball before an event that is no delivery is missing."""
        place, at = event.place, self.at
        behind = (place.over, place.ball)
        if place.ball == 0 or behind <= (at.over, at.ball):
            return None
        missing = Place(place.innings, *behind)
        return (
            None
            if missing in self.expectations.deleted_places
            else Gap(GapKind.BALL, missing, index)
        )

    def is_over_complete(self) -> bool:
        """Return True if the over has as many legal balls as needed or as the umpires counted."""
        needed = self.at.umpires_ball_count or self.expectations.balls_per_over
        return self.at.legal_balls >= needed

    def add_ball(self, event: PlacedAction) -> None:
        """Add a delivery to the over."""
        place, at = event.place, self.at
        if place.over != at.over or not at.ball:
            at.legal_balls, at.umpires_ball_count = 0, None
        at.over, at.ball = place.over, place.ball
        at.legal_balls += event.is_legal
        at.umpires_ball_count = event.action.get("overBalls") or at.umpires_ball_count
