"""Picks the state of an innings out of a match's score, for the event that it stands behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrbrd_gateway.model import Cursor, Shown
from scrbrd_gateway.places import place_or_none
from scrbrd_gateway.repair import note
from scrbrd_gateway.sockets.live_messages import STATE_FIELDS


def is_behind(score: Shown | None, event: Cursor) -> bool:
    """Return True if a score does not count an event's action as it is now: another listener will
    bring it.

    The feed's revision is the version of the score that was committed with it, or is above it. What
    is no action's, a dispute, has no score of its own.
    """
    place = place_or_none(event.id)
    if place is None:
        return False
    if score is None or score.version < event.revision:
        return True
    counted = place_or_none(score.document.get("lastActionId"))
    return counted is None or counted < place


def innings_state(
    score: Mapping[str, Any] | None, version: int, innings_number: int
) -> dict[str, Any] | None:
    """Return how an innings stands in `live/score`; None where that does not say."""
    innings = innings_of(score, innings_number) if score else None
    if score is None or innings is None:
        return None
    state = {"inningsNumber": innings_number, "version": version}
    if score.get("lastActionId"):
        state["lastActionId"] = score["lastActionId"]
    return state | {name: innings[name] for name in STATE_FIELDS if innings.get(name) is not None}


def innings_of(score: Mapping[str, Any], innings_number: int) -> Mapping[str, Any] | None:
    """Return an innings of a score: the one in progress or last, an earlier one, a super over.

    What has not the type of an innings is passed over.
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
    """Return a field of a score; None for one of another type, which is logged once."""
    value = score.get(name)
    if value is None or isinstance(value, kind):
        return value
    note(f"live/score of match {score.get('matchId')}", name)
    return None
