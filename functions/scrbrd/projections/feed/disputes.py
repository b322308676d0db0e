"""Builds the feed's document of a dispute: `matches/{matchId}/events/dispute_{disputeId}`. Pure.

It reports that the dispute was raised, later that it was resolved. The dispute is not in the log,
so no fold makes the document, and no rebuild changes it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrbrd.projections.feed.builder import sortable
from scrbrd.projections.feed.documents import DisputeEvent, FeedBody

DISPUTE = "dispute_"
"""Prefix of the document's id, before the dispute's id."""

BOOK_FIELDS = (
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
"""Fields of a dispute that follow from the books; the others are about its course."""

FIELDS = (*BOOK_FIELDS, "raisedAt")
RESOLUTION_FIELDS = ("method", "rulingNumber", "resolvedAt")


def is_of_dispute(name: str) -> bool:
    """Return True if the id of a feed document is that of a dispute."""
    return name.startswith(DISPUTE)


def dispute_body(match_id: str, dispute_id: str, document: Mapping[str, Any]) -> FeedBody:
    """Return the feed's document of a dispute; it is ordered after the ball that it is about."""
    place = document["place"]
    return {
        "matchId": match_id,
        "inningsNumber": document["inningsNumber"],
        "sequenceNumber": place,
        "orderKey": f"{sortable(place)}~",
        "events": [dispute_event(dispute_id, document)],
        "isRetracted": False,
    }


def dispute_event(dispute_id: str, document: Mapping[str, Any]) -> DisputeEvent:
    """Return the event of a dispute; `seconds` is how long it was open."""
    is_open = document.get("status") == "open"
    names = FIELDS if is_open else (*FIELDS, *RESOLUTION_FIELDS)
    data = {name: document[name] for name in names if document.get(name) is not None}
    raised, resolved = document.get("raisedAt"), document.get("resolvedAt")
    if not is_open and isinstance(raised, datetime) and isinstance(resolved, datetime):
        data["seconds"] = round((resolved - raised).total_seconds(), 3)
    return {
        "type": "SCORING_DISPUTE_RAISED" if is_open else "DISPUTE_RESOLVED",
        "data": {"disputeId": dispute_id, **data},
    }
