"""Keeps the known state of a provider's feed and computes the changes in a new answer. Pure.

Answers arrive late, twice and out of order. The newest answer that the provider marks as complete
counts; a repeated or older answer changes nothing. If a provider's clock was set back, its answers
are accepted again after CLOCK_RESET_AFTER older ones, as soon as one has new content.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from scrbrd_ingest.answer_order import NO_OLDER_STREAK, OlderStreak
from scrbrd_ingest.model import (
    WHOLE_MATCH,
    Change,
    ChangeKind,
    FeedEvent,
    InningsTotal,
    Observation,
    Phase,
    Place,
)

LAG_BELIEVED_AFTER: Final = 3
"""Number of consecutive answers after which a removal or a return to an earlier version is accepted
from a provider whose answers have neither a counter nor a time, or the same one as the newest. The
answers must lack the same events, repeat the same earlier versions, and have nothing new. Fewer may
come from a lagging cache, whether they hold the whole match or its latest overs; answers that
differ come from several, or from one that catches up."""

MOST_EARLIER_HASHES: Final = 8
"""Maximum number of earlier versions that are remembered per event."""

MOST_REVISED_EVENTS: Final = 1_000
"""Maximum number of events whose earlier versions are remembered. A provider that changes its
events with every answer would otherwise use unlimited memory."""


@dataclass(frozen=True)
class EnteredEvent:
    """An event that is in the log: the hash of its logged version, and its place."""

    content_hash: str
    place: Place


ENDED: Final = frozenset({Phase.FINISHED, Phase.CANCELLED})
"""The phases of a match that is over according to its provider."""


@dataclass(frozen=True)
class UnreadStreak:
    """The number of consecutive answers without readable changes, but with more unreadable events
    than the last answer that had changes.

    `faults` are the fault counts of that last answer with changes, by kind of request. An event
    that stays unreadable therefore does not make a provider look outdated.
    """

    count: int = 0
    faults: Mapping[str, int] = field(default_factory=dict)

    def after(self, request_kind: str, faults: int, *, has_changes: bool) -> UnreadStreak:
        """Return the streak after another answer to a kind of request."""
        if has_changes:
            return UnreadStreak(0, {**self.faults, request_kind: faults})
        known = self.faults.get(request_kind, max(self.faults.values(), default=0))
        return replace(self, count=self.count + 1 if faults > known else 0)


@dataclass(frozen=True)
class FeedState:
    """What is known of one match from one provider.

    `deleted` are the places of events that the provider removed: such a place is not a gap.
    `totals` are the totals in the newest answer, by innings (1-based). `is_whole`: an answer with
    the complete match has been read. `is_readable`: the last complete answer had no faults and
    lacked no part; `faults` list its faults. `dropped_count` counts dropped answers. `older_streak`
    counts consecutive answers older than the known state, `lagging_streak` those that may be older
    though not by their order, all with the same `lag_marks`. `clock_resets` counts how often the
    provider's clock went back. `entered` are the provider's events that other processes wrote to
    the log, by event id. `earlier` are the hashes of earlier versions of revised events. `orders`
    has, by event id, the order of the newest answer that contained or deleted the event.
    """

    events: Mapping[str, FeedEvent] = field(default_factory=dict)
    deleted: Mapping[str, Place] = field(default_factory=dict)
    totals: Mapping[int, InningsTotal] = field(default_factory=dict)
    phase: Phase = Phase.SCHEDULED
    sequence: int | None = None
    said_at: datetime | None = None
    is_whole: bool = False
    is_readable: bool = True
    faults: tuple[str, ...] = ()
    dropped_count: int = 0
    older_streak: OlderStreak = NO_OLDER_STREAK
    lagging_streak: int = 0
    lag_marks: frozenset[tuple[str, str]] = frozenset()
    clock_resets: int = 0
    entered: Mapping[str, EnteredEvent] = field(default_factory=dict)
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)

    def in_order(self) -> list[FeedEvent]:
        """Return the events in order of play, and by id at the same place."""
        return sorted(self.events.values(), key=lambda each: (each.place, each.id))


NO_STATE = FeedState()


def observe(
    state: FeedState, answer: Observation, *, whole_requested: bool = False
) -> tuple[FeedState, tuple[Change, ...]]:
    """Apply an answer to the known state; return the new state and the changes.

    An event missing from the part that the answer covers is deleted, unless the answer has
    `faults`: then the unreadable item may be that event. A delta deletes nothing. For answers
    without an order see LAG_BELIEVED_AFTER.

    `whole_requested`: the whole match was requested, so the answer holds everything readable even
    if `covers` is not the whole match.
    """
    is_all = whole_requested or answer.covers == WHOLE_MATCH
    if is_older(state, answer):
        older_streak = state.older_streak.after(answer.sequence, answer.said_at)
        if not (older_streak.is_clock_reset and has_new_content(state, answer)):
            if is_all and repeats_known_state(state, answer):
                return replace(state, older_streak=older_streak, is_readable=True, faults=()), ()
            return replace(
                state, dropped_count=state.dropped_count + 1, older_streak=older_streak
            ), ()
        state = replace(state, clock_resets=state.clock_resets + 1, orders={})
    if marks := lag_marks(state, answer):
        streak = state.lagging_streak + 1 if marks == state.lag_marks else 1
        if streak < LAG_BELIEVED_AFTER:
            return replace(
                state,
                dropped_count=state.dropped_count + 1,
                lagging_streak=streak,
                lag_marks=marks,
            ), ()
    return apply_answer(state, answer, is_all=is_all)


def repeats_known_state(state: FeedState, answer: Observation) -> bool:
    """Return True if an older answer with the whole match agrees with the known state, apart from
    events that newer answers changed since.

    The whole match often has an address of its own, and a cache in front of it may lag as long as
    the match lasts.
    """
    order = answer.sequence
    if order is None or not state.is_whole or not is_complete(answer):
        return False
    newer = {name for name, each in state.orders.items() if each > order}
    not_newer = [each for each in answer.events if each.id not in newer]
    kept = [each for name, each in state.events.items() if name in newer]
    whole = replace(answer, events=(*not_newer, *kept))
    received = received_events(state, whole)
    return not changes_in(state, received) and not deletions_in(state, received, whole)


def apply_answer(
    state: FeedState, answer: Observation, *, is_all: bool
) -> tuple[FeedState, tuple[Change, ...]]:
    """Apply an answer that was accepted; return the new state and the changes."""
    received = received_events(state, answer)
    changes = [*changes_in(state, received), *deletions_in(state, received, answer)]
    deleted_ids = {each.event_id for each in changes if each.kind is ChangeKind.DELETE}
    events = {
        name: each for name, each in state.events.items() if name not in deleted_ids
    } | received
    deleted = {name: place for name, place in state.deleted.items() if name not in received}
    deleted |= {name: (state.events.get(name) or state.entered[name]).place for name in deleted_ids}
    kept_totals = {} if is_all else still_valid_totals(state, changes)
    new = replace(
        state,
        events=events,
        deleted=deleted,
        totals=kept_totals | totals_by_innings(answer),
        phase=answer.phase,
        sequence=state.sequence if answer.sequence is None else answer.newest or answer.sequence,
        said_at=state.said_at if answer.said_at is None else answer.said_at,
        is_whole=state.is_whole or is_all,
        is_readable=is_complete(answer) if is_all else state.is_readable,
        faults=answer.faults if is_all else state.faults,
        older_streak=NO_OLDER_STREAK,
        lagging_streak=0,
        entered=entered_and_deleted(state, deleted_ids) if is_complete(answer) else state.entered,
        earlier=updated_earlier_hashes(state, changes),
        orders=updated_orders(state, [*received, *deleted_ids], answer.sequence),
    )
    return new, tuple(changes)


def entered_and_deleted(state: FeedState, deleted_ids: Container[str]) -> dict[str, EnteredEvent]:
    """Return the events entered by other processes that have been deleted since."""
    return {n: each for n, each in state.entered.items() if n in deleted_ids or n in state.deleted}


def is_complete(answer: Observation) -> bool:
    """Return True if the answer covers the whole match without faults."""
    return answer.covers == WHOLE_MATCH and not answer.faults


def updated_orders(state: FeedState, names: Iterable[str], order: int | None) -> Mapping[str, int]:
    """Return `FeedState.orders` after an answer that contained or deleted the named events."""
    return state.orders if order is None else {**state.orders, **dict.fromkeys(names, order)}


def totals_by_innings(answer: Observation) -> dict[int, InningsTotal]:
    """Return the totals stated in an answer, by innings (1-based)."""
    return {each.innings: each for each in answer.totals}


def still_valid_totals(state: FeedState, changes: Sequence[Change]) -> dict[int, InningsTotal]:
    """Return the earlier totals, by innings (1-based), of innings without added events.

    Some feeds state totals only in answers with the whole match.
    """
    added = {
        each.event.place.innings
        for each in changes
        if each.event is not None and each.kind is ChangeKind.ADD
    }
    return {innings: each for innings, each in state.totals.items() if innings not in added}


def received_events(state: FeedState, answer: Observation) -> dict[str, FeedEvent]:
    """Return the events in an answer, by id.

    An event that is already known unchanged is returned as the known object. An unknown id is
    resolved to the known event with the same place and content that the answer lacks: some feeds
    generate new ids for every answer.
    """
    known, names = state.events, {each.id for each in answer.events}
    left: dict[tuple[Place, str], list[FeedEvent]] = {}
    if places := {each.place for each in answer.events if each.id not in known}:
        for each in known.values():
            if each.place in places and each.id not in names:
                left.setdefault((each.place, each.content_hash), []).append(each)
    received: dict[str, FeedEvent] = {}
    for each in answer.events:
        same = left.get((each.place, each.content_hash)) if left and each.id not in known else None
        found = same.pop(0) if same else each
        received[found.id] = known[found.id] if known.get(found.id) == found else found
    return received


def is_older(state: FeedState, answer: Observation) -> bool:
    """Return True if an answer is older than the known state.

    Compares the provider's own counter, or else its clock. An answer of the same age is not older:
    it may hold more.
    """
    if state.sequence is not None and answer.sequence is not None:
        return answer.sequence < state.sequence
    if state.said_at is not None and answer.said_at is not None:
        return answer.said_at < state.said_at
    return False


def lag_marks(state: FeedState, answer: Observation) -> frozenset[tuple[str, str]]:
    """Return what indicates that an answer may be older than the known state, though not by its
    order: the ids of known events that it lacks in the part it covers, each with an empty text, and
    of events of which it repeats an earlier version, each with its hash.

    If it has an order, only of events that another answer of the same order contained or deleted,
    or may have for another process, because many feeds give times in whole seconds. Empty if it has
    anything new.
    """
    is_ordered = answer.sequence is not None or answer.said_at is not None
    if is_ordered and (answer.sequence is None or answer.sequence != state.sequence):
        return frozenset()
    if has_new_content(state, answer):
        return frozenset()
    repeated = [
        (each.id, each.content_hash)
        for each in answer.events
        if each.content_hash in state.earlier.get(each.id, ())
    ]
    deletions = deletions_in(state, received_events(state, answer), answer)
    marks = [*repeated, *((each.event_id, "") for each in deletions)]
    order = answer.sequence
    return frozenset(
        each for each in marks if order is None or state.orders.get(each[0], order) == order
    )


def updated_earlier_hashes(
    state: FeedState, changes: Sequence[Change]
) -> Mapping[str, tuple[str, ...]]:
    """Return the hashes of earlier versions of events after the changes: at most
    MOST_EARLIER_HASHES per event, for the last MOST_REVISED_EVENTS events.

    A deleted event keeps none: if it comes back, it is a new ball.
    """
    known = state.earlier
    revised = [
        each for each in changes if each.kind is not ChangeKind.ADD or each.event_id in known
    ]
    if not revised:
        return known
    found = dict(known)
    for change in revised:
        hashes = found.pop(change.event_id, ())
        if change.event is not None:
            before = state.events.get(change.event_id)
            hashes = hashes if before is None else (*hashes, before.content_hash)
            found[change.event_id] = latest_hashes(hashes, change.event.content_hash)
    return dict(list(found.items())[-MOST_REVISED_EVENTS:])


def latest_hashes(hashes: Sequence[str], current_hash: str) -> tuple[str, ...]:
    """Return the last MOST_EARLIER_HASHES hashes, without that of the current version."""
    return tuple([each for each in hashes if each != current_hash][-MOST_EARLIER_HASHES:])


def with_recalled_hashes(state: FeedState, earlier_versions: Iterable[FeedEvent]) -> FeedState:
    """Return the state with the hashes of earlier event versions that another process had read."""
    earlier = dict(state.earlier)
    for event in earlier_versions:
        hashes = [each for each in earlier.get(event.id, ()) if each != event.content_hash]
        earlier[event.id] = (*hashes, event.content_hash)[-MOST_EARLIER_HASHES:]
    return replace(state, earlier=dict(list(earlier.items())[-MOST_REVISED_EVENTS:]))


def has_new_content(state: FeedState, answer: Observation) -> bool:
    """Return True if an answer has something unknown: an event version, or the end of the match.

    A lagging answer has none: it only lacks newer events, or has earlier versions of revised ones.
    """
    if answer.phase in ENDED and state.phase not in ENDED:
        return True
    return any(is_new_event(state, each) for each in answer.events)


def is_new_event(state: FeedState, event: FeedEvent) -> bool:
    """Return True if this version of an event is neither the known one nor an earlier one."""
    known = state.events.get(event.id)
    if known == event:
        return False
    before = state.entered.get(event.id) if known is None else known
    known_hash = None if before is None else before.content_hash
    return event.content_hash != known_hash and event.content_hash not in state.earlier.get(
        event.id, ()
    )


def changes_in(state: FeedState, received: Mapping[str, FeedEvent]) -> list[Change]:
    """Return the added and revised events, in order of play."""
    found: list[Change] = []
    for event in sorted(received.values(), key=lambda each: (each.place, each.id)):
        known = state.events.get(event.id)
        if known is None:
            found.append(Change(ChangeKind.ADD, event.id, event))
        elif known is not event and known.content_hash != event.content_hash:
            found.append(Change(ChangeKind.UPDATE, event.id, event))
    return found


def deletions_in(
    state: FeedState, received: Mapping[str, FeedEvent], answer: Observation
) -> list[Change]:
    """Return deletions of the known events, and of events entered by other processes, that the
    answer covers but does not contain."""
    covers = answer.covers
    if covers is None or answer.faults:
        return []
    places = {name: each.place for name, each in missing_entered(state, received).items()}
    places |= {name: each.place for name, each in state.events.items() if name not in received}
    deleted = sorted((place, name) for name, place in places.items() if covers.contains(place))
    return [Change(ChangeKind.DELETE, name, None) for _, name in deleted]


def missing_entered(state: FeedState, received: Mapping[str, FeedEvent]) -> dict[str, EnteredEvent]:
    """Return the events entered by other processes that an answer lacks, also under another id.
    Events that are known to be deleted are left out."""
    known = (state.events, state.deleted, received)
    left = {
        name: each
        for name, each in state.entered.items()
        if not any(name in each_known for each_known in known)
    }
    received_hashes = {each.content_hash for each in received.values()} if left else set()
    return {name: each for name, each in left.items() if each.content_hash not in received_hashes}
