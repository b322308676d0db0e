"""Parses action ids into places, for ids of unknown form. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from scrbrd.domain.actions import parse_action_id
from scrbrd.domain.places import Place

LONGEST: Final = 24
"""The greatest length of an action's id, in characters."""

MOST_READ: Final = 1_000
"""Number of parsed ids that are cached: every socket of a match parses the id of its last ball."""


def place_or_none(an_id: object) -> Place | None:
    """Return the place in an action's id (innings and sequence number, 1-based); None if it is not
    an action's id."""
    return place_of_text(an_id) if isinstance(an_id, str) and len(an_id) <= LONGEST else None


@lru_cache(MOST_READ)
def place_of_text(text: str) -> Place | None:
    """Return the place in a text; None if it is not an action's id."""
    try:
        return parse_action_id(text)
    except ValueError:
        return None
