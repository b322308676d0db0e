"""Picks the state of an innings out of a match's score, for the event that it stands behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scrbrd_gateway.repair import note
from scrbrd_gateway.sockets.live_messages import STATE_FIELDS

ACTION_ID = re.compile(r"([1-9]\d*)_([1-9]\d*)")


def place_of(action_id: object) -> tuple[int, int] | None:
    """Return innings and sequence number of an action's id; None for another text."""
    match = ACTION_ID.fullmatch(action_id) if isinstance(action_id, str) else None
    return (int(match[1]), int(match[2])) if match else None


def is_behind(score: Mapping[str, Any] | None, event_id: str) -> bool:
    """Return True if a score does not count an event's action yet: another listener will bring it.

    Only a new action can be told so; of one that was changed the score says nothing.
    """
    event = place_of(event_id)
    if event is None:
        return False
    counted = place_of(score.get("lastActionId")) if score else None
    return counted is None or counted < event


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
