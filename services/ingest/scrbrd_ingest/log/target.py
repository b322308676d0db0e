"""Says what should stand in the log: a provider's events up to the first gap. Pure.

What another provider entered before stays where this one has nothing to say: its numbers have a
hole there, or it has not come so far. It goes where this one counts its overs otherwise.
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
from scrbrd_ingest.gaps import Expectations, Gap, Seen, first_gap
from scrbrd_ingest.log.content import content_of
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.slots import Slot
from scrbrd_ingest.model import FeedEvent, InningsTotal, Phase, Place

HELD = "log:"
"""Before the id of a slot, in the key of what another provider said."""


@dataclass(frozen=True)
class Held:
    """What stands in a slot by another provider's word; `place` is where that one saw it.

    `may_go`: False where the current provider said it itself, and its last answer was not readable.
    """

    place: Place
    slot: Slot
    action: Action
    may_go: bool = True


@dataclass(frozen=True)
class Standing:
    """What stands in the log of an event, and the place at which it was entered."""

    place: Place
    action: Action


@dataclass(frozen=True)
class Item:
    """One thing that should stand in the log, or wait: an event, or what another provider said.

    `event` is None where the log keeps what stands there; `standing` is that, None where nothing
    of it is in the log.
    """

    place: Place
    key: str
    event: FeedEvent | None
    action: Action | None
    standing: Standing | None = None
    why_not: Unmapped | None = None

    @property
    def kept(self) -> Item | None:
        """Return it as the log has it, with the place that is recorded; None where it has not."""
        stands = self.standing
        if stands is None:
            return None
        return replace(self, place=stands.place, event=None, action=stands.action)

    @property
    def seen(self) -> Seen:
        """Return it as the search for gaps sees it."""
        if self.event is not None:
            return Seen(self.place, self.event.action)
        return Seen(self.place, {} if self.action is None else content_of(self.action))


@dataclass(frozen=True)
class Target:
    """What should stand, in order of play, the gap that others wait for, and how many do.

    `is_waived`: there is a gap before that which the totals prove to be none.
    """

    items: tuple[Item, ...]
    gap: Gap | None
    waiting: int
    unmapped: tuple[Unmapped, ...]
    is_waived: bool = False


class Laws:
    """Folds actions in order, to know whether an innings is over and what its totals are."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._folded: dict[int, FoldedLaws] = {}

    def is_closed(self, actions: Sequence[Action], innings: int) -> bool:
        """Return whether an innings (1-based) is over behind its actions and those before it."""
        found = self._innings(actions, innings)
        return found is not None and found.closed is not None

    def totals(self, actions: Sequence[Action]) -> dict[int, InningsTotal]:
        """Return the totals of all innings that have begun, by their numbers (1-based). Penalty
        runs that are awarded in a later one may belong to the one before it."""
        last = max((each.innings_number for each in actions), default=0)
        if not last:
            return {}
        self._innings(actions, last)
        return {
            each.number: InningsTotal(each.number, each.runs, each.wickets, each.legal_balls)
            for each in self._folded[last].state.innings
        }

    @property
    def has_result(self) -> bool:
        """Whether the match has a result by the innings counted last and those before it."""
        laws = self._folded.get(max(self._folded, default=0))
        return laws is not None and laws.state.result is not None

    def chase(self) -> tuple[int, int, int] | None:
        """Return legal balls left, runs required and wickets left of the innings counted last;
        None where it chases nothing or is not limited."""
        laws = self._folded.get(max(self._folded, default=0))
        innings = None if laws is None else laws.state.current
        if innings is None or innings.target is None or innings.overs_limit is None:
            return None
        balls_per_over = self.setup.conditions.balls_per_over
        balls = innings.overs_limit * balls_per_over - innings.legal_balls
        return balls, innings.target - innings.runs, innings.wickets_limit - innings.wickets

    def _innings(self, actions: Sequence[Action], number: int) -> Innings | None:
        laws = self._folded.setdefault(number, FoldedLaws(self.setup))
        laws.fold([each for each in actions if each.innings_number <= number])
        return next((each for each in laws.state.innings if each.number == number), None)


def items_of(
    state: FeedState,
    mappings: Mapping[str, Mapped | Unmapped],
    standing: Mapping[str, Standing],
    held: Sequence[Held],
    balls_per_over: int,
) -> list[Item]:
    """Return the provider's events and what others said and it does not contradict, in order.

    `mappings` are the events as actions, by their ids; `standing` what stands in the log of those
    that are in it. A revision that cannot be read leaves what stands.
    """
    events = told_once(state.in_order(), standing)
    items = [item_of(each, mappings[each.id], standing.get(each.id)) for each in events]
    begun = begun_in(events, held)
    numbered = Numbered(events, state.phase, balls_per_over, begun)
    kept = [each for each in held if not numbered.contradicts(each)]
    return sorted([*items, *map(held_item, kept)], key=order_of_play)


def order_of_play(item: Item) -> tuple[Place, bool, str]:
    """Return by what items are ordered: of two at one place, an event comes first."""
    return item.place, item.event is None, item.key


def begun_in(events: Sequence[FeedEvent], held: Sequence[Held]) -> frozenset[int]:
    """Return the innings (1-based) whose beginning the provider says, or another one said."""
    kind = ActionType.INNINGS_STARTED
    told = (each.place.innings for each in events if each.action.get("type") == kind)
    return frozenset([*told, *(each.place.innings for each in held if each.action.type is kind)])


def told_once(events: Sequence[FeedEvent], known: Container[str]) -> list[FeedEvent]:
    """Return events without those that say the same at the same place as another one, deliveries
    apart: a provider that gives its events other ids tells both until all is asked for. Of two,
    the one that is in the log stays."""
    kept: dict[str, FeedEvent] = {}
    for event in events:
        is_ball = Seen(event.place, event.action).is_ball
        name = event.id if is_ball else event.content_hash
        if name not in kept or (event.id in known and kept[name].id not in known):
            kept[name] = event
    return list(kept.values())


def held_item(held: Held) -> Item:
    """Return what another provider said as an item."""
    standing = Standing(held.place, held.action)
    return Item(held.place, key_of(held), None, held.action, standing)


def key_of(held: Held) -> str:
    """Return the key of what another provider said: that of its slot."""
    return f"{HELD}{held.slot.root}"


def item_of(event: FeedEvent, found: Mapped | Unmapped, standing: Standing | None) -> Item:
    """Return an event as an item; what stands of one that is no action yet stays where it is."""
    if isinstance(found, Mapped):
        return Item(event.place, event.id, event, found.action, standing)
    item = Item(event.place, event.id, event, None, standing, why_not=found)
    return item.kept or item


MAY_BE_CONTRADICTED: Final = frozenset(
    {ActionType.DELIVERY, ActionType.INNINGS_CLOSED, ActionType.MATCH_CLOSED}
)
"""What another provider said that goes where this one leaves no room for it; see `Numbered`."""


class Numbered:
    """How a provider numbers its balls, to see for what another one said they leave no room.

    `begun` are the innings that have a beginning. An event of another one has a wrong number, and
    does not tell how far the provider has come.
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
        seen = [Seen(each.place, each.action) for each in events]
        self.balls = [each.place for each in seen if each.is_ball]
        self.in_over: dict[tuple[int, int], int] = {}
        self.legal_left: dict[tuple[int, int], int] = {}
        self.last_over: dict[int, int] = {}
        for each in (each for each in seen if each.is_ball):
            place = each.place
            key = place.innings, place.over
            self.in_over[key] = max(self.in_over.get(key, 0), place.ball)
            left = self.legal_left.get(key, balls_per_over) - each.is_legal
            self.legal_left[key] = 0 if each.action.get("overBalls") else left
            self.last_over[place.innings] = max(self.last_over.get(place.innings, 0), place.over)

    def contradicts(self, held: Held) -> bool:
        """Return whether the provider leaves no room for what another one said.

        A ball goes where this provider's over ended before it and where its innings has no
        beginning, a close where balls come behind it. Of other facts silence says nothing: not
        every feed tells them.
        """
        place, kind = held.place, held.action.type
        if not held.may_go or kind not in MAY_BE_CONTRADICTED:
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
        """Return whether a ball stands in an over of which the provider has too few legal ones,
        though it has balls of a later over of the innings: it may be one of those that it has not
        said yet."""
        left = self.legal_left.get((place.innings, place.over), self.balls_per_over)
        return left > 0 and self.last_over.get(place.innings, -1) > place.over


def target_of(
    items: Sequence[Item], wants: Expectations, laws: Laws, beside: Sequence[Held] = ()
) -> Target:
    """Return what should stand: all up to the first gap, and behind it what stands there now, as
    it stands: a revision there waits too, for a wrong number both makes a gap and moves a ball.

    `beside` is what others said at places where this provider says something: it stays where that
    waits, for who comes after another provider has nothing in the log.
    """
    # An event that is no action yet holds back what comes behind it, as a gap does.
    stop = next((n for n, each in enumerate(items) if each.action is None), len(items))
    usable = items[:stop]
    actions = [each.action for each in usable if each.action is not None]

    def is_closed(innings: int) -> bool:
        return laws.is_closed(actions, innings)

    gap = first_gap([each.seen for each in usable], wants, is_closed)
    stop = stop if gap is None else min(stop, gap.index)
    kept = [each.kept for each in items[stop:]]
    wait = {each.place for each in items[stop:] if each.standing is None}
    wait -= {each.place for each in items[:stop]}
    others = [held_item(each) for each in beside if each.place in wait]
    standing = [*items[:stop], *(each for each in kept if each is not None), *others]
    unmapped = tuple(each.why_not for each in items if each.why_not is not None)
    return Target(tuple(sorted(standing, key=order_of_play)), gap, kept.count(None), unmapped)


def counted_totals(items: Sequence[Item], laws: Laws) -> dict[int, InningsTotal]:
    """Return the totals of all events that can be counted, by innings (1-based)."""
    return laws.totals([each.action for each in items if each.action is not None])


def differing_totals(
    stated: Mapping[int, InningsTotal], counted: Mapping[int, InningsTotal]
) -> dict[int, str]:
    """Return, by innings, how the stated totals differ from those of the events; a text each."""
    found: dict[int, str] = {}
    for innings, total in sorted(stated.items()):
        balls = counted.get(innings, InningsTotal(innings, 0, 0, 0))
        differences = [
            f"{name} {getattr(total, name)} stated, {getattr(balls, name)} counted"
            for name in ("runs", "wickets", "legal_balls")
            if getattr(total, name) not in (None, getattr(balls, name))
        ]
        if differences:
            found[innings] = f"innings {innings}: {', '.join(differences)}"
    return found
