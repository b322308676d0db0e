"""Reads actions of the log without those wrong fields that do not affect the score."""

from typing import Any

from scrbrd.domain.actions import Action, action_label, check_id, model_of
from scrbrd.domain.lenient import Path, read_leniently

UNSCORED_FIELDS = frozenset(
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
    """Read one document of the log without those wrong fields that do not affect the score.

    The action's `faults` name them. Raises BadDocument where the action cannot count.
    """
    where = action_label(data)
    action, faults = read_leniently(model_of(data, where), data, where, is_unscored)
    return check_id(action.with_faults(faults) if faults else action, where)


def is_unscored(path: Path) -> bool:
    """Return whether the field at a path can be left out of an action."""
    return not UNSCORED_FIELDS.isdisjoint(path)
