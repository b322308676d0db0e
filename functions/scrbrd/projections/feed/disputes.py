"""Builds the feed's document of a dispute: `matches/{matchId}/events/dispute_{disputeId}`. Pure.

It tells that the dispute was raised, later that it was resolved. The log does not know of it, so no
fold makes it, and no rebuild touches it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrbrd.projections.feed.builder import padded
from scrbrd.projections.feed.documents import DisputeEvent, FeedBody

DISPUTE = "dispute_"
"""Before the dispute's id, in the id of its document."""

SAID = (
    "inningsNumber",
    "place",
    "through",
    "kind",
    "blocks",
    "fields",
    "claims",
    "entry",
    "suggestion",
    "actionId",
)
"""Fields of a dispute that the books say; the others tell of its course."""

FIELDS = (*SAID, "raisedAt")
FIELDS_OF_THE_END = ("method", "rulingNumber", "resolvedAt")


def is_of_dispute(name: str) -> bool:
    """Return whether a document of the feed, by its id, is that of a dispute."""
    return name.startswith(DISPUTE)


def dispute_body(match_id: str, dispute_id: str, document: Mapping[str, Any]) -> FeedBody:
    """Return the feed's document of a dispute, behind the ball that it is about."""
    place = document["place"]
    return {
        "matchId": match_id,
        "inningsNumber": document["inningsNumber"],
        "sequenceNumber": place,
        "orderKey": f"{padded(place)}~",
        "events": [dispute_event(dispute_id, document)],
        "isRetracted": False,
    }


def dispute_event(dispute_id: str, document: Mapping[str, Any]) -> DisputeEvent:
    """Return the event of a dispute; `seconds` is how long it was open."""
    is_open = document.get("status") == "open"
    names = FIELDS if is_open else (*FIELDS, *FIELDS_OF_THE_END)
    data = {name: document[name] for name in names if document.get(name) is not None}
    raised, resolved = document.get("raisedAt"), document.get("resolvedAt")
    if not is_open and isinstance(raised, datetime) and isinstance(resolved, datetime):
        data["seconds"] = round((resolved - raised).total_seconds(), 3)
    return {
        "type": "SCORING_DISPUTE_RAISED" if is_open else "DISPUTE_RESOLVED",
        "data": {"disputeId": dispute_id, **data},
    }
