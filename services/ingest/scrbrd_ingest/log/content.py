"""Compares the content of two actions, whoever wrote them. Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json

NOT_CONTENT: Final = frozenset(to_camel(name) for name in Action.model_fields) - {"type", "note"}
"""Fields about the recording of an action (by whom, where, when), not about what happened."""

NON_SCORING_FIELDS: Final = frozenset({"shotData", "review", "note", "bowlingAngle"})
"""Fields that no score or statistic depends on."""

MAX_CACHED_TEXTS: Final = 50_000

EMPTY_VALUES: Final[tuple[Any, ...]] = (None, [], {}, "")
OPTIONAL_FIELDS: Final = frozenset(
    {"fielderIds", "assistFielderIds", "substituteIds", "end", "crossed", "boundary", "runsRun"}
    | {"overBalls", "powerplays", "absentIds", "law", "method", "reason", "oversLimit", "target"}
    | {"par", "strikerId", "nonStrikerId", "bowlerId", "consent", "outPlayerId", "superOver"}
    | {"winnerTeamId"}
)
"""Fields that a provider with fewer details may omit: a missing value is not a contradiction."""


def content_of(action: Action) -> Json:
    """Return the content of an action, including default values."""
    fields = action.model_dump(mode="json", by_alias=True)
    return {name: value for name, value in fields.items() if name not in NOT_CONTENT}


_text_cache: dict[int, tuple[Action, str]] = {}


def text_of(action: Action) -> str:
    """Return the content as text: equal exactly if two actions have the same content.

    Cached, because every decision compares all actions although few of them change.
    """
    cached = _text_cache.get(id(action))
    if cached is not None and cached[0] is action:
        return cached[1]
    text = json.dumps(content_of(action), sort_keys=True, separators=(",", ":"))
    if len(_text_cache) >= MAX_CACHED_TEXTS:
        _text_cache.clear()
    _text_cache[id(action)] = (action, text)
    return text


def agrees_with(standing: Action, other: Action) -> bool:
    """Return True if everything in `other` agrees with the standing action, except fields without
    influence on the score.

    `other` comes from a provider with possibly fewer details: what it omits is no contradiction.
    """
    if standing.type != other.type:
        return False
    return not contradicts(content_of(other), content_of(standing))


def contradicts(new_fields: Json, old_fields: Json) -> bool:
    """Return True if a new field value differs from the old one."""
    for name in new_fields.keys() | old_fields.keys():
        new, old = new_fields.get(name), old_fields.get(name)
        if name in NON_SCORING_FIELDS or new == old:
            continue
        if name in OPTIONAL_FIELDS and (new in EMPTY_VALUES or new is False):
            continue
        if isinstance(new, dict) and isinstance(old, dict) and not contradicts(new, old):
            continue
        return True
    return False
