"""Repairs the fields that readers rely on in a feed document that the functions did not write that
way.

One malformed document must not end the streams of every reader of its match.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from scrbrd_gateway.places import place_or_none

LOG = logging.getLogger(__name__)
MOST_LOGGED: Final = 1_000
"""Number of malformed documents that are remembered, so that each is logged once."""

NO_PLACE: Final = (0, 0)
"""Innings and sequence number of an event that belongs to no action."""


def repair_document(match_id: str, event_id: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `matches/{matchId}/events/{eventId}`, as plain values, with every field that readers
    rely on.

    A field that is missing or of another type is filled in from the event's id, or left empty.
    """
    innings_number, sequence_number = place_or_none(event_id) or NO_PLACE
    expected: dict[str, Any] = {
        "inningsNumber": innings_number,
        "sequenceNumber": sequence_number,
        "orderKey": f"{sequence_number:04}",
        "isRetracted": False,
        "events": [],
    }
    changed = {
        name: value
        for name, value in expected.items()
        if type(document.get(name)) is not type(value)
    }
    listed: list[Any] = {**document, **changed}["events"]
    events = [each for each in listed if is_event(each)]
    if len(events) < len(listed):
        changed["events"] = events
    if not changed:
        return document
    log_malformed(f"event {event_id} of match {match_id}", ", ".join(changed))
    return {**document, **changed}


def is_event(value: object) -> bool:
    """Return True if an element of `events` has a type."""
    return isinstance(value, dict) and isinstance(value.get("type"), str)


@lru_cache(MOST_LOGGED)
def log_malformed(document: str, fields: str) -> None:
    """Log a malformed document, once."""
    LOG.warning("%s is malformed: %s", document, fields)
