"""Reads actions of the log without the fields that cannot be read and that no score needs."""

from typing import Any

from scrbrd.domain.actions import Action, checked, model_of, where_of
from scrbrd.domain.lenient import Path, read_leniently

BESIDE_THE_SCORE = frozenset(
    {
        "nonce",
        "follows",
        "recordedBy",
        "recordedAs",
        "source",
        "timestamp",
        "createdAt",
        "updatedAt",
        "voidReason",
        "voidedBy",
        "voidedAt",
        "correctedBy",
        "providerEventId",
        "note",
        "shotData",
        "review",
        "bowlingAngle",
        "fielderIds",
        "assistFielderIds",
        "substituteIds",
        "absentIds",
        "powerplays",
        "law",
        "method",
        "reason",
    }
)
"""Fields that can be left out of an action where they are wrong: the score is the same."""


def read_action_leniently(data: dict[str, Any]) -> Action:
    """Read one document of the log without the fields that are wrong and that no score needs.

    The action's `faults` say which. Raises BadDocument where the action cannot count.
    """
    where = where_of(data)
    action, faults = read_leniently(model_of(data, where), data, where, is_beside_the_score)
    return checked(action.with_faults(faults) if faults else action, where)


def is_beside_the_score(path: Path) -> bool:
    """Return whether what stands there can be left out of an action."""
    return not BESIDE_THE_SCORE.isdisjoint(path)
