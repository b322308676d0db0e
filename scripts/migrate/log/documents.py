"""Makes the ids of migrated actions from their places, and nonces that are equal at every run.

`matches/{m}/scoring_actions/{innings}_{sequence}`. The server's times are added when it is written.
"""

import hashlib

from scrbrd.domain.actions import SCHEMA_VERSION, action_id
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionType, Source

NOBODY = "migration"
"""Who recorded a ball whose scorer nobody knows."""


def nonce(match_id: str, innings: int, sequence: int) -> str:
    """Return the nonce of a migrated action; another than that of an import of the same match."""
    place = f"migration/{match_id}/{action_id(innings, sequence)}"
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def document(match_id: str, innings: int, sequence: int, kind: ActionType, fields: Json) -> Json:
    """Return an action at its place, following the one before it."""
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
    """Return whether a document of the log was made by the public schema's own script.

    It gave ids that the database made, and knew no nonce.
    """
    is_migrated = action.get("source") == Source.MIGRATION
    return is_migrated and "nonce" not in action and "_" not in name


def is_ours(match_id: str, action: Json) -> bool:
    """Return whether a document of the log is one that the migration wrote at its place."""
    innings, sequence = action.get("inningsNumber"), action.get("sequenceNumber")
    if not isinstance(innings, int) or not isinstance(sequence, int):
        return False
    is_migrated = action.get("source") == Source.MIGRATION
    return is_migrated and action.get("nonce") == nonce(match_id, innings, sequence)
