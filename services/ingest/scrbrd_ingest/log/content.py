"""Compares what two actions say of a ball, whoever wrote them. Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic.alias_generators import to_camel

from scrbrd.domain.actions import Action
from scrbrd.domain.json_types import Json

NOT_CONTENT: Final = frozenset(to_camel(name) for name in Action.model_fields) - {"type", "note"}
"""Fields that say who recorded an action where and when, and nothing of what happened."""

ORNAMENTS: Final = frozenset({"shotData", "review", "note", "bowlingAngle"})
"""Fields that no figure depends on."""

MOST_TEXTS: Final = 50_000

UNTOLD: Final[tuple[Any, ...]] = (None, [], {}, "")
OPTIONAL: Final = frozenset(
    {"fielderIds", "assistFielderIds", "substituteIds", "end", "crossed", "boundary", "runsRun"}
    | {"overBalls", "powerplays", "absentIds", "law", "method", "reason", "oversLimit", "target"}
    | {"par", "strikerId", "nonStrikerId", "bowlerId", "consent", "outPlayerId", "superOver"}
    | {"winnerTeamId"}
)
"""Fields that a provider may leave out where it tells less: silence is no contradiction."""


def content_of(action: Action) -> Json:
    """Return what an action says of what happened, defaults included."""
    fields = action.model_dump(mode="json", by_alias=True)
    return {name: value for name, value in fields.items() if name not in NOT_CONTENT}


_texts: dict[int, tuple[Action, str]] = {}


def text_of(action: Action) -> str:
    """Return the content as one text: equal exactly if two actions say the same.

    Remembered: an answer changes a ball or two of hundreds, and all are compared.
    """
    known = _texts.get(id(action))
    if known is not None and known[0] is action:
        return known[1]
    text = json.dumps(content_of(action), sort_keys=True, separators=(",", ":"))
    if len(_texts) >= MOST_TEXTS:
        _texts.clear()
    _texts[id(action)] = (action, text)
    return text


def is_said_by(standing: Action, other: Action) -> bool:
    """Return whether all that `other` tells is what stands already, ornaments apart.

    `other` is of a provider that may tell less: what it leaves out does not count against it.
    """
    if standing.type != other.type:
        return False
    return not contradicts(content_of(other), content_of(standing))


def contradicts(told: Json, known: Json) -> bool:
    """Return whether something is told that is known otherwise."""
    for name in told.keys() | known.keys():
        new, old = told.get(name), known.get(name)
        if name in ORNAMENTS or new == old:
            continue
        if name in OPTIONAL and (new in UNTOLD or new is False):
            continue
        if isinstance(new, dict) and isinstance(old, dict) and not contradicts(new, old):
            continue
        return True
    return False
