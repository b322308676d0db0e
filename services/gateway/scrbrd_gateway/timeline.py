"""Builds pages of a match's timeline from encoded events. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from scrbrd.projections.feed.documents import EventType
from scrbrd_gateway.encoding import encode
from scrbrd_gateway.model import FeedEvent

SYNTHETIC: Final = frozenset(
    {
        EventType.OVER_COMPLETE,
        EventType.INNINGS_COMPLETE,
        EventType.MATCH_COMPLETE,
        EventType.MILESTONE_ACHIEVED,
        EventType.ERROR,
    }
)
"""Events that nobody recorded: the functions derive them from the score or report a fault. All
other events, such as balls, changes of players, voids, corrections and disputes, come from a
person."""


def page_of(match_id: str, cursor: str, parts: Iterable[bytes], *, has_more: bool) -> bytes:
    """Return a page as JSON. `cursor` is the text of the place after the page; `parts` are its
    documents."""
    head = encode({"matchId": match_id, "cursor": cursor, "hasMore": has_more})
    return head[:-1] + b',"events":[' + b",".join(parts) + b"]}"


def scored_parts(events: Iterable[FeedEvent], *, synthetic: bool) -> list[bytes]:
    """Return the documents of a scored match as JSON, with or without `synthetic` events."""
    return [
        each.encoded if synthetic else encode(without_synthetic(each.document)) for each in events
    ]


def followed_parts(events: Iterable[FeedEvent], *, synthetic: bool) -> list[bytes]:
    """Return the documents of a followed match as JSON, with or without `synthetic` documents."""
    return [each.encoded for each in events if synthetic or not each.document.get("isSynthetic")]


def without_synthetic(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a feed document without the events that the functions derived."""
    events = [each for each in document["events"] if each["type"] not in SYNTHETIC]
    return {**document, "events": events}
