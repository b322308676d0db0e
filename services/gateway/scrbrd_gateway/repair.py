"""Puts right what readers rely on in a document of a feed that the functions did not write so.

One malformed document must not end the streams of everybody who follows its match.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from scrbrd_gateway.places import place_or_none

LOG = logging.getLogger(__name__)
MOST_NOTED: Final = 1_000
"""Malformed documents that are remembered, so that each is logged once."""

NOWHERE: Final = (0, 0)
"""Innings and sequence number of an event that is of no action."""


def put_right(match_id: str, event_id: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `matches/{matchId}/events/{eventId}`, as plain values, with every field that readers
    rely on: a missing one, or one of another type, as the id tells it or empty."""
    innings_number, sequence_number = place_or_none(event_id) or NOWHERE
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
    note(f"event {event_id} of match {match_id}", ", ".join(changed))
    return {**document, **changed}


def is_event(value: object) -> bool:
    """Return whether a part of a feed's document names what happened."""
    return isinstance(value, dict) and isinstance(value.get("type"), str)


@lru_cache(MOST_NOTED)
def note(document: str, fields: str) -> None:
    """Log that a document is malformed, once."""
    LOG.warning("%s is malformed: %s", document, fields)
