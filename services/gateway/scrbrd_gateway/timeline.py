"""Makes pages of a match's timeline, of events that are encoded already. Pure."""

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
"""Events that nobody recorded: the functions add them up, or find fault. Balls, wickets, changes of
players, voids, corrections and disputes were somebody's doing."""


def page_of(match_id: str, cursor: str, parts: Iterable[bytes], *, has_more: bool) -> bytes:
    """Return a page as JSON; `cursor` is the text of the place behind it, `parts` are its
    documents."""
    head = encode({"matchId": match_id, "cursor": cursor, "hasMore": has_more})
    return head[:-1] + b',"events":[' + b",".join(parts) + b"]}"


def scored_parts(events: Iterable[FeedEvent], *, synthetic: bool) -> list[bytes]:
    """Return the documents of a scored match as JSON, with the `synthetic` events or without."""
    return [each.encoded if synthetic else encode(recorded(each.document)) for each in events]


def followed_parts(events: Iterable[FeedEvent], *, synthetic: bool) -> list[bytes]:
    """Return the documents of a followed match as JSON, with the `synthetic` ones or without."""
    return [each.encoded for each in events if synthetic or not each.document.get("isSynthetic")]


def recorded(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document of the feed without the events that the functions derived."""
    events = [each for each in document["events"] if each["type"] not in SYNTHETIC]
    return {**document, "events": events}
