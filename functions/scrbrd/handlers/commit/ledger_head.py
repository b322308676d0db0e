"""Adds the head of the ledger to documents that publish it.

The head depends on the order in which triggers came, so digests and comparisons leave it out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrbrd.domain.json_types import Json
from scrbrd.domain.ledger.chain import Ledger, Link
from scrbrd.engine.digests import Document
from scrbrd.projections.feed.documents import EventType, FeedBody, FeedEvent

SUMMARY = "archive/summary"


def head_of(ledger: Ledger | None) -> Json | None:
    """Return the head of a ledger in the form that documents have."""
    return None if ledger is None else {"number": ledger.number, "head": ledger.head}


def with_head(body: FeedBody, head: Json | None) -> FeedBody:
    """Return a document of the feed with the head in its MATCH_COMPLETE event, if it has one."""
    if head is None or not any(each["type"] == "MATCH_COMPLETE" for each in body["events"]):
        return body
    return {**body, "events": [event_with(each, head) for each in body["events"]]}


def event_with(event: FeedEvent, head: Json) -> FeedEvent:
    """Return an event with the head if it is MATCH_COMPLETE, else unchanged."""
    if event["type"] != "MATCH_COMPLETE":
        return event
    return {"type": event["type"], "data": {**event["data"], "ledger": head}}


def without_head(stored: Document) -> Document:
    """Return a stored document of the feed without the head.

    Malformed documents are returned unchanged.
    """
    events = stored.get("events")
    if not isinstance(events, list) or not any(map(is_end, events)):
        return stored
    return {**stored, "events": [event_without(each) if is_end(each) else each for each in events]}


def event_without(event: Mapping[str, Json]) -> Json:
    """Return a MATCH_COMPLETE event without the head."""
    data = {name: value for name, value in event["data"].items() if name != "ledger"}
    return {**event, "data": data}


def heads_in(stored: Document) -> Iterator[Any]:
    """Yield the heads that an archive's summary or a document of the feed publishes."""
    if "ledger" in stored:
        yield stored["ledger"]
    events = stored.get("events")
    for each in events if isinstance(events, list) else ():
        if is_end(each) and "ledger" in each["data"]:
            yield each["data"]["ledger"]


def has_unproved_head(stored: Document, links: Iterable[Link]) -> bool:
    """Return True if a document publishes a head to which no link of the ledger leads."""
    heads = list(heads_in(stored))
    if not heads:
        return False
    proved = [{"number": link.number, "head": link.hash} for link in links]
    return any(head not in proved for head in heads)


def is_end(event: object) -> bool:
    """Return True if an event is a well-formed MATCH_COMPLETE."""
    match event:
        case {"type": EventType.MATCH_COMPLETE, "data": dict()}:
            return True
    return False
