"""Keeps what a provider has said of a match, and tells what an answer changes of it. Pure.

Answers arrive late, twice and out of order. What counts is the newest one of which the provider
says that it is whole; a repeated or an older answer changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

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


@dataclass(frozen=True)
class Said:
    """What one provider has said of one match.

    `deleted` are the places of events that it has taken back: a place there is no gap. `totals` are
    by innings (1-based) as the newest answer states them. `is_whole`: an answer that held
    everything has been seen; `is_readable`: the last one could be read to its end. `dropped` counts
    answers that were older than what was known.
    """

    events: Mapping[str, FeedEvent] = field(default_factory=dict)
    deleted: Mapping[str, Place] = field(default_factory=dict)
    totals: Mapping[int, InningsTotal] = field(default_factory=dict)
    phase: Phase = Phase.SCHEDULED
    sequence: int | None = None
    said_at: datetime | None = None
    is_whole: bool = False
    is_readable: bool = True
    dropped: int = 0

    def in_order(self) -> list[FeedEvent]:
        """Return the events in order of play; of two at one place, by their ids."""
        return sorted(self.events.values(), key=lambda each: (each.place, each.id))


NOTHING_SAID = Said()


def observe(said: Said, answer: Observation) -> tuple[Said, tuple[Change, ...]]:
    """Return what is known after an answer, and the changes that it brought.

    An event that is missing in the part that the answer covers is deleted, unless the answer could
    not be read whole (`faults`): then it may be what could not be read. A delta deletes nothing.
    """
    if is_older(said, answer):
        return replace(said, dropped=said.dropped + 1), ()
    # What is said again is what is known, with all that was found out about it.
    known = said.events
    told = {
        each.id: known[each.id] if known.get(each.id) == each else each for each in answer.events
    }
    changes = [*changes_in(said, told), *deletions_in(said, told, answer)]
    gone = {each.event_id for each in changes if each.kind is ChangeKind.DELETE}
    events = {name: each for name, each in said.events.items() if name not in gone} | told
    deleted = {name: place for name, place in said.deleted.items() if name not in told}
    deleted |= {name: said.events[name].place for name in gone}
    new = replace(
        said,
        events=events,
        deleted=deleted,
        totals={**said.totals, **{each.innings: each for each in answer.totals}},
        phase=answer.phase,
        sequence=said.sequence if answer.sequence is None else answer.sequence,
        said_at=said.said_at if answer.said_at is None else answer.said_at,
        is_whole=said.is_whole or answer.covers == WHOLE_MATCH,
        is_readable=not answer.faults if answer.covers == WHOLE_MATCH else said.is_readable,
    )
    return new, tuple(changes)


def is_older(said: Said, answer: Observation) -> bool:
    """Return whether an answer is older than what is known: by the provider's own count of its
    answers, else by its own clock. One that is as old is not: it may say more."""
    if said.sequence is not None and answer.sequence is not None:
        return answer.sequence < said.sequence
    if said.said_at is not None and answer.said_at is not None:
        return answer.said_at < said.said_at
    return False


def changes_in(said: Said, told: Mapping[str, FeedEvent]) -> list[Change]:
    """Return what is new or revised, in order of play."""
    found: list[Change] = []
    for event in sorted(told.values(), key=lambda each: (each.place, each.id)):
        known = said.events.get(event.id)
        if known is None:
            found.append(Change(ChangeKind.ADD, event.id, event))
        elif known is not event and known.content_hash != event.content_hash:
            found.append(Change(ChangeKind.UPDATE, event.id, event))
    return found


def deletions_in(said: Said, told: Mapping[str, FeedEvent], answer: Observation) -> list[Change]:
    """Return what an answer covers and does not hold."""
    covers = answer.covers
    if covers is None or answer.faults:
        return []
    gone = [each for each in said.in_order() if each.id not in told and covers.holds(each.place)]
    return [Change(ChangeKind.DELETE, each.id, None) for each in gone]
