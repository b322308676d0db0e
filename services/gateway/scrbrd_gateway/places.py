"""Reads the places that ids of actions name, where an id may be anything. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place

LONGEST: Final = 24
"""Characters of an id that may be an action's."""

MOST_READ: Final = 1_000
"""Ids whose places are remembered: every socket of a match asks for that of its last ball."""


def place_or_none(an_id: object) -> Place | None:
    """Return the place of an action's id (innings and sequence number, 1-based); None where it is
    none."""
    return place_of_text(an_id) if isinstance(an_id, str) and len(an_id) <= LONGEST else None


@lru_cache(MOST_READ)
def place_of_text(text: str) -> Place | None:
    """Return the place that a text names; None where it is no action's id."""
    try:
        return parse_action_id(text)
    except ValueError:
        return None
