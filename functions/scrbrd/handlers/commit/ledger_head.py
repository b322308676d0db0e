"""Puts the head of the ledger into documents that give it out.

It depends on the order in which triggers came, so no digest and no comparison has it.
"""

from collections.abc import Callable

from scrbrd.domain.ledger.chain import Ledger
from scrbrd.engine.digests import Json
from scrbrd.projections.feed.events import EventType

SUMMARY = "archive/summary"


def head_of(ledger: Ledger | None) -> Json | None:
    """Return the head of a ledger as documents have it."""
    return None if ledger is None else {"number": ledger.number, "head": ledger.head}


def with_head(document: Json, head: Json | None) -> Json:
    """Return a document of the feed with the head in MATCH_COMPLETE, if it has that event."""
    if head is None:
        return document
    return changed_end(document, lambda data: data | {"ledger": head})


def without_head(document: Json) -> Json:
    """Return a stored document of the feed without the head."""
    return changed_end(document, lambda data: {k: v for k, v in data.items() if k != "ledger"})


def changed_end(document: Json, change: Callable[[Json], Json]) -> Json:
    """Return a document of the feed with the end of the match changed, if it tells one."""
    events = document.get("events")
    if not isinstance(events, list) or not any(is_end(each) for each in events):
        return document
    return document | {
        "events": [
            each | {"data": change(each["data"])} if is_end(each) else each for each in events
        ]
    }


def is_end(event: object) -> bool:
    """Return whether an event is the end of the match, as we write it."""
    match event:
        case {"type": EventType.MATCH_COMPLETE, "data": dict()}:
            return True
    return False
