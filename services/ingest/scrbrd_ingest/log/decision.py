"""Decides what one provider's feed leads to: from the known state to a plan of writes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.domain.actions import Action
from scrbrd.domain.state import Setup
from scrbrd_ingest.changes import FeedState
from scrbrd_ingest.gaps import Expectations, GapKind
from scrbrd_ingest.log.id_mapping import Mapped, Unmapped
from scrbrd_ingest.log.overturn_limit import overturns
from scrbrd_ingest.log.proof import NO_PROOF, Proof, proven_target
from scrbrd_ingest.log.records import Record, RecordState
from scrbrd_ingest.log.slots import Slot, slots_of
from scrbrd_ingest.log.synthetic import is_ahead
from scrbrd_ingest.log.target import (
    InheritedAction,
    Laws,
    LoggedEvent,
    Target,
    differences_of_totals,
    items_of,
    totals_of_events,
)
from scrbrd_ingest.log.write_plan import Plan, StoredLog, plan
from scrbrd_ingest.model import Change, InningsTotal, Place


@dataclass(frozen=True)
class Decision:
    """The writes for the provider's current state, and what has to wait.

    `event_totals` are the totals of all events by innings (1-based); `total_differences` describes
    how the totals stated by the provider differ from them.

    `is_doubted`: the answer overturns more of the log than one answer may, so nothing is written
    until other answers confirm it. `is_denied`: the answer's own totals include the balls that it
    removes.
    """

    plan: Plan
    target: Target
    event_totals: Mapping[int, InningsTotal]
    total_differences: Mapping[int, str]
    is_doubted: bool = False
    is_denied: bool = False


NO_PLAN = Plan()


def decide(
    known: StoredLog,
    state: FeedState,
    provider: str,
    mappings: Mapping[str, Mapped | Unmapped],
    laws: Laws,
    expectations: Expectations,
    *,
    proof: Proof = NO_PROOF,
    is_confirmed: bool = False,
    is_written: bool = True,
) -> Decision:
    """Return the decision on a provider's state, with an empty plan if nothing may be written.

    `proof`: what allows totals to prove that a gap is none. `is_confirmed`: earlier answers
    overturned the same. An answer that lacks the beginning of an innings, or balls that its own
    totals include, is doubted even then, because it has lost earlier data.
    """
    slots = {
        number: slots_of(number, known.log.values())
        for number in sorted({each.innings_number for each in known.log.values()})
    }
    slots_by_root: dict[str, Slot] = {slot.root: slot for each in slots.values() for slot in each}
    standing = logged_events(known, provider, slots_by_root)
    inherited, overlapping = inherited_actions(known, provider, state, list(slots_by_root.values()))
    items = items_of(state, mappings, standing, inherited, expectations.balls_per_over)
    expectations = replace(
        expectations,
        deleted_places=expectations.deleted_places | deleted_places_of(known, provider, state),
    )
    event_totals = totals_of_events(items, laws)
    total_differences = differences_of_totals(state.totals, event_totals)
    target = proven_target(items, overlapping, expectations, laws, state, total_differences, proof)
    planned = plan(known, provider, target.items) if is_written else NO_PLAN
    if not overturns(known, planned):
        return Decision(planned, target, event_totals, total_differences)
    lacks_beginning = target.gap is not None and target.gap.kind is GapKind.START
    is_denied = denies_its_totals(slots, laws.setup, event_totals, state.totals)
    is_doubted = lacks_beginning or is_denied or not is_confirmed
    return Decision(
        NO_PLAN if is_doubted else planned,
        target,
        event_totals,
        total_differences,
        is_doubted,
        is_denied,
    )


def news_count(
    changes: Sequence[Change], decision: Decision | None, *, is_first_reading: bool
) -> int:
    """Return how much of an answer is new: its changes, or at a process's first reading of a match,
    where every event is one, the writes that they lead to. 0 without a decision."""
    if decision is None or not changes:
        return 0
    return len(decision.plan.groups) if is_first_reading else len(changes)


def denies_its_totals(
    slots: Mapping[int, Sequence[Slot]],
    setup: Setup,
    event_totals: Mapping[int, InningsTotal],
    stated: Mapping[int, InningsTotal],
) -> bool:
    """Return True if, in some innings, the provider's events make less than the log while its
    stated total is at least that of the log."""
    standing = (slot.standing for number in sorted(slots) for slot in slots[number])
    log_totals = Laws(setup).totals([each for each in standing if each is not None])
    return any(
        number in stated
        and not is_ahead(total, stated[number])
        and is_ahead(total, event_totals.get(number, InningsTotal(number, 0, 0, 0)))
        for number, total in log_totals.items()
    )


def deleted_places_of(known: StoredLog, provider: str, state: FeedState) -> frozenset[Place]:
    """Return the places of events that the provider deleted: those seen by this process, and
    entered events that the provider no longer has.

    If its answer was not readable, a missing event does not count as deleted.
    """
    deleted_states = (
        {RecordState.DELETED, RecordState.ENTERED} if state.is_readable else {RecordState.DELETED}
    )
    recorded = (
        each.place
        for each in known.records.values()
        if each.provider == provider
        and each.state in deleted_states
        and each.event_id not in state.events
    )
    return frozenset([*state.deleted.values(), *recorded])


def logged_events(
    known: StoredLog, provider: str, slots_by_root: Mapping[str, Slot]
) -> dict[str, LoggedEvent]:
    """Return the current log entry of each of the provider's events, by event id."""
    logged: dict[str, LoggedEvent] = {}
    for record in known.records.values():
        slot = None if record.action_id is None else slots_by_root.get(record.action_id)
        is_own = record.provider == provider and record.state is RecordState.ENTERED
        if is_own and slot is not None and slot.standing is not None:
            place = place_of_slot(slot.standing, record)
            logged[record.event_id] = LoggedEvent(place, slot.standing)
    return logged


def inherited_actions(
    known: StoredLog, provider: str, state: FeedState, slots: Sequence[Slot]
) -> tuple[list[InheritedAction], list[InheritedAction]]:
    """Return two lists of actions in the log that this provider did not enter.

    The first are at places where it has no event; if its answer was not readable, they include its
    own entries that are missing now. The second are at places where it has an event that is not in
    the log.
    """
    places = {each.place for each in state.events.values()}
    entered = [each for each in known.records.values() if each.state is RecordState.ENTERED]
    by_root: dict[str, list[Record]] = {}
    for record in entered:
        by_root.setdefault(record.action_id or "", []).append(record)
    separate: list[InheritedAction] = []
    overlapping: list[InheritedAction] = []
    for slot in slots:
        records = by_root.get(slot.root, [])
        own = [each for each in records if each.provider == provider]
        if slot.standing is None or any(each.event_id in state.events for each in own):
            continue
        if own and state.is_readable:
            continue  # the provider has deleted it
        place = place_of_slot(slot.standing, records[-1] if records else None)
        inherited = InheritedAction(place, slot, slot.standing, may_go=not own)
        (overlapping if place in places else separate).append(inherited)
    return separate, overlapping


def place_of_slot(action: Action, record: Record | None) -> Place:
    """Return the place of the action in a slot: that of its record if it is of the same innings,
    else the action's own numbering."""
    if record is not None and record.place.innings == action.innings_number:
        return record.place
    over = getattr(action, "over_number", 0)
    return Place(action.innings_number, over, getattr(action, "ball_in_over", 0))
