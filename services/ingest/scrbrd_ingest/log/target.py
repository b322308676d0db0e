"""Determines what the log should hold: a provider's events up to the first gap. Pure.

Actions entered by another provider stay where this one has no data: its numbers have a hole there,
or it has not come that far. They are removed where this provider's numbering leaves no room for
them.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scrbrd.consensus.laws import FoldedLaws
from scrbrd.domain.actions import Action
from scrbrd.domain.state import Innings, Setup
from scrbrd.domain.vocabulary import ActionType
from scrbrd_ingest.changes import ENDED, FeedState
from scrbrd_ingest.gaps import Expectations, Gap, PlacedAction, find_first_gap
from scrbrd_ingest.log.content import content_of
from scrbrd_ingest.log.id_mapping import Mapped, Unmapped
from scrbrd_ingest.log.slots import Slot
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place

INHERITED = "log:"
"""Prefix of the keys of actions from other providers, before the id of their slot."""


@dataclass(frozen=True)
class InheritedAction:
    """An action in the log that another provider entered; `place` is its place there.

    `may_go` is False if the current provider entered it, and its last answer was not readable.
    """

    place: Place
    slot: Slot
    action: Action
    may_go: bool = True


@dataclass(frozen=True)
class LoggedEvent:
    """The current log entry of an event, and the place at which it was entered."""

    place: Place
    action: Action


@dataclass(frozen=True)
class Item:
    """An entry that the log should hold, or that waits: an event, or another provider's action.

    `event` is None if an existing log entry is kept. `standing` is the current log entry; None if
    the item is not in the log.
    """

    place: Place
    key: str
    event: FeedEvent | None
    action: Action | None
    standing: LoggedEvent | None = None
    unmapped: Unmapped | None = None

    @property
    def as_logged(self) -> Item | None:
        """The item as it is in the log, with its recorded place; None if it is not there."""
        logged = self.standing
        if logged is None:
            return None
        return replace(self, place=logged.place, event=None, action=logged.action)

    @property
    def placed_action(self) -> PlacedAction:
        """The item in the form used to find gaps."""
        if self.event is not None:
            return PlacedAction(self.place, self.event.action)
        return PlacedAction(self.place, {} if self.action is None else content_of(self.action))


@dataclass(frozen=True)
class Target:
    """What the log should hold, in order of play, with the first gap and the number of waiting
    items.

    `is_waived`: there is an earlier gap which the totals disprove.
    """

    items: tuple[Item, ...]
    gap: Gap | None
    waiting: int
    unmapped: tuple[Unmapped, ...]
    is_waived: bool = False


class Laws:
    """Folds actions in order, to find whether an innings is over and its totals."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._folded_by_innings: dict[int, FoldedLaws] = {}

    def is_closed(self, actions: Sequence[Action], innings: int) -> bool:
        """Return True if an innings (1-based) is over after its actions and those before it."""
        found = self._innings(actions, innings)
        return found is not None and found.closed is not None

    def totals(self, actions: Sequence[Action]) -> dict[int, InningsTotal]:
        """Return the totals of all innings that have begun, by number (1-based).

        Penalty runs awarded in a later innings may belong to the one before it.
        """
        last = max((each.innings_number for each in actions), default=0)
        if not last:
            return {}
        self._innings(actions, last)
        return {
            each.number: InningsTotal(each.number, each.runs, each.wickets, each.legal_balls)
            for each in self._folded_by_innings[last].state.innings
        }

    @property
    def has_result(self) -> bool:
        """Whether the match has a result after the innings folded last and those before it."""
        laws = self._folded_by_innings.get(max(self._folded_by_innings, default=0))
        return laws is not None and laws.state.result is not None

    def chase(self) -> tuple[int, int, int] | None:
        """Return legal balls left, runs required and wickets left of the innings folded last; None
        if it is not a chase or has no over limit."""
        laws = self._folded_by_innings.get(max(self._folded_by_innings, default=0))
        innings = None if laws is None else laws.state.current
        if innings is None or innings.target is None or innings.overs_limit is None:
            return None
        balls_per_over = self.setup.conditions.balls_per_over
        balls = innings.overs_limit * balls_per_over - innings.legal_balls
        return balls, innings.target - innings.runs, innings.wickets_limit - innings.wickets

    def _innings(self, actions: Sequence[Action], number: int) -> Innings | None:
        laws = self._folded_by_innings.setdefault(number, FoldedLaws(self.setup))
        laws.fold([each for each in actions if each.innings_number <= number])
        return next((each for each in laws.state.innings if each.number == number), None)


def items_of(
    state: FeedState,
    mappings: Mapping[str, Mapped | Unmapped],
    standing: Mapping[str, LoggedEvent],
    inherited: Sequence[InheritedAction],
    balls_per_over: int,
) -> list[Item]:
    """Return the provider's events, and the actions of others that it does not contradict, in
    order.

    `mappings` are the events as actions, by id; `standing` the current log entries of those in the
    log. If a revision cannot be read, its log entry stays.
    """
    events = without_duplicates(state.in_order(), standing)
    items = [item_of(each, mappings[each.id], standing.get(each.id)) for each in events]
    begun = begun_innings(events, inherited)
    numbering = BallNumbering(events, state.phase, balls_per_over, begun)
    kept = [each for each in inherited if not numbering.contradicts(each)]
    return sorted([*items, *map(inherited_item, kept)], key=order_of_play)


def order_of_play(item: Item) -> tuple[Place, bool, str]:
    """Return the sort key of an item; at the same place an event comes first."""
    return item.place, item.event is None, item.key


def begun_innings(
    events: Sequence[FeedEvent], inherited: Sequence[InheritedAction]
) -> frozenset[int]:
    """Return the innings (1-based) whose beginning this provider or another one has reported."""
    kind = ActionType.INNINGS_STARTED
    started = (each.place.innings for each in events if each.action.get("type") == kind)
    return frozenset(
        [*started, *(each.place.innings for each in inherited if each.action.type is kind)]
    )


def without_duplicates(events: Sequence[FeedEvent], known: Container[str]) -> list[FeedEvent]:
    """Return the events without repeated facts at the same place; deliveries are all kept.

    A provider that changes its event ids sends both versions until the whole match is requested. Of
    two, the one in the log is kept.
    """
    kept: dict[str, FeedEvent] = {}
    for event in events:
        is_ball = PlacedAction(event.place, event.action).is_ball
        name = event.id if is_ball else event.content_hash
        if name not in kept or (event.id in known and kept[name].id not in known):
            kept[name] = event
    return list(kept.values())


def inherited_item(inherited: InheritedAction) -> Item:
    """Return another provider's action as an item."""
    standing = LoggedEvent(inherited.place, inherited.action)
    return Item(inherited.place, inherited_key(inherited), None, inherited.action, standing)


def inherited_key(inherited: InheritedAction) -> str:
    """Return the key of another provider's action: that of its slot."""
    return f"{INHERITED}{inherited.slot.root}"


def item_of(event: FeedEvent, found: Mapped | Unmapped, standing: LoggedEvent | None) -> Item:
    """Return an event as an item; if it is not an action yet, its current log entry is kept."""
    if isinstance(found, Mapped):
        return Item(event.place, event.id, event, found.action, standing)
    item = Item(event.place, event.id, event, None, standing, unmapped=found)
    return item.as_logged or item


MAY_BE_CONTRADICTED: Final = frozenset(
    {ActionType.DELIVERY, ActionType.INNINGS_CLOSED, ActionType.MATCH_CLOSED}
)
"""Types of actions by other providers that this one may contradict; see `BallNumbering`."""


class BallNumbering:
    """The ball numbers of a provider, to find actions of others for which they leave no room.

    `begun` are the innings that have a beginning. An event of another innings has a wrong number
    and does not show how far the provider has come.
    """

    def __init__(
        self,
        events: Sequence[FeedEvent],
        phase: Phase,
        balls_per_over: int,
        begun: frozenset[int],
    ) -> None:
        self.begun = begun
        events = [each for each in events if each.place.innings in begun]
        self.last_place = max((each.place for each in events), default=None)
        self.has_ended = phase in ENDED
        self.balls_per_over = balls_per_over
        placed_actions = [PlacedAction(each.place, each.action) for each in events]
        self.balls = [each.place for each in placed_actions if each.is_ball]
        self.in_over: dict[tuple[int, int], int] = {}
        self.legal_balls_left: dict[tuple[int, int], int] = {}
        self.last_over: dict[int, int] = {}
        for each in (each for each in placed_actions if each.is_ball):
            place = each.place
            key = place.innings, place.over
            self.in_over[key] = max(self.in_over.get(key, 0), place.ball)
            left = self.legal_balls_left.get(key, balls_per_over) - each.is_legal
            self.legal_balls_left[key] = 0 if each.action.get("overBalls") else left
            self.last_over[place.innings] = max(self.last_over.get(place.innings, 0), place.over)

    def contradicts(self, inherited: InheritedAction) -> bool:
        """Return True if the provider leaves no room for another provider's action.

        A ball is contradicted if this provider's over ended before it or its innings has no
        beginning; a close if balls follow it. Other facts are never contradicted: not every feed
        has them.
        """
        place, kind = inherited.place, inherited.action.type
        if not inherited.may_go or kind not in MAY_BE_CONTRADICTED:
            return False
        if kind is ActionType.DELIVERY:
            if place.innings not in self.begun:
                return True
            is_passed = self.last_place is not None and self.last_place > place
            last = self.in_over.get((place.innings, place.over), 0)
            return (is_passed or self.has_ended) and last < place.ball and not self.lacks(place)
        if kind is ActionType.INNINGS_CLOSED:
            return any(each > place and each.innings == place.innings for each in self.balls)
        return any(each > place for each in self.balls)

    def lacks(self, place: Place) -> bool:
        """Return True if the ball's over has too few legal balls from this provider although a
        later over of the innings has balls: it may be one that the provider has not sent yet."""
        left = self.legal_balls_left.get((place.innings, place.over), self.balls_per_over)
        return left > 0 and self.last_over.get(place.innings, -1) > place.over


def target_of(
    items: Sequence[Item],
    expectations: Expectations,
    laws: Laws,
    overlapping: Sequence[InheritedAction] = (),
) -> Target:
    """Return what the log should hold: everything up to the first gap, and the unchanged log after
    it.

    Revisions after a gap wait too, because one wrong number both makes a gap and moves a ball.
    `overlapping` are other providers' actions at places where this provider has an event: they stay
    while that event waits, because a newly chosen provider has nothing in the log yet.
    """
    # Events after one that is not an action yet wait, as after a gap.
    stop = next((n for n, each in enumerate(items) if each.action is None), len(items))
    usable = items[:stop]
    actions = [each.action for each in usable if each.action is not None]

    def is_closed(innings: int) -> bool:
        return laws.is_closed(actions, innings)

    gap = find_first_gap([each.placed_action for each in usable], expectations, is_closed)
    stop = stop if gap is None else min(stop, gap.index)
    kept = [each.as_logged for each in items[stop:]]
    wait = {each.place for each in items[stop:] if each.standing is None}
    wait -= {each.place for each in items[:stop]}
    others = [inherited_item(each) for each in overlapping if each.place in wait]
    standing = [*items[:stop], *(each for each in kept if each is not None), *others]
    unmapped = tuple(each.unmapped for each in items if each.unmapped is not None)
    return Target(tuple(sorted(standing, key=order_of_play)), gap, kept.count(None), unmapped)


def totals_of_events(items: Sequence[Item], laws: Laws) -> dict[int, InningsTotal]:
    """Return the totals of all events that can be counted, by innings (1-based)."""
    return laws.totals([each.action for each in items if each.action is not None])


def differences_of_totals(
    stated: Mapping[int, InningsTotal], event_totals: Mapping[int, InningsTotal]
) -> dict[int, str]:
    """Describe, by innings, how the stated totals differ from those of the events."""
    found: dict[int, str] = {}
    for innings, total in sorted(stated.items()):
        balls = event_totals.get(innings, InningsTotal(innings, 0, 0, 0))
        differences = [
            f"{name} {getattr(total, name)} stated, {getattr(balls, name)} counted"
            for name in ("runs", "wickets", "legal_balls")
            if getattr(total, name) not in (None, getattr(balls, name))
        ]
        if differences:
            found[innings] = f"innings {innings}: {', '.join(differences)}"
    return found
