"""Extracts the state of an innings from a match's score, for the event that it is sent with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrbrd_gateway.model import Cursor, EncodedDocument
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.repair import log_malformed
from scrbrd_gateway.sockets.live_messages import STATE_FIELDS


def is_behind(score: EncodedDocument | None, event: Cursor) -> bool:
    """Return True if a score does not yet count an event's action in its current version: another
    listener will bring a newer score.

    The feed's revision is at least the version of the score that was committed with it. An event
    without an action, such as a dispute, has no score of its own.
    """
    place = place_or_none(event.id)
    if place is None:
        return False
    if score is None or score.version < event.revision:
        return True
    last_counted = place_or_none(score.document.get("lastActionId"))
    return last_counted is None or last_counted < place


def innings_state(
    score: Mapping[str, Any] | None, version: int, innings_number: int
) -> dict[str, Any] | None:
    """Return the state of an innings in `live/score`; None if the score does not have it."""
    innings = innings_of(score, innings_number) if score else None
    if score is None or innings is None:
        return None
    state = {"inningsNumber": innings_number, "version": version}
    if score.get("lastActionId"):
        state["lastActionId"] = score["lastActionId"]
    return state | {name: innings[name] for name in STATE_FIELDS if innings.get(name) is not None}


def innings_of(score: Mapping[str, Any], innings_number: int) -> Mapping[str, Any] | None:
    """Return an innings of a score: the one in progress or last, an earlier one, or a super over.

    Fields of another type are ignored.
    """
    current: Mapping[str, Any] | None = field_of(score, "currentInnings", dict)
    if current and score.get("inningsNumber") == innings_number:
        return current
    earlier: Mapping[str, Any] | None = field_of(score, f"innings{innings_number}", dict)
    if earlier:
        return earlier
    overs = [each for each in field_of(score, "superOvers", list) or () if isinstance(each, dict)]
    return next((each for each in overs if each.get("inningsNumber") == innings_number), None)


def field_of(score: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a field of a score; None if it has another type, which is logged once."""
    value = score.get(name)
    if value is None or isinstance(value, kind):
        return value
    log_malformed(f"live/score of match {score.get('matchId')}", name)
    return None
