"""Decides an answer that only goes on from the one before: events behind all that stands. Pure.

It leads to what `decide` finds, without going through the whole match for every ball of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd_ingest.changes import FeedState
from scrbrd_ingest.gaps import Expectations, OverSoFar, Seen, Walk
from scrbrd_ingest.log.decision import NO_PLAN, Decision, taken_back
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.planning import Known, appended
from scrbrd_ingest.log.records import record_key
from scrbrd_ingest.log.store import Mode, Stored
from scrbrd_ingest.log.target import (
    MAY_BE_CONTRADICTED,
    Item,
    Laws,
    Target,
    counted_totals,
    differing_totals,
    order_of_play,
    told_once,
)
from scrbrd_ingest.model import Change, ChangeKind, FeedEvent


@dataclass(frozen=True)
class Settled:
    """What was decided of a provider's word (`state`): of what is written, all is in the log as it
    is stored; beside people nothing is."""

    stored: Stored
    state: FeedState
    decision: Decision

    @property
    def is_plain(self) -> bool:
        """Whether nothing waits, and all that stands is the provider's own, but for what no later
        word of it speaks against."""
        target = self.decision.target
        has_all = target.gap is None and not target.waiting and not target.is_waived
        is_sure = not self.decision.is_doubted and not target.unmapped
        return has_all and is_sure and all(map(is_lasting, target.items))


def is_lasting(item: Item) -> bool:
    """Return whether an item stands whatever comes behind it: an event, or a fact that another
    provider said; see `Numbered.contradicts`."""
    return item.event is not None or (
        item.action is not None and item.action.type not in MAY_BE_CONTRADICTED
    )


def events_behind(
    last: Settled, state: FeedState, changes: Sequence[Change]
) -> list[FeedEvent] | None:
    """Return the new events where an answer only adds some behind all that the log holds, or none;
    None where it says anything else."""
    items = last.decision.target.items
    if not items or not last.is_plain or state.deleted != last.state.deleted:
        return None
    if state.is_readable is not last.state.is_readable:
        return None
    if not changes:
        return []
    added = [each.event for each in changes if each.kind is ChangeKind.ADD]
    events = [each for each in added if each is not None]
    if not events or len(events) != len(changes):
        return None
    return told_once(events, ()) if min(e.place for e in events) > items[-1].place else None


def go_on(
    last: Settled,
    state: FeedState,
    provider: str,
    events: Sequence[FeedEvent],
    mappings: Mapping[str, Mapped | Unmapped],
    laws: Laws,
    wants: Expectations,
) -> Decision | None:
    """Return what `events_behind` lead to; None where all has to be decided: one of them is no
    action yet, waits for another, or was known before. For the parameters see `decide`.
    """
    is_written = last.stored.mode is Mode.WRITES
    known = last.stored.known if is_written else Known(last.stored.known.match_id)
    new: list[Item] = []
    for event in events:
        found = mappings[event.id]
        if isinstance(found, Unmapped) or record_key(provider, event.id) in known.records:
            return None
        new.append(Item(event.place, event.id, event, found.action))
    new.sort(key=order_of_play)
    before = last.decision.target.items
    items = (*before, *new)
    wants = replace(wants, gone=wants.gone | taken_back(known, provider, state))
    if has_gap(before, new, wants, laws):
        return None
    counted = counted_totals(items, laws)
    return Decision(
        appended(known, provider, new) if is_written else NO_PLAN,
        Target(items, None, 0, ()),
        counted,
        differing_totals(state.totals, counted),
    )


def has_gap(before: Sequence[Item], new: Sequence[Item], wants: Expectations, laws: Laws) -> bool:
    """Return whether something is missing before one of the new items."""
    actions = [each.action for each in (*before, *new) if each.action is not None]
    walk = Walk(wants, lambda innings: laws.is_closed(actions, innings))
    walk.at = over_so_far(before)
    return any(walk.step(number, each.seen) is not None for number, each in enumerate(new))


def over_so_far(items: Sequence[Item]) -> OverSoFar:
    """Return the last ball of items in order of play, and what its over has so far."""
    innings = items[-1].place.innings
    walk = Walk(Expectations(), lambda _: True)
    walk.at = OverSoFar(innings)
    balls: list[Seen] = []
    for item in reversed(items):
        place, seen = item.place, item.seen
        if place.innings != innings or (balls and place.over != balls[0].place.over):
            break
        if seen.is_ball:
            balls.append(seen)
    for ball in reversed(balls):
        walk.take(ball)
    return walk.at
