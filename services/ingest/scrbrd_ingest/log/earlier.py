"""Finds earlier versions of a provider's events in the log's corrections. Pure.

A process loses what it has read when it ends, but the log keeps each ball with all its corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scrbrd.domain.vocabulary import ActionId
from scrbrd_ingest.log.content import text_of
from scrbrd_ingest.log.id_mapping import Mapped, Unmapped
from scrbrd_ingest.log.records import RecordState, record_key
from scrbrd_ingest.log.slots import slots_of
from scrbrd_ingest.log.write_plan import StoredLog, provider_author
from scrbrd_ingest.model import FeedEvent


def changed_since_logged(
    known: StoredLog, provider: str, events: Iterable[FeedEvent]
) -> list[FeedEvent]:
    """Return the events whose logged version by the same provider differs."""
    found = ((each, known.records.get(record_key(provider, each.id))) for each in events)
    return [
        event
        for event, record in found
        if record is not None
        and record.state is RecordState.ENTERED
        and record.content_hash != event.content_hash
    ]


def earlier_versions(
    known: StoredLog,
    provider: str,
    events: Iterable[FeedEvent],
    mappings: Mapping[str, Mapped | Unmapped],
) -> list[FeedEvent]:
    """Return those events of `changed_since_logged` whose content the provider has since corrected
    in the log; `mappings` are the events as actions, by event id."""
    roots = {
        slot.root: slot
        for number in sorted({each.innings_number for each in known.log.values()})
        for slot in slots_of(number, known.log.values())
    }
    found = []
    for event in events:
        mapped, record = mappings[event.id], known.records[record_key(provider, event.id)]
        slot = None if record.action_id is None else roots.get(ActionId(record.action_id))
        if slot is None or slot.standing is None or not isinstance(mapped, Mapped):
            continue
        own = [each for each in slot.members if each.recorded_by == provider_author(provider)]
        earlier_texts = {text_of(each) for each in own} - {text_of(slot.standing)}
        if text_of(mapped.action) in earlier_texts:
            found.append(event)
    return found
