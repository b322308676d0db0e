"""Decides what one answer of a provider leads to: from what is known to a plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.domain.actions import Action
from scrbrd.domain.state import Setup
from scrbrd_ingest.changes import FeedState
from scrbrd_ingest.gaps import Expectations, GapKind
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.overturning import overturns
from scrbrd_ingest.log.planning import Known, Plan, plan
from scrbrd_ingest.log.proof import NO_PROOF, Proof, proven_target
from scrbrd_ingest.log.records import Record, RecordState
from scrbrd_ingest.log.slots import Slot, slots_of
from scrbrd_ingest.log.synthetic import is_ahead
from scrbrd_ingest.log.target import (
    Held,
    Laws,
    Standing,
    Target,
    counted_totals,
    differing_totals,
    items_of,
)
from scrbrd_ingest.model import InningsTotal, Place


@dataclass(frozen=True)
class Decision:
    """What is written of an answer, and what waits.

    `counted` are the totals of all events by innings (1-based), `differing` says how those that the
    provider states differ from them.

    `is_doubted`: the answer overturns more of the log than one may, so that nothing is written of
    it until others say the same. `is_denied`: its own totals hold what it takes out.
    """

    plan: Plan
    target: Target
    counted: Mapping[int, InningsTotal]
    differing: Mapping[int, str]
    is_doubted: bool = False
    is_denied: bool = False


NO_PLAN = Plan()


def decide(
    known: Known,
    state: FeedState,
    provider: str,
    mappings: Mapping[str, Mapped | Unmapped],
    laws: Laws,
    wants: Expectations,
    *,
    proof: Proof = NO_PROOF,
    is_confirmed: bool = False,
    is_written: bool = True,
) -> Decision:
    """Return what a provider's word leads to; without a plan where nothing is written of it.

    `proof`: by what totals may prove that a gap is none. `is_confirmed`: what this answer overturns
    the answers before overturned too; of one that lacks the beginning of an innings, or balls that
    its own totals hold, it is doubted all the same, for it has lost what it said before.
    """
    slots = {
        number: slots_of(number, known.log.values())
        for number in sorted({each.innings_number for each in known.log.values()})
    }
    at: dict[str, Slot] = {slot.root: slot for each in slots.values() for slot in each}
    standing = standing_of(known, provider, at)
    held, beside = held_of(known, provider, state, list(at.values()))
    items = items_of(state, mappings, standing, held, wants.balls_per_over)
    wants = replace(wants, gone=wants.gone | taken_back(known, provider, state))
    counted = counted_totals(items, laws)
    differing = differing_totals(state.totals, counted)
    target = proven_target(items, beside, wants, laws, state, differing, proof)
    found = plan(known, provider, target.items) if is_written else NO_PLAN
    if not overturns(known, found):
        return Decision(found, target, counted, differing)
    has_lost = target.gap is not None and target.gap.kind is GapKind.START
    is_denied = denies_its_totals(slots, laws.setup, counted, state.totals)
    is_doubted = has_lost or is_denied or not is_confirmed
    return Decision(
        NO_PLAN if is_doubted else found, target, counted, differing, is_doubted, is_denied
    )


def denies_its_totals(
    slots: Mapping[int, Sequence[Slot]],
    setup: Setup,
    counted: Mapping[int, InningsTotal],
    stated: Mapping[int, InningsTotal],
) -> bool:
    """Return whether a provider's events come to less than the log does in an innings of which it
    states as much as the log has, or more."""
    standing = (slot.standing for number in sorted(slots) for slot in slots[number])
    stood = Laws(setup).totals([each for each in standing if each is not None])
    return any(
        number in stated
        and not is_ahead(total, stated[number])
        and is_ahead(total, counted.get(number, InningsTotal(number, 0, 0, 0)))
        for number, total in stood.items()
    )


def taken_back(known: Known, provider: str, state: FeedState) -> frozenset[Place]:
    """Return the places of events that a provider took back: those that this process saw go, and of
    what any process entered, what the provider does not say now. Where its answer was not readable,
    silence takes back nothing more."""
    gone = (
        {RecordState.DELETED, RecordState.ENTERED} if state.is_readable else {RecordState.DELETED}
    )
    recorded = (
        each.place
        for each in known.records.values()
        if each.provider == provider and each.state in gone and each.event_id not in state.events
    )
    return frozenset([*state.deleted.values(), *recorded])


def standing_of(known: Known, provider: str, at: Mapping[str, Slot]) -> dict[str, Standing]:
    """Return what stands in the log of a provider's events, by their ids."""
    found: dict[str, Standing] = {}
    for record in known.records.values():
        slot = None if record.action_id is None else at.get(record.action_id)
        is_own = record.provider == provider and record.state is RecordState.ENTERED
        if is_own and slot is not None and slot.standing is not None:
            place = place_of_slot(slot.standing, record)
            found[record.event_id] = Standing(place, slot.standing)
    return found


def held_of(
    known: Known, provider: str, state: FeedState, slots: Sequence[Slot]
) -> tuple[list[Held], list[Held]]:
    """Return what stands in the log by the word of others, and at no place where this provider says
    something; what it said itself and does not say now too, where its answer was not readable. And
    what stands at places where it does say something, of which it has nothing in the log."""
    places = {each.place for each in state.events.values()}
    entered = [each for each in known.records.values() if each.state is RecordState.ENTERED]
    by_root: dict[str, list[Record]] = {}
    for record in entered:
        by_root.setdefault(record.action_id or "", []).append(record)
    found: list[Held] = []
    beside: list[Held] = []
    for slot in slots:
        records = by_root.get(slot.root, [])
        own = [each for each in records if each.provider == provider]
        if slot.standing is None or any(each.event_id in state.events for each in own):
            continue
        if own and state.is_readable:
            continue  # the provider has taken it back
        place = place_of_slot(slot.standing, records[-1] if records else None)
        held = Held(place, slot, slot.standing, may_go=not own)
        (beside if place in places else found).append(held)
    return found, beside


def place_of_slot(action: Action, record: Record | None) -> Place:
    """Return the place of what stands in a slot: that of its record, if that is of the innings in
    which it stands, else as the action numbers itself."""
    if record is not None and record.place.innings == action.innings_number:
        return record.place
    over = getattr(action, "over_number", 0)
    return Place(action.innings_number, over, getattr(action, "ball_in_over", 0))
