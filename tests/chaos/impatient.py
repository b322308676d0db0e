"""The deployed function, but it waits for a Firestore that is away two seconds, not twenty."""

from scrbrd.adapters import rpc
from scrbrd.triggers.scoring import on_scoring_action_written

__all__ = ["on_scoring_action_written"]

rpc.CALL_SECONDS = 2.0
