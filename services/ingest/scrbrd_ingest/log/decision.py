"""Decides what one answer of a provider leads to: from what is known to a plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scrbrd.domain.actions import Action
from scrbrd_ingest.changes import Said
from scrbrd_ingest.gaps import Expectations
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.overturning import overturns
from scrbrd_ingest.log.planning import Known, Plan, plan
from scrbrd_ingest.log.records import Record, RecordState
from scrbrd_ingest.log.slots import Slot, slots_of
from scrbrd_ingest.log.target import (
    Held,
    Laws,
    Target,
    counted_totals,
    differing_totals,
    items_of,
    proven_innings,
    target_of,
)
from scrbrd_ingest.model import InningsTotal, Place


@dataclass(frozen=True)
class Decision:
    """What is written of an answer, and what waits.

    `counted` are the totals of all events by innings (1-based), `differing` says how those that the
    provider states differ from them.

    `is_doubted`: the answer overturns more of the log than one may, so that nothing is written of
    it until others say the same.
    """

    plan: Plan
    target: Target
    counted: Mapping[int, InningsTotal]
    differing: Mapping[int, str]
    is_doubted: bool = False


NO_PLAN = Plan()


def decide(
    known: Known,
    said: Said,
    provider: str,
    mappings: Mapping[str, Mapped | Unmapped],
    laws: Laws,
    wants: Expectations,
    *,
    has_asked: bool = False,
    is_confirmed: bool = False,
) -> Decision:
    """Return what a provider's word leads to.

    `has_asked`: a gap that is there has been asked for, so that totals may prove that there is
    none. `is_confirmed`: what this answer overturns the answers before overturned too.
    """
    slots = {
        number: slots_of(number, known.log.values())
        for number in sorted({each.innings_number for each in known.log.values()})
    }
    at: dict[str, Slot] = {slot.root: slot for each in slots.values() for slot in each}
    standing = standing_of(known, provider, at)
    held = held_of(known, provider, said, list(at.values()))
    items = items_of(said, mappings, standing, held, wants.balls_per_over)
    wants = replace(wants, gone=wants.gone | taken_back(known, provider, said))
    counted = counted_totals(items, laws)
    differing = differing_totals(said.totals, counted)
    if has_asked and all(each.action is not None for each in items):
        wants = replace(wants, proven=proven_innings(said.totals, differing))
    target = target_of(items, wants, laws)
    found = plan(known, provider, target.items)
    is_doubted = overturns(known, found) and not is_confirmed
    return Decision(NO_PLAN if is_doubted else found, target, counted, differing, is_doubted)


def taken_back(known: Known, provider: str, said: Said) -> frozenset[Place]:
    """Return the places of events that a provider took back: those that this process saw go, and of
    what any process entered, what the provider does not say now. Where its answer was not readable,
    silence takes back nothing more."""
    gone = {RecordState.DELETED, RecordState.ENTERED} if said.is_readable else {RecordState.DELETED}
    recorded = (
        each.place
        for each in known.records.values()
        if each.provider == provider and each.state in gone and each.event_id not in said.events
    )
    return frozenset([*said.deleted.values(), *recorded])


def standing_of(known: Known, provider: str, at: Mapping[str, Slot]) -> dict[str, Action]:
    """Return what stands in the log of a provider's events, by their ids."""
    found: dict[str, Action] = {}
    for record in known.records.values():
        slot = None if record.action_id is None else at.get(record.action_id)
        if record.provider == provider and slot is not None and slot.standing is not None:
            found[record.event_id] = slot.standing
    return found


def held_of(known: Known, provider: str, said: Said, slots: Sequence[Slot]) -> list[Held]:
    """Return what stands in the log by the word of others, and at no place where this provider says
    something; what it said itself and does not say now too, where its answer was not readable."""
    places = {each.place for each in said.events.values()}
    entered = [each for each in known.records.values() if each.state is RecordState.ENTERED]
    by_root: dict[str, list[Record]] = {}
    for record in entered:
        by_root.setdefault(record.action_id or "", []).append(record)
    found: list[Held] = []
    for slot in slots:
        records = by_root.get(slot.root, [])
        own = [each for each in records if each.provider == provider]
        if slot.standing is None or any(each.event_id in said.events for each in own):
            continue
        if own and said.is_readable:
            continue  # the provider has taken it back
        place = records[-1].place if records else place_in_log(slot.standing)
        if place not in places:
            found.append(Held(place, slot, slot.standing, may_go=not own))
    return found


def place_in_log(action: Action) -> Place:
    """Return the place of an action that no record tells of: as it numbers itself."""
    over = getattr(action, "over_number", 0)
    return Place(action.innings_number, over, getattr(action, "ball_in_over", 0))
