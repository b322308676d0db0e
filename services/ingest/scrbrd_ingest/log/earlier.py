"""Finds what a provider said of an event before it was revised, of the log's own corrections. Pure.

What a process has heard is forgotten with it; what it brought into the log stands there, each ball
with all that was corrected of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scrbrd.domain.vocabulary import ActionId
from scrbrd_ingest.log.content import text_of
from scrbrd_ingest.log.mapping import Mapped, Unmapped
from scrbrd_ingest.log.planning import Known, author_of
from scrbrd_ingest.log.records import RecordState, record_key
from scrbrd_ingest.log.slots import slots_of
from scrbrd_ingest.model import FeedEvent


def said_otherwise(known: Known, provider: str, events: Iterable[FeedEvent]) -> list[FeedEvent]:
    """Return the events of which the log has another word of their provider."""
    found = ((each, known.records.get(record_key(provider, each.id))) for each in events)
    return [
        event
        for event, record in found
        if record is not None
        and record.state is RecordState.ENTERED
        and record.content_hash != event.content_hash
    ]


def said_before(
    known: Known,
    provider: str,
    events: Iterable[FeedEvent],
    mappings: Mapping[str, Mapped | Unmapped],
) -> list[FeedEvent]:
    """Return the events of `said_otherwise` that say what the provider corrected in the log since;
    `mappings` are they as actions, by their ids."""
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
        own = [each for each in slot.members if each.recorded_by == author_of(provider)]
        words = {text_of(each) for each in own} - {text_of(slot.standing)}
        if text_of(mapped.action) in words:
            found.append(event)
    return found
