"""Builds migrated actions: ids from their places, and nonces that are the same in every run.

`matches/{m}/scoring_actions/{innings}_{sequence}`. The server's times are added when an action is
written.
"""

import hashlib

from scrbrd.domain.actions import SCHEMA_VERSION, action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType, Source

NOBODY = "migration"
"""`recordedBy` of a ball whose scorer is unknown."""


def nonce(match_id: str, innings: int, sequence: int) -> str:
    """Return the nonce of a migrated action. An import of the same match would have another."""
    place = f"migration/{match_id}/{action_id(innings, sequence)}"
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def document(match_id: str, innings: int, sequence: int, kind: ActionType, fields: Json) -> Json:
    """Return the action document for a place; it follows the action before it."""
    return {
        "id": str(action_id(innings, sequence)),
        "matchId": match_id,
        "inningsNumber": innings,
        "sequenceNumber": sequence,
        "type": str(kind),
        "nonce": nonce(match_id, innings, sequence),
        "follows": nonce(match_id, innings, sequence - 1) if sequence > 1 else "",
        "source": str(Source.MIGRATION),
        "schemaVersion": SCHEMA_VERSION,
        "isVoided": False,
        **fields,
    }


def is_of_public_script(name: str, action: Json) -> bool:
    """Return True if an action was written by the public schema's own migration script.

    That script used ids made by the database, and no nonces.
    """
    is_migrated = action.get("source") == Source.MIGRATION
    return is_migrated and "nonce" not in action and "_" not in name


def is_ours(match_id: str, action: Json) -> bool:
    """Return True if an action is one that this migration wrote at its place."""
    innings, sequence = action.get("inningsNumber"), action.get("sequenceNumber")
    if not isinstance(innings, int) or not isinstance(sequence, int):
        return False
    is_migrated = action.get("source") == Source.MIGRATION
    return is_migrated and action.get("nonce") == nonce(match_id, innings, sequence)
