"""Decides answers that only append events after everything in the log. Pure.

The result equals that of `decide`, without going through the whole match for every ball.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd_ingest.changes import FeedState
from scrbrd_ingest.gaps import Expectations, GapFinder, OverSoFar, PlacedAction
from scrbrd_ingest.log.decision import NO_PLAN, Decision, deleted_places_of
from scrbrd_ingest.log.id_mapping import Mapped, Unmapped
from scrbrd_ingest.log.records import record_key
from scrbrd_ingest.log.store import Mode, Stored
from scrbrd_ingest.log.target import (
    MAY_BE_CONTRADICTED,
    Item,
    Laws,
    Target,
    differences_of_totals,
    order_of_play,
    totals_of_events,
    without_duplicates,
)
from scrbrd_ingest.log.write_plan import StoredLog, plan_appends
from scrbrd_ingest.model import Change, ChangeKind, FeedEvent


@dataclass(frozen=True)
class SettledDecision:
    """A decision whose writes are all in the log as stored; if people score, it has no writes.

    `state` is the provider's state that was decided on.
    """

    stored: Stored
    state: FeedState
    decision: Decision

    @property
    def is_plain(self) -> bool:
        """Whether nothing waits, and everything in the log is the provider's own or cannot be
        contradicted by its later events."""
        target = self.decision.target
        has_everything = target.gap is None and not target.waiting and not target.is_waived
        is_sure = not self.decision.is_doubted and not target.unmapped
        return has_everything and is_sure and all(map(is_lasting, target.items))


def is_lasting(item: Item) -> bool:
    """Return True if an item stays whatever follows it: an own event, or a fact from another
    provider that is never contradicted (see `BallNumbering.contradicts`)."""
    return item.event is not None or (
        item.action is not None and item.action.type not in MAY_BE_CONTRADICTED
    )


def appended_events(
    settled: SettledDecision, state: FeedState, changes: Sequence[Change]
) -> list[FeedEvent] | None:
    """Return the new events if an answer only adds events after everything in the log (possibly
    none); return None if it changes anything else."""
    items = settled.decision.target.items
    if not items or not settled.is_plain or state.deleted != settled.state.deleted:
        return None
    if state.is_readable is not settled.state.is_readable:
        return None
    if not changes:
        return []
    added = [each.event for each in changes if each.kind is ChangeKind.ADD]
    events = [each for each in added if each is not None]
    if not events or len(events) != len(changes):
        return None
    return (
        without_duplicates(events, ()) if min(e.place for e in events) > items[-1].place else None
    )


def decide_appended(
    settled: SettledDecision,
    state: FeedState,
    provider: str,
    events: Sequence[FeedEvent],
    mappings: Mapping[str, Mapped | Unmapped],
    laws: Laws,
    expectations: Expectations,
) -> Decision | None:
    """Decide the result of `appended_events`; return None if the whole match must be decided.

    That is so if an event is not an action yet, waits for another, or was known before. For the
    parameters see `decide`.
    """
    is_written = settled.stored.mode is Mode.WRITES
    known = settled.stored.known if is_written else StoredLog(settled.stored.known.match_id)
    new_items: list[Item] = []
    for event in events:
        found = mappings[event.id]
        if isinstance(found, Unmapped) or record_key(provider, event.id) in known.records:
            return None
        new_items.append(Item(event.place, event.id, event, found.action))
    new_items.sort(key=order_of_play)
    before = settled.decision.target.items
    items = (*before, *new_items)
    expectations = replace(
        expectations,
        deleted_places=expectations.deleted_places | deleted_places_of(known, provider, state),
    )
    if has_gap(before, new_items, expectations, laws):
        return None
    event_totals = totals_of_events(items, laws)
    return Decision(
        plan_appends(known, provider, new_items) if is_written else NO_PLAN,
        Target(items, None, 0, ()),
        event_totals,
        differences_of_totals(state.totals, event_totals),
    )


def has_gap(
    before: Sequence[Item], new_items: Sequence[Item], expectations: Expectations, laws: Laws
) -> bool:
    """Return True if something is missing before one of the new items."""
    actions = [each.action for each in (*before, *new_items) if each.action is not None]
    finder = GapFinder(expectations, lambda innings: laws.is_closed(actions, innings))
    finder.at = over_so_far(before)
    return any(
        finder.step(number, each.placed_action) is not None for number, each in enumerate(new_items)
    )


def over_so_far(items: Sequence[Item]) -> OverSoFar:
    """Return the last ball of items in order of play, with the progress of its over."""
    innings = items[-1].place.innings
    finder = GapFinder(Expectations(), lambda _: True)
    finder.at = OverSoFar(innings)
    balls: list[PlacedAction] = []
    for item in reversed(items):
        place, placed_action = item.place, item.placed_action
        if place.innings != innings or (balls and place.over != balls[0].place.over):
            break
        finder.at.has_begun |= not placed_action.may_precede_start
        if placed_action.is_ball:
            balls.append(placed_action)
    for ball in reversed(balls):
        finder.add_ball(ball)
    return finder.at
